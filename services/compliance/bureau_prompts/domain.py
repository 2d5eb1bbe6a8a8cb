"""What staff are prompted to do, and which step of the case does it (CMP-2, CMP-6)."""

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


class Outcome(StrEnum):
    """What became of a prompt."""

    DEMANDED = "demanded"
    HEARING = "hearing"
    SUSPENDED = "suspended"
    CONFIRMED = "confirmed"
    TERMINATED = "terminated"
    RECLASSIFIED = "reclassified"
    CLOSED = "closed"
    CAME = "came"
    """What was missing has come."""
    NOT_EXPECTED = "not_expected"
    """Another term has taken its place, or the service was given up."""
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    """Something else is to be done instead: time went on, or the order's record has changed."""


PROMPTS = (*Prompt, *OrderPrompt)
PROMPT_OF_ORDER: Mapping[OrderState, OrderPrompt] = MappingProxyType(
    {
        OrderState.ISSUED: OrderPrompt.ISSUED,
        OrderState.MET: OrderPrompt.MET,
        OrderState.VOID: OrderPrompt.VOID,
    }
)

ENDED_BY: Mapping[CaseEvent, tuple[Outcome, frozenset[str]]] = MappingProxyType(
    {
        CaseEvent.REQUEST_CORRECTION: (Outcome.DEMANDED, frozenset({Prompt.DEMAND})),
        CaseEvent.ANNOUNCE_HEARING: (Outcome.HEARING, frozenset(Prompt)),
        CaseEvent.SUSPEND: (Outcome.SUSPENDED, frozenset({OrderPrompt.ISSUED})),
        CaseEvent.CONFIRM: (Outcome.CONFIRMED, frozenset(PROMPTS)),
        CaseEvent.RECLASSIFY: (Outcome.RECLASSIFIED, frozenset(OrderPrompt)),
        CaseEvent.TERMINATE: (Outcome.TERMINATED, frozenset(PROMPTS)),
        CaseEvent.CLOSE: (Outcome.CLOSED, frozenset(PROMPTS)),
    }
)
"""By step of a case: which of its prompts it ends, and how."""


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
