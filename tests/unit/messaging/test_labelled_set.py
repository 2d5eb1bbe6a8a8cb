"""MSG-8: the labelled messages are well formed, whichever half they stand in."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "data"
ROOT = DATA / "personal_data"
DEMANDS = DATA / "demands"
KINDS = ("telephone", "email", "postal_code", "address", "sns", "url", "name")
LEAST = 80
HALVES = ("development", "held_apart")
WITHIN_ADDRESSES = ("held_apart", "postal_code")
"""Postal codes of that half stand in the file of addresses, in no number of their own."""
FILES = sorted(ROOT.glob("*/*.jsonl"))
OF_DEMANDS = sorted(DEMANDS.glob("*/*.jsonl"))


def kind_of(path: Path) -> str:
    """The kind that a file is written for; it stands behind the mark of who wrote it, or what for."""
    return re.sub("^(?:strangers|former_held_apart|classes)_", "", path.stem)


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_there_are_two_halves_in_files_named_by_kind() -> None:
    assert {path.parent.name for path in FILES} == set(HALVES)
    assert {kind_of(path) for path in FILES if path.parent.name == "development"} == set(KINDS)
    assert {kind_of(path) for path in FILES if path.parent.name == "held_apart"} == set(KINDS) - {"postal_code"}


@pytest.mark.parametrize("path", FILES + OF_DEMANDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_span_lies_in_its_text_and_is_of_a_known_kind(path: Path) -> None:
    for number, record in enumerate(records(path), 1):
        place = f"{path.name} line {number}"
        fields = {"text", "spans", "note"} | ({"name"} if kind_of(path) == "name" else set())
        assert set(record) == fields, f"{place}: fields are {sorted(fields)}"
        assert record["text"].strip(), f"{place}: an empty text"
        assert record["note"].strip(), f"{place}: say why it is in the set"
        end = 0
        for span in sorted(record["spans"], key=lambda span: span["start"]):
            assert set(span) == {"kind", "start", "end"}, f"{place}: a span is kind, start and end"
            assert span["kind"] in (("demand",) if path in OF_DEMANDS else KINDS), (
                f"{place}: unknown kind {span['kind']}"
            )
            assert end <= span["start"] < span["end"] <= len(record["text"]), (
                f"{place}: {span} overlaps or leaves the text"
            )
            datum = record["text"][span["start"] : span["end"]]
            assert datum == datum.strip(), f"{place}: blanks at the border of {datum!r}"
            end = span["end"]


@pytest.mark.parametrize(
    ("half", "kind"), [(half, kind) for half in HALVES for kind in KINDS if (half, kind) != WITHIN_ADDRESSES]
)
def test_a_kind_has_enough_positives_and_clean_look_alikes(half: str, kind: str) -> None:
    """In the files that hold the kind."""
    found = {
        path: [{span["kind"] for span in record["spans"]} for record in records(path)]
        for path in FILES
        if path.parent.name == half
    }
    own = [kinds for path, lines in found.items() if kind_of(path) == kind or _holds(lines, kind) for kinds in lines]
    assert sum(kind in kinds for kinds in own) >= LEAST, f"{half}: write more texts with {kind}"
    assert sum(kind not in kinds for kinds in own) >= LEAST, f"{half}: write more clean look-alikes of {kind}"


@pytest.mark.parametrize("half", HALVES)
def test_there_are_enough_demands_and_clean_look_alikes(half: str) -> None:
    texts = [record for path in OF_DEMANDS if path.parent.name == half for record in records(path)]
    assert sum(bool(record["spans"]) for record in texts) >= LEAST
    assert sum(not record["spans"] for record in texts) >= LEAST


def _holds(lines: list[set[str]], kind: str) -> bool:
    return sum(kind in kinds for kinds in lines) >= LEAST


@pytest.mark.parametrize(
    "path", [file for file in FILES if kind_of(file) == "name"], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_name_is_complete_and_its_reading_is_kana(path: Path) -> None:
    for record in records(path):
        assert set(record["name"]) == {"family", "given", "family_kana", "given_kana"}
        assert all(record["name"].values())
        for part in ("family_kana", "given_kana"):
            assert all(letter == " " or "ァ" <= letter <= "ー" for letter in record["name"][part]), record["name"]


def test_no_text_stands_twice_in_both_halves_together() -> None:
    texts = Counter(record["text"] for path in FILES + OF_DEMANDS for record in records(path))
    assert [text for text, times in texts.items() if times > 1] == []
