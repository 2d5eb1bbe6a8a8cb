"""Why the audit log refuses a request."""

from __future__ import annotations

from enum import Enum


class AuditReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    STALE_CURSOR = "the cursor is none of ours"
