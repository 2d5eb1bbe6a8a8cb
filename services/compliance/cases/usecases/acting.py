"""The steps of a case, as staff and the organization take them (CMP-1 to CMP-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.cases import storage
from services.compliance.cases.domain.files import (
    Act,
    CaseEvent,
    CaseFile,
    CaseSettings,
    CaseState,
    Overdue,
    OverdueItem,
)
from services.compliance.cases.domain.playing import Opening, Settings, open_case
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.storage import StoredCase
from services.compliance.cases.usecases.showing import as_seen, own_case, staff_case
from services.compliance.cases.usecases.writing import Docket, docket_of, refuse, write_opening, write_step
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def open_by_staff(work: Work, request: Mapping[str, Any], settings: CaseSettings) -> dict[str, Any]:
    """Open a case, or refuse."""
    docket = docket_of(work, request["organization_id"])
    opened = opened_case(work, docket, request, origin=request["origin"])
    write_opening(work, docket, opened, request)
    return staff_case(work, docket.about, opened.file.case_id, settings)


def opened_case(work: Work, docket: Docket, request: Mapping[str, Any], *, origin: str) -> StoredCase:
    """A new case as the request has it, not yet written; refused where none can be opened."""
    told = request["overdue"]
    overdue = None if told is None else Overdue(OverdueItem(told["item"]), told["due_on"])
    opening = Opening(
        new_id(), Ground(request["ground"]), request["happened_on"], overdue, day_unknown=request["day_unknown"]
    )
    found = open_case(opening, docket.organization, docket.author, work.today)
    if not isinstance(found, CaseFile):
        raise refuse(found, request)
    return StoredCase(docket.about.organization_id, found, origin, work.now)


def take_step(work: Work, request: Mapping[str, Any], event: CaseEvent, settings: Settings) -> dict[str, Any]:
    """A step of staff: what of the request concerns it goes into the act, and the rules decide."""
    docket, stored = _found(work, request["case_id"])
    kind, basis, ground = (request.get(name) for name in ("kind", "basis", "ground"))
    if event is CaseEvent.SUSPEND and kind == MeasureKind.PROVISIONAL:
        event = CaseEvent.SUSPEND_PROVISIONALLY
    act = Act(
        event,
        day=request.get("decided_on") or work.today,
        seen_version=request["seen_version"],
        kind=None if kind is None else MeasureKind(kind),
        basis=None if basis is None else Ground(basis),
        ground=None if ground is None else Ground(ground),
        due_on=request.get("due_on"),
        happened_on=request.get("happened_on"),
        day_unknown=request.get("day_unknown", False),
    )
    write_step(work, docket, stored.file, act, request, settings)
    return staff_case(work, docket.about, stored.file.case_id, settings.cases)


def answer(work: Work, request: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """The organization answers, or states its view before a termination: whichever the case awaits (CMP-13)."""
    organization_id = storage.organization_of(work.connection, request["case_id"])
    known = organization_id is not None and storage.knows(work.connection, request["case_id"])
    if not known or organization_id != work.caller.organization_id:
        raise Refusal(CaseReason.UNKNOWN_CASE, "/case_id")
    docket, stored = _found(work, request["case_id"])
    seen = as_seen(work, stored)
    event = CaseEvent.STATE_VIEW if (seen.state or stored.file.state) is CaseState.HEARING else CaseEvent.ANSWER
    seen_version = request["seen_version"] + seen.hidden
    act = Act(event, day=work.today, seen_version=seen_version, seen_state=seen.state)
    write_step(work, docket, stored.file, act, {**request, "note": ""}, settings)
    return own_case(work, docket.about, stored.file.case_id)


def _found(work: Work, case_id: str) -> tuple[Docket, StoredCase]:
    """The case, read after the lock of its organization."""
    organization_id = storage.organization_of(work.connection, case_id)
    if organization_id is None:
        raise Refusal(CaseReason.UNKNOWN_CASE, "/case_id")
    docket = docket_of(work, organization_id, "/case_id")
    return docket, storage.case(work.connection, case_id)
