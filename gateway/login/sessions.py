"""Sessions: opened by a login, found by every request, seen and ended by their own account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gateway.login import entries, rules, session_storage, tokens
from gateway.login.occasion import Logins, Occasion
from gateway.login.session_storage import SessionShown, StoredSession
from services.contracts import registry
from services.contracts.caller import ORGANIZATION, SYSTEM, Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime import clock, logging
from services.runtime.identifiers import new_id

_BOUND_BY_TERMS = ORGANIZATION | {Role.SEEKER}
_PATIENCE_SECONDS = 1.0
_log = logging.get_logger(__name__)


@dataclass(frozen=True)
class SessionOpened:
    """A session, with the token that only the browser keeps.

    `email_key`: what this browser is to be known by from now on, where it has not logged in with this e-mail before.
    """

    token: str
    caller: Caller
    expires_at: dt.datetime
    omission_asked: bool
    email_key: bytes | None = None


def open_session(
    connection: Connection,
    logins: Logins,
    caller: Caller,
    occasion: Occasion,
    *,
    omission_asked: bool,
    password_version: int = 0,
    consent_due: bool = False,
) -> SessionOpened:
    """Open a session in the transaction that accepted the login; `password_version`: of the password that began it.

    `consent_due`: its first use is to be told to the registry, as new terms are in force (REG-15).
    """
    expires_at = occasion.now + logins.settings.session_lasts
    opened = SessionOpened(tokens.new_token(), caller, expires_at, omission_asked=omission_asked)
    session_storage.add_session(
        connection,
        session_id=new_id(),
        token_hash=tokens.digest(opened.token),
        caller=caller,
        now=occasion.now,
        expires_at=opened.expires_at,
        omission_asked=omission_asked,
        device=occasion.device,
        network=occasion.network,
        password_version=password_version,
        consent_due=consent_due,
    )
    return opened


def find_session(logins: Logins, token: str, now: dt.datetime) -> StoredSession | None:
    """The living session of a token; notes its use. Every request asks this, so it mostly is one SELECT."""
    with logins.database.reading() as connection:
        session = session_storage.find_session(connection, tokens.digest(token))
    if session is None or not _alive(logins, session, now):
        return None
    if not _use_is_known(logins, session, now):
        return session
    if session.consent_due or now - session.seen_at >= session_storage.SEEN_EVERY:
        with logins.database.transaction() as connection:
            session_storage.touch_session(connection, session.session_id, now)
    return session


def _use_is_known(logins: Logins, session: StoredSession, now: dt.datetime) -> bool:
    """Tell the registry of the first use after a login that it expects to be told of, and of the first one on another day than the
    last: new terms may be in force by now (REG-15).

    Without an answer the last use stays as it was, so that the next request tries again; the request itself goes on.
    """
    same_day = clock.japanese_day(session.seen_at) == clock.japanese_day(now)
    if (same_day and not session.consent_due) or session.caller.role not in _BOUND_BY_TERMS:
        return True
    try:
        logins.services.call(
            registry.RECORD_USE,
            {"account_id": session.caller.account_id},
            SYSTEM,
            trace=new_id().replace("-", ""),
            idempotency_key=new_id(),
            timeout=_PATIENCE_SECONDS,
        )
    except CallRefused as refusal:
        _log.warning("use_not_recorded", code=refusal.code.value)
        return False
    return True


def end_session(logins: Logins, token: str, occasion: Occasion) -> None:
    """Log out."""
    with logins.database.transaction() as connection:
        caller = session_storage.end_session(connection, tokens.digest(token))
        if caller is not None:
            entries.logged_out(connection, caller, occasion)


def list_sessions(logins: Logins, account_id: str, now: dt.datetime) -> list[SessionShown]:
    """The living sessions of an account, the last used first."""
    with logins.database.reading() as connection:
        sessions = session_storage.sessions_of(connection, account_id)
    return [session for session in sessions if _alive(logins, session, now)]


def end_own_session(logins: Logins, caller: Caller, session_id: str, occasion: Occasion) -> None:
    """End one session of an account. Raises `CallRefused` with NOT_FOUND for another's as for none."""
    with logins.database.transaction() as connection:
        if not session_storage.end_sessions(connection, str(caller.account_id), session_id=session_id):
            raise CallRefused(ErrorCode.NOT_FOUND)
        entries.session_ended(connection, caller, occasion, session_id)


def end_other_sessions(logins: Logins, current: StoredSession, occasion: Occasion) -> int:
    """End all sessions of an account but the one it asks with; answers how many."""
    with logins.database.transaction() as connection:
        account_id = str(current.caller.account_id)
        ended = session_storage.end_sessions(connection, account_id, but=current.session_id)
        entries.other_sessions_ended(connection, current.caller, occasion, ended)
    return ended


def _alive(logins: Logins, session: StoredSession | SessionShown, now: dt.datetime) -> bool:
    return rules.session_holds(
        seen_at=session.seen_at, expires_at=session.expires_at, now=now, settings=logins.settings
    )
