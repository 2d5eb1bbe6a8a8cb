"""Queries of changes of address that wait for their confirmations, and of what staff did in the owner's place (AUT-1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.accounts.domain.email_change import EmailChange
from services.registry.accounts.tables import account_helps, email_change_entries, email_changes
from services.registry.personal_data import PersonalData, Sealed
from services.runtime.identifiers import new_id

_table, _entries = email_changes, email_change_entries


@dataclass(frozen=True)
class StoredEmailChange:
    """A change with the address wanted and the hashes of both keys."""

    account_id: str
    email: str
    new_key_hash: bytes
    old_key_hash: bytes
    made_at: dt.datetime
    facts: EmailChange


def _about(account_id: str) -> str:
    return f"email_changes.email:{account_id}"


def put_change(connection: Connection, change: StoredEmailChange, personal_data: PersonalData) -> None:
    """Write a change; one of the same account that still waits gives way to it."""
    sealed = personal_data.seal(change.email, _about(change.account_id))
    values = {
        "email_sealed": sealed.ciphertext,
        "email_key_id": sealed.key_id,
        "new_key_hash": change.new_key_hash,
        "old_key_hash": change.old_key_hash,
        "new_confirmed": False,
        "old_confirmed": False,
        "made_at": change.made_at,
        "valid_until": change.facts.valid_until,
    }
    statement = pg.insert(_table).values(account_id=change.account_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=values))


def change_of(
    connection: Connection, account_id: str, personal_data: PersonalData, *, lock: bool = True
) -> StoredEmailChange | None:
    """The change of an account that waits, its row locked: of two confirmations at once the second completes it.

    Addresses and the account are locked before it (`own_account.lock_for_new_email`); without `lock` it is but looked at,
    to know which they are.
    """
    query = sa.select(_table).where(_table.c.account_id == account_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        return None
    return StoredEmailChange(
        account_id=row.account_id,
        email=personal_data.open(Sealed(row.email_key_id, bytes(row.email_sealed)), _about(row.account_id)),
        new_key_hash=bytes(row.new_key_hash),
        old_key_hash=bytes(row.old_key_hash),
        made_at=row.made_at,
        facts=EmailChange(row.valid_until, new_confirmed=row.new_confirmed, old_confirmed=row.old_confirmed),
    )


def save_confirmations(connection: Connection, account_id: str, facts: EmailChange) -> None:
    """Write which address has confirmed."""
    connection.execute(
        _table.update()
        .where(_table.c.account_id == account_id)
        .values(new_confirmed=facts.new_confirmed, old_confirmed=facts.old_confirmed)
    )


def forget_change(connection: Connection, account_id: str) -> bool:
    """The change is done or cancelled; answers whether there was one."""
    return bool(connection.execute(_table.delete().where(_table.c.account_id == account_id)).rowcount)


def forget_expired_changes(connection: Connection, now: dt.datetime) -> int:
    """Delete changes whose time is over; answers how many."""
    return connection.execute(_table.delete().where(_table.c.valid_until <= now)).rowcount


# Entered by the first of two persons ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class EnteredEmailChange:
    """A change of address that one person of the bureau has entered from the request on paper."""

    email: str
    requested_on: dt.date
    entered_by: str
    entered_at: dt.datetime


def _about_entry(account_id: str) -> str:
    return f"email_change_entries.email:{account_id}"


def put_entry(
    connection: Connection, account_id: str, entered: EnteredEmailChange, personal_data: PersonalData
) -> None:
    """Write what was entered, in the place of what was before."""
    sealed = personal_data.seal(entered.email, _about_entry(account_id))
    values = {
        "email_sealed": sealed.ciphertext,
        "email_key_id": sealed.key_id,
        "requested_on": entered.requested_on,
        "entered_by": entered.entered_by,
        "entered_at": entered.entered_at,
    }
    statement = pg.insert(_entries).values(account_id=account_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=values))


def entry_of(connection: Connection, account_id: str, personal_data: PersonalData) -> EnteredEmailChange | None:
    """What was entered for an account; the caller holds the account's row."""
    row = connection.execute(sa.select(_entries).where(_entries.c.account_id == account_id)).first()
    if row is None:
        return None
    email = personal_data.open(Sealed(row.email_key_id, bytes(row.email_sealed)), _about_entry(account_id))
    return EnteredEmailChange(email, row.requested_on, row.entered_by, row.entered_at)


def forget_entry(connection: Connection, account_id: str) -> None:
    """What was entered is done, or nothing any more."""
    connection.execute(_entries.delete().where(_entries.c.account_id == account_id))


def forget_old_entries(connection: Connection, before: dt.datetime) -> int:
    """Delete what nobody else entered in time; answers how many."""
    return connection.execute(_entries.delete().where(_entries.c.entered_at <= before)).rowcount


def record_help(
    connection: Connection,
    account_id: str,
    *,
    done: str,
    ground: str,
    requested_on: dt.date | None,
    by: str | None,
    now: dt.datetime,
    entered_by: str | None = None,
) -> None:
    """Keep what staff did for the owner of an account, and on what ground; `entered_by`: the first of two persons."""
    connection.execute(
        account_helps.insert().values(
            help_id=new_id(),
            account_id=account_id,
            done=done,
            ground=ground,
            requested_on=requested_on,
            done_by=by,
            entered_by=entered_by,
            done_at=now,
        )
    )
