"""Whom an event tells of a step of a complaint: by mail, with nothing of what it says (CMP-12)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Row

from services.compliance.complaints.domain.handling import ComplaintEvent, ComplaintState, Side
from services.compliance.complaints.domain.seeing import FILING
from services.contracts.compliance import COMPLAINT_ADVANCED, COMPLAINT_CHANGED
from services.runtime.outbox import publish
from services.runtime.work import Work

_TO_COMPLAINANT = {ComplaintEvent.ANSWER, ComplaintEvent.REPLY, ComplaintEvent.CLOSE}
_TO_AUTHORITY = {ComplaintEvent.REPORT_FACTS, ComplaintEvent.TAKE_TO_AUTHORITY}
_TO_ORGANIZATION = {ComplaintEvent.REQUEST_FACTS}
_TO_WHO_DEALS_WITH_IT = {FILING, ComplaintEvent.ADD}


def tell(
    work: Work, row: Row[Any], event: str, side: Side, *, office_code: str | None, due_on: dt.date | None = None
) -> None:
    """Tell the others of a step of one side that is theirs to know; `row`: the complaint before the step.

    `office_code`: the office that deals with it beside the bureau, after the step.
    """
    for told in _told(row, event, side):
        _publish(work, row, event, told, office_code, due_on)


def tell_that_it_is_over(work: Work, row: Row[Any]) -> None:
    """Tell an organization, on its day, that nothing is awaited of it any more."""
    _publish(work, row, ComplaintEvent.CLOSE, "organization", row.office_code, None)


def _publish(work: Work, row: Row[Any], event: str, told: str, office_code: str | None, due_on: dt.date | None) -> None:
    complainant = told == "complainant"
    data = {
        "complaint_id": row.complaint_id,
        "organization_id": row.organization_id,
        "bureau_code": row.bureau_code,
        "office_code": office_code,
        "event": event,
        "told": told,
        "seeker_number": row.seeker_number if complainant else None,
        "account_id": row.account_id if complainant else None,
        "due_on": due_on,
    }
    publish(work.connection, COMPLAINT_ADVANCED, subject=row.complaint_id, data=data, now=work.now, trace=work.trace)


def tell_whether_open(work: Work, row: Row[Any]) -> None:
    """Tell messaging whether the complaint, as it is now, is still dealt with (MSG-14).

    What an organization has written down itself keeps no messages: it alone decides when that is over, which may be never.
    """
    keeps = row.with_authority or _on_site(row)
    data = {
        "complaint_id": row.complaint_id,
        "version": row.version,
        "organization_id": row.organization_id,
        "open": keeps and row.state != ComplaintState.CLOSED,
    }
    publish(work.connection, COMPLAINT_CHANGED, subject=row.complaint_id, data=data, now=work.now, trace=work.trace)


def _told(row: Row[Any], event: str, side: Side) -> list[str]:
    if event in _TO_COMPLAINANT:
        told = ["complainant"] if _on_site(row) and side is not Side.COMPLAINANT else []
        awaited = event == ComplaintEvent.CLOSE and row.facts_due_on is not None
        at_once = row.to_organization or side is not Side.COMPLAINANT  # else on its day (`end_facts_closed`)
        return [*told, "organization"] if awaited and at_once else told
    if event in _TO_AUTHORITY:
        return ["authority"]
    if event in _TO_ORGANIZATION:
        return ["organization"]
    if event in _TO_WHO_DEALS_WITH_IT:
        return ["authority" if row.with_authority else "organization"]
    return []


def _on_site(row: Row[Any]) -> bool:
    return row.seeker_number is not None or row.account_id is not None
