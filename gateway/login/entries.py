"""What logins leave in the audit log (OPS-3, AUT-6): steps, refusals, omissions and ends of sessions.

Each entry is written in the transaction of what it tells. Where no account is known, the subject is the HMAC under which
attempts are counted: several at one address can be seen to belong together, and the address can't be read from it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from gateway.login.occasion import Occasion
from services.contracts.caller import ANONYMOUS, SYSTEM, Caller
from services.contracts.gateway import LOGIN_COMPLETED
from services.runtime import audit
from services.runtime.outbox import publish


def limit_reached(connection: Connection, kind: str, key: bytes, occasion: Occasion) -> None:
    """The last attempt of a window was made."""
    _of_nobody(connection, "gateway.reach_limit", key, occasion, kind=kind)


def password_refused(connection: Connection, key: bytes, occasion: Occasion, code: str) -> None:
    """A login ended at the password."""
    _of_nobody(connection, "gateway.refuse_password", key, occasion, reason=code)


def key_refused(connection: Connection, key: bytes, occasion: Occasion, code: str) -> None:
    """A mailed key, by which a password is set anew or a person registers, was wrong, old or another browser's."""
    _of_nobody(connection, "gateway.refuse_key", key, occasion, reason=code)


def own_secret_refused(connection: Connection, caller: Caller, occasion: Occasion, code: str) -> None:
    """Who is logged in gave a wrong current password, or a wrong key to change the address."""
    _of(connection, "gateway.refuse_own_secret", caller, occasion, reason=code)


def one_time_password_sent(connection: Connection, caller: Caller, occasion: Occasion) -> None:
    """The password was right."""
    _of(connection, "gateway.send_one_time_password", caller, occasion)


def one_time_password_refused(connection: Connection, caller: Caller, occasion: Occasion, code: str) -> None:
    """A login ended, or was held up, at the one-time password."""
    _of(connection, "gateway.refuse_one_time_password", caller, occasion, reason=code)


def login_completed(connection: Connection, caller: Caller, occasion: Occasion, *, omitted: bool) -> None:
    """Somebody is logged in; the registry, which shows the last login, is told as well (REG-11)."""
    _of(connection, "gateway.log_in", caller, occasion, way="omission" if omitted else "one_time_password")
    account_id = str(caller.account_id)
    told = {"account_id": account_id}
    publish(connection, LOGIN_COMPLETED, subject=account_id, data=told, now=occasion.now, trace=occasion.trace)


def omission_set(connection: Connection, caller: Caller, occasion: Occasion) -> None:
    """A browser is remembered (AUT-3)."""
    _of(connection, "gateway.set_omission", caller, occasion)


def omissions_ended(connection: Connection, caller: Caller, occasion: Occasion) -> None:
    """One-time passwords are asked for again everywhere (AUT-5)."""
    _of(connection, "gateway.end_omissions", caller, occasion)


def logged_out(connection: Connection, caller: Caller, occasion: Occasion) -> None:
    """The owner of a session ended it."""
    _of(connection, "gateway.log_out", caller, occasion)


def session_ended(connection: Connection, caller: Caller, occasion: Occasion, session_id: str) -> None:
    """The owner of an account ended one of its sessions."""
    _of(connection, "gateway.end_session", caller, occasion, session_id=session_id)


def other_sessions_ended(connection: Connection, caller: Caller, occasion: Occasion, ended: int) -> None:
    """The owner of an account ended all its sessions but one."""
    _of(connection, "gateway.end_other_sessions", caller, occasion, ended=ended)


def everything_ended(connection: Connection, subject: tuple[str, str], why: str, now: dt.datetime, trace: str) -> None:
    """The registry's event ended sessions and remembered browsers of an account or organization."""
    audit.record(
        connection,
        action="gateway.end_logins",
        subject=subject,
        caller=SYSTEM,
        now=now,
        trace=trace,
        details={"why": why},
    )


def _of(connection: Connection, action: str, caller: Caller, occasion: Occasion, **details: Any) -> None:
    _entry(connection, action, ("account", str(caller.account_id)), caller, occasion, details)


def _of_nobody(connection: Connection, action: str, key: bytes, occasion: Occasion, **details: Any) -> None:
    _entry(connection, action, ("login", key.hex()[:32]), ANONYMOUS, occasion, details)


def _entry(
    connection: Connection,
    action: str,
    subject: tuple[str, str],
    caller: Caller,
    occasion: Occasion,
    details: dict[str, Any],
) -> None:
    audit.record(
        connection,
        action=action,
        subject=subject,
        caller=replace(caller, address=occasion.whence),
        now=occasion.now,
        trace=occasion.trace,
        details=details,
    )
