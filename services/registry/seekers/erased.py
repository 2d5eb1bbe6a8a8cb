"""Who was erased, so that the feed does not bring them back (SEE-2): known by a keyed hash of their ID, never by the ID."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.personal_data import PersonalData
from services.registry.seekers.tables import erasures


def lookup_of_source(personal_data: PersonalData, source_id: str) -> bytes:
    """What an ID at Hello Work is found by after an erasure."""
    return personal_data.lookup(f"hellowork:{source_id}")


def erased_on(connection: Connection, personal_data: PersonalData, source_ids: Collection[str]) -> dict[str, dt.date]:
    """The day of the last erasure of each of these IDs; those never erased are left out."""
    lookups = {lookup_of_source(personal_data, source_id): source_id for source_id in source_ids}
    query = (
        sa.select(erasures.c.source_lookup, sa.func.max(erasures.c.done_on).label("day"))
        .where(erasures.c.source_lookup == sa.any_(sa.cast(list(lookups), pg.ARRAY(sa.LargeBinary))))
        .group_by(erasures.c.source_lookup)
    )
    return {lookups[bytes(row.source_lookup)]: row.day for row in connection.execute(query)}
