"""Custody of acquired seeker records: how long one may be held, and when it must be deleted (MSG-11, MSG-12, SRC-7).

Everything is decided from the whole set of facts known of one organization and one seeker, never from the one that came
last: facts arrive in any order, and whatever the order, the same set leads to the same holding and the same duty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.compliance.custody.domain.facts import Acquisition, Facts, Span, blocked_spans, closed_spans
from services.legal_calendar import (
    day_after,
    end_of_month_after_next,
    japanese_day,
    one_year_after_next_fiscal_year,
    start_of_day,
)


class Ground(StrEnum):
    """Why a record must be deleted (seed 001, 7(2)①オ)."""

    DEMAND = "demand"
    """(ア) The seeker demanded it (求められた場合)."""
    BLOCK = "block"
    """(イ) The seeker refuses the organization's messages (受信拒否)."""
    PERIOD_OVER = "period_over"
    """(ウ) Not accepted in time, or accepted and the year is over."""
    SERVICE_ENDED = "service_ended"
    """(エ) The organization was suspended, terminated, or withdrew."""


RULES = {
    Ground.DEMAND: "MSG-11",
    Ground.BLOCK: "MSG-11",
    Ground.PERIOD_OVER: "MSG-12",
    Ground.SERVICE_ENDED: "MSG-11",
}


@dataclass(frozen=True)
class Duty:
    """A duty to delete the record (削除・廃棄): why, and since when."""

    ground: Ground
    since: datetime


@dataclass(frozen=True)
class Holding:
    """A record in an organization's custody: first acquired when and why, kept until which day at the latest.

    `accepted_on` is the acceptance that counts (求職受理); `duty` is None while the record may be held. `demanded_at`: when the
    seeker first demanded that it be deleted, also where another ground came before; it is at once that a demand is met, and
    the seeker who is told of it.
    """

    acquired_at: datetime
    reason: str
    accepted_on: date | None
    keep_until: date
    duty: Duty | None
    demanded_at: datetime | None = None


def holding_of(facts: Facts, today: date) -> Holding | None:
    """What the organization holds of the seeker on a day, or None."""
    acquired = _first_acquisition(facts)
    if acquired is None:
        return None
    accepted_on = _acceptance_that_counts(facts, acquired)
    keep_until = last_day(japanese_day(acquired.at), accepted_on)
    duties = (
        _by_demand(facts, acquired),
        _while_held(Ground.BLOCK, blocked_spans(facts.block_changes), acquired),
        _while_held(Ground.SERVICE_ENDED, (*facts.sanctioned, *closed_spans(facts.service_changes)), acquired),
        _by_period(keep_until, today),
    )
    # The ground that came first stands: from then on the record must be gone, whatever else happens to it.
    first = min((duty for duty in duties if duty is not None), key=lambda duty: duty.since, default=None)
    demand = duties[0]
    return Holding(
        acquired.at, acquired.reason, accepted_on, keep_until, first, None if demand is None else demand.since
    )


def last_day(acquired_on: date, accepted_on: date | None) -> date:
    """The last day on which a record may be kept (MSG-12; seed 001, 7(2)①オ(ウ)).

    Not accepted: the end of the month after next from the month of acquisition. Accepted: until a year has passed from the
    first day of the fiscal year after that of acceptance.
    """
    return end_of_month_after_next(acquired_on) if accepted_on is None else one_year_after_next_fiscal_year(accepted_on)


def _first_acquisition(facts: Facts) -> Acquisition | None:
    """Later views never move the month (SRC-7); what came before a confirmed deletion does not count any more."""
    present = (
        acquisition
        for acquisition in facts.acquisitions
        if facts.deleted_at is None or acquisition.at > facts.deleted_at
    )
    return min(present, key=lambda acquisition: (acquisition.at, acquisition.reason), default=None)


def _acceptance_that_counts(facts: Facts, acquired: Acquisition) -> date | None:
    """The latest day of acceptance inside the period; one outside it does not count (MSG-12)."""
    first = japanese_day(acquired.at)
    return max((day for day in facts.accepted_on if first <= day <= end_of_month_after_next(first)), default=None)


def _by_demand(facts: Facts, acquired: Acquisition) -> Duty | None:
    """A demand covers what the organization held when it was made, not what it acquires later."""
    since = [at for at in facts.demanded_at if at >= acquired.at]
    return Duty(Ground.DEMAND, min(since)) if since else None


def _while_held(ground: Ground, spans: Iterable[Span], acquired: Acquisition) -> Duty | None:
    """What began while the record was held, or lasted when it was acquired, makes a duty that its end does not undo.

    Also where the organization has accepted the seeker's application: seed 001, 7(2)①オ(ウ) leaves (イ) out of what acceptance
    lets it keep, and (エ) names all records. The application itself is its own and never part of a holding (MSG-11).
    """
    since = [max(span.begun, acquired.at) for span in spans if span.ended is None or span.ended > acquired.at]
    return Duty(ground, min(since)) if since else None


def _by_period(keep_until: date, today: date) -> Duty | None:
    over_from = day_after(keep_until)
    return Duty(Ground.PERIOD_OVER, start_of_day(over_from)) if today >= over_from else None
