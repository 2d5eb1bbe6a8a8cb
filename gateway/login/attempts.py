"""Counting attempts against limits (AUT-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gateway.login import entries, rules, storage
from gateway.login.occasion import Logins, Occasion
from gateway.login.rules import Limit, Window
from gateway.login.storage import WindowKey
from services.contracts.errors import CallRefused, ErrorCode

AttemptLimit = tuple[str, bytes, Limit]
"""As (kind, whose, limit)."""

Attempts = Sequence[AttemptLimit]
"""The order of kinds is the order of locks."""


def count_attempts(logins: Logins, attempts: Attempts, occasion: Occasion) -> None:
    """Count an attempt against each limit, in a transaction of its own.

    Raises `CallRefused` with TOO_MANY_REQUESTS and when it opens again (AUT-6).
    """
    with logins.database.gathering() as connection:
        refusal = refused_after_counting(connection, attempts, occasion)
    if refusal is not None:
        raise refusal


@dataclass(frozen=True)
class LaidBy:
    """An attempt that is counted before it is known whether it will be made; `last`: its limit has no further one."""

    kind: str
    key: bytes
    opened_at: dt.datetime
    last: bool


@dataclass(frozen=True)
class Counted:
    """Attempts were counted, at an instant of the database's clock. `laid_by`: None where its limit had no room."""

    at: dt.datetime
    laid_by: LaidBy | None


def count_and_lay_by(logins: Logins, attempts: Attempts, what_may_follow: AttemptLimit, occasion: Occasion) -> Counted:
    """As `count_attempts`, and lay one by for what may follow, if its limit has room.

    Of many at once no more lay one by than the limit has. Who finds none left counts once it is known that one is needed
    (`refused_after_counting`); who has no use for it gives it back (`give_back`).
    """
    kind, key, limit = what_may_follow
    with logins.database.gathering() as connection:
        keys = [(kind, key) for kind, key, _ in (*attempts, what_may_follow)]
        windows, counted_at = storage.lock_windows(connection, keys, occasion.now)
        refusal = _counted(connection, windows, attempts, occasion)
        attempt, after = rules.count_attempt(windows[kind, key], limit, occasion.now)
        if refusal is None:
            windows[kind, key] = after
        storage.save_windows(connection, windows)
    if refusal is not None:
        raise refusal
    laid_by = LaidBy(kind, key, after.opened_at, last=not attempt.remaining) if attempt.allowed else None
    return Counted(counted_at, laid_by)


def use(connection: Connection, laid_by: LaidBy, occasion: Occasion) -> None:
    """What it was laid by for is done: the last of a window goes into the audit log, as others do when they are counted."""
    if laid_by.last:
        entries.limit_reached(connection, laid_by.kind, laid_by.key, occasion)


def give_back(connection: Connection, counted: Counted) -> None:
    """Nothing came of what was laid by, if anything was."""
    if (laid_by := counted.laid_by) is not None:
        storage.count_one_less(connection, (laid_by.kind, laid_by.key), laid_by.opened_at)


def refused_after_counting(connection: Connection, attempts: Attempts, occasion: Occasion) -> CallRefused | None:
    """Count an attempt against each limit; answers what to raise once the count is committed, or None.

    That a limit is reached goes into the audit log, once a window: what is refused after it would only fill the log.
    """
    windows, _ = storage.lock_windows(connection, [(kind, key) for kind, key, _ in attempts], occasion.now)
    refusal = _counted(connection, windows, attempts, occasion)
    storage.save_windows(connection, windows)
    return refusal


def _counted(
    connection: Connection, windows: dict[WindowKey, Window], attempts: Attempts, occasion: Occasion
) -> CallRefused | None:
    refused: list[rules.Attempt] = []
    for kind, key, limit in attempts:
        attempt, windows[kind, key] = rules.count_attempt(windows[kind, key], limit, occasion.now)
        if not attempt.allowed:
            refused.append(attempt)
        elif not attempt.remaining:
            entries.limit_reached(connection, kind, key, occasion)
    if not refused:
        return None
    opens_again_at = max(attempt.opens_again_at for attempt in refused)
    details = {"remaining": 0, "opens_again_at": opens_again_at.isoformat().replace("+00:00", "Z")}
    return CallRefused(ErrorCode.TOO_MANY_REQUESTS, details=details)
