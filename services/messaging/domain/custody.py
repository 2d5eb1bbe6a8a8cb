"""How long an organization may use a conversation (MSG-12; seed 001, 7(2)①オ(ウ)), as far as messaging must know it.

The ledger of acquired records is compliance's; here only the days on which a conversation closes by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from services.legal_calendar import end_of_month_after_next, one_year_after_next_fiscal_year


def acquired_on(started_on: date, acquisitions: Iterable[date]) -> date:
    """The day from which the period of a conversation counts: the record's first acquisition, seldom the guidance itself.

    An acquisition whose period was over when the conversation started belongs to an earlier one (SRC-7, MSG-12).
    """
    current = (day for day in acquisitions if day <= started_on <= end_of_month_after_next(day))
    return min((started_on, *current))


def open_until(acquired: date, accepted_on: date | None) -> date:
    """The last day on which the organization may use it: the end of the month after next, or by its acceptance (MSG-12).

    Only an acceptance of until then counts; a later one is recorded, and opens nothing again.
    """
    last = end_of_month_after_next(acquired)
    return last if accepted_on is None or accepted_on > last else one_year_after_next_fiscal_year(accepted_on)


def period_is_over(acquisitions: Iterable[date], last_open_until: date | None, today: date) -> bool:
    """Whether an organization may hold a record no longer and has not confirmed its deletion: from 00:00 of the day (MSG-12).

    `acquisitions`: its days since the last confirmed deletion. `last_open_until`: the latest last day of its conversations with
    the seeker, which an acceptance moves; None without any. Compliance opens the duty within the minute, and nothing may slip
    out before that is heard.
    """
    first = min(acquisitions, default=None)
    if first is None or today <= end_of_month_after_next(first):
        return False
    return last_open_until is None or last_open_until < today
