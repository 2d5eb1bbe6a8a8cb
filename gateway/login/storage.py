"""Queries of logins under way and of counted attempts; rows to facts and back, explicitly.

What every login runs is built once, at import (decision 200), and what has no result leaves with what follows (decision 203).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from gateway.login.rules import Challenge, Window
from gateway.tables import attempt_windows, challenges, one_time_password_counters, remembered_browsers, sessions
from services.contracts.caller import Caller, Role
from services.runtime.round_trips import later


@dataclass(frozen=True)
class StoredChallenge:
    """A challenge with whom it is for."""

    challenge_id: str
    caller: Caller
    email_key: bytes
    browser: str
    password_version: int
    counter: int
    facts: Challenge


WindowKey = tuple[str, bytes]
"""Of what kind attempts are, and whose."""


def identity_columns(caller: Caller) -> dict[str, Any]:
    """The columns that say who somebody is."""
    return {
        "account_id": caller.account_id,
        "role": caller.role.value,
        "organization_id": caller.organization_id,
        "bureau_code": caller.bureau_code,
        "office_code": caller.office_code,
        "seeker_number": caller.seeker_number,
    }


def caller_of(row: Row[Any]) -> Caller:
    """Who a row is about."""
    return Caller(
        role=Role(row.role),
        account_id=row.account_id,
        organization_id=row.organization_id,
        bureau_code=row.bureau_code,
        office_code=row.office_code,
        seeker_number=row.seeker_number,
    )


_WINDOW_KEYS = (sa.bindparam("kinds", type_=pg.ARRAY(sa.Text)), sa.bindparam("keys", type_=pg.ARRAY(sa.LargeBinary)))
_LOCK_WINDOWS = sa.text("""
    INSERT INTO attempt_windows (kind, key, opened_at, count)
    SELECT kind, key, :now, 0 FROM unnest(:kinds, :keys) WITH ORDINALITY AS given(kind, key, place) ORDER BY place
    ON CONFLICT (kind, key) DO UPDATE SET count = attempt_windows.count  -- changes nothing, but locks what is there
    RETURNING kind, key, opened_at, count
""").bindparams(*_WINDOW_KEYS)
_SAVE_WINDOWS = sa.text("""
    UPDATE attempt_windows SET opened_at = given.opened_at, count = given.count
    FROM unnest(:kinds, :keys, :opened, :counts) AS given(kind, key, opened_at, count)
    WHERE attempt_windows.kind = given.kind AND attempt_windows.key = given.key
""").bindparams(*_WINDOW_KEYS)
_FORGET_WINDOWS = sa.text("""
    DELETE FROM attempt_windows USING unnest(:kinds, :keys) AS given(kind, key)
    WHERE attempt_windows.kind = given.kind AND attempt_windows.key = given.key
""").bindparams(*_WINDOW_KEYS)


def lock_windows(connection: Connection, keys: Sequence[WindowKey], now: dt.datetime) -> dict[WindowKey, Window]:
    """Windows of attempts, locked in this order until the transaction ends: attempts are counted one by one."""
    rows = connection.execute(_LOCK_WINDOWS, {**_columns(keys), "now": now})
    return {(kind, bytes(key)): Window(opened_at, count) for kind, key, opened_at, count in rows}


def save_windows(connection: Connection, windows: Mapping[WindowKey, Window]) -> None:
    """Write windows that `lock_windows` locked."""
    opened, counts = [window.opened_at for window in windows.values()], [window.count for window in windows.values()]
    later(connection, _SAVE_WINDOWS, {**_columns(windows), "opened": opened, "counts": counts})


def forget_windows(connection: Connection, *keys: WindowKey) -> None:
    """Start counting anew, after a login that succeeded."""
    later(connection, _FORGET_WINDOWS, _columns(keys))


def _columns(keys: Iterable[WindowKey]) -> dict[str, list[Any]]:
    return {"kinds": [kind for kind, _ in keys], "keys": [key for _, key in keys]}


_counters = one_time_password_counters.c
_NEXT_COUNTER = (
    pg.insert(one_time_password_counters)
    .on_conflict_do_update(index_elements=[_counters.account_id], set_={"counter": _counters.counter + 1})
    .returning(_counters.counter)
)


def next_counter(connection: Connection, account_id: str) -> int:
    """Draw the account's next counter; no two one-time passwords of an account have the same."""
    return int(connection.execute(_NEXT_COUNTER, {"account_id": account_id, "counter": 1}).scalar_one())


_ADD_CHALLENGE = challenges.insert()
_LOCK_CHALLENGE = sa.select(challenges).where(challenges.c.token_hash == sa.bindparam("token_hash")).with_for_update()
_SAVE_CHALLENGE = challenges.update().where(challenges.c.id == sa.bindparam("of_id"))


def add_challenge(
    connection: Connection,
    *,
    challenge_id: str,
    token_hash: bytes,
    caller: Caller,
    email_key: bytes,
    browser: str,
    counter: int,
    facts: Challenge,
    password_version: int = 0,
) -> None:
    """Keep a challenge; its one-time password is computed, not kept.

    `email_key` and `browser` (that has logged in before, else empty): where the login's attempts are counted.
    """
    row = {
        "id": challenge_id,
        "token_hash": token_hash,
        "email_key": email_key,
        "browser": browser,
        "password_version": password_version,
        "counter": counter,
        "expires_at": facts.expires_at,
        "wrong_attempts": 0,
        **identity_columns(caller),
    }
    later(connection, _ADD_CHALLENGE, row)


def lock_challenge(connection: Connection, token_hash: bytes) -> StoredChallenge | None:
    """The challenge of a token, locked until the transaction ends: of parallel attempts each sees those before it."""
    row = connection.execute(_LOCK_CHALLENGE, {"token_hash": token_hash}).first()
    if row is None:
        return None
    facts = Challenge(row.expires_at, row.wrong_attempts, used=row.used_at is not None)
    return StoredChallenge(
        row.id, caller_of(row), bytes(row.email_key), row.browser, row.password_version, row.counter, facts
    )


def save_challenge(connection: Connection, challenge_id: str, facts: Challenge, now: dt.datetime) -> None:
    """Write a challenge that `lock_challenge` locked."""
    state = {"wrong_attempts": facts.wrong_attempts, "used_at": now if facts.used else None}
    later(connection, _SAVE_CHALLENGE, {"of_id": challenge_id, **state})


def end_everything_of_account(
    connection: Connection, account_id: str, but_session: str | None = None, before_version: int | None = None
) -> None:
    """End the sessions, but for one, and all remembered browsers and open challenges of an account.

    `before_version`: those alone that began under an earlier password; browsers are remembered anew all the same. Sessions last:
    a login that is being completed holds its challenge's or browser's row, is waited for, and what it opened is ended here.
    """

    def of_earlier(table: sa.Table) -> sa.ColumnElement[bool]:
        earlier = sa.true() if before_version is None else table.c.password_version < before_version
        return (table.c.account_id == account_id) & earlier

    connection.execute(remembered_browsers.delete().where(remembered_browsers.c.account_id == account_id))
    connection.execute(challenges.delete().where(of_earlier(challenges)))
    other = sessions.c.id.is_distinct_from(but_session)
    connection.execute(sessions.delete().where(of_earlier(sessions) & other))


def end_everything_of_organization(connection: Connection, organization_id: str) -> None:
    """End the sessions, remembered browsers and open challenges of all accounts of an organization; sessions last, as above."""
    for table in (remembered_browsers, challenges, sessions):
        connection.execute(table.delete().where(table.c.organization_id == organization_id))


def forget_expired(connection: Connection, now: dt.datetime, longest_window: dt.timedelta) -> int:
    """Delete what no rule can look at any more; answers how many rows."""
    deleted = 0
    for table in (sessions, remembered_browsers, challenges):
        deleted += connection.execute(table.delete().where(table.c.expires_at <= now)).rowcount
    old = attempt_windows.c.opened_at <= now - longest_window
    return deleted + connection.execute(attempt_windows.delete().where(old)).rowcount
