"""The demo's organizations (利用団体): 398 of them as in seed 003, each as the application that it registered.

Plain dicts in the shape of `services.contracts.registry.NewApplication` (JSON), the same ones every time; every one
meets the rules of registration on the day given. All use seeker information, as those counted in seed 003 do, so
there is no school among them (REG-1). Names are made up, municipalities are real ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import cycle
from random import Random
from typing import Any

from deploy.demo.seeker_people import Name, pools
from deploy.demo.seeker_records import PEOPLE_BY_PREFECTURE
from services.contracts.reference import place_name, places
from services.contracts.registry import SecurityDeclaration

SEED = 20160704
"""The day for which seed 003 counts organizations, 4 July 2016."""
PASSWORD = "Hellowork-demo-2016"  # noqa: S105 - the same for every demo account, printed by `make up`
TERMS = "2021-12-01"
MAIL_DOMAIN = "org.example.jp"

KINDS = {
    "paid_agency": 262,
    "free_agency": 14,
    "special_corporation": 12,
    "municipality_own": 58,
    "municipality_commissioning": 24,
    "municipality_informing": 12,
    "designated_body": 16,
}
"""288 of the private class and 110 of the municipal class (seed 003); the shares within a class are made up."""

MARKS = {
    "paid_agency": "ユ",
    "free_agency": "ム",
    "special_corporation": "特",
    "municipality_own": "地",
    "designated_body": "ム",
}
WITH_TERM = ("paid_agency", "free_agency", "designated_body")
"""Kinds that act under a permission with a term (REG-16)."""
TRADES = (
    ("医療・介護", "イリョウカイゴ", ("13", "14", "16", "36"), ("83", "85"), "看護師、介護福祉士、保育士"),
    ("ＩＴ", "アイティー", ("10", "07"), ("39", "40"), "システム設計、プログラム開発、運用"),
    ("事務・経理", "ジムケイリ", ("25", "26", "28", "31"), ("72", "92"), "一般事務、経理、営業事務"),
    ("ものづくり", "モノヅクリ", ("54", "57", "60", "64"), ("24", "26", "31"), "組立、加工、設備の保全"),
    ("物流", "ブツリュウ", ("66", "75", "77"), ("44", "47"), "配送、倉庫作業、運行管理"),
    ("販売・サービス", "ハンバイサービス", ("32", "39", "40"), ("56", "58", "75", "76"), "販売、調理、接客"),
    ("建設・設備", "ケンセツセツビ", ("09", "70", "71", "72"), ("06", "07", "08"), "施工管理、電気工事、配管工事"),
)
BODIES = ("ナースセンター", "福祉人材センター", "保育士・保育所支援センター")
BODIES_KANA = ("ナースセンター", "フクシジンザイセンター", "ホイクシホイクジョシエンセンター")
SECTIONS = (
    ("産業振興課", "サンギョウシンコウカ"),
    ("雇用対策課", "コヨウタイサクカ"),
    ("商工労政課", "ショウコウロウセイカ"),
)


NOTIFYING, CERTIFIED = 116, 101
"""Numbers of two paid agencies: one of Tokyo with a notified service (MSG-10), one with a third party's certificate (REG-14)."""


def organizations(today: dt.date, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """The applications of the 398 organizations, those of a kind one after the other, spread over all bureaus."""
    random = Random(seed)
    prefectures = _prefectures(random)
    names: set[str] = set()
    for kind, count in KINDS.items():
        for _ in range(count):
            number, prefecture = len(names) + 1, next(prefectures)
            made = _application(random, kind, number, prefecture, today)
            while made["name"] in names:  # two drew the same municipality or family name
                made = _application(random, kind, number, prefecture, today)
            names.add(made["name"])
            yield _with_particulars(made, number, today)


def first_email() -> str:
    """The ID of the first of them."""
    return main_email(1)


def main_email(number: int) -> str:
    """The ID of one of them, by its number from 1."""
    return f"main.{number}@{MAIL_DOMAIN}"


def _prefectures(random: Random) -> Iterator[str]:
    """Every prefecture once, so that each bureau has an organization, then by inhabitants."""
    codes = [entry.code for entry in places().at_level("prefecture")]
    drawn = random.choices(codes, PEOPLE_BY_PREFECTURE, k=sum(KINDS.values()) - len(codes))
    everywhere = codes + drawn
    random.shuffle(everywhere)
    return cycle(everywhere)


def _application(random: Random, kind: str, number: int, prefecture: str, today: dt.date) -> dict[str, Any]:
    municipality = _municipality(random, kind, prefecture)
    trade = random.choice(TRADES)
    name, kana = _name(random, kind, prefecture, municipality, trade)
    managers = [_manager(random, number, role) for role in ("contact", "privacy")]
    services = ["seekers"] if kind == "municipality_informing" else random.choice((["seekers"], ["offers", "seekers"]))
    marks = [mark for mark in ("privacy_mark", "excellent_agency_mark") if random.random() < 0.25]
    representative = _person(random)
    return {
        "kind": kind,
        "services": services,
        "name": name,
        "department": _department(kind, name),
        "name_kana": kana,
        "representative_title": "市町村長" if kind.startswith("municipality") else "代表者",
        "representative_name": representative.written,
        "postal_code": f"{prefecture[:2]}{random.randrange(10)}-{random.randrange(10_000):04d}",
        "municipality_code": municipality,
        "address": f"{place_name(municipality)}{random.choice(pools().towns)}{random.randint(1, 5)}丁目{random.randint(1, 20)}番",
        "phone": _phone(number),
        "permission_number": f"{prefecture[:2]}-{MARKS[kind]}-{number:06d}" if kind in MARKS else None,
        "permission_valid_until": _in_years(today, 1 + number % 4) if kind in WITH_TERM else None,
        "recognized_on": "2016-03-22" if kind == "designated_body" else None,
        "commissioned_agency_number": (
            f"{prefecture[:2]}-ユ-{900_000 + number:06d}" if kind == "municipality_commissioning" else None
        ),
        "commissioned_agency": _agency(random, number, prefecture) if kind == "municipality_commissioning" else None,
        "collects_money": False,
        "handles_subsidies": random.random() < 0.5,
        "latest_regular_placement_on": (
            None if kind == "municipality_informing" else str(today - dt.timedelta(days=random.randint(1, 60)))
        ),
        "contact_managers": dict.fromkeys(services, managers[0]),
        "privacy_manager": managers[1],
        "mandatory_information": _mandatory_information(random, kind, prefecture, trade, marks),
        "excellent_agency_mark_of": (
            "commissioned_agency" if kind == "municipality_commissioning" and "excellent_agency_mark" in marks else None
        ),
        "security_declaration": dict.fromkeys(SecurityDeclaration().fields, True),
        "terms_version": TERMS,
        "email": main_email(number),
        "password": PASSWORD,
    }


def _with_particulars(made: dict[str, Any], number: int, today: dt.date) -> dict[str, Any]:
    """What few organizations state, on the application of one each."""
    if number == NOTIFYING:
        service = {
            "name": "新卒者向け選考対策講座",
            "fees": "受講料として３３，０００円（税込）をいただきます。",
            "notified_on": str(today - dt.timedelta(days=400)),
        }
        return {**made, "notified_services": [service]}
    if number == CERTIFIED:
        information = {**made["mandatory_information"], "other_certificates": ["ＩＳＯ／ＩＥＣ　２７００１"]}
        return {**made, "mandatory_information": information}
    return made


def _agency(random: Random, number: int, prefecture: str) -> dict[str, Any]:
    """The agency that a municipality commissions, with managers of its own (REG-12)."""
    family = random.choice(pools().family)
    return {
        "name": f"株式会社{family.written}{places()[prefecture].name}就労支援",
        "contact_manager": _manager(random, number, "agency-contact"),
        "privacy_manager": _manager(random, number, "agency-privacy"),
    }


def _municipality(random: Random, kind: str, prefecture: str) -> str:
    """Where the organization is; a municipality is itself one, not a ward of a city, and not the northern villages."""
    levels = ("city", "designated_city", "special_ward")
    if not kind.startswith("municipality"):
        levels = ("city", "ward", "special_ward")
    inside = [entry.code for entry in places().descendants(prefecture) if entry.level in levels]
    return random.choice(inside)


def _name(random: Random, kind: str, prefecture: str, municipality: str, trade: tuple[Any, ...]) -> tuple[str, str]:
    entry, above = places()[municipality], places()[prefecture]
    family = random.choice(pools().family)
    match kind:
        case "paid_agency":
            return f"株式会社{family.written}{trade[0]}キャリア", f"{family.reading}{trade[1]}キャリア"
        case "free_agency":
            return (
                f"一般社団法人{above.name}{family.written}就労支援会",
                f"{above.name_kana}{family.reading}シュウロウシエンカイ",
            )
        case "special_corporation":
            return (
                f"{entry.name}{family.written}商工協同組合",
                f"{entry.name_kana}{family.reading}ショウコウキョウドウクミアイ",
            )
        case "designated_body":
            body = random.randrange(len(BODIES))
            return f"{above.name}{BODIES[body]}", f"{above.name_kana}{BODIES_KANA[body]}"
    section, section_kana = random.choice(SECTIONS)
    return f"{entry.name}{section}", f"{entry.name_kana}{section_kana}"


def _department(kind: str, name: str) -> str:
    """A municipality's section applies on its own (REG-4); the others apply as establishments."""
    sections = [section for section, _ in SECTIONS if kind.startswith("municipality") and name.endswith(section)]
    return sections[0] if sections else ""


def _manager(random: Random, number: int, role: str) -> dict[str, Any]:
    department = "個人情報管理室" if role.endswith("privacy") else "職業紹介責任者"
    return {
        "name": _person(random).written,
        "department": department,
        "phone": _phone(number),
        "email": f"{role}.{number}@{MAIL_DOMAIN}",
        "full_time": True,
    }


def _person(random: Random) -> Name:
    family, given = random.choice(pools().family), random.choice(pools().female + pools().male)
    return Name(f"{family.written} {given.written}", f"{family.reading} {given.reading}", "")


def _phone(number: int) -> str:
    """A number that no operator gives out, as those of the demo's seekers."""
    return f"090-0{number // 10_000 % 1_000:03d}-{number % 10_000:04d}"


def _in_years(today: dt.date, years: int) -> str:
    return str(dt.date(today.year + years, 3, 31))


def _mandatory_information(
    random: Random, kind: str, prefecture: str, trade: tuple[Any, ...], marks: list[str]
) -> dict[str, Any]:
    if kind == "municipality_informing":
        record = "職業紹介は行わず、就職のための各種支援の周知・広報を行っています。"
        support = "就職相談会、職場見学会、資格の取得費用の助成についてご案内します。"
    else:
        record = f"昨年度の常用就職の件数は{random.randint(5, 240)}件です。主な職種は{trade[4]}です。"
        support = "求人の紹介、応募書類の添削、面接の練習、就職後の相談を行います。"
    return {
        "placement_record": record,
        "occupation_codes": list(trade[2]),
        "industry_codes": list(trade[3]),
        "area_codes": [prefecture],
        "fees_for_seekers": "求職者の方から手数料はいただきません。",
        "support_offered": support,
        "marks_held": marks,
    }
