"""Locks after wrong passwords: counted before a password is compared, told to the owner, lifted (AUT-6).

Known addresses and others are counted by the same statements, so that neither answer nor work tells them apart.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM
from services.registry.accounts import lock_storage, storage
from services.registry.accounts.domain.lockout import LockSettings, PasswordAttempts, count_attempt
from services.registry.mail.outgoing import Mail, queue_mails
from services.registry.mail.templates import accounts as mails
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.logging import get_logger

log = get_logger(__name__)

DEFAULTS = LockSettings()
LOCKS_A_BATCH = 200
OWN_CHANGE = "change of own password"
"""In a browser's place, where who is logged in gives the current password: counted apart from logins."""


@dataclass(frozen=True)
class Attempt:
    """A password that was counted: whether it may be compared, and under what it was counted."""

    admitted: bool
    lookup: bytes
    browser: bytes


def count_password(
    connection: Connection, lookup: bytes, browser: str | None, *, now: dt.datetime, settings: LockSettings
) -> Attempt:
    """Count a password tried at an address, in a transaction of its own before it is compared.

    So it counts also where the attempt is refused and rolled back, and of many at once only so many are compared: each
    locks the row before it looks. `browser` tells one that has logged in before; it is counted apart, so that whoever
    tries passwords elsewhere can't lock its owner out there.
    """
    key = lock_storage.key_of(browser)
    earlier = lock_storage.locked_attempts(connection, lookup, key, now)
    return _counted(connection, lookup, key, earlier, now, settings)


def count_login(
    connection: Connection, lookup: bytes, browser: str | None, *, now: dt.datetime, settings: LockSettings
) -> tuple[Attempt, storage.Credentials | None]:
    """As `count_password`, with whose password it may be."""
    key = lock_storage.key_of(browser)
    earlier, known = lock_storage.locked_attempts_and_holder(connection, lookup, key, now)
    return _counted(connection, lookup, key, earlier, now, settings), known


def _counted(
    connection: Connection,
    lookup: bytes,
    key: bytes,
    earlier: PasswordAttempts | None,
    now: dt.datetime,
    settings: LockSettings,
) -> Attempt:
    admitted, after = count_attempt(earlier, now, settings)
    lock_storage.save_attempts(connection, lookup, key, after)
    return Attempt(admitted, lookup, key)


def forget_attempt(connection: Connection, attempt: Attempt) -> None:
    """The password was right: this browser's count starts anew."""
    lock_storage.forget_attempts(connection, attempt.lookup, attempt.browser)


def unlock(connection: Connection, lookup: bytes) -> None:
    """Lift every lock of an address: its password was set anew, or staff say so."""
    lock_storage.forget_attempts(connection, lookup)


def tell_of_locks(
    connection: Connection, *, now: dt.datetime, trace: str, personal_data: PersonalData, limit: int = LOCKS_A_BATCH
) -> int:
    """Mail the owners of locked accounts, each at most once a day; answers how many.

    A duty and no part of the login: there, the time it takes would tell that the account exists.
    """
    locks = {row.lookup: row for row in lock_storage.locks_to_tell(connection, now, limit)}
    lock_storage.note_told(connection, list(locks), now)
    queued = [
        Mail(
            mails.LOGIN_LOCKED,
            to=storage.email_of(connection, row.account_id, personal_data),
            parameters={"locked_until": row.locked_until},
            account_id=row.account_id,
            valid_until=row.locked_until,
        )
        for row in locks.values()
    ]
    queue_mails(connection, personal_data, queued, now=now, trace=trace)
    audit.record_all(
        connection,
        action="registry.tell_of_locks",
        subjects=[("account", row.account_id) for row in locks.values()],
        caller=SYSTEM,
        now=now,
        trace=trace,
    )
    if queued:
        log.warning("locks_told", accounts=len(queued))
    return len(queued)


def forget_old(connection: Connection, *, now: dt.datetime, settings: LockSettings) -> int:
    """Delete counts that hold nobody back any more; answers how many."""
    return lock_storage.forget_before(connection, now, settings.length)
