"""Counting attempts against limits (AUT-6)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from gateway.login import entries, rules, storage
from gateway.login.occasion import Logins, Occasion
from gateway.login.rules import Limit
from services.contracts.errors import CallRefused, ErrorCode

Attempts = Sequence[tuple[str, bytes, Limit]]
"""Each as (kind, whose, limit); the order of kinds is the order of locks."""


def count_attempts(logins: Logins, attempts: Attempts, occasion: Occasion) -> None:
    """Count an attempt against each limit, in a transaction of its own.

    Raises `CallRefused` with TOO_MANY_REQUESTS and when it opens again (AUT-6).
    """
    with logins.database.gathering() as connection:
        refusal = refused_after_counting(connection, attempts, occasion)
    if refusal is not None:
        raise refusal


def refused_after_counting(connection: Connection, attempts: Attempts, occasion: Occasion) -> CallRefused | None:
    """Count an attempt against each limit; answers what to raise once the count is committed, or None.

    That a limit is reached goes into the audit log, once a window: what is refused after it would only fill the log.
    """
    refused: list[rules.Attempt] = []
    windows = storage.lock_windows(connection, [(kind, key) for kind, key, _ in attempts], occasion.now)
    for kind, key, limit in attempts:
        attempt, windows[kind, key] = rules.count_attempt(windows[kind, key], limit, occasion.now)
        if not attempt.allowed:
            refused.append(attempt)
        elif not attempt.remaining:
            entries.limit_reached(connection, kind, key, occasion)
    storage.save_windows(connection, windows)
    if not refused:
        return None
    opens_again_at = max(attempt.opens_again_at for attempt in refused)
    details = {"remaining": 0, "opens_again_at": opens_again_at.isoformat().replace("+00:00", "Z")}
    return CallRefused(ErrorCode.TOO_MANY_REQUESTS, details=details)
