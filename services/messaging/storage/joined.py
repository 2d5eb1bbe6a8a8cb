"""Records of one person that were joined (SEE-1): their conversations are the seeker's, whose blocks are of each of them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.messaging.tables import blocks, joined_seekers


def lock_records_of(connection: Connection, *seeker_numbers: str) -> None:
    """Let one transaction at a time block for a person, or join a record, until commit; before any organization is held back.

    Of a record that was joined the person's is locked too, whose every decision locks it.
    """
    for number in sorted({*seeker_numbers, *(_stays(connection, one) for one in seeker_numbers)}):
        key = sa.func.hashtextextended(f"records:{number}", 0)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def keep_joined(connection: Connection, joined_number: str, seeker_number: str) -> None:
    """Keep that a record is a second one of a seeker's; those that were joined into it are the seeker's as well.

    Right in whatever order it is told: each row names the record that stays.
    """
    stays = _stays(connection, seeker_number)
    values = {"joined_number": joined_number, "seeker_number": stays}
    connection.execute(pg.insert(joined_seekers).values(values).on_conflict_do_nothing())
    into = joined_seekers.c.seeker_number == joined_number
    connection.execute(joined_seekers.update().where(into).values(seeker_number=stays))


def known(connection: Connection, numbers: Collection[str]) -> set[str]:
    """Those of these numbers of which it is known that they were joined."""
    listed = sa.cast(sorted(numbers), pg.ARRAY(sa.Text))
    query = sa.select(joined_seekers.c.joined_number).where(joined_seekers.c.joined_number == sa.any_(listed))
    return set(connection.execute(query).scalars())


def numbers_of(connection: Connection, seeker_number: str) -> list[str]:
    """All numbers of a person, by any of them; the one that stays first."""
    stays = _stays(connection, seeker_number)
    query = sa.select(joined_seekers.c.joined_number).where(joined_seekers.c.seeker_number == stays)
    return [stays, *connection.execute(query.order_by(joined_seekers.c.joined_number)).scalars()]


def blocked_by_any(connection: Connection, seeker_numbers: list[str]) -> list[str]:
    """The organizations that are blocked under one of these numbers, in one order."""
    listed = sa.cast(seeker_numbers, pg.ARRAY(sa.Text))
    query = sa.select(blocks.c.organization_id).where(blocks.c.seeker_number == sa.any_(listed), blocks.c.blocked)
    return sorted(set(connection.execute(query).scalars()))


def _stays(connection: Connection, seeker_number: str) -> str:
    into = sa.select(joined_seekers.c.seeker_number).where(joined_seekers.c.joined_number == seeker_number)
    return connection.execute(into).scalar() or seeker_number
