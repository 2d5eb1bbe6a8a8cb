"""The state machine of a case as data: state × event → state. What isn't here can't happen (CMP-13), save
what follows for a case when a measure decided in it is taken back (`usecases.annulling`, decision 158).

A suspension changes no state: it runs beside the procedure, from its decision to its own end (CMP-14). Another ground or another
day of the conduct than the one that a hearing was about needs a hearing of its own (CMP-9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from services.compliance.cases.domain.files import RECORD_CORRECTED, CaseEvent, CaseFile, CaseState
from services.compliance.standing.domain.measures import Measure

_S, _E = CaseState, CaseEvent

_WHILE_OPEN = {_E.SUSPEND_PROVISIONALLY, _E.END_PROVISIONAL, _E.WARN, _E.GO_ON}
"""What leaves every state as it is."""

UNSEEN_IN_AN_INQUIRY = frozenset({_E.REFER, _E.SET_DAY, _E.CLOSE, RECORD_CORRECTED})
"""Beside its opening, the steps on a suspected offence by which the organization does not yet know of a case: whoever is suspected
of an offence does not learn of the inquiry (CMP-1), nor by a record of its own that it corrects. Every other step asks something of
it, or is felt by it."""

IN_A_HEARING = frozenset({_S.HEARING, _S.HEARD})

_OVER = {_S.CONFIRMED, _S.CLOSED}

_WAYS: Mapping[CaseState, Mapping[CaseEvent, CaseState]] = {
    _S.OPENED: {
        _E.REFER: _S.REFERRED, _E.RECLASSIFY: _S.OPENED, _E.REQUEST_CORRECTION: _S.REQUESTED, _E.SUSPEND: _S.OPENED,
        _E.CONFIRM: _S.CONFIRMED, _E.ANNOUNCE_HEARING: _S.HEARING, _E.CLOSE: _S.CLOSED, _E.SET_DAY: _S.OPENED,
    },
    _S.REFERRED: {_E.RECLASSIFY: _S.OPENED, _E.CLOSE: _S.CLOSED, _E.SET_DAY: _S.REFERRED},
    _S.REQUESTED: {
        _E.REFER: _S.REFERRED, _E.ANSWER: _S.ANSWERED, _E.RECLASSIFY: _S.REQUESTED, _E.REQUEST_CORRECTION: _S.REQUESTED,
        _E.SUSPEND: _S.REQUESTED, _E.CONFIRM: _S.CONFIRMED, _E.ANNOUNCE_HEARING: _S.HEARING, _E.CLOSE: _S.CLOSED,
        _E.SET_DAY: _S.REQUESTED,
    },
    _S.ANSWERED: {
        _E.REFER: _S.REFERRED, _E.RECLASSIFY: _S.ANSWERED, _E.REQUEST_CORRECTION: _S.REQUESTED, _E.SUSPEND: _S.ANSWERED,
        _E.CONFIRM: _S.CONFIRMED, _E.ANNOUNCE_HEARING: _S.HEARING, _E.CLOSE: _S.CLOSED, _E.SET_DAY: _S.ANSWERED,
    },
    _S.HEARING: {
        _E.STATE_VIEW: _S.HEARD, _E.RECLASSIFY: _S.OPENED, _E.SUSPEND: _S.HEARING, _E.TERMINATE: _S.CLOSED,
        _E.CONFIRM: _S.CONFIRMED, _E.CLOSE: _S.CLOSED, _E.SET_DAY: _S.OPENED,
    },
    _S.HEARD: {
        _E.RECLASSIFY: _S.OPENED, _E.REQUEST_CORRECTION: _S.REQUESTED, _E.SUSPEND: _S.HEARD, _E.TERMINATE: _S.CLOSED,
        _E.CONFIRM: _S.CONFIRMED, _E.CLOSE: _S.CLOSED, _E.SET_DAY: _S.OPENED,
    },
    _S.CONFIRMED: {},
    _S.CLOSED: {},
}  # fmt: skip

_ANNULLABLE = (_S.OPENED, _S.REQUESTED, _S.ANSWERED, _S.HEARING, _S.HEARD, _S.CONFIRMED, _S.CLOSED)

TRANSITIONS: Mapping[tuple[CaseState, CaseEvent], CaseState] = MappingProxyType(
    {(state, event): after for state, ways in _WAYS.items() for event, after in ways.items()}
    | {(state, event): state for state in _WAYS if state not in _OVER for event in _WHILE_OPEN}
    | {(state, _E.ANNUL): _S.CLOSED for state in _ANNULLABLE}
)


def state_on(case: CaseFile, own: Iterable[Measure], today: date) -> CaseState:
    """Where a case is on a day: one that is confirmed closes by itself when its suspension has run (CMP-14).

    `own`: the measures decided in the case.
    """
    if case.state is CaseState.CONFIRMED and not any(measure.in_force(today) for measure in own):
        return CaseState.CLOSED
    return case.state
