"""From a row of the read model to a document of the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import tantivy

from services.contracts.reference import CodeList, industries, licences, occupations, places
from services.contracts.seeker_record import FREE_TEXTS
from services.search import text
from services.search.index import schema
from services.search.storage import SeekerRow

MOST_YEARS = 60
_NO_INCOME = 2**32 - 1
_HOURLY = 2**28
_MINUTES_A_DAY = 24 * 60


def document_of(row: SeekerRow) -> tantivy.Document | None:
    """The document of a seeker; None where nobody may find the seeker (SEE-4)."""
    record = row.record
    if record is None or not row.provided_to:
        return None
    document = tantivy.Document()
    document.add_unsigned(schema.ROW, row.row_number)
    document.add_unsigned(schema.VALID_UNTIL, row.valid_until.toordinal())
    for name, value in zip(schema.SORT_KEYS, sort_values(record), strict=True):
        document.add_unsigned(name, sort_key(value, row.row_number))
    for name, terms in terms_of(row, record).items():
        for term in terms:
            document.add_text(name, term)
    for name in schema.TRUTHS:
        document.add_boolean(name, record[name])
    for name, amount in amounts_of(record).items():
        document.add_unsigned(name, amount)
    for name, change in changes_of(row).items():
        document.add_unsigned(name, change)
    for name, bits in facet_bits(record).items():
        document.add_unsigned(name, bits)
    folded = text.folded_whole(text_of for _, text_of in free_texts(record))
    document.add_text(schema.BIGRAMS, text.bigrams(folded))
    document.add_text(schema.CHARACTERS, text.characters(folded))
    return document


def progress_document(seq: int) -> tantivy.Document:
    """The document that says up to where the index holds everything; it has no reader, so no search finds it."""
    document = tantivy.Document()
    document.add_unsigned(schema.PROGRESS_MARK, 1)
    document.add_unsigned(schema.PROGRESS, seq)
    # A value in every document keeps these fields in their quickest form.
    for name in (*schema.SORT_KEYS, *(field for facet in schema.FACETS for field in facet.fields)):
        document.add_unsigned(name, 0)
    return document


def sort_key(value: int, row_number: int) -> int:
    """A value of 32 bits above a row number: ordered by value, no two equal."""
    return value << 32 | row_number


def row_number_of(key: int) -> int:
    """The row number in a sort key."""
    return key & 0xFFFFFFFF


def sort_values(record: Mapping[str, Any]) -> tuple[int, int, int]:
    """What the orders newest, changed and income go by: seconds since 1970, and the desired income.

    Income from low to high: those who want a monthly one by that, then those who want an hourly one only, then the rest.
    """
    monthly, hourly = record["desired_monthly_income"], record["desired_hourly_income"]
    otherwise = _NO_INCOME if hourly is None else _HOURLY + hourly
    income = otherwise if monthly is None else monthly
    return _seconds(record["registered_at"]), _seconds(record["changed_at"]), income


def _seconds(instant: str) -> int:
    return int(dt.datetime.fromisoformat(instant).timestamp())


def terms_of(row: SeekerRow, record: Mapping[str, Any]) -> dict[str, Iterable[str]]:
    """The exact words of a document. A code stands with every code above it, under each of which it is to be found.

    `whole_place` are the places as wished, without those above: who wishes for all of a prefecture is found by any
    municipality in it.
    """
    wished = [place["place_code"] for place in record["desired_places"]]
    wider = record["wider_area_place_codes"]
    return {
        "provided_to": row.provided_to,
        "blocked_by": row.blocked_by,
        "occupation": _with_ancestors("occupations", record["occupation_codes"]),
        "industry": _with_ancestors("industries", record["industry_codes"]),
        "place": _with_ancestors("places", wished),
        "whole_place": wished,
        "wider_place": _with_ancestors("places", wider),
        "whole_wider_place": wider,
        "employment_form": record["employment_forms"],
        "day_off": record["desired_days_off"],
        "two_day_weekend": [record["two_day_weekend"]],
        "education": [record["education_level"]],
        "licence": _with_ancestors("licences", record["licence_codes"]),
        "driving_licence": [record["driving_licence"]],
        "experience": [experience_term(code, years) for code, years in experience_of(record).items()],
        "turn": [record["turn"]],
    }


_LISTS = {"occupations": occupations, "industries": industries, "places": places, "licences": licences}


def _with_ancestors(name: str, codes: Iterable[str]) -> set[str]:
    return {above for code in codes for above in _line(name, code)}


@cache
def _line(name: str, code: str) -> tuple[str, ...]:
    codes: CodeList = _LISTS[name]()
    # A code that a newer list has dropped is still found by itself.
    return codes.with_ancestors(code) if code in codes else (code,)


def experience_of(record: Mapping[str, Any]) -> dict[str, int]:
    """Years of experience by small class of occupation, those of several entries added up."""
    years: dict[str, int] = {}
    for entry in record["work_experience"]:
        code = entry["occupation_code"]
        years[code] = min(years.get(code, 0) + entry["years"], MOST_YEARS)
    return years


def experience_term(occupation_code: str, years: int) -> str:
    """One term for an occupation and the years in it: a search for "at least" asks for each number of years."""
    return f"{occupation_code}:{years}"


def amounts_of(record: Mapping[str, Any]) -> dict[str, int]:
    """Yen, and minutes after midnight; what the seeker did not state is left out and found by no bound."""
    amounts = {"monthly_income": record["desired_monthly_income"], "hourly_income": record["desired_hourly_income"]}
    begin, end = minutes(record["desired_hours_from"]), minutes(record["desired_hours_to"])
    if begin is not None and end is not None and end <= begin:
        end += _MINUTES_A_DAY  # work over midnight ends on the next day
    amounts |= {"hours_from": begin, "hours_to": end}
    return {name: amount for name, amount in amounts.items() if amount is not None}


def changes_of(row: SeekerRow) -> dict[str, int]:
    """Which changes opened the seeker to each class and last changed the record; 0 where that is not known (SRC-6)."""
    opened = {f"opened_to_{class_}": row.opened_to.get(class_) or 0 for class_ in row.provided_to}
    return {**opened, "record_changed": row.record_changed or 0}


def minutes(time_of_day: str | None) -> int | None:
    """Minutes after midnight of `HH:MM`."""
    return None if time_of_day is None else int(time_of_day[:2]) * 60 + int(time_of_day[3:])


def facet_bits(record: Mapping[str, Any]) -> dict[str, int]:
    """The bits of all facets: prefectures wished for, major classes of occupation, forms of employment."""
    wished = _with_ancestors("places", (place["place_code"] for place in record["desired_places"]))
    classes = _with_ancestors("occupations", record["occupation_codes"])
    return {
        **schema.PLACES.bits(wished),
        **schema.OCCUPATIONS.bits(classes),
        **schema.FORMS.bits(record["employment_forms"]),
    }


def free_texts(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts in which free words are looked for, each with its place in the record."""
    for name in FREE_TEXTS:
        yield name, record[name]
    for number, entry in enumerate(record["work_experience"]):
        yield f"work_experience/{number}/description", entry["description"]
