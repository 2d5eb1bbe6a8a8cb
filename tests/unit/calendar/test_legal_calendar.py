"""CAL: the legal calendar against worked dates, and against properties that hold for every day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services import legal_calendar as cal

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))
ONE_DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


# CAL-1: Japanese days


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 4, 19, 14, 59, 59, tzinfo=UTC), "2026-04-19"),
        (datetime(2026, 4, 19, 15, 0, tzinfo=UTC), "2026-04-20"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "2026-01-01"),
        (datetime(2026, 1, 1, 0, 0, tzinfo=cal.JAPAN), "2026-01-01"),
    ],
)
def test_the_legal_day_of_an_instant_is_the_day_in_japan(instant: datetime, expected: str) -> None:
    """CAL-1."""
    assert cal.japanese_day(instant) == day(expected)


def test_an_instant_without_a_zone_has_no_legal_day() -> None:
    """CAL-1."""
    with pytest.raises(ValueError, match="time zone"):
        cal.japanese_day(datetime(2026, 4, 19, 15, 0))  # noqa: DTZ001 - the naive instant is the case


@given(DAYS)
def test_a_day_starts_at_an_instant_of_its_own_and_not_a_moment_earlier(some_day: date) -> None:
    """CAL-1."""
    start = cal.start_of_day(some_day)
    assert cal.japanese_day(start) == some_day
    assert cal.japanese_day(start - timedelta(microseconds=1)) == some_day - ONE_DAY


# CAL-2: holidays of administrative organs


@pytest.mark.parametrize(
    ("name", "holiday"),
    [
        ("a Saturday", "2023-05-20"),
        ("a Sunday", "2025-04-20"),
        ("new year's day", "2026-01-01"),
        ("29 December", "2025-12-29"),
        ("31 December", "2025-12-31"),
        ("3 January", "2025-01-03"),
        ("a national holiday", "2026-04-29"),
        ("a substitute holiday", "2026-05-06"),
        ("a citizens' holiday", "2026-09-22"),
        ("an equinox", "2026-03-20"),
        ("the sovereign's accession", "2019-05-01"),
        ("between two holidays of the accession", "2019-04-30"),
        ("sports day as moved for the Olympic games", "2021-07-23"),
    ],
)
def test_administrative_organs_are_closed_on(name: str, holiday: str) -> None:
    """CAL-2."""
    assert cal.is_administrative_holiday(day(holiday)), name


@pytest.mark.parametrize("working_day", ["2025-12-26", "2024-01-04", "2026-04-20", "2026-05-07", "2021-10-11"])
def test_administrative_organs_are_open_on(working_day: str) -> None:
    """CAL-2."""
    assert not cal.is_administrative_holiday(day(working_day))


# CAL-3: periods


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-04-21", 1, "2026-05-20"),  # a month from the day after 20 April (CMP-6)
        ("2026-01-31", 1, "2026-02-28"),  # permission ended on 30 January: no 31 February
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),  # 29 February is missing as well
        ("2026-01-28", 1, "2026-02-27"),
        ("2028-01-29", 1, "2028-02-28"),  # a leap year has its 29th: the day before it
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-02-01", 1, "2026-02-28"),  # from the first of a month: the whole month
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-02-28", 1, "2026-03-27"),
        ("2026-06-11", 6, "2026-12-10"),  # suspended on 10 June at 15:00 for 6 months
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-01", 3, "2027-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
    ],
)
def test_a_period_of_months_ends_before_the_day_that_corresponds_to_its_first(
    first: str, months: int, last: str
) -> None:
    """CAL-3."""
    assert cal.end_of_period(day(first), months=months) == day(last)


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        ("2025-10-01", 3, "2028-09-30"),  # the bar of CMP-9 before CAL-4
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-28"),
        ("2027-02-28", 1, "2028-02-27"),
        ("2026-04-01", 1, "2027-03-31"),
        ("2026-01-01", 5, "2030-12-31"),
    ],
)
def test_a_period_of_years_ends_before_the_day_that_corresponds_to_its_first(first: str, years: int, last: str) -> None:
    """CAL-3."""
    assert cal.end_of_period(day(first), years=years) == day(last)


def test_a_period_of_n_days_ends_on_the_nth_counted_day() -> None:
    """CAL-3."""
    assert cal.end_of_period(day("2025-12-21"), days=14) == day("2026-01-03")
    assert cal.end_of_period(day("2026-06-02"), days=7) == day("2026-06-08")  # a direct request of 1 June (DRQ-3)
    assert cal.end_of_period(day("2026-06-02"), days=1) == day("2026-06-02")


def test_an_act_during_a_day_is_counted_from_the_next_and_one_at_midnight_from_the_day_itself() -> None:
    """CAL-3."""
    assert cal.first_counted_day(datetime(2026, 6, 10, 15, 0, tzinfo=cal.JAPAN)) == day("2026-06-11")
    assert cal.first_counted_day(datetime(2026, 6, 10, 0, 0, tzinfo=cal.JAPAN)) == day("2026-06-10")
    assert cal.first_counted_day(datetime(2026, 6, 10, 15, 0, tzinfo=UTC)) == day("2026-06-11")  # midnight in Japan
    assert cal.first_counted_day(datetime(2026, 6, 10, 0, 0, 0, 1, tzinfo=cal.JAPAN)) == day("2026-06-11")


@pytest.mark.parametrize("period", [{}, {"days": 0}, {"months": -1}, {"days": 3, "months": 1}])
def test_a_period_is_one_of_days_months_or_years_of_at_least_one(period: dict[str, int]) -> None:
    """CAL-3."""
    with pytest.raises(ValueError, match="one of days, months or years"):
        cal.end_of_period(day("2026-01-01"), **period)


def _exists(year: int, month: int, day_of_month: int) -> bool:
    try:
        date(year, month, day_of_month)
    except ValueError:
        return False
    return True


@given(DAYS, st.integers(1, 240))
def test_a_period_of_months_agrees_with_the_words_of_the_civil_code(first: date, months: int) -> None:
    # Article 143 II, spelled out: walk month by month, look for the corresponding day, else the month's last day.
    """CAL-3."""
    year, month = first.year, first.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = cal.end_of_period(first, months=months)
    if _exists(year, month, first.day):
        assert last + ONE_DAY == date(year, month, first.day)
    else:
        assert (last.year, last.month) == (year, month)
        assert (last + ONE_DAY).day == 1


@given(DAYS, st.integers(1, 120), st.integers(1, 120))
def test_a_longer_period_never_ends_earlier_and_a_later_one_neither(first: date, months: int, more: int) -> None:
    """CAL-3."""
    assert cal.end_of_period(first, months=months) < cal.end_of_period(first, months=months + more)
    assert cal.end_of_period(first, months=months) <= cal.end_of_period(first + ONE_DAY, months=months)


@given(DAYS, st.integers(1, 20))
def test_a_period_of_years_is_one_of_twelve_months_each(first: date, years: int) -> None:
    """CAL-3."""
    assert cal.end_of_period(first, years=years) == cal.end_of_period(first, months=12 * years)


@given(DAYS, st.integers(1, 400))
def test_a_period_of_days_holds_exactly_so_many_days(first: date, days: int) -> None:
    """CAL-3."""
    assert (cal.end_of_period(first, days=days) - first).days + 1 == days


# CAL-4: the last day of a period moves to an earlier one


@pytest.mark.parametrize(
    ("end", "moved"),
    [
        ("2023-05-20", "2023-05-19"),  # a Saturday
        ("2026-01-03", "2025-12-26"),  # registered on 20 December 2025: over new year and a weekend
        ("2028-09-30", "2028-09-29"),  # terminated on 1 October 2025 (CMP-9)
        ("2026-05-06", "2026-05-01"),  # over the holidays in a row of May
        ("2026-09-23", "2026-09-18"),  # a weekend, two holidays and the citizens' holiday between them
        ("2019-05-06", "2019-04-26"),  # the ten days of the accession
        ("2026-05-20", "2026-05-20"),  # a Wednesday stays
        ("2025-12-28", "2025-12-26"),
    ],
)
def test_a_period_of_the_terms_that_ends_on_a_holiday_ends_earlier(end: str, moved: str) -> None:
    """CAL-4."""
    assert cal.moved_earlier(day(end)) == day(moved)


@given(DAYS)
def test_a_moved_end_is_the_last_working_day_that_is_not_later(end: date) -> None:
    """CAL-4."""
    moved = cal.moved_earlier(end)
    assert moved <= end
    assert not cal.is_administrative_holiday(moved)
    assert all(cal.is_administrative_holiday(moved + n * ONE_DAY) for n in range(1, (end - moved).days + 1))
    assert cal.moved_earlier(moved) == moved


def test_fourteen_days_from_the_day_after_registration_with_its_move() -> None:
    """CAL-4."""
    deadline = cal.moved_earlier(cal.end_of_period(cal.day_after(day("2025-12-20")), days=14))
    assert deadline == day("2025-12-26")  # REG-7


# REG-3: looking back


@pytest.mark.parametrize(
    ("applied", "first"),
    [
        ("2026-05-15", "2026-02-16"),
        ("2026-05-31", "2026-03-01"),
        ("2026-05-30", "2026-03-01"),
        ("2026-05-29", "2026-03-01"),
        ("2026-05-28", "2026-03-01"),
        ("2026-05-27", "2026-02-28"),
        ("2028-05-31", "2028-03-01"),
        ("2028-05-28", "2028-02-29"),
        ("2026-02-28", "2025-11-29"),
        ("2026-03-31", "2026-01-01"),
    ],
)
def test_three_months_are_counted_back_from_the_day_of_application_inclusive(applied: str, first: str) -> None:
    """REG-3."""
    assert cal.start_of_lookback(day(applied), months=3) == day(first)


@given(DAYS, st.integers(1, 24))
def test_a_lookback_agrees_with_the_corresponding_day_of_the_earlier_month(last: date, months: int) -> None:
    """REG-3."""
    year, month = last.year, last.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    start = cal.start_of_lookback(last, months=months)
    if _exists(year, month, last.day):
        assert start - ONE_DAY == date(year, month, last.day)
    else:
        assert start.day == 1
        assert ((start - ONE_DAY).year, (start - ONE_DAY).month) == (year, month)


def test_a_lookback_of_no_month_is_refused() -> None:
    """REG-3."""
    with pytest.raises(ValueError, match="1 month"):
        cal.start_of_lookback(day("2026-05-15"), months=0)


# REG-9: days without holidays


@pytest.mark.parametrize(
    ("registered", "last"),
    [
        ("2025-12-26", "2026-01-07"),
        ("2026-04-13", "2026-04-16"),
        ("2026-04-16", "2026-04-21"),  # Thursday: Friday counts, then over the weekend
        ("2026-05-01", "2026-05-11"),
    ],
)
def test_three_days_after_registration_leave_holidays_out(registered: str, last: str) -> None:
    """REG-9."""
    assert cal.days_not_counting_holidays(cal.day_after(day(registered)), 3) == day(last)


@given(DAYS, st.integers(1, 20))
def test_so_many_working_days_lie_in_the_counted_span(first: date, days: int) -> None:
    """REG-9."""
    last = cal.days_not_counting_holidays(first, days)
    span = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    assert sum(not cal.is_administrative_holiday(counted) for counted in span) == days
    assert not cal.is_administrative_holiday(last)


def test_a_span_of_no_day_is_refused() -> None:
    """REG-9."""
    with pytest.raises(ValueError, match="1 day"):
        cal.days_not_counting_holidays(day("2026-05-15"), 0)


# CAL-5: fiscal years and ends of months


@pytest.mark.parametrize(("some_day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2026-12-31", 2026)])
def test_a_fiscal_year_runs_from_april_and_is_named_by_its_first_year(some_day: str, year: int) -> None:
    """CAL-5."""
    assert cal.fiscal_year(day(some_day)) == year


@given(DAYS)
def test_every_day_lies_in_its_fiscal_year(some_day: date) -> None:
    """CAL-5."""
    year = cal.fiscal_year(some_day)
    assert cal.first_day_of_fiscal_year(year) <= some_day <= cal.last_day_of_fiscal_year(year)
    assert cal.last_day_of_fiscal_year(year) + ONE_DAY == cal.first_day_of_fiscal_year(year + 1)


@pytest.mark.parametrize(
    ("acquired", "last"),
    [
        ("2026-01-15", "2026-03-31"),
        ("2026-01-01", "2026-03-31"),
        ("2026-01-31", "2026-03-31"),
        ("2025-12-31", "2026-02-28"),
        ("2027-12-01", "2028-02-29"),
        ("2026-11-30", "2027-01-31"),  # a Sunday: never moved
    ],
)
def test_the_end_of_the_month_after_the_next(acquired: str, last: str) -> None:
    """CAL-5."""
    assert cal.end_of_month_after_next(day(acquired)) == day(last)


@pytest.mark.parametrize(
    ("accepted", "kept_to"),
    [
        ("2025-06-10", "2027-03-31"),
        ("2026-03-31", "2027-03-31"),
        ("2026-04-01", "2028-03-31"),
        ("2025-04-01", "2027-03-31"),
    ],
)
def test_an_accepted_record_is_kept_for_a_year_of_the_next_fiscal_year(accepted: str, kept_to: str) -> None:
    """CAL-5."""
    assert cal.one_year_after_next_fiscal_year(day(accepted)) == day(kept_to)


# RPT-2


@pytest.mark.parametrize(
    ("year", "monday"), [(2025, "2025-03-17"), (2026, "2026-03-16"), (2027, "2027-03-15"), (2021, "2021-03-15")]
)
def test_the_third_monday_of_march(year: int, monday: str) -> None:
    """RPT-2."""
    assert cal.third_monday(year, 3) == day(monday)


@given(st.integers(2000, 2090), st.integers(1, 12))
def test_a_third_monday_is_a_monday_between_the_15th_and_the_21st(year: int, month: int) -> None:
    """RPT-2."""
    monday = cal.third_monday(year, month)
    assert monday.weekday() == 0
    assert 15 <= monday.day <= 21
