"""Amounts of the rules of seekers, and how long their data is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.registry.seekers.domain.visibility import VALIDITY_MONTHS


@dataclass(frozen=True)
class SeekerSettings:
    """SEE-6: months of an application's validity, days before its end that the seeker is reminded; SEE-2: years that a
    person's data is kept after the end of the last application, and days within which the mail that tells of an erasure is
    sent or given up (neither from the seeds)."""

    validity_months: int = VALIDITY_MONTHS
    reminded_days_before: int = 14
    retention_years: int = 5
    erasure_told_within_days: int = 3

    @property
    def erasure_told_within(self) -> timedelta:
        """How long the address of an erased person is kept for the one mail that tells of it, at the longest."""
        return timedelta(days=self.erasure_told_within_days)


def retention_over_for_ends_before(today: date, years: int) -> date:
    """Who ended before this day is kept no longer (SEE-2, CAL-3): the years count from the day after the end.

    Ended 31 March 2021: kept to 31 March 2026, erased from 1 April 2026.
    """
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February: who ended on the 28th is kept to this very day
        return date(today.year - years, 2, 28)
