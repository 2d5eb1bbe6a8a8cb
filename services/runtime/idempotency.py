"""Idempotency keys (reliability.md 5): a request repeated with its key has one effect and one answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.runtime.refusal import Refusal
from services.runtime.serialization import dumps, loads

KEEP = dt.timedelta(hours=48)
"""How long a key is remembered."""


class IdempotencyReason(Enum):
    """Why a repeated request is refused."""

    KEY_REUSED = "the key was used for a request with another body"
    ALREADY_DONE = "the request was done, and its answer held a secret that is not kept"


def idempotency_table(metadata: sa.MetaData) -> sa.Table:
    """The keys seen, to be part of each service's tables. `answer` is NULL where it would hold a secret."""
    return sa.Table(
        "idempotency_keys",
        metadata,
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("key", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


_rows = idempotency_table(sa.MetaData())


def scope_of(account_id: str | None, operation: str) -> str:
    """Keys of different accounts and operations never meet."""
    return f"{account_id or '-'}:{operation}"


def once(
    connection: Connection,
    *,
    scope: str,
    key: str,
    request: Any,
    hash_key: bytes,
    keep_answer: bool,
    now: dt.datetime,
    effect: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """Run `effect` unless the key was seen; then answer what was answered before.

    `request` and the effect's answer are plain JSON. The request is remembered as a hash under `hash_key`, so that a
    password in it can't be guessed from the row; an answer that holds a secret is not kept (`keep_answer`).
    Right under concurrency: the key's row is inserted before the effect, in its transaction, so that a repetition waits
    for the first to end; what rolls back leaves no row behind.
    Raises `Refusal` with KEY_REUSED where the key came with another request, ALREADY_DONE where no answer was kept.
    """
    request_hash = hmac.digest(hash_key, dumps(request), hashlib.sha256)
    inserted = connection.execute(
        pg.insert(_rows)
        .values(scope=scope, key=key, request_hash=request_hash, created_at=now)
        .on_conflict_do_nothing()
        .returning(_rows.c.key)
    ).first()
    where = (_rows.c.scope == scope) & (_rows.c.key == key)
    if inserted is None:
        seen = connection.execute(sa.select(_rows.c.request_hash, _rows.c.answer).where(where)).one()
        if not hmac.compare_digest(bytes(seen.request_hash), request_hash):
            raise Refusal(IdempotencyReason.KEY_REUSED)
        if seen.answer is None:
            raise Refusal(IdempotencyReason.ALREADY_DONE)
        answer: dict[str, Any] = loads(seen.answer)
        return answer
    answer = effect()
    if keep_answer:
        connection.execute(_rows.update().where(where).values(answer=dumps(answer).decode()))
    return answer


def forget_before(connection: Connection, instant: dt.datetime) -> int:
    """Delete keys made before an instant; answers how many."""
    return connection.execute(_rows.delete().where(_rows.c.created_at < instant)).rowcount
