"""Registers of complaints, demanded by bureau or office and handed in by the organization (CMP-12; seed 001, 15(2))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Row

from services.compliance.complaints import storage
from services.compliance.complaints.domain.reasons import ComplaintReason
from services.compliance.complaints.usecases.showing import Shown, area, register_as_handed_in
from services.compliance.members.storage import member
from services.contracts.compliance import REGISTER_DEMANDED, SHOW_HANDED_IN_REGISTER
from services.legal_calendar import latest_due_day, leaves_time
from services.runtime.audit import record_seen
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def demand_register(work: Work, request: Mapping[str, Any], longest_due_days: int) -> Shown:
    """Demand the register of a period of an organization of the own bureau, and tell it.

    An office: of one about which it deals with a complaint (管轄労働局又は安定所からの求め), whatever its bureau; else it looks as if there
    were none.
    """
    about = member(work.connection, request["organization_id"])
    bureau_code, office_code = area(work.caller)
    if office_code is not None:
        own = about is not None and storage.deals_with_one(work.connection, office_code, about.organization_id)
    else:
        own = about is not None and about.bureau_code == bureau_code
    if about is None or not own:
        raise Refusal(ComplaintReason.UNKNOWN_ORGANIZATION, "/organization_id")
    if request["last_day"] < request["first_day"]:
        raise Refusal(ComplaintReason.PERIOD_REVERSED, "/last_day")
    latest = latest_due_day(work.today, longest_due_days)
    if not leaves_time(request["due_on"], work.today, latest):
        raise Refusal(ComplaintReason.DUE_DAY_UNFIT, "/due_on", latest=latest.isoformat())
    demand_id = new_id()
    names = ("organization_id", "first_day", "last_day", "due_on", "text")
    storage.insert_demand(
        work.connection,
        demand_id=demand_id,
        demanded_at=work.now,
        demanded_by=work.caller.account_id,
        office_code=office_code,
        **{name: request[name] for name in names},
    )
    told = {"demand_id": demand_id, "organization_id": about.organization_id, "due_on": request["due_on"]}
    publish(work.connection, REGISTER_DEMANDED, subject=demand_id, data=told, now=work.now, trace=work.trace)
    return _shown(work, storage.demand(work.connection, demand_id))


def list_demands(work: Work, request: Mapping[str, Any]) -> Shown:
    """Demands of organizations of the own bureau, whoever made them; those of the own office; the ministry sees all."""
    bureau_code, office_code = area(work.caller)
    return _list(work, request, bureau_code=bureau_code, office_code=office_code)


def list_own_demands(work: Work, request: Mapping[str, Any]) -> Shown:
    """What was demanded of the caller's organization."""
    return _list(work, request, organization_id=work.caller.organization_id)


def hand_in(work: Work, demand_id: str) -> Shown:
    """Hand the register in: bureau and office may read it as it is now. Late is possible, twice is not."""
    row = storage.demand(work.connection, demand_id, lock=True)
    if row is None or row.organization_id != work.caller.organization_id:
        raise Refusal(ComplaintReason.UNKNOWN_REGISTER_DEMAND, "/demand_id")
    if row.handed_in_at is not None:
        raise Refusal(ComplaintReason.HANDED_IN_ALREADY, "/demand_id")
    storage.keep_handed_in(work.connection, demand_id, at=work.now, by=work.caller.account_id)
    return _shown(work, storage.demand(work.connection, demand_id))


def show_handed_in(work: Work, request: Mapping[str, Any]) -> Shown:
    """A register as it was when it was handed in, its organization's own notes with it; who read it is recorded (OPS-3)."""
    row = storage.demand(work.connection, request["demand_id"])
    bureau_code, office_code = area(work.caller)
    others = row is not None and (
        (bureau_code is not None and row.bureau_code != bureau_code)
        or (office_code is not None and row.office_code != office_code)
    )
    if row is None or others:
        raise Refusal(ComplaintReason.UNKNOWN_REGISTER_DEMAND, "/demand_id")
    if row.handed_in_at is None:
        raise Refusal(ComplaintReason.NOT_HANDED_IN, "/demand_id")
    record_seen(work, SHOW_HANDED_IN_REGISTER, [("demand", row.demand_id)])
    limit = request["limit"]
    found = storage.found(work.connection, storage.handed_in(row), after=request["after"], limit=limit + 1)
    steps = storage.steps_of(work.connection, [one.complaint_id for one in found[:limit]])
    page = [
        register_as_handed_in(one, [step for step in steps[one.complaint_id] if step.at <= row.handed_in_at])
        for one in found[:limit]
    ]
    return {"complaints": page, "next": page[-1]["complaint_id"] if len(found) > limit else None}


def _list(work: Work, request: Mapping[str, Any], **of: Any) -> Shown:
    limit = request["limit"]
    rows = storage.demands(work.connection, after=request["after"], limit=limit + 1, **of)
    page = [_shown(work, row) for row in rows[:limit]]
    return {"demands": page, "next": page[-1]["demand_id"] if len(rows) > limit else None}


def _shown(work: Work, row: Row[Any] | None) -> Shown:
    assert row is not None, "demands are never deleted"
    return {**row._asdict(), "late": row.handed_in_at is None and work.today > row.due_on}
