"""Where a page ended: the sort key of its last hit, and a hash of what was asked (SRC-2)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from services.search.index.conditions import Reader

_HASH_BYTES = 9
_KEY_BYTES = 8


class StaleCursor(Exception):
    """The cursor belongs to another question or another reader, or is none."""


def question_hash(query: Mapping[str, Any], sort: str, reader: Reader) -> bytes:
    """Tells questions apart: conditions, order and reader. The size of the page may change on the way."""
    said = json.dumps([query, sort, reader.organization_id, reader.class_], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(said.encode(), digest_size=_HASH_BYTES).digest()


def write(key: int, question: bytes) -> str:
    """The cursor after a hit with this sort key."""
    return base64.urlsafe_b64encode(key.to_bytes(_KEY_BYTES, "big") + question).rstrip(b"=").decode()


def read(cursor: str, question: bytes) -> int:
    """The sort key to go on after. Raises `StaleCursor`."""
    try:
        whole = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise StaleCursor from error
    if len(whole) != _KEY_BYTES + _HASH_BYTES or whole[_KEY_BYTES:] != question:
        raise StaleCursor
    return int.from_bytes(whole[:_KEY_BYTES], "big")
