"""Days and numbers as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from services.japanese_calendar import fiscal_year_in_era, in_era, in_sentence


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 5, 15), "令和８年５月15日"),
        (date(2019, 5, 1), "令和元年５月１日"),
        (date(2019, 4, 30), "平成31年４月30日"),
        (date(1989, 1, 8), "平成元年１月８日"),
        (date(1989, 1, 7), "昭和64年１月７日"),
        (date(1, 1, 1), "西暦１年１月１日"),
    ],
)
def test_days_are_written_in_the_japanese_calendar(day: date, written: str) -> None:
    assert in_era(day) == written


@pytest.mark.parametrize(
    ("year", "written"),
    [(2025, "令和７年度"), (2029, "令和11年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度")],
)
def test_fiscal_years_are_written_in_the_japanese_calendar(year: int, written: str) -> None:
    assert fiscal_year_in_era(year) == written


def test_a_digit_alone_is_wide_within_a_sentence_and_several_are_narrow() -> None:
    assert [in_sentence(number) for number in (0, 9, 10, 2026)] == ["０", "９", "10", "2026"]
