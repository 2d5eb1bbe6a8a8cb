"""The lists there are, each read once a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.contracts.reference.code_list import CodeList, Header, ReferenceFileError, is_place_code, read, read_rows

FOLDER = Path(__file__).parent


@cache
def places() -> CodeList:
    """Prefectures, municipalities and wards by six-digit JIS X 0402 code: prefecture ⊃ designated city ⊃ ward."""
    return read(FOLDER / "prefectures.csv", FOLDER / "municipalities.csv", well_formed=is_place_code)


@cache
def occupations() -> CodeList:
    """厚生労働省編職業分類: levels `major` (A), `middle` (01) and `small` (011)."""
    return read(FOLDER / "occupations.csv")


@cache
def occupation_titles() -> Mapping[str, tuple[str, ...]]:
    """Job titles that belong to a small class of occupation (該当例), for words people use instead of its name."""
    path = FOLDER / "occupation_titles.csv"
    _, rows = read_rows(path, required=("code", "title"))
    titles: dict[str, list[str]] = {}
    for line, row in rows:
        if row["code"] not in occupations():
            raise ReferenceFileError(path, line, f"occupation {row['code']} is unknown")
        titles.setdefault(row["code"], []).append(row["title"])
    return {code: tuple(found) for code, found in titles.items()}


@cache
def industries() -> CodeList:
    """日本標準産業分類: levels `major` (A) and `middle` (01)."""
    return read(FOLDER / "industries.csv")


@cache
def licences() -> CodeList:
    """Licences and qualifications: levels `group` and `licence`; a record carries those of level `licence`."""
    return read(FOLDER / "licences.csv")


@cache
def bureaus() -> CodeList:
    """The 47 labour bureaus, by the number of their prefecture (01 to 47)."""
    return read(FOLDER / "bureaus.csv")


@cache
def offices() -> CodeList:
    """Hello Work offices: level `bureau` (01 to 47), and below each its offices, level `office`."""
    return read(FOLDER / "bureaus.csv", FOLDER / "offices.csv")


@dataclass(frozen=True, slots=True)
class BureauContact:
    """Where a bureau is asked about applications (労働局担当窓口); its mailbox is told to applicants alone (REG-9)."""

    code: str
    name: str
    desk: str
    phone: str
    mailbox: str | None


@cache
def bureau_contacts() -> tuple[Header, Mapping[str, BureauContact]]:
    """The list of bureaus' desks with its source, by bureau. Raises ReferenceFileError where a bureau is missing."""
    path = FOLDER / "bureau_contacts.csv"
    header, rows = read_rows(path, required=("code", "name", "desk", "phone", "mailbox"))
    found = {
        row["code"]: BureauContact(row["code"], row["name"], row["desk"], row["phone"], row["mailbox"] or None)
        for _, row in rows
    }
    if missing := {bureau.code for bureau in bureaus()} ^ found.keys():
        raise ReferenceFileError(path, 1, f"bureaus {sorted(missing)} stand here or in bureaus.csv alone")
    return header, found


@cache
def _jurisdictions() -> Mapping[str, str]:
    path = FOLDER / "jurisdictions.csv"
    _, rows = read_rows(path, required=("place", "office"))
    found: dict[str, str] = {}
    for line, row in rows:
        if row["place"] not in places() or row["office"] not in offices():
            raise ReferenceFileError(path, line, f"place {row['place']} or office {row['office']} is unknown")
        found[row["place"]] = row["office"]
    return found


def competent_office(place_code: str) -> str:
    """The office competent for a place: by the nearest place, it or one above, that the list of jurisdictions names.

    Raises KeyError for an unknown place or one nobody is competent for.
    """
    for code in places().with_ancestors(place_code):
        if code in _jurisdictions():
            return _jurisdictions()[code]
    raise KeyError(place_code)


def bureau_of(place_code: str) -> str:
    """The bureau competent for a place: that of its prefecture (管轄労働局). Raises KeyError for an unknown place."""
    places()[place_code]
    return place_code[:2]


def local_government_of(place_code: str) -> str:
    """The municipality or prefecture (地方自治体) of a place: of a designated city's ward the city, else the place itself.

    One that has left the list, as municipalities do that merge, is its own: what is known by its code stays so.
    """
    if place_code not in places():
        return place_code
    entry = places()[place_code]
    return entry.parent if entry.level == "ward" and entry.parent is not None else place_code


def place_name(code: str) -> str:
    """A place as an address begins: prefecture, county, municipality; one that has left the list, by its code."""
    if code not in places():
        return code
    entry = places()[code]
    prefecture = "" if entry.level == "prefecture" else places().ancestors(code)[-1].name
    return f"{prefecture}{entry.county}{entry.name}"


@cache
def place_names() -> frozenset[str]:
    """Prefectures, counties, municipalities and wards as an address names them, by which one is known (MSG-8)."""
    named = {entry.name for entry in places()} | {entry.county for entry in places()}
    wards = {entry.name.removeprefix(places()[entry.parent or ""].name) for entry in places().at_level("ward")}
    return frozenset((named | wards) - {""})


@cache
def place_readings() -> frozenset[str]:
    """The same read in katakana, for addresses in kana or Roman letters (MSG-8)."""
    read_out = {entry.name_kana for entry in places()}
    wards = {
        entry.name_kana.removeprefix(places()[entry.parent or ""].name_kana) for entry in places().at_level("ward")
    }
    return frozenset((read_out | wards) - {""})


LISTS: Mapping[str, Callable[[], CodeList]] = {
    "places": places,
    "occupations": occupations,
    "industries": industries,
    "licences": licences,
    "offices": offices,
}
"""Every list by its name: what is loaded into the registry and offered to readers."""
