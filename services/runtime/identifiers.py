"""IDs: UUIDv7, so that they sort by the time they were made."""

from __future__ import annotations

import uuid_utils


def new_id() -> str:
    """A new UUIDv7 as lower-case text."""
    return str(uuid_utils.uuid7())
