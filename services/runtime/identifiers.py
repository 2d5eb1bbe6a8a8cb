"""IDs: UUIDv7, so that they sort by the time they were made."""

from __future__ import annotations

import datetime as dt

import uuid_utils


def new_id() -> str:
    """A new UUIDv7 as lower-case text."""
    return str(uuid_utils.uuid7())


def id_of_later(by: dt.timedelta) -> str:
    """A new UUIDv7 that tells an instant so much later than that of its making, for whom must not learn of that."""
    milliseconds = uuid_utils.uuid7().timestamp + by // dt.timedelta(milliseconds=1)
    return str(uuid_utils.uuid7(nanoseconds=milliseconds * 1_000_000))
