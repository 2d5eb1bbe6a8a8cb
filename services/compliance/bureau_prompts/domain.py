"""What staff are prompted to do, and which step of the case does it (CMP-2, CMP-6, CMP-13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from services.compliance.cases.domain.files import CaseEvent, CaseState
from services.compliance.cases.domain.watching import Prompt, Watched
from services.compliance.standing.domain.orders import OrderState


class OrderPrompt(StrEnum):
    """What staff are prompted to do about an order."""

    ISSUED = "order_issued"
    """Decide on the suspension."""
    MET = "order_met"
    """Confirm the correction: the ordered improvement was made."""
    VOID = "order_void"
    """See to the case: the record of its order was taken back."""


class CasePrompt(StrEnum):
    """What waits for staff in a case that is neither on something overdue nor new by an order: those have prompts of their own."""

    OPENED = "case_opened"
    """See to the case: a report, blocks, refused demands, a refused application or a fee has opened it."""
    JOINED = "case_joined"
    """See to the case: something of the same kind has joined it, or the record that opened it was corrected, and staff have acted in it
    since it was opened."""
    ANSWERED = "answered"
    ANSWER_LATE = "answer_late"
    VIEW_STATED = "view_stated"
    VIEW_LATE = "view_late"
    """The day for stating a view before a termination is over: decide."""


class Outcome(StrEnum):
    """What became of a prompt."""

    DEMANDED = "demanded"
    HEARING = "hearing"
    SUSPENDED = "suspended"
    CONFIRMED = "confirmed"
    TERMINATED = "terminated"
    RECLASSIFIED = "reclassified"
    CLOSED = "closed"
    REFERRED = "referred"
    REQUESTED = "requested"
    ANSWERED = "answered"
    """The organization answered, or stated its view, after all."""
    CAME = "came"
    """What was missing has come."""
    NOT_EXPECTED = "not_expected"
    """Another term has taken its place, or the service was given up."""
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    """Something else is to be done instead: time went on, or the order's record has changed."""


PROMPTS = (*Prompt, *OrderPrompt, *CasePrompt)
PROMPT_OF_ORDER: Mapping[OrderState, OrderPrompt] = MappingProxyType(
    {
        OrderState.ISSUED: OrderPrompt.ISSUED,
        OrderState.MET: OrderPrompt.MET,
        OrderState.VOID: OrderPrompt.VOID,
    }
)

_CASE = frozenset(CasePrompt)
_VIEWS = frozenset({CasePrompt.VIEW_STATED, CasePrompt.VIEW_LATE})
"""Of a hearing, which is over where the day that it was about is another."""
_LATE = frozenset({CasePrompt.ANSWER_LATE, CasePrompt.VIEW_LATE})

ENDED_BY: Mapping[CaseEvent, tuple[tuple[Outcome, frozenset[str]], ...]] = MappingProxyType(
    {
        CaseEvent.REFER: ((Outcome.REFERRED, _CASE),),
        CaseEvent.REQUEST_CORRECTION: ((Outcome.DEMANDED, frozenset({Prompt.DEMAND})), (Outcome.REQUESTED, _CASE)),
        CaseEvent.ANSWER: ((Outcome.ANSWERED, _LATE),),
        CaseEvent.STATE_VIEW: ((Outcome.ANSWERED, _LATE),),
        CaseEvent.ANNOUNCE_HEARING: ((Outcome.HEARING, frozenset(Prompt) | _CASE),),
        CaseEvent.SUSPEND_PROVISIONALLY: ((Outcome.SUSPENDED, _CASE),),
        CaseEvent.SUSPEND: ((Outcome.SUSPENDED, frozenset({OrderPrompt.ISSUED}) | _CASE),),
        CaseEvent.CONFIRM: ((Outcome.CONFIRMED, frozenset(PROMPTS)),),
        CaseEvent.SET_DAY: ((Outcome.SUPERSEDED, _VIEWS),),
        CaseEvent.RECLASSIFY: ((Outcome.RECLASSIFIED, frozenset(OrderPrompt) | _CASE),),
        CaseEvent.TERMINATE: ((Outcome.TERMINATED, frozenset(PROMPTS)),),
        CaseEvent.CLOSE: ((Outcome.CLOSED, frozenset(PROMPTS)),),
    }
)
"""By step of a case: which of its prompts it ends, and how."""

ANSWERED_BY: Mapping[CaseEvent, CasePrompt] = MappingProxyType(
    {CaseEvent.ANSWER: CasePrompt.ANSWERED, CaseEvent.STATE_VIEW: CasePrompt.VIEW_STATED}
)
"""What a step of the organization lets staff see to."""


def what_became(it: Watched, today: date) -> Outcome:
    """What became of a prompt about something overdue that stands no more when the calendar looks (CMP-6)."""
    if it.expected.met_on is not None:
        return Outcome.CAME
    if not it.expected.in_force:
        return Outcome.NOT_EXPECTED
    if it.terminated(today):
        return Outcome.TERMINATED
    if it.withdrawn:
        return Outcome.WITHDRAWN
    if it.case is None or not it.open_on(today):
        return Outcome.CLOSED
    return _OF_STATE.get(it.case.state, Outcome.SUPERSEDED)


_OF_STATE: Mapping[CaseState, Outcome] = {
    CaseState.HEARING: Outcome.HEARING,
    CaseState.HEARD: Outcome.HEARING,
    CaseState.CONFIRMED: Outcome.CONFIRMED,
    CaseState.REQUESTED: Outcome.DEMANDED,
}
