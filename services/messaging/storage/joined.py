"""Records of one person that were joined (SEE-1): their conversations are the seeker's, whose blocks are of each of them.

Locked before any organization is held back, so that a block and a record that joins know of each other.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.messaging.tables import blocks, joined_seekers
from services.runtime.joined import JoinedNumbers

records = JoinedNumbers(joined_seekers.c.joined_number, joined_seekers.c.seeker_number)


def blocked_by_any(connection: Connection, seeker_numbers: list[str]) -> list[str]:
    """The organizations that are blocked under one of these numbers, in one order."""
    listed = sa.cast(seeker_numbers, pg.ARRAY(sa.Text))
    query = sa.select(blocks.c.organization_id).where(blocks.c.seeker_number == sa.any_(listed), blocks.c.blocked)
    return sorted(set(connection.execute(query).scalars()))
