"""What is known of one organization and one seeker: the facts that every decision of custody is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, zip_longest

from services.compliance.standing.domain.measures import Measure
from services.legal_calendar import day_after, start_of_day


@dataclass(frozen=True)
class Acquisition:
    """The organization acquired the record (取得): first view, export or guidance (SRC-7)."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class Span:
    """A time from an instant on; `ended` is the first instant after it, None while it lasts."""

    begun: datetime
    ended: datetime | None


@dataclass(frozen=True)
class BlockChange:
    """The seeker blocked or unblocked the organization; versions count the pair's changes from 1 (MSG-7).

    `number`: under which of the person's numbers, where records were joined (SEE-1): each counts its own.
    """

    version: int
    blocked: bool
    at: datetime
    number: str = ""


@dataclass(frozen=True)
class ServiceChange:
    """Whether the registry serves the organization seeker information; versions are those of the organization's state.

    Closed by withdrawal (退会), from seeker information alone too, and where its term ended without renewal (REG-3). What a
    measure closes for a time is not the registry's to say, and stands in `Facts.sanctioned`.
    """

    version: int
    open: bool
    at: datetime


@dataclass(frozen=True)
class Facts:
    """All that is known of one organization and one seeker.

    `demanded_at`: when the seeker demanded deletion (求め). `sanctioned`: when the organization was suspended or terminated,
    provisionally apart. `deleted_at`: when the organization last confirmed that it had deleted the record. What it acquired
    until then is gone; what it acquires later is a new holding.
    """

    acquisitions: frozenset[Acquisition] = frozenset()
    block_changes: frozenset[BlockChange] = frozenset()
    accepted_on: frozenset[date] = frozenset()
    demanded_at: frozenset[datetime] = frozenset()
    service_changes: frozenset[ServiceChange] = frozenset()
    sanctioned: frozenset[Span] = frozenset()
    deleted_at: datetime | None = None


def blocked_spans(changes: Iterable[BlockChange]) -> Iterator[Span]:
    """When the seeker blocked the organization, under whatever number."""
    by_number: dict[str, list[tuple[int, bool, datetime]]] = {}
    for change in changes:
        by_number.setdefault(change.number, []).append((change.version, change.blocked, change.at))
    return chain.from_iterable(_spans(of_number) for of_number in by_number.values())


def closed_spans(changes: Iterable[ServiceChange]) -> Iterator[Span]:
    """When the registry served the organization no seeker information."""
    return _spans((change.version, not change.open, change.at) for change in changes)


def sanctioned_spans(measures: Iterable[Measure]) -> frozenset[Span]:
    """When measures ended the organization's use of the service: suspensions that rest on established facts, termination.

    A provisional suspension is none of these (CMP-10, MSG-11).
    """
    return frozenset(Span(measure.decided_at, _end_of(measure)) for measure in measures if measure.definite)


def _end_of(measure: Measure) -> datetime | None:
    if measure.ended_at is not None:
        return measure.ended_at
    if measure.last_day is None or measure.goes_on:
        return None
    return start_of_day(day_after(measure.last_day))


def _spans(changes: Iterable[tuple[int, bool, datetime]]) -> Iterator[Span]:
    """The times between a change to True and the next change; several to True in a row are several, end to end."""
    in_order = sorted(changes)
    for change, following in zip_longest(in_order, in_order[1:]):
        _, begins, at = change
        if begins:
            yield Span(at, None if following is None else following[2])
