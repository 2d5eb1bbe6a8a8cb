"""Free words (SRC-1): every substring is found and nothing else; what is found is marked (SRC-2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.search import SeekerQuery
from services.contracts.seeker_record import FREE_TEXTS
from services.search.hits import hit_of
from services.search.index import generations
from services.search.index.conditions import Reader
from services.search.index.page import Question, find
from services.search.index.reader import SeekerIndex
from services.search.index.writer import Writer
from services.search.storage import SeekerRow
from services.search.text import fold
from tests.contract.search.conftest import ReadModel
from tests.contract.search.records import TODAY, record

# Few letters, so that words meet texts; what NFKC and case folding change, join, take apart; blanks and signs.
LETTERS = "経理ｶﾞガかが゛゙ﾞＡａA㈱株()（１1① 　\n.*\"'+-:^ßſ\u0301\u00a0\u2028\ufdd0\ufdd1"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=12)
WORDS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=5)
READER = Reader("01890000-0000-7000-8000-000000000000", "private")


class Texts:
    """Seekers by row number, with their texts, and the index over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = generations.new(folder)
        generations.switch(folder, self.name)
        self.index = SeekerIndex(folder)
        self.held: dict[int, list[str]] = {}

    def hold(self, records: Sequence[dict[str, Any]]) -> None:
        writer = Writer(self.folder, self.name)
        for row_number, made in enumerate(records, start=1):
            writer.apply([row_of(row_number, made)])
            self.held[row_number] = [made["desired_work"], made["selling_points"]]
            self.held[row_number] += [entry["description"] for entry in made["work_experience"]]
        writer.commit()
        writer.close()

    def found(self, words: dict[str, list[str]]) -> set[int]:
        query = SeekerQuery().load({"words": words})
        rows: list[int] = []
        after = None
        while True:
            page = find(self.index, Question(query, "newest", 50, after, READER, TODAY))
            rows += page.row_numbers
            after = page.next_after
            if after is None:
                assert len(rows) == page.total
                return set(rows)

    def holding(self, word: str) -> set[int]:
        """By looking through every text."""
        return {row for row, texts in self.held.items() if any(fold(word) in fold(one) for one in texts)}


def row_of(row_number: int, made: dict[str, Any]) -> SeekerRow:
    everybody = ("private", "municipal")
    return SeekerRow(row_number, f"{row_number:011d}", row_number, "", everybody, dt.date(2027, 1, 1), (), made)


def texts_only(number: int, *texts: str) -> dict[str, Any]:
    first, second, third = (*texts, "", "", "")[:3]
    experience = [{"occupation_code": "101", "years": 1, "description": third}]
    changes = {"desired_work": first, "selling_points": second, "work_experience": experience}
    full: dict[str, Any] = record(Random(number), f"{number:011d}", licences_and_skills="", **changes)
    return {**dict.fromkeys(FREE_TEXTS, ""), **full}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """Three hundred records of three texts drawn from few letters."""
    random = Random(1)
    held = Texts(tmp_path_factory.mktemp("texts"))
    drawn = [["".join(random.choices(LETTERS, k=random.randrange(13))) for _ in range(3)] for _ in range(300)]
    held.hold([texts_only(number, *some) for number, some in enumerate(drawn, start=1)])
    return held


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS)
def test_a_word_is_found_just_where_a_text_holds_it(texts: Texts, word: str) -> None:
    """SRC-1."""
    wanted = word.strip()
    if wanted and not any(character in "\n" for character in wanted):
        assert texts.found({"all": [wanted]}) == texts.holding(wanted)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_part_of_every_text_is_found(texts: Texts, data: st.DataObject) -> None:
    """SRC-1."""
    row = data.draw(st.sampled_from(sorted(texts.held)))
    one = fold(data.draw(st.sampled_from(texts.held[row])))
    start = data.draw(st.integers(0, max(len(one) - 1, 0)))
    word = one[start : start + data.draw(st.integers(1, 8))].strip()
    if word and "\n" not in word:
        assert row in texts.found({"all": [word]})


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS.map(str.strip), max_size=2), st.lists(WORDS.map(str.strip), max_size=3), WORDS.map(str.strip))
def test_all_any_and_none_of_the_words(texts: Texts, every: list[str], some: list[str], none: str) -> None:
    """SRC-1."""
    words = {"all": every, "any": some, "none": [none]}
    if any(not word or "\n" in word for group in words.values() for word in group):
        return
    expected = set(texts.held)
    for word in every:
        expected &= texts.holding(word)
    if some:
        expected &= set().union(*(texts.holding(word) for word in some))
    assert texts.found(words) == expected - texts.holding(none)


def test_a_word_across_two_texts_of_a_record_is_not_found(tmp_path: Path) -> None:
    held = Texts(tmp_path)
    held.hold([texts_only(1, "総務経", "理事務", "一"), texts_only(2, "", "経理", "")])
    for word, rows in (
        ("経理", {2}),
        ("務経理事", set()),
        ("総務経", {1}),
        ("経一", set()),
        ("一", {1}),
        ("理", {1, 2}),
    ):
        assert held.found({"all": [word]}) == rows, word


def test_signs_that_a_query_language_would_read_are_mere_letters(tmp_path: Path) -> None:
    held = Texts(tmp_path)
    held.hold([texts_only(1, 'C++ "AND" (x:*)'), texts_only(2, "C AND x")])
    for word, rows in (("c++", {1}), ('"and"', {1}), ("and", {1, 2}), ("x:*", {1}), ("*", {1}), ("OR 1=1", set())):
        assert held.found({"all": [word]}) == rows, word


def test_found_words_are_marked_in_the_texts_as_written() -> None:
    """SRC-2."""
    made = texts_only(1, "㈱山田でＥＸＣＥＬ、excelとｶﾞｽ", "なし", "株の事務")
    hit = hit_of(row_of(1, made), [fold("(株)"), fold("Excel"), fold("ガス"), fold("株")])
    shown = {}
    for mark in hit["marks"]:
        path = mark["field"].split("/")
        original = hit["summary"][path[0]]
        for step in path[1:]:
            original = original[int(step)] if step.isdigit() else original[step]
        shown[mark["field"]] = [original[start:end] for start, end in mark["spans"]]
    assert shown == {"desired_work": ["㈱", "ＥＸＣＥＬ", "excel", "ｶﾞｽ"], "work_experience/0/description": ["株"]}


def test_a_search_marks_the_words_asked_for_and_not_those_excluded(read_model: ReadModel) -> None:
    """SRC-2."""
    read_model.add(1, desired_work="経理と総務", selling_points="", licences_and_skills="", work_experience=[])
    read_model.rebuild()
    answer = read_model.search({"words": {"all": ["経理"], "any": ["総務", "営業"], "none": ["介護"]}})
    assert answer["hits"][0]["marks"] == [{"field": "desired_work", "spans": [[0, 2], [3, 5]]}]
    assert read_model.search()["hits"][0]["marks"] == []
