"""Why custody refuses a request."""

from __future__ import annotations

from enum import Enum


class CustodyReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    NOT_FOUND = "no such thing of the caller's own"
    STALE_CURSOR = "the cursor is none of ours"
    ALREADY_CONFIRMED = "MSG-11: the deletion is confirmed already"
