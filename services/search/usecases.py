"""Reading a record, and the ledger of who acquired which record first and when (SRC-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.search import SEEKER_RECORD_ACQUIRED
from services.contracts.seeker_record import SeekerRecord
from services.runtime.outbox import publish_all
from services.runtime.refusal import Refusal
from services.search import ledger, storage
from services.search.custody import is_closed
from services.search.ledger import Acquisition
from services.search.reasons import SearchReason
from services.search.standing import reader_of

_RECORD = SeekerRecord()


class SeekerNotYetKnown(Exception):
    """Guidance to a seeker whose own event has not come yet: to be tried again later."""


def show_seeker(
    connection: Connection, caller: Caller, seeker_number: str, *, now: dt.datetime, today: dt.date, trace: str
) -> dict[str, Any]:
    """The whole record, and when this organization first acquired it: now, if it holds none (SRC-7).

    Raises `Refusal`: NOT_FOUND for a seeker this reader may not see, without telling why; TO_BE_DELETED for a record that it
    acquired before and must delete, until it has confirmed that (MSG-11, MSG-12).
    """
    reader = reader_of(connection, caller)
    row = storage.seeker_by_number(connection, seeker_number)
    if row is None or not row.is_visible_to(reader.class_, reader.organization_id, today):
        raise Refusal(SearchReason.NOT_FOUND, "/seeker_number")
    told = ledger.custody_of(connection, reader.organization_id, seeker_number)
    first = ledger.first_acquired_at(connection, reader.organization_id, seeker_number, told.deleted_at)
    if is_closed(told, first, today):
        raise Refusal(SearchReason.TO_BE_DELETED, "/seeker_number")
    acquisition = Acquisition(
        organization_id=reader.organization_id,
        seeker_number=seeker_number,
        application_id=row.application_id,
        acquired_at=now,
        account_id=caller.account_id,
        reason="view",
    )
    acquire(connection, [acquisition], now=now, trace=trace)
    return {
        "record": _RECORD.load(row.record or {}),
        "acquired_at": ledger.acquired_at(connection, reader.organization_id, seeker_number, row.application_id),
    }


def acquire_by_guidance(connection: Connection, sent: list[Mapping[str, Any]], *, now: dt.datetime, trace: str) -> None:
    """Guidance acquires the record too (SRC-7): the messages of a `GuidanceSent` event, as of when they were sent.

    Raises `SeekerNotYetKnown`; the event is then tried again, as a whole.
    """
    applications = storage.application_ids(connection, [message["seeker_number"] for message in sent])
    acquired = []
    for message in sent:
        if message["seeker_number"] not in applications:
            raise SeekerNotYetKnown
        acquired.append(
            Acquisition(
                organization_id=message["organization_id"],
                seeker_number=message["seeker_number"],
                application_id=applications[message["seeker_number"]],
                acquired_at=message["sent_at"],
                account_id=message["account_id"],
                reason="guidance",
            )
        )
    acquire(connection, acquired, now=now, trace=trace)


def acquire(connection: Connection, acquisitions: list[Acquisition], *, now: dt.datetime, trace: str) -> None:
    """Write those that are the first of their organization, seeker and application, and tell of just these.

    Later ones change nothing: they never move the month of MSG-12. After a confirmed deletion the next is a first one again.
    """
    deleted = ledger.deletions(connection, [one.seeker_number for one in acquisitions])
    first = [
        one
        for one in acquisitions
        if ledger.add_acquisition(connection, one, deleted.get((one.organization_id, one.seeker_number)))
    ]
    told = [
        (
            one.seeker_number,
            {
                "organization_id": one.organization_id,
                "account_id": one.account_id,
                "seeker_number": one.seeker_number,
                "acquired_at": one.acquired_at,
                "reason": one.reason,
            },
        )
        for one in first
    ]
    publish_all(connection, SEEKER_RECORD_ACQUIRED, told, now=now, trace=trace)
