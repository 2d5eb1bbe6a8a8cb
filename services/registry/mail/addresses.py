"""Addresses as mail servers take them, and the record of those that take no mail.

The record is a row an address that is written and taken away beside the mail itself, in the same transaction; two mails to
one address at once write the same thing, and the later one counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import idna
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.mail.bouncing import AddressTrouble, BounceSettings, Cause
from services.registry.mail.tables import mail_addresses


class AddressInvalid(ValueError):
    """No mail can ever be sent to such an address."""


def deliverable(address: str) -> str:
    """The address as it goes to the mail server: local part as typed, domain of other scripts as A-label (RFC 5891).

    Raises `AddressInvalid`.
    """
    local, at, domain = address.rpartition("@")
    if not (local and at and domain):
        raise AddressInvalid
    if domain.isascii():
        return address
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError as error:
        raise AddressInvalid from error


_TROUBLE = sa.select(mail_addresses).where(mail_addresses.c.recipient_lookup == sa.bindparam("lookup"))


def trouble_with(connection: Connection, lookup: bytes) -> AddressTrouble | None:
    """What is known against an address; None where nothing is."""
    row = connection.execute(_TROUBLE, {"lookup": lookup}).first()
    return None if row is None else AddressTrouble(Cause(row.cause), row.last_at, row.accepted_at)


def counts_as_undeliverable(now: datetime, settings: BounceSettings) -> sa.ColumnElement[bool]:
    """`bouncing.is_undeliverable` of a row of `mail_addresses`, for queries over many."""
    accepted_at = mail_addresses.c.accepted_at
    return accepted_at.is_(None) | (accepted_at > now - settings.quiet)


TROUBLE_BESIDE_A_MAIL = tuple(
    mail_addresses.c[name].label(f"trouble_{name}") for name in ("cause", "last_at", "accepted_at")
)
"""Columns for `trouble_in`, where a mail is read together with what is known against its address."""


def trouble_in(mail: sa.Row[Any]) -> AddressTrouble | None:
    """What is known against a mail's address; None where nothing is."""
    if mail.trouble_cause is None:
        return None
    return AddressTrouble(Cause(mail.trouble_cause), mail.trouble_last_at, mail.trouble_accepted_at)


def mark_undeliverable(
    connection: Connection, lookup: bytes, cause: Cause, status: str | None, *, now: datetime
) -> None:
    """Write down that an address took no mail."""
    insert = pg.insert(mail_addresses).values(
        recipient_lookup=lookup, cause=cause, status=status, since=now, last_at=now, times=1
    )
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[mail_addresses.c.recipient_lookup],
            set_={
                "cause": cause,
                "status": status,
                "last_at": sa.func.greatest(mail_addresses.c.last_at, now),
                "times": mail_addresses.c.times + 1,
                "accepted_at": None,
            },
        )
    )


def mark_accepted(connection: Connection, lookup: bytes, trouble: AddressTrouble, *, now: datetime) -> None:
    """Write down that the server took a mail to a troubled address.

    A refused one works again. A returned one had been taken before, too: it works when none has come back for a while.
    """
    mine = mail_addresses.c.recipient_lookup == lookup
    if trouble.cause is not Cause.RETURNED:
        connection.execute(mail_addresses.delete().where(mine))
    elif trouble.accepted_at is None:
        connection.execute(mail_addresses.update().where(mine).values(accepted_at=now))


def mark_working(connection: Connection, lookup: bytes) -> None:
    """Forget all trouble with an address: its owner has shown that mail gets there, by a key or code from one."""
    connection.execute(mail_addresses.delete().where(mail_addresses.c.recipient_lookup == lookup))
