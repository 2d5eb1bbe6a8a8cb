"""How long IDs stay reserved after a withdrawal or a termination (REG-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.legal_calendar import day_after, end_of_period


@dataclass(frozen=True)
class ReservationSettings:
    """The amount, with the default of the terms (seed 001, 10)."""

    years: int = 5


def reserved_until(ended_on: date, settings: ReservationSettings) -> date:
    """The last day on which an ID is reserved: years from the day after withdrawal or termination (REG-11, CAL-3).

    It protects others from taking the ID and is no period that anybody acts within: CAL-4 does not move it.
    """
    return end_of_period(day_after(ended_on), years=settings.years)
