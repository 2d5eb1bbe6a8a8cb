"""CAL-3 to CAL-5 on worked dates: each case of the table, counted by the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from services import legal_calendar as cal
from tests.unit.calendar.worked_dates import WORKED, Worked

COUNTING: dict[str, Callable[[date], date]] = {
    "form": lambda act: cal.moved_earlier(cal.end_of_period(cal.day_after(act), days=14)),
    "grace": lambda act: cal.moved_earlier(cal.end_of_period(cal.day_after(act), months=1)),
    "month": lambda act: cal.end_of_period(cal.day_after(act), months=1),
    "suspension": lambda act: cal.moved_earlier(cal.end_of_period(cal.day_after(act), months=6)),
    "suspension at midnight": lambda act: cal.moved_earlier(
        cal.end_of_period(cal.first_counted_day(cal.start_of_day(act)), months=6)
    ),
    "bar": lambda act: cal.moved_earlier(cal.end_of_period(act, years=3)),
    "reservation": lambda act: cal.end_of_period(cal.day_after(act), years=5),
    "lookback": lambda act: cal.start_of_lookback(act, months=3),
    "term": lambda act: cal.end_of_period(cal.day_after(act), months=12),
    "bureau address": lambda act: cal.days_not_counting_holidays(cal.day_after(act), 3),
    "direct request": lambda act: cal.end_of_period(cal.day_after(act), days=7),
    "month after next": cal.end_of_month_after_next,
    "kept": cal.one_year_after_next_fiscal_year,
}


@pytest.mark.parametrize("case", WORKED, ids=lambda case: f"{case.counting} {case.act}")
def test_a_worked_date_comes_out_as_the_law_reads(case: Worked) -> None:
    """CAL-3, CAL-4, CAL-5."""
    assert COUNTING[case.counting](date.fromisoformat(case.act)) == date.fromisoformat(case.outcome), case.reading


def test_the_table_holds_sixty_cases_and_none_twice() -> None:
    cases = {(case.counting, case.act) for case in WORKED}
    assert len(cases) == len(WORKED) >= 60
    assert {case.counting for case in WORKED} == set(COUNTING)
