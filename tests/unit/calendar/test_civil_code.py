"""CAL-3 and CAL-4 as properties: the calendar against a day-by-day reading of the Civil Code and the terms."""

from __future__ import annotations

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from services import legal_calendar as cal
from tests.law import civil_code

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
# Ends up to 2030 stay inside the literal table of holidays, also where they move or are counted onwards.
TABLED = st.dates(min_value=date(2019, 1, 8), max_value=date(2030, 12, 1))


@given(DAYS, st.integers(1, 120))
@example(date(2026, 1, 31), 1)
@example(date(2028, 1, 29), 1)
@example(date(2024, 2, 29), 12)
@example(date(2024, 2, 29), 48)
def test_a_period_of_months_ends_where_walking_day_by_day_finds_the_corresponding_day(first: date, months: int) -> None:
    """CAL-3."""
    assert cal.end_of_period(first, months=months) == civil_code.last_of_months(first, months)


@given(DAYS, st.integers(1, 10))
def test_a_period_of_years_ends_where_walking_day_by_day_finds_the_corresponding_day(first: date, years: int) -> None:
    """CAL-3."""
    assert cal.end_of_period(first, years=years) == civil_code.last_of_months(first, 12 * years)


@given(DAYS, st.integers(1, 400))
def test_a_period_of_days_ends_where_counting_them_one_by_one_ends(first: date, days: int) -> None:
    """CAL-3."""
    assert cal.end_of_period(first, days=days) == civil_code.last_of_days(first, days)


@given(DAYS, st.integers(1, 36))
@example(date(2026, 5, 31), 3)
@example(date(2026, 5, 15), 3)
def test_a_lookback_begins_where_walking_backwards_finds_the_corresponding_day(last: date, months: int) -> None:
    """REG-3."""
    assert cal.start_of_lookback(last, months=months) == civil_code.first_of_months_back(last, months)


@given(TABLED)
@example(date(2019, 5, 6))
@example(date(2023, 5, 20))
@example(date(2026, 1, 3))
@example(date(2026, 9, 23))
def test_an_end_moves_to_the_day_before_as_long_as_that_one_is_closed_too(end: date) -> None:
    """CAL-4."""
    assert cal.moved_earlier(end) == civil_code.the_day_before_where_closed(end)


@given(TABLED, st.integers(1, 15))
def test_days_without_holidays_are_counted_as_the_terms_do(first: date, days: int) -> None:
    """REG-9."""
    if first.year < 2030:
        assert cal.days_not_counting_holidays(first, days) == civil_code.last_of_open_days(first, days)


@given(st.dates(min_value=date(2019, 1, 8), max_value=date(2030, 11, 1)))
def test_the_day_for_the_form_is_the_fourteenth_or_the_last_open_one_before_it(registered: date) -> None:
    """REG-7, on every day of the table's years."""
    counted = civil_code.last_of_days(registered + civil_code.ONE_DAY, 14)
    expected = civil_code.the_day_before_where_closed(counted)
    assert cal.moved_earlier(cal.end_of_period(cal.day_after(registered), days=14)) == expected
