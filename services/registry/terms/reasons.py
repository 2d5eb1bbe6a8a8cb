"""Why a request about the terms is refused."""

from __future__ import annotations

from enum import Enum


class TermsReason(Enum):
    """A reason of the rules of the terms."""

    NO_SUCH_VERSION = "no such version is posted"
