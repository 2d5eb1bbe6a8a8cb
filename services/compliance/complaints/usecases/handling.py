"""New complaints and their steps (CMP-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from services.compliance.cases import storage as cases
from services.compliance.complaints import storage
from services.compliance.complaints.domain.handling import (
    Complaint,
    ComplaintEvent,
    ComplaintState,
    Side,
    handle,
    organization_learns_on,
)
from services.compliance.complaints.domain.reasons import ComplaintReason
from services.compliance.complaints.domain.seeing import FILING, seen_by
from services.compliance.complaints.usecases.showing import Shown, admitted, hidden_steps, shown
from services.compliance.complaints.usecases.telling import tell, tell_whether_open
from services.compliance.members.storage import member
from services.contracts import reference
from services.contracts.caller import Role
from services.legal_calendar import latest_due_day
from services.recognition import Places, Span, as_told, recognize, united
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_FOR_THE_RECORD = frozenset({ComplaintEvent.NOTE, ComplaintEvent.REPORT_FACTS})


def file_complaint(work: Work, request: Mapping[str, Any], places: Places, own: Sequence[Span]) -> Shown:
    """A seeker or an employer complains on the site: to the privacy manager, or straight to the authority.

    `own`: where the own name and address stand in the words, of a seeker whose words the organization reads (`read_by_organization`).
    """
    _refuse_personal_data(request["content"], places, "/content", own)
    by_seeker = work.caller.role is Role.SEEKER
    return _make(
        work,
        request,
        Side.COMPLAINANT,
        complainant="seeker" if by_seeker else "employer",
        received_on=work.today,
        to_organization=not request["to_authority"],
        office_code=_office(request["office_code"]) if request["to_authority"] else None,
        seeker_number=work.caller.seeker_number if by_seeker else None,
        account_id=None if by_seeker else work.caller.account_id,
    )


def record_complaint(work: Work, request: Mapping[str, Any], places: Places) -> Shown:
    """The organization writes down a complaint that reached it otherwise (001 15(2)): who complained it knows, and names by no number.

    A name in it is not found: who it is about has no account here whose name could be asked for.
    """
    _refuse_personal_data(request["content"], places, "/content")
    own = {**request, "organization_id": work.caller.organization_id}
    return _make(work, own, Side.ORGANIZATION, **_of_record(request), to_organization=True)


def record_at_desk(work: Work, request: Mapping[str, Any], places: Places) -> Shown:
    """Staff of an office or a bureau write down what somebody has brought to them (001 7(2)②カ, 15(3))."""
    _refuse_personal_data(request["content"], places, "/content")
    office_code = work.caller.office_code if work.caller.role is Role.OFFICE_STAFF else None
    return _make(work, request, Side.STAFF, **_of_record(request), to_organization=False, office_code=office_code)


def pursue(work: Work, request: Mapping[str, Any], places: Places, own: Sequence[Span]) -> Shown:
    """The complainant goes on: more words, to the authority, or closing it. `own` as in `file_complaint`."""
    _refuse_personal_data(request["text"], places, "/text", own)
    event = ComplaintEvent(request["event"])
    takes = event is ComplaintEvent.TAKE_TO_AUTHORITY
    more: dict[str, Any] = {"office_code": _office(request["office_code"])} if takes else {}
    return _step(work, request, Side.COMPLAINANT, event, **more)


def read_by_organization(work: Work, request: Mapping[str, Any]) -> bool:
    """Whether the organization will see the words that a complainant is about to write, with the seeker's number beside them.

    Read ahead of the step's own transaction, and no less true in it: what goes to the authority alone stays there (CMP-12).
    """
    if "complaint_id" not in request:
        return not request["to_authority"]
    row = admitted(work, Side.COMPLAINANT, request["complaint_id"])
    whose = seen_by(
        request["event"], Side.COMPLAINANT, to_organization=row.to_organization, by_authority=row.with_authority
    )
    return Side.ORGANIZATION in whose


def answer(work: Work, request: Mapping[str, Any], places: Places) -> Shown:
    """The organization answers, notes the course, reports facts, or closes it.

    What stays in the register, or goes to the authority, has no place for names either; an answer may give the organization's own
    contact.
    """
    event = ComplaintEvent(request["event"])
    if event in _FOR_THE_RECORD:
        _refuse_personal_data(request["text"], places, "/text")
    return _step(work, request, Side.ORGANIZATION, event)


def handle_as_staff(work: Work, request: Mapping[str, Any], longest_due_days: int) -> Shown:
    """Staff ask for facts or correction, reply, note, or close it."""
    event, latest = ComplaintEvent(request["event"]), latest_due_day(work.today, longest_due_days)
    return _step(work, request, Side.STAFF, event, due_on=request["due_on"], latest=latest)


def link_case(work: Work, request: Mapping[str, Any]) -> Shown:
    """The complaint has led to a case of the same organization; which, only staff see."""
    row = admitted(work, Side.STAFF, request["complaint_id"])
    if cases.organization_of(work.connection, request["case_id"]) != row.organization_id:
        raise Refusal(ComplaintReason.UNKNOWN_CASE, "/case_id")
    return _step(work, request, Side.STAFF, ComplaintEvent.LINK_CASE, case_id=request["case_id"])


def _of_record(request: Mapping[str, Any]) -> dict[str, Any]:
    return {"complainant": request["complainant"], "received_on": request["received_on"]}


def _make(work: Work, request: Mapping[str, Any], side: Side, *, received_on: dt.date, **values: Any) -> Shown:
    if member(work.connection, request["organization_id"]) is None:
        raise Refusal(ComplaintReason.UNKNOWN_ORGANIZATION, "/organization_id")
    if received_on > work.today:
        raise Refusal(ComplaintReason.DAY_TO_COME, "/received_on")
    made = Complaint(values["to_organization"], with_authority=not values["to_organization"], on_site=False)
    complaint_id = new_id()
    storage.insert(
        work.connection,
        complaint_id=complaint_id,
        organization_id=request["organization_id"],
        version=made.version,
        state=made.state,
        with_authority=made.with_authority,
        received_on=received_on,
        entered_at=work.now,
        **values,
    )
    _add(work, complaint_id, made.version, FILING, side, request["content"], by_authority=made.with_authority)
    row = storage.complaint(work.connection, complaint_id)
    assert row is not None, "just written"
    if side is Side.COMPLAINANT:
        tell(work, row, FILING, side, office_code=row.office_code)
    tell_whether_open(work, row)
    return shown(work, side, row)


def _step(
    work: Work,
    request: Mapping[str, Any],
    side: Side,
    event: ComplaintEvent,
    *,
    due_on: dt.date | None = None,
    latest: dt.date | None = None,
    **more: Any,
) -> Shown:
    """Right under concurrency: the complaint's row is locked first, so that of two steps the second sees the first."""
    row = admitted(work, side, request["complaint_id"], lock=True)
    before = storage.as_complaint(row)
    seen_version = request["seen_version"] + hidden_steps(work, side, row)
    after = handle(before, side, event, seen_version, due_on, work.today, latest)
    if isinstance(after, ComplaintReason):
        if after is ComplaintReason.DUE_DAY_UNFIT and latest is not None:
            raise Refusal(after, "/due_on", latest=latest.isoformat())
        place = {ComplaintReason.CHANGED: "/seen_version"}.get(after)
        raise Refusal(after, place or "/event" if "event" in request else place)
    if event is ComplaintEvent.REQUEST_FACTS and not row.to_organization and row.entry_id is None:
        more["entry_id"] = new_id()  # from now on the organization knows of it, and by this alone
    waits = after.state is ComplaintState.CLOSED and after.facts_due_on is not None
    more["facts_over_on"] = (row.facts_over_on or organization_learns_on(work.today)) if waits else None
    storage.change(work.connection, row.complaint_id, after, **more)
    asked = due_on if event is ComplaintEvent.REQUEST_FACTS else None
    _add(
        work,
        row.complaint_id,
        after.version,
        event,
        side,
        request["text"],
        by_authority=before.with_authority,
        due_on=asked,
    )
    tell(work, row, event, side, office_code=more.get("office_code", row.office_code), due_on=asked)
    now = storage.complaint(work.connection, row.complaint_id)
    assert now is not None, "complaints are never deleted"
    tell_whether_open(work, now)
    _record(work, side, row.complaint_id)
    return shown(work, side, now)


def _record(work: Work, side: Side, complaint_id: str) -> None:
    """What an organization does is found under the complaint, whose ID its request may not know; what others do anyway (OPS-3)."""
    if side is Side.ORGANIZATION:
        audit.record(
            work.connection,
            action="compliance.answer_complaint",
            subject=("complaint", complaint_id),
            caller=work.caller,
            now=work.now,
            trace=work.trace,
        )


def _add(work: Work, complaint_id: str, version: int, event: str, side: Side, text: str, **more: Any) -> None:
    storage.add_step(
        work.connection,
        complaint_id=complaint_id,
        version=version,
        at=work.now,
        event=event,
        side=side,
        account_id=work.caller.account_id,
        text=text,
        **more,
    )


def _office(office_code: str | None) -> str | None:
    if office_code is not None and office_code not in reference.offices():
        raise Refusal(ComplaintReason.UNKNOWN_OFFICE, "/office_code")
    return office_code


def _refuse_personal_data(text: str, places: Places, pointer: str, own: Sequence[Span] = ()) -> None:
    """MSG-8: refused with its places, so that the writer can take it out."""
    found = united([*recognize(text, places), *own])
    if found:
        raise Refusal(ComplaintReason.PERSONAL_DATA, pointer, found=as_told(found, text))
