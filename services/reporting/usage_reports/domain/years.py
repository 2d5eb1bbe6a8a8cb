"""For which fiscal years an organization owes a report, what it is about, and when it is reminded of (RPT-1, RPT-2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.legal_calendar import (
    first_day_of_fiscal_year,
    fiscal_year,
    last_day_of_fiscal_year,
    third_monday,
    usage_report_due,
)

PAID_AGENCY = "paid_agency"
ENDED = frozenset({"terminated", "withdrawn"})


@dataclass(frozen=True)
class KnownState:
    """How an organization was from a day on."""

    day: date
    kind: str
    services: frozenset[str]
    standing: str


@dataclass(frozen=True)
class Reporter:
    """An organization with its known states, the oldest first; there is one at least."""

    approved_on: date
    states: tuple[KnownState, ...]

    @property
    def ended_on(self) -> date | None:
        """The day of its termination or withdrawal; None while it uses the service."""
        last = self.states[-1]
        return last.day if last.standing in ENDED else None

    @property
    def asks_for_fees(self) -> bool:
        """RPT-1: paid agencies report fees."""
        return self.states[-1].kind == PAID_AGENCY


def owed_years(reporter: Reporter, today: date) -> tuple[int, ...]:
    """The years whose report can be filed, the newest first: those that are over, since the approval (RPT-1).

    Who has left owes the year of the end as well, and can report it at once, as nothing is added to it.
    """
    first = fiscal_year(reporter.approved_on)
    last = fiscal_year(today) - 1
    if reporter.ended_on is not None:
        last = min(fiscal_year(reporter.ended_on), fiscal_year(today))
    return tuple(range(last, first - 1, -1))


def services_used(reporter: Reporter, year: int) -> frozenset[str]:
    """The services that were open at some time of a fiscal year; of a time before anything is known, the first known ones."""
    first, last = first_day_of_fiscal_year(year), last_day_of_fiscal_year(year)
    ends: Iterable[date] = [*(state.day for state in reporter.states[1:]), date.max]
    used = [
        state.services
        for state, end in zip(reporter.states, ends, strict=True)
        if state.day <= last and end > first and state.standing not in ENDED
    ]
    return frozenset().union(*used) if used else reporter.states[0].services


def reminder_day(year: int) -> date:
    """The third Monday of March in which a fiscal year ends (RPT-2)."""
    return third_monday(year + 1, 3)


def year_to_remind_of(today: date) -> int | None:
    """The fiscal year whose report is reminded of on a day: from the third Monday of March to the due day (RPT-2, CAL-6)."""
    year = fiscal_year(today) - (1 if today.month == 4 else 0)
    return year if reminder_day(year) <= today <= usage_report_due(year) else None
