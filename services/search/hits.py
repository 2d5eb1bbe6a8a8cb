"""A found seeker as the list shows it: the main fields, and where the words asked for stand (SRC-2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from services.contracts.reference import CodeList, occupations, place_name
from services.search import text
from services.search.index.documents import free_texts
from services.search.storage import SeekerRow

SUMMARY_FIELDS = (
    "desired_work", "employment_forms", "wants_regular_employment", "desired_places", "can_move", "desired_hours_from",
    "desired_hours_to", "desired_monthly_income", "desired_hourly_income", "occupation_codes", "education_level",
    "driving_licence", "licence_codes", "valid_until",
)  # fmt: skip
"""What the list shows of every record, besides any text in which words were found."""


def words_to_mark(query: Mapping[str, Any]) -> list[str]:
    """The words to be marked, folded: all those that hits may hold."""
    words = query["words"] or {"all": [], "any": []}
    return [text.fold(word) for word in (*words["all"], *words["any"])]


def hit_of(row: SeekerRow, words: Sequence[str]) -> dict[str, Any]:
    """A hit of the answer, from a row that has a record.

    A mark names its text by the path in the record; the summary holds every text that has a mark.
    """
    record = row.record
    if record is None:
        raise ValueError("a tombstone is no hit")
    marks = list(_marks(record, words)) if words else []
    marked = [mark["field"].partition("/")[0] for mark in marks]
    summary = {name: record[name] for name in (*SUMMARY_FIELDS, *marked)}
    summary["occupation_names"] = [_name(occupations(), code) for code in record["occupation_codes"]]
    summary["place_names"] = [place_name(place["place_code"]) for place in record["desired_places"]]
    return {
        "seeker_number": row.seeker_number,
        "registered_at": dt.datetime.fromisoformat(record["registered_at"]),
        "changed_at": dt.datetime.fromisoformat(record["changed_at"]),
        "summary": summary,
        "marks": marks,
    }


def _marks(record: Mapping[str, Any], words: Sequence[str]) -> list[dict[str, Any]]:
    marks = []
    for path, original in free_texts(record):
        folded = text.fold(original)
        if any(word in folded for word in words):
            spans = text.FoldedText.of(original).spans_of(words)
            marks.append({"field": path, "spans": [list(span) for span in spans]})
    return marks


def _name(codes: CodeList, code: str) -> str:
    return codes[code].name if code in codes else code
