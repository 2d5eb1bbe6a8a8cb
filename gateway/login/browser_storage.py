"""Queries of remembered browsers (AUT-3 to AUT-5)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from gateway.tables import remembered_browsers
from services.contracts.caller import Caller
from services.runtime.database import Database


def remember_browser(
    connection: Connection,
    *,
    browser_id: str,
    identifier_hash: bytes,
    caller: Caller,
    now: dt.datetime,
    expires_at: dt.datetime,
) -> None:
    """Remember a browser for one account (AUT-3, AUT-4)."""
    connection.execute(
        remembered_browsers.insert().values(
            id=browser_id,
            identifier_hash=identifier_hash,
            account_id=caller.account_id,
            organization_id=caller.organization_id,
            remembered_at=now,
            expires_at=expires_at,
        )
    )


def remembered_until(connection: Connection, account_id: str, identifier_hashes: list[bytes]) -> dt.datetime | None:
    """Until when one of these identifiers spares this account the one-time password; None where none was given it.

    The rows stay until the transaction ends: whoever ends the account's logins meanwhile waits, and ends the session that
    is opened by them too.
    """
    if not identifier_hashes:  # as most browsers ask, at every login
        return None
    table = remembered_browsers
    where = (table.c.account_id == account_id) & table.c.identifier_hash.in_(identifier_hashes)
    found = connection.execute(sa.select(table.c.expires_at).where(where).with_for_update(read=True, key_share=True))
    return max(found.scalars(), default=None)


def accounts_remembered(database: Database, identifier_hashes: list[bytes], now: dt.datetime) -> list[str]:
    """For which accounts these identifiers spare a one-time password, as things are at this moment: nothing is locked."""
    if not identifier_hashes:
        return []
    table = remembered_browsers
    found = sa.select(table.c.account_id).where(
        table.c.identifier_hash.in_(identifier_hashes), table.c.expires_at > now
    )
    with database.reading() as connection:
        return list(connection.execute(found).scalars())


def has_remembered_browser(connection: Connection, account_id: str, now: dt.datetime) -> bool:
    """Whether the account omits the one-time password on any browser (AUT-5)."""
    table = remembered_browsers
    where = (table.c.account_id == account_id) & (table.c.expires_at > now)
    return connection.execute(sa.select(table.c.id).where(where).limit(1)).first() is not None


def forget_browsers(connection: Connection, account_id: str) -> None:
    """End every omission of an account (AUT-5)."""
    connection.execute(remembered_browsers.delete().where(remembered_browsers.c.account_id == account_id))
