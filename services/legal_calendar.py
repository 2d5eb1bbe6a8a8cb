"""The legal calendar (CAL): Japanese days, holidays of administrative organs, periods of the Civil Code, fiscal years.

Pure functions of their arguments; no clock is read here. Days are `date` in Japan, instants aware `datetime`.

How a period is counted: find its first counted day (起算日), then its last day, then apply CAL-4 where it applies:

>>> registered = date(2025, 12, 20)
>>> moved_earlier(end_of_period(day_after(registered), days=14))
datetime.date(2025, 12, 26)
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

import jpholiday

# Japan has kept UTC+9 without summer time since 1952: a fixed offset needs no zone database on the machine.
JAPAN = timezone(timedelta(hours=9), "JST")

LAST_PUBLISHED_YEAR = 2027
"""The last year whose equinoxes the official gazette has published, and whose holidays were compared with it.

The National Astronomical Observatory's 暦要項 is published in February for the year after. Then: compare the new year with
`tests/law/official_holidays.py`, update the library where they differ, and raise this number. A number left behind errs
on the safe side: it calls computed what has been published since.
"""
KNOWN_YEARS = range(1949, 2200)
"""Years for which holidays can be told; the first whole one under the law of 1948."""

_ONE_DAY = timedelta(days=1)
_MONDAY = 0
_SATURDAY = 5


# Days and instants ---------------------------------------------------------------------------------------------------


def japanese_day(instant: datetime) -> date:
    """The day in Japan on which an instant falls (CAL-1). Raises ValueError for an instant without a zone."""
    return _in_japan(instant).date()


def start_of_day(day: date) -> datetime:
    """The instant at which a Japanese day begins, in UTC (CAL-1)."""
    return datetime.combine(day, time.min, JAPAN).astimezone(UTC)


def day_after(day: date) -> date:
    """The day after: what "Xの翌日から" counts from (CAL-3; Civil Code 140)."""
    return day + _ONE_DAY


def first_counted_day(act: datetime) -> date:
    """The first counted day (起算日) of a period that an act at this instant sets off (CAL-3; Civil Code 140).

    The day after the act, but the day itself where the act took effect at 00:00 Japanese time.
    """
    local = _in_japan(act)
    return local.date() if local.time() == time.min else day_after(local.date())


def _in_japan(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone: read it from services.runtime.clock or attach UTC")
    return instant.astimezone(JAPAN)


# Holidays ------------------------------------------------------------------------------------------------------------


def is_administrative_holiday(day: date) -> bool:
    """Whether administrative organs are closed (行政機関の休日, CAL-2; 昭和63年法律第91号 1条1項).

    Saturdays, Sundays, national holidays with their substitute and citizens' holidays, 29 December to 3 January.
    """
    return day.weekday() >= _SATURDAY or _is_turn_of_year(day) or jpholiday.is_holiday(day)


class Basis(StrEnum):
    """What a year's holidays rest on: days that were published, or the law with computed equinoxes (CAL-2)."""

    PUBLISHED = "published"
    COMPUTED = "computed"


class HolidayKind(StrEnum):
    """Why a day is one on which administrative organs are closed, weekends apart (CAL-2)."""

    NATIONAL = "national"
    SUBSTITUTE = "substitute"
    CITIZENS = "citizens"
    TURN_OF_YEAR = "turn_of_year"


@dataclass(frozen=True)
class Holiday:
    """A closed day that the law names, with its Japanese name."""

    day: date
    name: str
    kind: HolidayKind


def basis_of_holidays(year: int) -> Basis:
    """Whether somebody has compared a year's holidays with the official gazette, or they are computed and may still move (CAL-2).

    春分の日 and 秋分の日 have no date in the law (国民の祝日に関する法律 2条): they are those that the gazette names in February of
    the year before; and special laws have moved other days (docs/decisions/070). A year counts as published when it was compared and
    `LAST_PUBLISHED_YEAR` raised, not by the calendar. A deadline that is counted into a computed year is a forecast.
    """
    return Basis.PUBLISHED if year <= LAST_PUBLISHED_YEAR else Basis.COMPUTED


def holidays_of(year: int) -> tuple[Holiday, ...]:
    """A year's holidays of administrative organs in their order, Saturdays and Sundays left out (CAL-2).

    A day that is a holiday for more than one reason, such as 1 January, stands once, as a national holiday. Raises
    ValueError outside `KNOWN_YEARS`. Computes for some 0.2 seconds the first time a year is asked for.
    """
    turn = [date(year, 1, 1) + n * _ONE_DAY for n in range(3)] + [date(year, 12, 29) + n * _ONE_DAY for n in range(3)]
    closed = {day: Holiday(day, "年末年始の休日", HolidayKind.TURN_OF_YEAR) for day in turn}
    named = {day: Holiday(day, name, _kind(name)) for day, name in _national(year).items()}
    return tuple(sorted((closed | named).values(), key=lambda holiday: holiday.day))


def _kind(name: str) -> HolidayKind:
    if name == "国民の休日":
        return HolidayKind.CITIZENS
    return HolidayKind.SUBSTITUTE if name.endswith("振替休日") else HolidayKind.NATIONAL


@lru_cache(maxsize=len(KNOWN_YEARS))
def _national(year: int) -> dict[date, str]:
    """A year's national holidays and their names."""
    if year not in KNOWN_YEARS:
        raise ValueError(f"holidays are known from {KNOWN_YEARS[0]} to {KNOWN_YEARS[-1]}, not of {year}")
    return dict(jpholiday.year_holidays(year))


def _is_turn_of_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def moved_earlier(last_day: date) -> date:
    """The last day of a period of the terms, moved to the last working day up to it (CAL-4; seed 001, 8(2)④a).

    The direction is the terms' own: not the next working day as in the Civil Code 142. For ends of periods only;
    fixed dates, ends of months and look-backs are never moved.
    """
    day = last_day
    while is_administrative_holiday(day):
        day -= _ONE_DAY
    return day


# Due days that people set -------------------------------------------------------------------------------------------


def latest_due_day(today: date, days: int) -> date:
    """The last day that an authority may set today for somebody to act by: so many days ahead, a setting (CMP-12, CMP-13)."""
    return today + timedelta(days=days)


def leaves_time(due_on: date, today: date, latest: date) -> bool:
    """Whether a day that was set leaves time, and not for ever: after today, `latest` at the latest (CMP-12, CMP-13)."""
    return today < due_on <= latest


# Periods -------------------------------------------------------------------------------------------------------------


def end_of_period(
    first_day: date, *, days: int | None = None, months: int | None = None, years: int | None = None
) -> date:
    """The last day of a period counted from (and including) its first counted day (CAL-3; Civil Code 138 to 143).

    Exactly one of days, months or years is given and at least 1, else ValueError. A period in months or years ends on
    the day before the day that corresponds to its first; a month without such a day ends the period with itself.
    """
    match (days, months, years):
        case (int(), None, None) if days >= 1:
            return first_day + timedelta(days=days - 1)
        case (None, int(), None) if months >= 1:
            return _end_of_months(first_day, months)
        case (None, None, int()) if years >= 1:
            return _end_of_months(first_day, 12 * years)
    raise ValueError("a period is given as one of days, months or years, of at least 1")


def _end_of_months(first_day: date, months: int) -> date:
    year, month = _shifted(first_day, months)
    if first_day.day > _length(year, month):
        # No corresponding day: the month's last day itself, not the day before it (Civil Code 143 II, proviso).
        return date(year, month, _length(year, month))
    return date(year, month, first_day.day) - _ONE_DAY


def start_of_lookback(last_day: date, *, months: int) -> date:
    """The first day of the months counted back from (and including) a day, as in REG-3.

    The day after the corresponding day of the earlier month; the first of the next month where there is none:
    15 May 2026 counts back 3 months to 16 February, 31 May to 1 March. Raises ValueError below 1 month.
    """
    if months < 1:
        raise ValueError("a look-back is at least 1 month long")
    year, month = _shifted(last_day, -months)
    return day_after(date(year, month, min(last_day.day, _length(year, month))))


def days_not_counting_holidays(first_day: date, days: int) -> date:
    """The last of so many days counted from (and including) a first day, holidays of CAL-2 left out (REG-9).

    Registered on 26 December 2025, 3 days from the day after: 7 January 2026. Raises ValueError below 1 day.
    """
    if days < 1:
        raise ValueError("a period is at least 1 day long")
    day, counted = first_day - _ONE_DAY, 0
    while counted < days:
        day += _ONE_DAY
        counted += not is_administrative_holiday(day)
    return day


# Months and fiscal years ---------------------------------------------------------------------------------------------


def fiscal_year(day: date) -> int:
    """The fiscal year (年度) of a day, named by its first year: 1 April to 31 March (CAL-5)."""
    return day.year if day.month >= 4 else day.year - 1


def first_day_of_fiscal_year(year: int) -> date:
    """1 April of the year that names the fiscal year (CAL-5)."""
    return date(year, 4, 1)


def last_day_of_fiscal_year(year: int) -> date:
    """31 March of the year after the one that names the fiscal year (CAL-5)."""
    return date(year + 1, 3, 31)


def end_of_month_after_next(day: date) -> date:
    """The last day of the month after the next (翌々月の末日): 15 January gives 31 March (MSG-12, SEE-6, CAL-5)."""
    return end_of_later_month(day, months=2)


def end_of_later_month(day: date, *, months: int) -> date:
    """The last day of the month that comes so many months after a day's own; 0 is its own month (CAL-5)."""
    year, month = _shifted(day, months)
    return date(year, month, _length(year, month))


def one_year_after_next_fiscal_year(day: date) -> date:
    """The last day of the one year counted from the first day of the fiscal year after a day's own (MSG-12, CAL-5).

    Accepted on 10 June 2025 or on 31 March 2026: 31 March 2027. Accepted on 1 April 2026: 31 March 2028.
    """
    return last_day_of_fiscal_year(fiscal_year(day) + 1)


def usage_report_due(year: int) -> date:
    """20 April after a fiscal year, the due day of its usage report (RPT-1; seed 001, 19); CAL-4 does not move it."""
    return date(year + 1, 4, 20)


def third_monday(year: int, month: int) -> date:
    """The third Monday of a month, as of March in RPT-2."""
    first = date(year, month, 1)
    return first + timedelta(days=(_MONDAY - first.weekday()) % 7 + 14)


def _shifted(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months after (or before) a day's own."""
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]
