"""Custody of acquired seeker records: how long one may be held, and when it must be deleted (MSG-11, MSG-12, SRC-7).

Everything is decided from the whole set of facts known of one organization and one seeker, never from the one that came
last: facts arrive in any order, and whatever the order, the same set leads to the same holding and the same duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import zip_longest

from services.legal_calendar import (
    day_after,
    end_of_month_after_next,
    japanese_day,
    one_year_after_next_fiscal_year,
    start_of_day,
)


@dataclass(frozen=True)
class Acquisition:
    """The organization acquired the record (取得): first view, export or guidance (SRC-7)."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class BlockChange:
    """The seeker blocked or unblocked the organization; versions count the pair's changes from 1 (MSG-7)."""

    version: int
    blocked: bool
    at: datetime


@dataclass(frozen=True)
class Facts:
    """All that is known of one organization and one seeker.

    `deleted_at`: when the organization last confirmed that it had deleted the record. What it acquired until then is gone;
    what it acquires later is a new holding.
    """

    acquisitions: frozenset[Acquisition] = frozenset()
    block_changes: frozenset[BlockChange] = frozenset()
    accepted_on: frozenset[date] = frozenset()
    deleted_at: datetime | None = None


class Ground(StrEnum):
    """Why a record must be deleted."""

    BLOCK = "block"
    PERIOD_OVER = "period_over"


RULES = {Ground.BLOCK: "MSG-11", Ground.PERIOD_OVER: "MSG-12"}


@dataclass(frozen=True)
class Duty:
    """A duty to delete the record (削除・廃棄): why, and since when."""

    ground: Ground
    since: datetime


@dataclass(frozen=True)
class Holding:
    """A record in an organization's custody: first acquired when and why, kept until which day at the latest.

    `accepted_on` is the acceptance that counts (求職受理); `duty` is None while the record may be held.
    """

    acquired_at: datetime
    reason: str
    accepted_on: date | None
    keep_until: date
    duty: Duty | None


def holding_of(facts: Facts, today: date) -> Holding | None:
    """What the organization holds of the seeker on a day, or None."""
    acquired = _first_acquisition(facts)
    if acquired is None:
        return None
    accepted_on = _acceptance_that_counts(facts, acquired)
    keep_until = last_day(japanese_day(acquired.at), accepted_on)
    # The ground that came first stands: from then on the record must be gone, whatever else happens to it.
    duties = [duty for duty in (_by_block(facts, acquired), _by_period(keep_until, today)) if duty is not None]
    return Holding(
        acquired.at, acquired.reason, accepted_on, keep_until, min(duties, key=lambda duty: duty.since, default=None)
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


def _by_block(facts: Facts, acquired: Acquisition) -> Duty | None:
    """A block while the record is held, or in force when it was acquired, makes a duty that unblocking does not undo.

    Also where the organization has accepted the seeker's application: seed 001, 7(2)①オ(ウ) leaves the blocks of (イ) out
    of what acceptance lets it keep. The application itself is its own and never part of a holding (MSG-11).
    """
    since = [max(begun, acquired.at) for begun, ended in _blocked_spans(facts) if ended is None or ended > acquired.at]
    return Duty(Ground.BLOCK, min(since)) if since else None


def _blocked_spans(facts: Facts) -> Iterator[tuple[datetime, datetime | None]]:
    changes = sorted(facts.block_changes, key=lambda change: change.version)
    for change, following in zip_longest(changes, changes[1:]):
        if change.blocked:
            yield change.at, None if following is None else following.at


def _by_period(keep_until: date, today: date) -> Duty | None:
    over_from = day_after(keep_until)
    return Duty(Ground.PERIOD_OVER, start_of_day(over_from)) if today >= over_from else None
