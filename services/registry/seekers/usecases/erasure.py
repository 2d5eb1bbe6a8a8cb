"""Erasure of a person's data (SEE-2): demanded by the person or due at the end of the retention; it can't be undone.

What goes: the person, the record, the Hello Work ID, My Page's account with address and password, mails to the person and
keys. One mail tells the person, and its row goes with it (decision 191). What stays, as decision 132 names it: an empty row
that keeps the seeker number from others, the erasure itself, and the audit log, all of which say nothing about the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.contracts.caller import SYSTEM, Caller, Role
from services.contracts.registry import ACCOUNT_CLOSED
from services.legal_calendar import start_of_day
from services.registry.accounts import erasing as accounts
from services.registry.accounts.storage import lock_email
from services.registry.mail import erasing as mails
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import Template
from services.registry.mail.templates.seekers import ERASURE_DECLINED, ERASURE_DONE
from services.registry.personal_data import PersonalData
from services.registry.seekers import persons, storage
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.domain.settings import retention_over_for_ends_before
from services.registry.seekers.erased import lookup_of_source
from services.registry.seekers.feed_batch import lock_batches
from services.registry.seekers.published import tell_erased
from services.registry.seekers.tables import erasures, seekers
from services.registry.seekers.usecases.addresses import emails_for_mail
from services.registry.seekers.usecases.saving import known, locked
from services.runtime import audit
from services.runtime.clock import japanese_day
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal

ERASED_A_BATCH = 50


def ask(
    connection: Connection,
    seeker_number: str,
    identity_checked: str,
    *,
    caller: Caller,
    now: dt.datetime,
) -> dict[str, Any]:
    """Put in a demand for erasure; the one that waits already is answered again. Raises `Refusal`.

    The row of the seeker is locked, so that of two at once the second finds the first's demand.
    """
    seeker = locked(connection, seeker_number)
    if caller.role is Role.OFFICE_STAFF and seeker.office_code != caller.office_code:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER)
    waiting = connection.execute(
        sa.select(erasures).where(erasures.c.seeker_number == seeker_number, erasures.c.state == "asked")
    ).first()
    if waiting is not None:
        return _shown(waiting)
    row = {
        "erasure_id": new_id(),
        "seeker_number": seeker_number,
        "ground": "demand",
        "identity_checked": identity_checked,
        "state": "asked",
        "asked_by": caller.account_id,
        "asked_at": now,
        "office_code": seeker.office_code,
    }
    return _shown(connection.execute(erasures.insert().values(row).returning(erasures)).one())


def newest(connection: Connection, seeker_number: str) -> dict[str, Any]:
    """What became of the last demand about a seeker. Raises `Refusal` where there was none."""
    of_the_seeker = sa.select(erasures).where(erasures.c.seeker_number == seeker_number)
    row = connection.execute(of_the_seeker.order_by(erasures.c.erasure_id.desc()).limit(1)).first()
    if row is None:
        raise Refusal(SeekerReason.UNKNOWN_ERASURE)
    return _shown(row)


def _check_reason(request: Mapping[str, Any]) -> None:
    """Who declines gives the reason; who confirms has nobody left to tell one."""
    if request["erase"] and request["reason"] is not None:
        raise Refusal(SeekerReason.VALUE_NOT_POSSIBLE, "/reason")
    if not request["erase"] and request["reason"] is None:
        raise Refusal(SeekerReason.REASON_MISSING, "/reason")


def decide(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    told_within: dt.timedelta,
) -> dict[str, Any]:
    """Confirm a demand, with effect at once and for good, or decline it; the person is told of either. Raises `Refusal`.

    That it is done is told by one mail, whose row is all that holds the address: it goes with the last attempt, after
    `told_within` at the latest.

    By another person than who put it in (four eyes). Right under concurrency: the demand's row is locked, so that of two
    decisions the second finds the first; the feed's batches and the person's addresses are locked before any row, in the
    order of all that touches them, so that nothing is written for the person meanwhile.
    """
    _check_reason(request)
    lock_batches(connection)
    row = _waiting(connection, request["erasure_id"], caller)
    asked_on = japanese_day(row.asked_at)
    values: dict[str, Any] = {"decided_by": caller.account_id, "decided_at": now}
    if request["erase"]:
        _lock_addresses(connection, [row.seeker_number])
        seeker = known(storage.find_for_change(connection, row.seeker_number))
        to = _read_email(connection, personal_data, seeker.seeker_number, ERASURE_DONE, caller, now, trace)
        values |= {"state": "done", "done_on": today, "source_lookup": _source(personal_data, seeker)}
        _erase(connection, seeker, now=now, today=today, trace=trace, personal_data=personal_data)
        told = {"asked_on": asked_on, "erased_on": today}
        mail = Mail(ERASURE_DONE, to=to, parameters=told, valid_until=now + told_within) if to else None
    else:
        values |= {"state": "declined", "reason": request["reason"]}
        to = _read_email(connection, personal_data, row.seeker_number, ERASURE_DECLINED, caller, now, trace)
        told = {"asked_on": asked_on, "reason": request["reason"]}
        mail = Mail(ERASURE_DECLINED, to=to, parameters=told) if to else None
    if mail is not None:  # who has no address asks at the office, where the demand was put in
        queue_mail(connection, personal_data, mail, now=now, trace=trace)
    where = erasures.c.erasure_id == row.erasure_id
    decided = connection.execute(erasures.update().where(where).values(values).returning(erasures)).one()
    audit.record(
        connection,
        action="registry.decide_erasure",
        subject=("seeker", row.seeker_number),
        caller=caller,
        now=now,
        trace=trace,
        details={"erasure_id": row.erasure_id, "state": values["state"], "ground": row.ground},
    )
    return _shown(decided)


def _waiting(connection: Connection, erasure_id: str, caller: Caller) -> Row[Any]:
    """The demand that waits for this person's decision, locked. Raises `Refusal`."""
    row = connection.execute(sa.select(erasures).where(erasures.c.erasure_id == erasure_id).with_for_update()).first()
    if row is None or (caller.role is Role.OFFICE_STAFF and row.office_code != caller.office_code):
        raise Refusal(SeekerReason.UNKNOWN_ERASURE)
    if row.state != "asked":
        raise Refusal(SeekerReason.ERASURE_DECIDED)
    if row.asked_by == caller.account_id:
        raise Refusal(SeekerReason.ERASURE_NEEDS_ANOTHER)
    return row


def _read_email(
    connection: Connection,
    personal_data: PersonalData,
    seeker_number: str,
    template: Template,
    caller: Caller,
    now: dt.datetime,
    trace: str,
) -> str | None:
    """Where the person is told; None of who has no address."""
    read = emails_for_mail(
        connection,
        personal_data,
        [seeker_number],
        purpose=template.kind,
        now=now,
        trace=trace,
        account_id=caller.account_id,
    )
    return read.get(seeker_number)


def list_demands(connection: Connection, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Demands in a state, the oldest first: of the caller's office, or of all for operations."""
    query = sa.select(erasures).where(erasures.c.state == request["state"])
    if caller.role is Role.OFFICE_STAFF:
        query = query.where(erasures.c.office_code == caller.office_code)
    if request["after"]:
        query = query.where(erasures.c.erasure_id > request["after"])
    rows = connection.execute(query.order_by(erasures.c.erasure_id).limit(request["limit"] + 1)).all()
    page = rows[: request["limit"]]
    return {
        "erasures": [_shown(row) for row in page],
        "next": page[-1].erasure_id if len(rows) > len(page) else None,
    }


def erase_after_retention(
    connection: Connection,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    years: int,
    told_within: dt.timedelta,
    day: dt.date | None = None,
    limit: int = ERASED_A_BATCH,
) -> int:
    """Erase seekers whose last application ended so many years before `day`, by default today; answers how many of at most `limit`.

    Run twice it finds nothing left; days missed are caught up, as who is due stays due. A demand that waits is done by it,
    and the person told as of any demand that is done; who has demanded nothing is told nothing (decision 191).
    """
    lock_batches(connection)
    numbers = _due_after_retention(connection, day or today, years, limit)
    _lock_addresses(connection, numbers)
    erased = storage.find_several(connection, numbers)
    for seeker in erased.values():
        demand = _done_by_retention(connection, seeker, now=now, today=today, personal_data=personal_data)
        told = None
        if demand is not None:  # read before the erasure, which takes the address
            to = _read_email(connection, personal_data, seeker.seeker_number, ERASURE_DONE, SYSTEM, now, trace)
            parameters = {"asked_on": japanese_day(demand.asked_at), "erased_on": today}
            told = Mail(ERASURE_DONE, to, parameters, valid_until=now + told_within) if to else None
        _erase(connection, seeker, now=now, today=today, trace=trace, personal_data=personal_data)
        if told is not None:  # after the erasure, which takes every mail to the person with it
            queue_mail(connection, personal_data, told, now=now, trace=trace)
        audit.record(
            connection,
            action="registry.erase_seekers_after_retention",
            subject=("seeker", seeker.seeker_number),
            caller=SYSTEM,
            now=now,
            trace=trace,
        )
    return len(erased)


def _due_after_retention(connection: Connection, day: dt.date, years: int, limit: int) -> list[str]:
    """The numbers of seekers whose last application ended so many years before a day, and who are not erased.

    The end counts from the day on which the feed told of it, where that is later: a day mistyped in a row erases nobody
    (decision 135). An end of a desk is checked there.
    """
    over = retention_over_for_ends_before(day, years)
    ended = sa.func.least(seekers.c.valid_until, seekers.c.ended_on)
    told = sa.or_(seekers.c.ended_here, seekers.c.stated_at < start_of_day(over))
    due = sa.select(seekers.c.seeker_number).where(seekers.c.erased_at.is_(None), ended < over, told)
    return list(connection.execute(due.order_by(seekers.c.seeker_number).limit(limit)).scalars())


def _done_by_retention(
    connection: Connection, seeker: Seeker, *, now: dt.datetime, today: dt.date, personal_data: PersonalData
) -> Row[Any] | None:
    """Write down that a seeker is erased: the demand that waits is done by it and answered; else a row of its own says so."""
    done = {"state": "done", "decided_at": now, "done_on": today, "source_lookup": _source(personal_data, seeker)}
    waits = (erasures.c.seeker_number == seeker.seeker_number) & (erasures.c.state == "asked")
    demand = connection.execute(erasures.update().where(waits).values(done).returning(erasures)).first()
    if demand is None:
        own = {"erasure_id": new_id(), "seeker_number": seeker.seeker_number, "ground": "retention_over"}
        connection.execute(
            erasures.insert().values({**own, "asked_at": now, "office_code": seeker.office_code, **done})
        )
    return demand


def _lock_addresses(connection: Connection, seeker_numbers: Sequence[str]) -> None:
    lookups = persons.lookups_of(connection, seeker_numbers) | accounts.lookups_of(connection, seeker_numbers)
    for lookup in sorted(lookups):
        lock_email(connection, lookup)


def _source(personal_data: PersonalData, seeker: Seeker) -> bytes | None:
    return lookup_of_source(personal_data, seeker.source_id) if seeker.source_id else None


def _erase(
    connection: Connection,
    seeker: Seeker,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> None:
    """Take the person out of everything, and tell the others that nothing is left to be found."""
    lookups = persons.lookups_of(connection, [seeker.seeker_number])
    persons.forget(connection, seeker.seeker_number)
    of_the_seeker = erasures.c.seeker_number == seeker.seeker_number
    connection.execute(erasures.update().where(of_the_seeker).values(reason=None))
    for erased in accounts.erase_seekers_accounts(connection, seeker.seeker_number, personal_data):
        lookups |= erased.lookups
        closed = {"account_id": erased.account_id}
        publish(connection, ACCOUNT_CLOSED, subject=erased.account_id, data=closed, now=now, trace=trace)
        mails.forget_account(connection, erased.account_id)
    for held in lookups:
        accounts.forget_keys(connection, held)
        mails.forget(connection, held)
    storage.empty(connection, seeker, now=now, today=today)
    tell_erased(connection, seeker, now=now, today=today, trace=trace)


def _shown(row: Row[Any]) -> dict[str, Any]:
    names = (
        "erasure_id",
        "seeker_number",
        "ground",
        "identity_checked",
        "state",
        "asked_at",
        "decided_at",
        "reason",
        "office_code",
    )
    return {name: getattr(row, name) for name in names}
