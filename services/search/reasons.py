"""Why search refuses (SRC); mapped to codes of the contract in `service.py`."""

from __future__ import annotations

from enum import Enum


class SearchReason(Enum):
    """Reasons of refusals."""

    UNKNOWN_CODE = "a code that is in no reference list (REG-17)"
    STALE_CURSOR = "a cursor of another search (SRC-2)"
    NO_SEEKER_INFORMATION = "the organization is not served seeker information (REG-1)"
    ORGANIZATION_NOT_ACTIVE = "the organization is suspended, gone or unknown (AUT-9, CMP-14)"
    NOT_FOUND = "no such seeker, or none this reader may see (SEE-4, SRC-3)"
    NAME_TAKEN = "the account has saved a search under this name (SRC-6)"
    TOO_MANY_SAVED = "the account has saved as many searches as it may (SRC-6)"
    TO_BE_DELETED = "the organization must delete the record and has not confirmed it (MSG-11, MSG-12)"
    INDEX_NOT_READY = "the index is being built"
