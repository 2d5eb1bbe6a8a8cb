"""Days and numbers as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from services.japanese_calendar import in_era, in_wide_digits


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 5, 15), "令和8年5月15日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1, 1, 1), "西暦1年1月1日"),
    ],
)
def test_days_are_written_in_the_japanese_calendar(day: date, written: str) -> None:
    assert in_era(day) == written


def test_numbers_within_a_sentence_are_wide() -> None:
    assert in_wide_digits(12) == "１２"
