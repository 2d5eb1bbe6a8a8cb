"""Keeping a seeker's new state, and telling others of it in the same transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from services.registry.seekers import storage
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.published import tell
from services.runtime.refusal import Refusal


def save(connection: Connection, changed: Sequence[Seeker], *, now: dt.datetime, today: dt.date, trace: str) -> None:
    """Write seekers and tell of them."""
    storage.save(connection, changed, today)
    tell(connection, changed, now=now, today=today, trace=trace)


def known(seeker: Seeker | None) -> Seeker:
    """The seeker, who must be there. Raises `Refusal`."""
    if seeker is None:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER)
    return seeker


def locked(connection: Connection, seeker_number: str) -> Seeker:
    """The seeker, locked until the end of the transaction, so that changes follow each other. Raises `Refusal`."""
    return known(storage.find_for_change(connection, seeker_number))
