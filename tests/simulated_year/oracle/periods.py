"""The dates of the rules, each from the words of its source."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from tests.law.civil_code import (
    first_of_months_back,
    last_of_days,
    last_of_months,
    last_of_open_days,
    the_day_before_where_closed,
)

ONE_DAY = timedelta(days=1)


@cache
def last_day_for_the_form(registered: date) -> date:
    """登録手続をした日の翌日から14日以内、末日が休日となる場合はその前日まで (REG-7; seed 001, 10)."""
    return the_day_before_where_closed(last_of_days(registered + ONE_DAY, 14))


@cache
def last_day_for_the_address(registered: date) -> date:
    """アカウントを登録した日の翌日から3日以内（行政機関の休日を除く） (REG-9; seed 001, 10 注3)."""
    return last_of_open_days(registered + ONE_DAY, 3)


@cache
def first_day_of_lookback(applied: date) -> date:
    """利用申請日（更新申請時を含む）から起算して過去3か月: the day of application itself is counted (REG-3; seed 001, 2(2))."""
    return first_of_months_back(applied, 3)


@cache
def last_day_of_term(approved: date) -> date:
    """12 months from the day after approval (setting; REG-16). The end of a term is no period of the terms: not CAL-4."""
    return last_of_months(approved + ONE_DAY, 12)


@cache
def last_day_of_next_term(end: date) -> date:
    """A renewed term goes on where the one before it ends, so that no day is counted twice or lost (REG-16)."""
    return last_of_months(end + ONE_DAY, 12)


@cache
def first_day_to_renew(end: date) -> date:
    """Renewal opens 3 months before the end: counted back from the last day, itself included (REG-16)."""
    return first_of_months_back(end, 3)


@cache
def last_day_of_grace(end: date) -> date:
    """満了日の翌日から1か月、末日が休日となる場合はその前日まで (CMP-6, CAL-4; seed 001, 8(2)④a)."""
    return the_day_before_where_closed(last_of_months(end + ONE_DAY, 1))


DAYS_BEFORE_AN_END = (7, 30)
"""An end of a term is told so many days before it, the nearest first (setting; REG-16)."""
