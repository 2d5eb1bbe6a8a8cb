"""Complaints as each side sees them (CMP-12): steps that are not a side's own business are left out of what it gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from services.compliance.complaints import storage
from services.compliance.complaints.domain.handling import (
    Complaint,
    ComplaintEvent,
    ComplaintState,
    Side,
    after_steps,
)
from services.compliance.complaints.domain.reasons import ComplaintReason
from services.compliance.complaints.domain.seeing import FILING, seen_by
from services.compliance.complaints.tables import complaints
from services.compliance.custody.storage.joined import records
from services.contracts.caller import Caller, Role
from services.contracts.compliance import LIST_STAFF_COMPLAINTS, SHOW_STAFF_COMPLAINT
from services.runtime.audit import record_seen
from services.runtime.clock import japanese_day
from services.runtime.refusal import Refusal
from services.runtime.work import Work

Shown = dict[str, Any]


def list_mine(work: Work, request: Mapping[str, Any]) -> Shown:
    """The complaints that the calling seeker, or employer, has made (SEE-7)."""
    return _page(work, Side.COMPLAINANT, request, storage.of_complainant(_numbers(work), work.caller.account_id))


def show_mine(work: Work, complaint_id: str) -> Shown:
    """One of them."""
    return shown(work, Side.COMPLAINANT, admitted(work, Side.COMPLAINANT, complaint_id))


def list_register(work: Work, request: Mapping[str, Any]) -> Shown:
    """The register of the caller's organization, and what was asked of it (001 15(2))."""
    return _page(work, Side.ORGANIZATION, request, storage.of_register(work.caller.organization_id))


def show_entry(work: Work, complaint_id: str) -> Shown:
    """One entry."""
    return shown(work, Side.ORGANIZATION, admitted(work, Side.ORGANIZATION, complaint_id))


def list_with_authority(work: Work, request: Mapping[str, Any]) -> Shown:
    """Complaints that concern the calling staff: of their bureau's organizations, or of their office; the ministry sees all."""
    where = [storage.of_authority(*area(work.caller))]
    if request["organization_id"] is not None:
        where.append(complaints.c.organization_id == request["organization_id"])
    if request["open_only"]:
        where.append(complaints.c.state != ComplaintState.CLOSED)
    page = _page(work, Side.STAFF, request, *where)
    record_seen(work, LIST_STAFF_COMPLAINTS, [("complaint", one["complaint_id"]) for one in page["complaints"]])
    return page


def show_with_authority(work: Work, complaint_id: str) -> Shown:
    """One of them."""
    row = admitted(work, Side.STAFF, complaint_id)
    record_seen(work, SHOW_STAFF_COMPLAINT, [("complaint", complaint_id)])
    return shown(work, Side.STAFF, row)


def admitted(work: Work, side: Side, complaint_id: str, *, lock: bool = False) -> Row[Any]:
    """The complaint if the caller has to do with it on this side; else it looks as if there were none (AUT-7).

    `complaint_id`: by which the side knows it. `lock`: until commit, so that of two steps the second sees the first.
    """
    if side is Side.ORGANIZATION:
        row = storage.entry(work.connection, complaint_id, work.caller.organization_id, lock=lock)
    else:
        row = storage.complaint(work.connection, complaint_id, lock=lock)
    if row is None or not _concerns(work, side, row):
        raise Refusal(ComplaintReason.UNKNOWN_COMPLAINT, "/complaint_id")
    return row


def hidden_steps(work: Work, side: Side, row: Row[Any]) -> int:
    """How many steps the version that this side is shown does not count."""
    return int(row.version - shown(work, side, row)["version"])


def shown(work: Work, side: Side, row: Row[Any]) -> Shown:
    """One complaint as a side sees it."""
    return _as_seen(side, row, storage.steps_of(work.connection, [row.complaint_id])[row.complaint_id])


def register_as_handed_in(row: Row[Any], steps: Sequence[Row[Any]]) -> Shown:
    """An entry of a register as the organization saw it itself after these steps, its own notes with it."""
    then = storage.as_it_was(row, steps)
    names = ("state", "with_authority", "facts_due_on")
    return {**_as_seen(Side.ORGANIZATION, row, steps), **{name: getattr(then, name) for name in names}}


def _page(work: Work, side: Side, request: Mapping[str, Any], *where: sa.ColumnElement[bool]) -> Shown:
    limit = request["limit"]
    by = storage.ENTRY_ID if side is Side.ORGANIZATION else complaints.c.complaint_id
    rows = storage.found(work.connection, *where, after=request["after"], limit=limit + 1, by=by)
    steps = storage.steps_of(work.connection, [row.complaint_id for row in rows[:limit]])
    page = [_as_seen(side, row, steps[row.complaint_id]) for row in rows[:limit]]
    return {"complaints": page, "next": page[-1]["complaint_id"] if len(rows) > limit else None}


def _as_seen(side: Side, row: Row[Any], steps: Sequence[Row[Any]]) -> Shown:
    """Staff are shown the version itself; who else counted steps could tell that there were some, and when."""
    version, seen = _counted(side, row, steps)
    if side is Side.ORGANIZATION and not row.to_organization:
        return {**row._asdict(), **_of_facts_alone(row, version, seen)}
    return {**row._asdict(), "version": row.version if side is Side.STAFF else version, "steps": seen}


def _counted(side: Side, row: Row[Any], steps: Sequence[Row[Any]]) -> tuple[int, list[Shown]]:
    """The steps that a side sees, each with the version that it has for this side; and that of the complaint now.

    Counted is what changes something of what the side is shown: a step that it sees, or one of which it sees only what became of the
    complaint. So a version that was seen stands for what was seen, and what is hidden leaves no mark. Of a complaint made to the
    authority alone an organization sees its own steps and nothing besides.
    """
    beside = side is not Side.ORGANIZATION or row.to_organization
    version, seen, then = 0, list[Shown](), storage.as_it_was(row, steps[:1])
    for step in steps:
        before = then
        if step.event != FILING:
            then = after_steps(then, [(ComplaintEvent(step.event), step.due_on)])
        whose = seen_by(
            step.event, Side(step.side), to_organization=row.to_organization, by_authority=step.by_authority
        )
        if side in whose or (beside and _outside(side, then) != _outside(side, before)):
            version += 1
        if side in whose:
            seen.append({**step._asdict(), **({} if side is Side.STAFF else {"version": version})})
    return version, seen


def _outside(side: Side, complaint: Complaint) -> tuple[Any, ...]:
    """What a side is shown of a complaint beside its steps."""
    asked = None if side is Side.COMPLAINANT else complaint.facts_due_on
    return complaint.state, complaint.with_authority, asked


def _of_facts_alone(row: Row[Any], version: int, seen: Sequence[Shown]) -> Shown:
    """A complaint made to the authority alone, as the organization sees it: as if it had begun when facts were asked of it.

    Neither ID nor day tells when it was made, and the version nothing of steps that are not shown: who complained could be found by
    them.
    """
    return {
        "complaint_id": row.entry_id or row.complaint_id,
        "version": version,
        "state": ComplaintState.OPEN if row.facts_due_on else ComplaintState.CLOSED,
        "complainant": "other",
        "seeker_number": None,
        "received_on": japanese_day(seen[0]["at"]),
        "steps": seen,
    }


def _concerns(work: Work, side: Side, row: Row[Any]) -> bool:
    caller = work.caller
    if side is Side.COMPLAINANT:
        if caller.role is Role.SEEKER:
            return row.seeker_number in _numbers(work)
        return row.account_id is not None and row.account_id == caller.account_id
    if side is Side.ORGANIZATION:
        return bool(row.organization_id == caller.organization_id)
    bureau_code, office_code = area(caller)
    in_area = (office_code is None or row.office_code == office_code) and (
        office_code is not None or bureau_code is None or row.bureau_code == bureau_code
    )
    return bool(row.with_authority and in_area)


def _numbers(work: Work) -> list[str]:
    """All numbers of the calling seeker (SEE-1); none of who is no seeker."""
    number = work.caller.seeker_number if work.caller.role is Role.SEEKER else None
    return [] if number is None else records.all_of(work.connection, number)


def area(caller: Caller) -> tuple[str | None, str | None]:
    """Bureau and office whose complaints the caller deals with; "" is nobody's, for staff of none."""
    if caller.role is Role.OFFICE_STAFF:
        return None, caller.office_code or ""
    return (caller.bureau_code or "") if caller.role is Role.BUREAU_STAFF else None, None
