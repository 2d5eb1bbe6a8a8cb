"""What every service clears away by itself (reliability.md 2 and 5)."""

from __future__ import annotations

from services.runtime import idempotency, inbox
from services.runtime.work import Work


def forget_old_keys(work: Work) -> int:
    """Drop IDs of messages and idempotency keys older than any repetition; answers how many. Twice does no harm."""
    messages = inbox.forget_before(work.connection, work.now - inbox.KEEP)
    return messages + idempotency.forget_before(work.connection, work.now - idempotency.KEEP)
