"""Applications and acceptances, and the days on which conversations close."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.messaging.domain.custody import acquired_on, open_until
from services.messaging.domain.placement import Placement
from services.messaging.tables import conversations, placements


def keep_placement(
    connection: Connection, conversation_id: str, placement: Placement, closes_on: dt.date, now: dt.datetime
) -> int:
    """Write what is recorded of a conversation whose lock the caller holds; answers its new version."""
    insert = pg.insert(placements).values(
        conversation_id=conversation_id,
        version=1,
        applied_on=placement.applied_on,
        accepted_on=placement.accepted_on,
        recorded_at=now,
    )
    version: int = connection.execute(
        insert.on_conflict_do_update(
            index_elements=[placements.c.conversation_id],
            set_={
                "version": placements.c.version + 1,
                "applied_on": insert.excluded.applied_on,
                "accepted_on": insert.excluded.accepted_on,
                "recorded_at": insert.excluded.recorded_at,
            },
        ).returning(placements.c.version)
    ).scalar_one()
    connection.execute(
        conversations.update().where(conversations.c.conversation_id == conversation_id).values(open_until=closes_on)
    )
    return version


def count_from(connection: Connection, organization_id: str, seeker_number: str, acquisitions: list[dt.date]) -> None:
    """Let the pair's conversations count their period from these acquisitions (MSG-12).

    The caller holds the organization back, so that no conversation starts and nothing is recorded meanwhile.
    """
    rows = connection.execute(
        sa.select(
            conversations.c.conversation_id,
            conversations.c.started_on,
            conversations.c.acquired_on,
            placements.c.accepted_on,
        )
        .outerjoin(placements, placements.c.conversation_id == conversations.c.conversation_id)
        .where(conversations.c.organization_id == organization_id, conversations.c.seeker_number == seeker_number)
        .order_by(conversations.c.conversation_id)
    ).all()
    for row in rows:
        first = acquired_on(row.started_on, acquisitions)
        if first != row.acquired_on:
            connection.execute(
                conversations.update()
                .where(conversations.c.conversation_id == row.conversation_id)
                .values(acquired_on=first, open_until=open_until(first, row.accepted_on))
            )


def close_deleted(
    connection: Connection, organization_id: str, seeker_number: str, confirmed_at: dt.datetime, day: dt.date
) -> None:
    """Note in the pair's conversations begun by a day that the organization has deleted the record; the latest stands."""
    connection.execute(
        conversations.update()
        .where(
            conversations.c.organization_id == organization_id,
            conversations.c.seeker_number == seeker_number,
            conversations.c.started_on <= day,
            sa.func.coalesce(conversations.c.deleted_at < confirmed_at, sa.true()),
        )
        .values(deleted_at=confirmed_at)
    )
