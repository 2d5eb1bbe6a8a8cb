"""Why custody refuses a request."""

from __future__ import annotations

from enum import Enum


class CustodyReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    NOT_FOUND = "no such thing of the caller's own"
    STALE_CURSOR = "the cursor is none of ours"
    OTHER_BUREAU = "CMP: another bureau's organization"
    ALREADY_CONFIRMED = "MSG-11: the deletion is confirmed already"
    DELETION_DAY_UNFIT = "MSG-11: before the acquisition, or still to come"
    NOT_YET_CONFIRMED = "MSG-11: only confirmed deletions are certified"
