"""Queries of sessions; rows to facts and back, explicitly.

What every login or every request runs is built once, at import (decision 200).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from gateway.login.storage import caller_of, identity_columns
from gateway.tables import sessions
from services.contracts.caller import Caller
from services.runtime.round_trips import BY_NAME, later

SEEN_EVERY = dt.timedelta(minutes=1)
"""A session's last use is written at most this often."""


@dataclass(frozen=True)
class StoredSession:
    """A session as the database holds it."""

    session_id: str
    caller: Caller
    seen_at: dt.datetime
    expires_at: dt.datetime
    omission_asked: bool
    consent_due: bool
    """Whether its use is consent to new terms, of which the registry was not told yet (REG-15)."""


@dataclass(frozen=True)
class SessionShown:
    """What its own account is shown of a session."""

    session_id: str
    device: str
    network: str
    opened_at: dt.datetime
    seen_at: dt.datetime
    expires_at: dt.datetime


_ADD = sessions.insert()
_FIND = sa.select(sessions).where(sessions.c.token_hash == sa.bindparam("token_hash")).execution_options(**BY_NAME)


def add_session(
    connection: Connection,
    *,
    session_id: str,
    token_hash: bytes,
    caller: Caller,
    now: dt.datetime,
    expires_at: dt.datetime,
    omission_asked: bool,
    device: str = "",
    network: str = "",
    password_version: int = 0,
    consent_due: bool = False,
) -> None:
    """Open a session."""
    row = {
        "id": session_id,
        "token_hash": token_hash,
        "opened_at": now,
        "seen_at": now,
        "expires_at": expires_at,
        "omission_asked": omission_asked,
        "device": device,
        "network": network,
        "password_version": password_version,
        "consent_due": consent_due,
        **identity_columns(caller),
    }
    later(connection, _ADD, row)


def find_session(connection: Connection, token_hash: bytes) -> StoredSession | None:
    """The session of a token, alive or not."""
    row = connection.execute(_FIND, {"token_hash": token_hash}).first()
    if row is None:
        return None
    return StoredSession(
        row.id, caller_of(row), row.seen_at, row.expires_at, row.omission_asked, consent_due=row.consent_due
    )


def touch_session(connection: Connection, session_id: str, now: dt.datetime) -> None:
    """Note that the session was used, and the registry told where that was consent to new terms."""
    news = (sessions.c.seen_at < now) | sessions.c.consent_due
    seen_at = sa.func.greatest(sessions.c.seen_at, now)
    connection.execute(
        sessions.update().where((sessions.c.id == session_id) & news).values(seen_at=seen_at, consent_due=False)
    )


def take_omission_asked(connection: Connection, session_id: str) -> bool:
    """Whether the box "omit" was ticked at this session's login; true once, for the one who asks first."""
    statement = (
        sessions.update()
        .where((sessions.c.id == session_id) & sessions.c.omission_asked)
        .values(omission_asked=False)
        .returning(sessions.c.id)
    )
    return connection.execute(statement).first() is not None


def end_session(connection: Connection, token_hash: bytes) -> Caller | None:
    """End one session; answers whose it was."""
    row = connection.execute(sessions.delete().where(sessions.c.token_hash == token_hash).returning(sessions)).first()
    return None if row is None else caller_of(row)


def sessions_of(connection: Connection, account_id: str) -> list[SessionShown]:
    """The sessions of an account, alive or not, the last used first."""
    query = sa.select(sessions).where(sessions.c.account_id == account_id).order_by(sessions.c.seen_at.desc())
    return [
        SessionShown(row.id, row.device, row.network, row.opened_at, row.seen_at, row.expires_at)
        for row in connection.execute(query)
    ]


def end_sessions(
    connection: Connection, account_id: str, *, session_id: str | None = None, but: str | None = None
) -> int:
    """End one session of an account, or all but one; answers how many there were."""
    which = sessions.c.id == session_id if session_id is not None else sessions.c.id.is_distinct_from(but)
    return connection.execute(sessions.delete().where((sessions.c.account_id == account_id) & which)).rowcount
