"""How the age of a duty is shown: "at once" and "without delay" have no day in the terms, a yardstick gives them one.

The yardstick moves nothing: a duty is due from its first moment. It says from when on staff ask (decision 231).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.compliance.custody.domain.deciding import Holding
from services.legal_calendar import japanese_day


class Urgency(StrEnum):
    """How soon the terms want a record deleted (seed 001, 7(2)①オ)."""

    AT_ONCE = "at_once"
    """直ちに: at a seeker's demand."""
    WITHOUT_DELAY = "without_delay"
    """遅滞なく: on every other ground."""


@dataclass(frozen=True)
class AgeingSettings:
    """For how many days after that of its beginning an unconfirmed duty is not yet called late.

    And from how many days late on it stands in the second and in the third class of age; and within how many days a record
    whose keeping ends is said to end soon.
    """

    days_at_once: int = 1
    days_without_delay: int = 7
    second_class_from: int = 8
    third_class_from: int = 31
    ends_soon_days: int = 30


def urgency_of(holding: Holding) -> Urgency:
    """A demand makes it at once, also where another ground came before."""
    return Urgency.WITHOUT_DELAY if holding.demanded_at is None else Urgency.AT_ONCE


def confirm_by(holding: Holding, settings: AgeingSettings) -> date | None:
    """The last day on which a duty is not yet called late; None without a duty.

    No period of the terms, so that CAL-4 does not move it. A demand never gives more time than the duty already had.
    """
    if holding.duty is None:
        return None
    last = japanese_day(holding.duty.since) + timedelta(days=settings.days_without_delay)
    if holding.demanded_at is not None:
        last = min(last, japanese_day(holding.demanded_at) + timedelta(days=settings.days_at_once))
    return last


def days_late(last: date, today: date) -> int:
    """By how many days an unconfirmed duty is late; 0 where it is not."""
    return max(0, (today - last).days)
