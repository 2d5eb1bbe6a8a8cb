"""Why a public list can't be shown."""

from __future__ import annotations

from enum import Enum


class PublicListReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    BEFORE_FIRST_DAY = "REG-14: there was no list yet on that day"
    DAY_TO_COME = "REG-14: nobody knows the list of a day to come"
    UNKNOWN_CODE = "REG-17: no bureau or prefecture has this code"
    STALE_CURSOR = "the cursor is none of ours, or of another list"
