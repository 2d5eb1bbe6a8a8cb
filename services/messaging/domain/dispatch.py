"""The daily cap of dispatches (案内送信等, MSG-4; seed 001, 7(2)①キ) and what becomes of a batch of guidance.

No rule here knows an hour: messages can be sent at any time of day (MSG-5). While the site is closed (OPS-1), the gateway
lets nobody in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.legal_calendar import day_after, start_of_day


@dataclass(frozen=True)
class DispatchSettings:
    """Settings of MSG-4, MSG-1 and MSG-10.

    Dispatches a Japanese day an organization; whether OPS-1 closes the site at night, and when it opens then; how often an
    organization may send guidance to a seeker about one application for work; how many explanations a conversation takes at most.
    """

    dispatches_a_day: int = 1_000
    closed_at_night: bool = True
    opens_at: time = time(6)
    guidance_per_application: int = 1
    explanations_a_conversation: int = 50


@dataclass(frozen=True)
class Allowance:
    """The dispatches of one organization on one Japanese day."""

    day: date
    limit: int
    used: int
    opens_again_at: datetime

    @property
    def remaining(self) -> int:
        """How many may still go out on that day."""
        return max(0, self.limit - self.used)


def opens_again_at(day: date, settings: DispatchSettings) -> datetime:
    """When the count starts anew after a day: the next Japanese midnight, or 06:00 where OPS-1 closes the night (MSG-4)."""
    opens = settings.opens_at if settings.closed_at_night else time()
    return start_of_day(day_after(day)) + timedelta(hours=opens.hour, minutes=opens.minute)


class GuidanceResult(StrEnum):
    """What became of the guidance to one seeker of a batch."""

    SENT = "sent"
    ALREADY_GUIDED = "already_guided"
    PERIOD_OVER = "period_over"
    """The conversation about the present application for work is over (MSG-12)."""
    BLOCKED_BY_SEEKER = "blocked_by_seeker"
    SEEKER_NOT_AVAILABLE = "seeker_not_available"
    DAILY_CAP_REACHED = "daily_cap_reached"
    GIVEN_TWICE = "given_twice"
    DELETION_DUE = "deletion_due"


@dataclass(frozen=True)
class Candidate:
    """What decides whether guidance may go to a seeker: as the organization's class may see the seeker on that day."""

    seeker_number: str
    application_id: str
    available: bool
    blocked: bool
    conversation_id: str | None
    """The conversation about the present application for work, where guidance has gone out already."""
    guided: int = 0
    """How often guidance went out in that conversation; no more than once unless a setting says so (MSG-1)."""
    closed: bool = False
    """Whether that conversation's period is over (MSG-12)."""
    deletion_due: bool = False
    """Whether the organization must delete what it holds of the seeker and has not confirmed it (MSG-11)."""
    open_until: date | None = None
    """The last day of that conversation's period."""


def decide_batch(
    seeker_numbers: Sequence[str],
    candidates: Mapping[str, Candidate],
    remaining: int,
    guidance_per_application: int = DispatchSettings.guidance_per_application,
) -> list[GuidanceResult]:
    """One result a number, in the order asked (MSG-1, MSG-4, MSG-7, SEE-4).

    The order is the organization's own ranking: guidance goes out in it as far as the cap reaches, and every seeker after
    that is named with `DAILY_CAP_REACHED`. What can't be sent for another reason uses up nothing.
    """
    results: list[GuidanceResult] = []
    seen: set[str] = set()
    for number in seeker_numbers:
        candidate = candidates.get(number)
        result = GuidanceResult.GIVEN_TWICE if number in seen else _without_cap(candidate, guidance_per_application)
        if result is GuidanceResult.SENT:
            if remaining == 0:
                result = GuidanceResult.DAILY_CAP_REACHED
            else:
                remaining -= 1
        seen.add(number)
        results.append(result)
    return results


def held_back_by_the_cap_alone(results: Sequence[GuidanceResult]) -> bool:
    """Whether nothing but the cap held back any seeker of a batch, who may have been given twice (MSG-4; decision 020)."""
    return set(results) - {GuidanceResult.GIVEN_TWICE} == {GuidanceResult.DAILY_CAP_REACHED}


def _without_cap(candidate: Candidate | None, guidance_per_application: int) -> GuidanceResult:
    if candidate is None:
        return GuidanceResult.SEEKER_NOT_AVAILABLE
    if candidate.blocked:
        return GuidanceResult.BLOCKED_BY_SEEKER
    if candidate.deletion_due:
        return GuidanceResult.DELETION_DUE
    if candidate.closed:
        return GuidanceResult.PERIOD_OVER
    if candidate.guided >= guidance_per_application:
        return GuidanceResult.ALREADY_GUIDED
    return GuidanceResult.SENT if candidate.available else GuidanceResult.SEEKER_NOT_AVAILABLE


def may_be_found(provided_to: Sequence[str], valid_until: date, organization_class: str, today: date) -> bool:
    """Whether organizations of a class may find the seeker on a day (SEE-4), as far as the application is valid (SEE-6)."""
    return organization_class in provided_to and today <= valid_until
