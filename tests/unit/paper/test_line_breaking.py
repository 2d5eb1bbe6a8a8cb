"""Breaking of Japanese text into lines on the papers of REG-8 and REG-10."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.paper.line_breaking import NEVER_FIRST, NEVER_LAST, broken

TEXTS = st.text(st.sampled_from("求職情報の、。「」（）ーっAWS 3.11-　・/@"), max_size=80)


def width_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def lines(text: str, width: int) -> list[str]:
    return broken(text, width, width_of)


def test_a_line_never_starts_with_a_closing_mark() -> None:
    assert lines("求職情報を提供する。", 18) == ["求職情報を提供す", "る。"]


def test_a_line_never_ends_with_an_opening_bracket() -> None:
    assert lines("雇用形態は（常用）", 12) == ["雇用形態は", "（常用）"]


def test_a_latin_word_and_a_number_stay_whole() -> None:
    assert lines("職種はEngineer等", 10) == ["職種は", "Engineer等"]
    assert lines("求人は2,345件", 9) == ["求人は", "2,345件"]


def test_a_word_wider_than_a_line_is_broken_at_its_end() -> None:
    assert lines("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_line_breaks_and_empty_lines_of_the_text_stay() -> None:
    assert lines("一\n\n　二", 20) == ["一", "", "　二"]
    assert lines("", 20) == [""]


@given(TEXTS, st.integers(12, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    result = lines(text, width)
    assert "".join(result) == text
    assert all(width_of(line) <= width for line in result)


def parts_well(before: str, after: str) -> bool:
    return before not in NEVER_LAST and after not in NEVER_FIRST


@given(st.text(st.sampled_from("求職情報の、「"), max_size=80), st.integers(12, 40))
def test_lines_part_badly_only_where_no_place_in_the_line_would_be_better(text: str, width: int) -> None:
    for line, following in pairwise(lines(text, width)):
        if not parts_well(line[-1], following[0]):
            assert not any(parts_well(before, after) for before, after in pairwise(line))
