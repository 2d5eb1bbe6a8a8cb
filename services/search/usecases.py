"""Reading records, and the ledger of who acquired which record first and when (SRC-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.search import EXPORT_SEEKERS, SEEKER_RECORD_ACQUIRED, SHOW_SEEKER
from services.contracts.seeker_record import SeekerRecord
from services.runtime import audit
from services.runtime.outbox import publish_all
from services.runtime.refusal import Refusal
from services.search import ledger, storage
from services.search.custody import UNTOLD, Custody, is_closed
from services.search.index.conditions import Reader
from services.search.ledger import Acquisition
from services.search.reasons import SearchReason
from services.search.standing import reader_of
from services.search.storage import SeekerRow

_RECORD = SeekerRecord()


class SeekerNotYetKnown(Exception):
    """Guidance to a seeker whose own event has not come yet: to be tried again later."""


@dataclass(frozen=True)
class Shown:
    """A record that an organization gets, and when it first acquired it; `acquired_now`: by this very request."""

    record: dict[str, Any]
    acquired_at: dt.datetime
    acquired_now: bool


def show_seeker(
    connection: Connection, caller: Caller, seeker_number: str, *, now: dt.datetime, today: dt.date, trace: str
) -> Shown:
    """The whole record, and when this organization first acquired it: now, if it holds none (SRC-7).

    A view that acquires nothing is an entry in the audit log, one a day for each account and seeker (OPS-3).
    Raises `Refusal`: NOT_FOUND for a seeker this reader may not see, without telling why; TO_BE_DELETED for a record that it
    acquired before and must delete, until it has confirmed that (MSG-11, MSG-12).
    """
    [outcome] = _show(connection, caller, [seeker_number], "view", now=now, today=today, trace=trace)
    if isinstance(outcome, SearchReason):
        raise Refusal(outcome, "/seeker_number")
    viewer = caller.account_id or caller.organization_id
    assert viewer is not None, "who reads for no organization was refused before"
    first_today = ledger.first_view_of_the_day(connection, viewer, seeker_number, today)
    if first_today and not outcome.acquired_now:  # an acquisition is entered by compliance
        audit.record(
            connection,
            action=SHOW_SEEKER.routing_key,
            subject=("seeker", seeker_number),
            caller=caller,
            now=now,
            trace=trace,
        )
    return outcome


def export_seekers(
    connection: Connection,
    caller: Caller,
    seeker_numbers: Sequence[str],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
) -> list[Shown | SearchReason]:
    """Whole records to be taken out of the site, each an acquisition as a view is (SRC-7); in the order asked.

    Why one is refused is told as a view would tell it, and holds up none of the others. Each one taken is an entry in the
    audit log, also where it was acquired before. Raises `Refusal` where the organization may see none at all.
    """
    outcomes = _show(connection, caller, seeker_numbers, "export", now=now, today=today, trace=trace)
    taken = [number for number, one in zip(seeker_numbers, outcomes, strict=True) if isinstance(one, Shown)]
    if taken:  # else the runtime enters that nothing came of it
        audit.record_all(
            connection,
            action=EXPORT_SEEKERS.routing_key,
            subjects=[("seeker", number) for number in taken],
            caller=caller,
            now=now,
            trace=trace,
        )
    return outcomes


def _show(
    connection: Connection,
    caller: Caller,
    seeker_numbers: Sequence[str],
    reason: str,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
) -> list[Shown | SearchReason]:
    """Each record, acquired by then, or why this reader does not get it."""
    reader = reader_of(connection, caller)
    organization_id = reader.organization_id
    rows = storage.seekers_by_number(connection, seeker_numbers)
    told = ledger.custody_of(connection, organization_id, seeker_numbers)
    held = ledger.acquired_of(connection, organization_id, seeker_numbers)
    outcomes = {
        number: _refused(reader, rows.get(number), told.get(number, UNTOLD), held.get(number, {}), today)
        for number in seeker_numbers
    }
    acquired = [
        Acquisition(
            organization_id=organization_id,
            seeker_number=number,
            application_id=rows[number].application_id,
            acquired_at=now,
            account_id=caller.account_id,
            reason=reason,
        )
        for number, refused in outcomes.items()
        if refused is None
    ]
    by_whom = {"role": caller.role, "network_address": caller.address}
    anew = acquire(connection, acquired, by_whom, now=now, trace=trace)
    first = ledger.acquired_of(connection, organization_id, [one.seeker_number for one in acquired])
    return [
        refused or _shown(rows[number], first.get(number, {}), told.get(number, UNTOLD), acquired_now=number in anew)
        for number, refused in outcomes.items()
    ]


def _shown(
    row: SeekerRow, held: Mapping[str, dt.datetime], told: Custody, *, acquired_now: bool
) -> Shown | SearchReason:
    """A record that is acquired; `held`: its acquisitions by application, after this one.

    Where none could be written, a deletion was confirmed at an instant that our clock has yet to reach: nothing is shown that no
    duty to delete would follow (MSG-11).
    """
    acquired_at = held.get(row.application_id)
    if acquired_at is None or (told.deleted_at is not None and acquired_at <= told.deleted_at):
        return SearchReason.TO_BE_DELETED
    return Shown(_RECORD.load(row.record or {}), acquired_at, acquired_now)


def _refused(
    reader: Reader, row: SeekerRow | None, told: Custody, held: Mapping[str, dt.datetime], today: dt.date
) -> SearchReason | None:
    """Why a reader does not get a record; `held`: its acquisitions by application, also of before a confirmed deletion."""
    if row is None or not row.is_visible_to(reader.class_, reader.organization_id, today):
        return SearchReason.NOT_FOUND
    standing = [at for at in held.values() if told.deleted_at is None or at > told.deleted_at]
    return SearchReason.TO_BE_DELETED if is_closed(told, min(standing, default=None), today) else None


def acquire_by_guidance(connection: Connection, guidance: Mapping[str, Any], *, now: dt.datetime, trace: str) -> None:
    """Guidance acquires the record too (SRC-7): the messages of a `GuidanceSent`, as of when they were sent.

    Raises `SeekerNotYetKnown`; the event is then tried again, as a whole.
    """
    applications = storage.application_ids(connection, [message["seeker_number"] for message in guidance["sent"]])
    acquired = []
    for message in guidance["sent"]:
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
    by_whom = {name: guidance[name] for name in ("role", "network_address")}
    acquire(connection, acquired, by_whom, now=now, trace=trace)


def acquire(
    connection: Connection,
    acquisitions: list[Acquisition],
    by_whom: Mapping[str, Any],
    *,
    now: dt.datetime,
    trace: str,
) -> set[str]:
    """Write those that are the first of their organization, seeker and application, and tell of just these; answers their seekers.

    `by_whom`: role and network address of the account that acquires them, for the audit log (OPS-3).
    Later ones change nothing: they never move the month of MSG-12. After a confirmed deletion the next is a first one again.
    They are written in the order of their keys, so that two that name the same seekers wait for each other and never in a ring.
    """
    deleted = ledger.deletions(connection, [one.seeker_number for one in acquisitions])
    first = [
        one
        for one in sorted(acquisitions, key=lambda one: (one.organization_id, one.seeker_number))
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
                **by_whom,
            },
        )
        for one in first
    ]
    publish_all(connection, SEEKER_RECORD_ACQUIRED, told, now=now, trace=trace)
    return {one.seeker_number for one in first}
