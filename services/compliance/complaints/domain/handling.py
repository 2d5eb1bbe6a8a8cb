"""Who may do what next with a complaint, and what becomes of it (CMP-12; seed 001, 7(2)②カ, 15; seed 002)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from services.compliance.complaints.domain.reasons import ComplaintReason
from services.legal_calendar import day_after, days_not_counting_holidays, leaves_time


class Side(StrEnum):
    """Who writes."""

    COMPLAINANT = "complainant"
    ORGANIZATION = "organization"
    STAFF = "staff"
    """Of the competent bureau, of the office addressed, or of the ministry."""


class ComplaintState(StrEnum):
    """Where a complaint is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class ComplaintEvent(StrEnum):
    """What happens to a complaint after it was made."""

    ADD = "add"
    TAKE_TO_AUTHORITY = "take_to_authority"
    """Not solved with the organization, or hard to bring up with it (seed 002)."""
    ANSWER = "answer"
    NOTE = "note"
    """対応の経過, for the writer's own side (15(2))."""
    REQUEST_FACTS = "request_facts"
    """事実関係の報告や利用方法の是正等を求める (7(2)②カ)."""
    REPORT_FACTS = "report_facts"
    REPLY = "reply"
    LINK_CASE = "link_case"
    CLOSE = "close"


@dataclass(frozen=True)
class Complaint:
    """A complaint as the rules look at it.

    `to_organization`: it was made to the organization and stands in its register; `with_authority`: bureau and office deal with it.
    `on_site`: made on the site, so that answers reach the complainant there. `facts_due_on`: until when facts are awaited; of one
    that its complainant has closed, until the organization is told so.
    """

    to_organization: bool
    with_authority: bool
    on_site: bool
    state: ComplaintState = ComplaintState.OPEN
    version: int = 1
    facts_due_on: date | None = None


_S, _E = ComplaintState, ComplaintEvent
_NOT_CLOSED = frozenset({_S.OPEN, _S.ANSWERED})
_ALWAYS = frozenset(ComplaintState)

STEPS: Mapping[tuple[Side, ComplaintEvent], frozenset[ComplaintState]] = MappingProxyType(
    {
        (Side.COMPLAINANT, _E.ADD): _NOT_CLOSED,
        (Side.COMPLAINANT, _E.TAKE_TO_AUTHORITY): _ALWAYS,
        (Side.COMPLAINANT, _E.CLOSE): _NOT_CLOSED,
        (Side.ORGANIZATION, _E.ANSWER): frozenset(
            {_S.OPEN}
        ),  # one to each word of the complainant's: no way to write on
        (Side.ORGANIZATION, _E.NOTE): _ALWAYS,
        (Side.ORGANIZATION, _E.REPORT_FACTS): _ALWAYS,
        (Side.ORGANIZATION, _E.CLOSE): _NOT_CLOSED,
        (Side.STAFF, _E.REQUEST_FACTS): _NOT_CLOSED,
        (Side.STAFF, _E.REPLY): _NOT_CLOSED,
        (Side.STAFF, _E.NOTE): _ALWAYS,
        (Side.STAFF, _E.LINK_CASE): _ALWAYS,
        (Side.STAFF, _E.CLOSE): _NOT_CLOSED,
    }
)
"""Which side may take which step, and in which states. What isn't here can't happen."""

_AFTER: Mapping[ComplaintEvent, ComplaintState] = {
    _E.ADD: _S.OPEN,
    _E.TAKE_TO_AUTHORITY: _S.OPEN,
    _E.ANSWER: _S.ANSWERED,
    _E.REPLY: _S.ANSWERED,
    _E.CLOSE: _S.CLOSED,
}


def handle(
    complaint: Complaint,
    side: Side,
    event: ComplaintEvent,
    seen_version: int,
    due_on: date | None,
    today: date,
    latest: date | None = None,
) -> Complaint | ComplaintReason:
    """The complaint after a step, or why it can't be taken. `latest`: the last day that may be set as `due_on`, where one is."""
    if seen_version != complaint.version:
        return ComplaintReason.CHANGED
    if complaint.state not in STEPS.get((side, event), frozenset()) or not _has_its_place(complaint, side, event):
        return ComplaintReason.OUT_OF_ORDER
    if event is _E.REQUEST_FACTS and (due_on is None or latest is None or not leaves_time(due_on, today, latest)):
        return ComplaintReason.DUE_DAY_UNFIT
    after = _moved(complaint, event, due_on)
    return replace(after, facts_due_on=complaint.facts_due_on) if _ends_unseen(complaint, side, event) else after


def organization_learns_on(today: date) -> date:
    """The day on which an organization is told that a complainant has ended what facts are asked of it for: the next working day.

    At once would tell the minute, and so which of the seekers it had to do with just then has complained.
    """
    return days_not_counting_holidays(day_after(today), 1)


def _ends_unseen(complaint: Complaint, side: Side, event: ComplaintEvent) -> bool:
    """Whether facts go on being awaited of an organization that is not to know who complained, nor when they end it."""
    return side is Side.COMPLAINANT and event is ComplaintEvent.CLOSE and not complaint.to_organization


def after_steps(made: Complaint, steps: Iterable[tuple[ComplaintEvent, date | None]]) -> Complaint:
    """A complaint after the steps that were taken since it was made, each with the day until which it asked for something.

    For what a complaint was at an earlier instant: whether each could be taken was decided then.
    """
    for event, due_on in steps:
        made = _moved(made, event, due_on)
    return made


def _moved(complaint: Complaint, event: ComplaintEvent, due_on: date | None) -> Complaint:
    after = replace(complaint, state=_AFTER.get(event, complaint.state), version=complaint.version + 1)
    if event is _E.TAKE_TO_AUTHORITY:
        return replace(after, with_authority=True)
    if event is _E.REQUEST_FACTS:
        return replace(after, facts_due_on=due_on)
    over = event in {_E.REPORT_FACTS, _E.CLOSE}  # nothing is awaited of what is closed
    return replace(after, facts_due_on=None) if over else after


def _has_its_place(complaint: Complaint, side: Side, event: ComplaintEvent) -> bool:
    if side is Side.STAFF:
        return complaint.with_authority and (event is not _E.REPLY or complaint.on_site)
    if side is Side.COMPLAINANT:
        return event is not _E.TAKE_TO_AUTHORITY or not complaint.with_authority
    if event is _E.REPORT_FACTS:
        return complaint.facts_due_on is not None
    if event is _E.ANSWER:
        return complaint.to_organization and complaint.on_site
    if event is _E.CLOSE:  # once the authority deals with it, it decides when it is over
        return complaint.to_organization and not complaint.with_authority
    return complaint.to_organization
