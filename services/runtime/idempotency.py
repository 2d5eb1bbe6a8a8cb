"""Idempotency keys (reliability.md 5): a request repeated with its key has one effect and one answer."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.runtime.refusal import Refusal
from services.runtime.round_trips import BY_NAME, later
from services.runtime.serialization import dumps, loads

KEEP = dt.timedelta(hours=48)
"""How long a key is remembered."""
_NONCE_BYTES = 12


class IdempotencyReason(Enum):
    """Why a repeated request is refused."""

    KEY_REUSED = "the key was used for a request with another body"
    ALREADY_DONE = "the request was done, and its answer held a secret that is not kept"


def idempotency_table(metadata: sa.MetaData) -> sa.Table:
    """The keys seen, to be part of each service's tables. `answer` is sealed, and NULL where it would hold a secret."""
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
_INSERT = pg.insert(_rows).on_conflict_do_nothing().returning(_rows.c.key).execution_options(**BY_NAME)
_THIS = (_rows.c.scope == sa.bindparam("of_scope")) & (_rows.c.key == sa.bindparam("of_key"))
_SELECT = sa.select(_rows.c.request_hash, _rows.c.answer).where(_THIS)
_UPDATE = _rows.update().where(_THIS)


@dataclass(frozen=True)
class KeyedRequest:
    """A request that came under a key, and by which its repetitions are known.

    `scope` keeps keys of different accounts and operations apart. `request` is plain JSON, as it came.
    """

    scope: str
    key: str
    request: Any
    hash_key: bytes

    @property
    def name(self) -> str:
        """A UUID that a request has in common with its repetitions and with no other request, not even one under the same key.

        For what must be counted once although the request is refused and so leaves no row. Under `hash_key`, as `digest` is.
        """
        named = hmac.digest(self.hash_key, dumps([self.scope, self.key.lower(), self.request]), hashlib.sha256)
        return str(UUID(bytes=named[:16], version=5))

    @property
    def digest(self) -> bytes:
        """What is remembered of the request: a password in it can't be guessed from it."""
        return hmac.digest(self.hash_key, dumps(self.request), hashlib.sha256)

    @property
    def place(self) -> str:
        """What a kept answer is sealed for: it opens nowhere else."""
        return f"{self.scope}:{self.key.lower()}"


def scope_of(account_id: str | None, operation: str) -> str:
    """Keys of different accounts and operations never meet."""
    return f"{account_id or '-'}:{operation}"


def once(
    connection: Connection,
    asked: KeyedRequest,
    *,
    keep_answer: bool,
    now: dt.datetime,
    effect: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """Run `effect` unless the key was seen; then answer what was answered before.

    The effect's answer is plain JSON. The request is remembered as a hash, so that a password in it can't be guessed from
    the row; an answer that holds a secret is not kept (`keep_answer`), and any other is sealed under the same key: names
    and addresses in it are as safe as in the tables that they came from (SEE-2).
    Right under concurrency: the key's row is inserted before the effect, in its transaction, so that a repetition waits
    for the first to end; what rolls back leaves no row behind.
    Raises `Refusal` with KEY_REUSED where the key came with another request, ALREADY_DONE where no answer was kept.
    """
    row = {"scope": asked.scope, "key": asked.key, "request_hash": asked.digest, "created_at": now}
    this = {"of_scope": asked.scope, "of_key": asked.key}
    if connection.execute(_INSERT, row).first() is None:
        return _earlier(connection.execute(_SELECT, this).one(), asked)
    answer = effect()
    if keep_answer:
        sealed = _sealed(dumps(answer), asked)
        later(connection, _UPDATE, {**this, "answer": sealed})
    return answer


def seen(connection: Connection, asked: KeyedRequest) -> dict[str, Any] | None:
    """What was answered to a request that was done under its key; None where it was not.

    For what comes before `once` and must not come again. It claims nothing: of two that come at the same time both may see
    nothing. Raises `Refusal` as `once` does.
    """
    row = connection.execute(_SELECT, {"of_scope": asked.scope, "of_key": asked.key}).first()
    return None if row is None else _earlier(row, asked)


def _earlier(row: Any, asked: KeyedRequest) -> dict[str, Any]:
    if not hmac.compare_digest(bytes(row.request_hash), asked.digest):
        raise Refusal(IdempotencyReason.KEY_REUSED)
    kept = None if row.answer is None else _opened(row.answer, asked)
    if kept is None:
        raise Refusal(IdempotencyReason.ALREADY_DONE)
    earlier: dict[str, Any] = loads(kept)
    return earlier


def _cipher(hash_key: bytes) -> AESGCM:
    return AESGCM(hmac.digest(hash_key, b"sealing of kept answers", hashlib.sha256))


def _sealed(answer: bytes, asked: KeyedRequest) -> str:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(asked.hash_key).encrypt(nonce, answer, asked.place.encode())
    return base64.b64encode(nonce + sealed).decode()


def _opened(text: str, asked: KeyedRequest) -> bytes | None:
    """The answer again; None where it was not sealed by us, or for another key."""
    try:
        sealed = base64.b64decode(text, validate=True)
        cipher = _cipher(asked.hash_key)
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], asked.place.encode())
    except (InvalidTag, ValueError):
        return None


def forget_before(connection: Connection, instant: dt.datetime) -> int:
    """Delete keys made before an instant; answers how many."""
    return connection.execute(_rows.delete().where(_rows.c.created_at < instant)).rowcount
