"""Queries of authentication keys and of how often they were asked for (AUT-6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.accounts.domain.authentication_key import IssuedKey, Requests
from services.registry.accounts.tables import authentication_keys, key_requests, mailed_keys

NO_TICKET = b""
"""In a ticket's place, where no browser asked for the key: mailed with a paper application."""


@dataclass(frozen=True)
class KeptKey:
    """What is kept of a key."""

    key_hash: bytes
    made_at: dt.datetime
    valid_until: dt.datetime


def requests(connection: Connection, lookup: bytes, purpose: str) -> Requests | None:
    """How often a key was asked for at an address; the caller holds the address's lock."""
    where = (key_requests.c.email_lookup == lookup) & (key_requests.c.purpose == purpose)
    row = connection.execute(sa.select(key_requests.c.since, key_requests.c.count).where(where)).first()
    return None if row is None else Requests(*row)


def save_requests(connection: Connection, lookup: bytes, purpose: str, requests: Requests) -> None:
    """Write how often a key was asked for."""
    values = {"since": requests.since, "count": requests.count}
    statement = pg.insert(key_requests).values(email_lookup=lookup, purpose=purpose, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["email_lookup", "purpose"], set_=values))


def newest_key(connection: Connection, lookup: bytes, purpose: str, now: dt.datetime) -> KeptKey | None:
    """The key that was mailed to an address last, if it is still valid."""
    query = (
        sa.select(mailed_keys.c.key_hash, mailed_keys.c.made_at, mailed_keys.c.valid_until)
        .where(mailed_keys.c.email_lookup == lookup)
        .where((mailed_keys.c.purpose == purpose) & (mailed_keys.c.valid_until > now))
        .order_by(mailed_keys.c.made_at.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else KeptKey(bytes(row.key_hash), row.made_at, row.valid_until)


def put_key(connection: Connection, lookup: bytes, ticket: bytes, purpose: str, key: KeptKey) -> None:
    """Put a key in the place of the older one of this address and browser; other browsers' stay as good as they are."""
    values = {"purpose": purpose, "attempts": 0, **vars(key)}
    statement = pg.insert(mailed_keys).values(email_lookup=lookup, ticket_hash=ticket, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["email_lookup", "ticket_hash"], set_=values))


def count_attempt(connection: Connection, lookup: bytes, ticket: bytes) -> None:
    """Count an attempt of a browser at an address, whether or not there is a key."""
    connection.execute(
        mailed_keys.update()
        .where((mailed_keys.c.email_lookup == lookup) & (mailed_keys.c.ticket_hash == ticket))
        .values(attempts=mailed_keys.c.attempts + 1)
    )


def keys_of(connection: Connection, lookup: bytes, ticket: bytes) -> list[tuple[IssuedKey, bytes]]:
    """The keys with their hashes that a browser may use at an address: its own, and one that no browser asked for.

    The rows stay locked, so that of two uses at once the second finds none.
    """
    where = (mailed_keys.c.email_lookup == lookup) & mailed_keys.c.ticket_hash.in_({ticket, NO_TICKET})
    query = sa.select(mailed_keys).where(where).order_by(mailed_keys.c.ticket_hash).with_for_update()
    return [
        (IssuedKey(row.purpose, row.valid_until, row.attempts if row.ticket_hash else None), bytes(row.key_hash))
        for row in connection.execute(query)
    ]


def forget_keys(connection: Connection, lookup: bytes) -> None:
    """No key of an address opens anything any more: one was used, or the address is another account's, or nobody's."""
    connection.execute(mailed_keys.delete().where(mailed_keys.c.email_lookup == lookup))
    connection.execute(key_requests.delete().where(key_requests.c.email_lookup == lookup))


def forget_old(connection: Connection, now: dt.datetime, before: dt.datetime) -> int:
    """Delete keys that nobody can use any more, and counts from before an instant; answers how many."""
    of_the_release_before = (authentication_keys.c.valid_until <= before) & (
        authentication_keys.c.requests_since <= before
    )
    keys = connection.execute(authentication_keys.delete().where(of_the_release_before)).rowcount
    keys += connection.execute(mailed_keys.delete().where(mailed_keys.c.valid_until <= now)).rowcount
    return keys + connection.execute(key_requests.delete().where(key_requests.c.since <= before)).rowcount
