"""Queries of counted passwords and the locks that come of them (AUT-6).

What every login runs is built once, at import (decision 200).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.registry.accounts.domain.lockout import PasswordAttempts
from services.registry.accounts.storage import CREDENTIALS, Credentials, credentials_of
from services.registry.accounts.tables import LOGS_IN_SQL, accounts, password_attempts
from services.runtime.round_trips import BY_NAME, later

_table = password_attempts
TELL_AGAIN_AFTER = dt.timedelta(hours=24)
_OF_LOOKUP = _table.c.email_lookup == sa.bindparam("lookup")
_THIS = _OF_LOOKUP & (_table.c.browser_hash == sa.bindparam("browser"))
_LOCK = (
    pg.insert(_table)
    # Changes nothing, but locks the row that is there.
    .on_conflict_do_update(index_elements=["email_lookup", "browser_hash"], set_={"count": _table.c.count})
    .returning(_table.c.since, _table.c.count, _table.c.locked_until)
)
_ATTEMPTS = _LOCK.values(
    email_lookup=sa.bindparam("lookup"), browser_hash=sa.bindparam("browser"), since=sa.bindparam("now"), count=0
).cte("attempts")
_HOLDER = CREDENTIALS.limit(1).subquery("holder")
_LOCK_AND_LOOK = (
    sa.select(_ATTEMPTS.c.since, _ATTEMPTS.c.count.label("counted"), _ATTEMPTS.c.locked_until, _HOLDER)
    .select_from(_ATTEMPTS.outerjoin(_HOLDER, sa.true()))
    .execution_options(**BY_NAME)
)
_SAVE = _table.update().where(_THIS)
_FORGET = _table.delete().where(_THIS)
_FORGET_ALL = _table.delete().where(_OF_LOOKUP)


def key_of(browser: str | None) -> bytes:
    """Under what a browser that has logged in before is counted; any other: nothing."""
    return hashlib.sha256(browser.encode()).digest() if browser else b""


def locked_attempts(connection: Connection, lookup: bytes, browser: bytes, now: dt.datetime) -> PasswordAttempts | None:
    """The count of an address and browser, its row made and locked until the transaction ends: counted one by one."""
    row = {"email_lookup": lookup, "browser_hash": browser, "since": now, "count": 0}
    since, count, locked_until = connection.execute(_LOCK, row).one()
    return PasswordAttempts(since, count, locked_until) if count else None


def locked_attempts_and_holder(
    connection: Connection, lookup: bytes, browser: bytes, now: dt.datetime
) -> tuple[PasswordAttempts | None, Credentials | None]:
    """As `locked_attempts`, with the account that holds the address, in one look: the same for one that nobody holds."""
    row = connection.execute(_LOCK_AND_LOOK, {"lookup": lookup, "browser": browser, "now": now}).one()
    attempts = PasswordAttempts(row.since, row.counted, row.locked_until) if row.counted else None
    return attempts, None if row.account_id is None else credentials_of(row)


def save_attempts(connection: Connection, lookup: bytes, browser: bytes, attempts: PasswordAttempts) -> None:
    """Write a count that `locked_attempts` locked."""
    state = {"since": attempts.since, "count": attempts.count, "locked_until": attempts.locked_until}
    later(connection, _SAVE, {"lookup": lookup, "browser": browser, **state})


def forget_attempts(connection: Connection, lookup: bytes, browser: bytes | None = None) -> None:
    """Start anew after the right password, on this browser; without one, on all (the login is unlocked)."""
    if browser is None:
        connection.execute(_FORGET_ALL, {"lookup": lookup})
    else:
        later(connection, _FORGET, {"lookup": lookup, "browser": browser})


def is_locked(connection: Connection, lookup: bytes, now: dt.datetime) -> bool:
    """Whether an address is locked for browsers that have not logged in before, or for one that has."""
    query = sa.exists().where((_table.c.email_lookup == lookup) & (_table.c.locked_until > now))
    return connection.execute(sa.select(query)).scalar_one()


def locks_to_tell(connection: Connection, now: dt.datetime, limit: int) -> list[Row[Any]]:
    """Accounts whose login is locked and whose owners were not told lately: `account_id`, `lookup`, `locked_until`.

    The rows stay locked; another process passes over them.
    """
    query = (
        sa.select(accounts.c.account_id, _table.c.email_lookup.label("lookup"), _table.c.locked_until)
        .join(accounts, (accounts.c.email_lookup == _table.c.email_lookup) & accounts.c.state.in_(LOGS_IN_SQL))
        .where(_table.c.locked_until > now)
        .where(_table.c.told_at.is_(None) | (_table.c.told_at <= now - TELL_AGAIN_AFTER))
        .order_by(_table.c.locked_until)
        .limit(limit)
        .with_for_update(of=_table, skip_locked=True)
    )
    return list(connection.execute(query))


def note_told(connection: Connection, lookups: list[bytes], now: dt.datetime) -> None:
    """Their owners know."""
    connection.execute(_table.update().where(_table.c.email_lookup.in_(lookups)).values(told_at=now))


def forget_before(connection: Connection, now: dt.datetime, length: dt.timedelta) -> int:
    """Delete counts that hold nobody back any more; answers how many."""
    over = _table.c.locked_until.is_(None) | (_table.c.locked_until <= now - TELL_AGAIN_AFTER)
    return connection.execute(
        _table.delete().where((_table.c.since <= now - length - TELL_AGAIN_AFTER) & over)
    ).rowcount
