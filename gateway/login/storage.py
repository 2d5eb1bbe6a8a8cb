"""Queries of logins under way and of counted attempts; rows to facts and back, explicitly.

What every login runs is built once, at import (decision 200).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from gateway.login.rules import Challenge, Window
from gateway.tables import attempt_windows, challenges, one_time_password_counters, remembered_browsers, sessions
from services.contracts.caller import Caller, Role


@dataclass(frozen=True)
class StoredChallenge:
    """A challenge with whom it is for."""

    challenge_id: str
    caller: Caller
    email_key: bytes
    browser: str
    counter: int
    facts: Challenge


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


_windows = attempt_windows.c
_THIS_WINDOW = (_windows.kind == sa.bindparam("of_kind")) & (_windows.key == sa.bindparam("of_key"))
_LOCK_WINDOW = (
    pg.insert(attempt_windows)
    # Changes nothing, but locks the row that is there.
    .on_conflict_do_update(index_elements=[_windows.kind, _windows.key], set_={"count": _windows.count})
    .returning(_windows.opened_at, _windows.count)
)
_SAVE_WINDOW = attempt_windows.update().where(_THIS_WINDOW)
_FORGET_WINDOW = attempt_windows.delete().where(_THIS_WINDOW)


def lock_window(connection: Connection, kind: str, key: bytes, now: dt.datetime) -> Window:
    """The window of attempts of this kind and key, locked until the transaction ends: attempts are counted one by one."""
    row = {"kind": kind, "key": key, "opened_at": now, "count": 0}
    opened_at, count = connection.execute(_LOCK_WINDOW, row).one()
    return Window(opened_at=opened_at, count=count)


def save_window(connection: Connection, kind: str, key: bytes, window: Window) -> None:
    """Write a window that `lock_window` locked."""
    connection.execute(_SAVE_WINDOW, {"of_kind": kind, "of_key": key, **vars(window)})


def forget_window(connection: Connection, kind: str, key: bytes) -> None:
    """Start counting anew, after a login that succeeded."""
    connection.execute(_FORGET_WINDOW, {"of_kind": kind, "of_key": key})


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
) -> None:
    """Keep a challenge; its one-time password is computed, not kept.

    `email_key` and `browser` (that has logged in before, else empty): where the login's attempts are counted.
    """
    row = {
        "id": challenge_id,
        "token_hash": token_hash,
        "email_key": email_key,
        "browser": browser,
        "counter": counter,
        "expires_at": facts.expires_at,
        "wrong_attempts": 0,
        **identity_columns(caller),
    }
    connection.execute(_ADD_CHALLENGE, row)


def lock_challenge(connection: Connection, token_hash: bytes) -> StoredChallenge | None:
    """The challenge of a token, locked until the transaction ends: of parallel attempts each sees those before it."""
    row = connection.execute(_LOCK_CHALLENGE, {"token_hash": token_hash}).first()
    if row is None:
        return None
    facts = Challenge(row.expires_at, row.wrong_attempts, used=row.used_at is not None)
    return StoredChallenge(row.id, caller_of(row), bytes(row.email_key), row.browser, row.counter, facts)


def save_challenge(connection: Connection, challenge_id: str, facts: Challenge, now: dt.datetime) -> None:
    """Write a challenge that `lock_challenge` locked."""
    state = {"wrong_attempts": facts.wrong_attempts, "used_at": now if facts.used else None}
    connection.execute(_SAVE_CHALLENGE, {"of_id": challenge_id, **state})


def end_everything_of_account(connection: Connection, account_id: str, but_session: str | None = None) -> None:
    """End the sessions, but for one, and all remembered browsers and open challenges of an account.

    Sessions last: a login that is being completed holds its challenge's or browser's row, is waited for, and what it opened is
    ended here.
    """
    for table in (remembered_browsers, challenges):
        connection.execute(table.delete().where(table.c.account_id == account_id))
    other = sessions.c.id.is_distinct_from(but_session)
    connection.execute(sessions.delete().where((sessions.c.account_id == account_id) & other))


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
