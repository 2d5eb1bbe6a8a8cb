"""Counting attempts against limits (AUT-6)."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.login import entries, rules, storage
from gateway.login.occasion import Logins, Occasion
from gateway.login.rules import Limit
from services.contracts.errors import CallRefused, ErrorCode


def count_attempts(logins: Logins, attempts: Iterable[tuple[str, bytes, Limit]], occasion: Occasion) -> None:
    """Count an attempt against each limit, as (kind, whose, limit); the order of kinds is the order of locks.

    That a limit is reached goes into the audit log, once a window: what is refused after it would only fill the log.
    Raises `CallRefused` with TOO_MANY_REQUESTS and when it opens again (AUT-6).
    """
    refused: list[rules.Attempt] = []
    with logins.database.transaction() as connection:
        for kind, key, limit in attempts:
            window = storage.lock_window(connection, kind, key, occasion.now)
            attempt, window = rules.count_attempt(window, limit, occasion.now)
            storage.save_window(connection, kind, key, window)
            if not attempt.allowed:
                refused.append(attempt)
            elif not attempt.remaining:
                entries.limit_reached(connection, kind, key, occasion)
    if refused:
        opens_again_at = max(attempt.opens_again_at for attempt in refused)
        details = {"remaining": 0, "opens_again_at": opens_again_at.isoformat().replace("+00:00", "Z")}
        raise CallRefused(ErrorCode.TOO_MANY_REQUESTS, details=details)
