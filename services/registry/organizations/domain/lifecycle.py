"""The states of an application and what leads from one to the next: a table (REG-5 to REG-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ApplicationState(StrEnum):
    """Where an application stands."""

    REGISTERED = "registered"
    """登録済み（申請書の提出待ち）."""
    FORM_RECEIVED = "form_received"
    """申請書受付済み."""
    APPROVED = "approved"
    """承認."""
    REFUSED = "refused"
    """不承認."""
    LAPSED = "lapsed"
    """期限経過により削除; holds no ID (REG-11)."""


class ApplicationEvent(StrEnum):
    """What happens to an application after it was registered."""

    FORM_RECEIVED = "form_received"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"
    REPLACED = "replaced"


class Author(StrEnum):
    """Who may bring an event about."""

    APPLICANT = "applicant"
    BUREAU = "bureau"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Transition:
    """The state an event leads to, and who may bring it about."""

    state: ApplicationState
    author: Author


_State, _Event = ApplicationState, ApplicationEvent

TRANSITIONS: Mapping[tuple[ApplicationState, ApplicationEvent], Transition] = MappingProxyType(
    {
        (_State.REGISTERED, _Event.FORM_RECEIVED): Transition(_State.FORM_RECEIVED, Author.BUREAU),
        (_State.REGISTERED, _Event.LAPSED): Transition(_State.LAPSED, Author.CALENDAR),
        # A wrong registration can't be edited; a new one takes its place (REG-6).
        (_State.REGISTERED, _Event.REPLACED): Transition(_State.LAPSED, Author.APPLICANT),
        # The day of receipt decides, not of its recording: a timely receipt undoes the deletion (REG-7).
        (_State.LAPSED, _Event.FORM_RECEIVED): Transition(_State.FORM_RECEIVED, Author.BUREAU),
        (_State.FORM_RECEIVED, _Event.APPROVED): Transition(_State.APPROVED, Author.BUREAU),
        (_State.FORM_RECEIVED, _Event.REFUSED): Transition(_State.REFUSED, Author.BUREAU),
    }
)
"""Every pair that is not here is impossible."""


def after(state: ApplicationState, event: ApplicationEvent) -> Transition | None:
    """Where an event leads from a state; None where it is not possible."""
    return TRANSITIONS.get((state, event))
