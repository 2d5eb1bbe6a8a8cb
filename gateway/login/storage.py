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

from gateway.login.rules import Challenge, LoginSettings, Window
from gateway.tables import attempt_windows, challenges, ended_logins, remembered_browsers, sessions
from services.contracts.caller import Caller, Role
from services.runtime.round_trips import BY_NAME, later


@dataclass(frozen=True)
class StoredChallenge:
    """A challenge with whom it is for."""

    challenge_id: str
    caller: Caller
    email_key: bytes
    browser: str
    password_version: int
    consent_due: bool
    former_counter: int | None
    """Of one that a gateway of before began."""
    facts: Challenge
    ended: bool
    """Whether all logins of its account or organization were ended since it began, and before it could be seen."""


LONGEST_UNDER_WAY = dt.timedelta(days=1)
"""Longer than any login takes from its first attempt to its one-time password; by then every note of an end has met it."""

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
_LOCK_WINDOWS = (
    sa.text("""
    INSERT INTO attempt_windows (kind, key, opened_at, count)
    SELECT kind, key, :now, 0 FROM unnest(:kinds, :keys) WITH ORDINALITY AS given(kind, key, place) ORDER BY place
    ON CONFLICT (kind, key) DO UPDATE SET count = attempt_windows.count  -- changes nothing, but locks what is there
    RETURNING kind, key, opened_at, count, clock_timestamp()
""")
    .bindparams(*_WINDOW_KEYS, sa.bindparam("now", type_=sa.DateTime(timezone=True)))
    .execution_options(**BY_NAME)
)
_SAVE_WINDOWS = sa.text("""
    UPDATE attempt_windows SET opened_at = given.opened_at, count = given.count
    FROM unnest(:kinds, :keys, :opened, :counts) AS given(kind, key, opened_at, count)
    WHERE attempt_windows.kind = given.kind AND attempt_windows.key = given.key
""").bindparams(
    *_WINDOW_KEYS,
    sa.bindparam("opened", type_=pg.ARRAY(sa.DateTime(timezone=True))),
    sa.bindparam("counts", type_=pg.ARRAY(sa.Integer)),
)
_THIS_WINDOW = (attempt_windows.c.kind == sa.bindparam("of_kind")) & (attempt_windows.c.key == sa.bindparam("of_key"))
_FORGET_WINDOW = attempt_windows.delete().where(_THIS_WINDOW)
_ONE_LESS = (
    attempt_windows.update()
    .where(_THIS_WINDOW)
    .where(attempt_windows.c.opened_at == sa.bindparam("of_window"))
    .values(count=attempt_windows.c.count - 1)
)


def lock_windows(
    connection: Connection, keys: Sequence[WindowKey], now: dt.datetime
) -> tuple[dict[WindowKey, Window], dt.datetime]:
    """Windows of attempts, locked in this order until the transaction ends: attempts are counted one by one. With the database's time."""
    rows = connection.execute(_LOCK_WINDOWS, {**_columns(keys), "now": now}).all()
    windows = {(kind, bytes(key)): Window(opened_at, count) for kind, key, opened_at, count, _ in rows}
    return windows, max(at for *_, at in rows)


def save_windows(connection: Connection, windows: Mapping[WindowKey, Window]) -> None:
    """Write windows that `lock_windows` locked."""
    opened, counts = [window.opened_at for window in windows.values()], [window.count for window in windows.values()]
    later(connection, _SAVE_WINDOWS, {**_columns(windows), "opened": opened, "counts": counts})


def forget_windows(connection: Connection, *keys: WindowKey) -> None:
    """Start counting anew, after a login that succeeded.

    One after the other, in the order in which attempts are counted: one statement for all would lock them in an order of its own,
    and two logins could wait for each other.
    """
    for kind, key in keys:
        later(connection, _FORGET_WINDOW, {"of_kind": kind, "of_key": key})


def count_one_less(connection: Connection, window: WindowKey, opened_at: dt.datetime) -> None:
    """Nothing came of an attempt that was counted in this window; one that is over by now is left alone."""
    kind, key = window
    later(connection, _ONE_LESS, {"of_kind": kind, "of_key": key, "of_window": opened_at})


def _columns(keys: Iterable[WindowKey]) -> dict[str, list[Any]]:
    return {"kinds": [kind for kind, _ in keys], "keys": [key for _, key in keys]}


_ADD_CHALLENGE = challenges.insert()
_THEIRS = ended_logins.c.whose.in_([challenges.c.account_id, challenges.c.organization_id])
_SINCE = (ended_logins.c.ended_at >= challenges.c.begun_at) | (
    ended_logins.c.before_version > challenges.c.password_version
)


def _hash(name: str) -> sa.BindParameter[bytes]:
    return sa.bindparam(name, type_=challenges.c.token_hash.type)


_LOCK_CHALLENGE = (
    sa.select(challenges, sa.exists().where(_THEIRS, _SINCE).label("ended"))
    .where(challenges.c.token_hash.in_([_hash("token_hash"), _hash("former_hash")]))
    .with_for_update(of=challenges)
    .execution_options(**BY_NAME)
)
_SAVE_CHALLENGE = challenges.update().where(challenges.c.id == sa.bindparam("of_id"))


def add_challenge(
    connection: Connection,
    *,
    challenge_id: str,
    token_hash: bytes,
    caller: Caller,
    email_key: bytes,
    browser: str,
    begun_at: dt.datetime,
    facts: Challenge,
    password_version: int = 0,
    consent_due: bool = False,
) -> None:
    """Keep a challenge; its one-time password is computed, not kept.

    `email_key` and `browser` (that has logged in before, else empty): where the login's attempts are counted. `begun_at`: an instant
    before the registry was asked, by the database's clock, which says as well when logins are ended.
    """
    row = {
        "id": challenge_id,
        "token_hash": token_hash,
        "email_key": email_key,
        "browser": browser,
        "password_version": password_version,
        "begun_at": begun_at,
        "expires_at": facts.expires_at,
        "wrong_attempts": 0,
        "consent_due": consent_due,
        **identity_columns(caller),
    }
    later(connection, _ADD_CHALLENGE, row)


def lock_challenge(connection: Connection, token_hash: bytes, former_hash: bytes) -> StoredChallenge | None:
    """The challenge of a token, locked until the transaction ends: of parallel attempts each sees those before it.

    `former_hash`: by which a gateway of before keeps it.
    """
    row = connection.execute(_LOCK_CHALLENGE, {"token_hash": token_hash, "former_hash": former_hash}).first()
    if row is None:
        return None
    return StoredChallenge(
        row.id,
        caller_of(row),
        bytes(row.email_key),
        row.browser,
        row.password_version,
        row.consent_due,
        row.counter,
        Challenge(row.expires_at, row.wrong_attempts, used=row.used_at is not None),
        row.ended,
    )


def save_challenge(connection: Connection, challenge_id: str, facts: Challenge, now: dt.datetime) -> None:
    """Write a challenge that `lock_challenge` locked."""
    state = {"wrong_attempts": facts.wrong_attempts, "used_at": now if facts.used else None}
    later(connection, _SAVE_CHALLENGE, {"of_id": challenge_id, **state})


_NOTE_END = pg.insert(ended_logins).values(
    ended_at=sa.case((sa.bindparam("of_all"), sa.func.clock_timestamp())),
    noted_at=sa.func.clock_timestamp(),
)
_NOTE_END = _NOTE_END.on_conflict_do_update(
    index_elements=[ended_logins.c.whose],
    set_={
        "ended_at": sa.func.greatest(ended_logins.c.ended_at, _NOTE_END.excluded.ended_at),
        "before_version": sa.func.greatest(ended_logins.c.before_version, _NOTE_END.excluded.before_version),
        "noted_at": sa.func.greatest(ended_logins.c.noted_at, _NOTE_END.excluded.noted_at),
    },
)


def end_everything_of_account(
    connection: Connection,
    account_id: str,
    but_session: str | None = None,
    before_version: int | None = None,
) -> None:
    """End the sessions, but for one, and all remembered browsers and open challenges of an account.

    `before_version`: those alone that began under an earlier password; browsers are remembered anew all the same. Sessions last:
    a login that is being completed holds its challenge's or browser's row, is waited for, and what it opened is ended here.
    What has passed the password and is not written yet is ended by the note that is left of this. Who accepts the omission just
    now holds the session's row: it is waited for before browsers are forgotten, and finds no session after that.
    """

    def of_earlier(table: sa.Table) -> sa.ColumnElement[bool]:
        earlier = sa.true() if before_version is None else table.c.password_version < before_version
        return (table.c.account_id == account_id) & earlier

    connection.execute(
        _NOTE_END, {"whose": account_id, "before_version": before_version, "of_all": before_version is None}
    )
    _wait_for_omissions(connection, sessions.c.account_id == account_id)
    connection.execute(remembered_browsers.delete().where(remembered_browsers.c.account_id == account_id))
    connection.execute(challenges.delete().where(of_earlier(challenges)))
    other = sessions.c.id.is_distinct_from(but_session)
    connection.execute(sessions.delete().where(of_earlier(sessions) & other))


def end_everything_of_organization(connection: Connection, organization_id: str) -> None:
    """End the sessions, remembered browsers and open challenges of all accounts of an organization, in the same order."""
    connection.execute(_NOTE_END, {"whose": organization_id, "before_version": None, "of_all": True})
    _wait_for_omissions(connection, sessions.c.organization_id == organization_id)
    for table in (remembered_browsers, challenges, sessions):
        connection.execute(table.delete().where(table.c.organization_id == organization_id))


def _wait_for_omissions(connection: Connection, whose: sa.ColumnElement[bool]) -> None:
    """Lock the sessions that are to end, in one order for all: a browser is remembered by who holds its session's row."""
    connection.execute(sa.select(sessions.c.id).where(whose).order_by(sessions.c.id).with_for_update()).close()


def forget_expired(connection: Connection, now: dt.datetime, settings: LoginSettings) -> int:
    """Delete what no rule can look at any more; answers how many rows."""
    deleted = 0
    for table in (sessions, remembered_browsers, challenges):
        deleted += connection.execute(table.delete().where(table.c.expires_at <= now)).rowcount
    of_ends = ended_logins.c.noted_at <= sa.func.clock_timestamp() - (
        settings.one_time_password_lasts + LONGEST_UNDER_WAY
    )
    deleted += connection.execute(ended_logins.delete().where(of_ends)).rowcount
    old = attempt_windows.c.opened_at <= now - settings.longest_window
    return deleted + connection.execute(attempt_windows.delete().where(old)).rowcount
