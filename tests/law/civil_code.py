"""Periods as the Civil Code (138 to 143) and the terms of use count them, read day by day."""

from __future__ import annotations

from datetime import date, timedelta

from tests.law import official_holidays

ONE_DAY = timedelta(days=1)


def closed(day: date) -> bool:
    """行政機関の休日に関する法律 1条1項: Saturdays and Sundays, holidays, 29 December to 3 January (CAL-2)."""
    if day.strftime("%w") in ("0", "6"):
        return True
    if day.month == 12 and day.day in (29, 30, 31):
        return True
    if day.month == 1 and day.day in (1, 2, 3):
        return True
    return day in official_holidays.BY_YEAR[day.year]


def the_day_before_where_closed(day: date) -> date:
    """期間の末日が行政機関の休日となる場合は、その前日まで (seed 001, 8(2)④a): again where that one is closed too (CAL-4)."""
    return the_day_before_where_closed(day - ONE_DAY) if closed(day) else day


def last_of_days(first: date, days: int) -> date:
    """The last of so many days, the first one counted (141)."""
    day = first
    for _ in range(days - 1):
        day += ONE_DAY
    return day


def last_of_months(first: date, months: int) -> date:
    """143: by the calendar, to the day before the corresponding one; none in that month: to the month's end (CAL-3)."""
    year, month = first.year, first.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = first
    while (day.year, day.month) != (year, month):
        day += ONE_DAY
    while day.month == month:
        if day.day == first.day:
            return day - ONE_DAY
        day += ONE_DAY
    return day - ONE_DAY


def first_of_months_back(last: date, months: int) -> date:
    """143 walked backwards: from the day after the corresponding one; none in that month: from the next month's first."""
    year, month = last.year, last.month
    for _ in range(months):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    day = last
    while (day.year, day.month) != (year, month):
        day -= ONE_DAY
    first_after_the_month = day + ONE_DAY
    while day.month == month:
        if day.day == last.day:
            return day + ONE_DAY
        day -= ONE_DAY
    return first_after_the_month


def last_of_open_days(first: date, days: int) -> date:
    """The last of so many days on which organs are open, closed ones not counted (REG-9; seed 001, 10 note 3)."""
    day, left = first - ONE_DAY, days
    while left:
        day += ONE_DAY
        left -= 0 if closed(day) else 1
    return day
