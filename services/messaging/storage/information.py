"""Changes of mandatory information: noted once, then told to the open conversations in turn (MSG-3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.messaging.tables import blocks, conversations, information_changes, messages
from services.runtime.identifiers import new_id

_ID = pg.UUID(as_uuid=False)


@dataclass(frozen=True)
class InformationChange:
    """A change that is being told."""

    organization_id: str
    version: int
    text_id: str


@dataclass(frozen=True)
class Waiting:
    """A conversation that is to be told."""

    conversation_id: str
    seeker_number: str
    organization_class: str


def note(connection: Connection, organization_id: str, version: int, text_id: str, now: dt.datetime) -> None:
    """Note a change once, whoever notes it again."""
    connection.execute(
        pg.insert(information_changes)
        .values(organization_id=organization_id, version=version, text_id=text_id, noted_at=now)
        .on_conflict_do_nothing()
    )


def anything_to_tell(connection: Connection, organization_id: str) -> bool:
    """Whether a change is not told to the end."""
    query = sa.select(1).where(_unfinished(organization_id)).limit(1)
    return connection.execute(query).first() is not None


def lock_oldest(connection: Connection, organization_id: str) -> InformationChange | None:
    """The oldest change not told to the end, locked until commit: changes of one organization are told one after the other."""
    row = connection.execute(
        sa.select(information_changes)
        .where(_unfinished(organization_id))
        .order_by(information_changes.c.version)
        .limit(1)
        .with_for_update()
    ).first()
    return None if row is None else InformationChange(organization_id, row.version, row.text_id)


def _unfinished(organization_id: str) -> sa.ColumnElement[bool]:
    return (information_changes.c.organization_id == organization_id) & information_changes.c.finished_at.is_(None)


def next_to_tell(connection: Connection, change: InformationChange, today: dt.date, limit: int) -> list[Waiting]:
    """Conversations that are still to be told, locked.

    Left out are those that were begun or guided with the new text, that are over (MSG-12), deleted (MSG-11) or blocked.
    """
    pair = (blocks.c.organization_id == conversations.c.organization_id) & (
        blocks.c.seeker_number == conversations.c.seeker_number
    )
    query = (
        sa.select(conversations.c.conversation_id, conversations.c.seeker_number, conversations.c.organization_class)
        .select_from(conversations.outerjoin(blocks, pair))
        .where(
            conversations.c.organization_id == change.organization_id,
            conversations.c.information_version < change.version,
            conversations.c.open_until >= today,
            sa.func.coalesce(conversations.c.deleted_at < conversations.c.last_message_at, sa.true()),
            sa.func.coalesce(~blocks.c.blocked, sa.true()),
        )
        .order_by(conversations.c.information_version, conversations.c.open_until, conversations.c.conversation_id)
        .limit(limit)
        .with_for_update(key_share=True, of=conversations)
    )
    return [Waiting(**row._mapping) for row in connection.execute(query)]


def tell(
    connection: Connection, change: InformationChange, waiting: Sequence[Waiting], now: dt.datetime, day: dt.date
) -> list[str]:
    """Write the message into each of the conversations, whose locks the caller holds; answers the messages' IDs in order.

    A conversation can't be told twice: uq_messages_change_once.
    """
    rows = [
        {
            "message_id": new_id(),
            "conversation_id": one.conversation_id,
            "kind": "change",
            "guidance_text_id": change.text_id,
            "information_version": change.version,
            "sent_at": now,
            "day": day,
        }
        for one in waiting
    ]
    connection.execute(messages.insert(), rows)
    ids = sa.cast([one.conversation_id for one in waiting], pg.ARRAY(_ID))
    connection.execute(
        conversations.update()
        .where(conversations.c.conversation_id == sa.any_(ids))
        .values(
            information_version=change.version,
            last_message_at=sa.func.greatest(conversations.c.last_message_at, now),
        )
    )
    return [str(row["message_id"]) for row in rows]


def advance(connection: Connection, change: InformationChange, told: int, finished_at: dt.datetime | None) -> None:
    """Note how many more were told of the change, whose lock the caller holds."""
    connection.execute(
        information_changes.update()
        .where(
            information_changes.c.organization_id == change.organization_id,
            information_changes.c.version == change.version,
        )
        .values(told=information_changes.c.told + told, finished_at=finished_at)
    )


def open_newest_again(connection: Connection, organization_id: str) -> bool:
    """Let the newest change be told to who has not been told of it; answers whether there is one."""
    newest = (
        sa.select(sa.func.max(information_changes.c.version))
        .where(information_changes.c.organization_id == organization_id)
        .scalar_subquery()
    )
    opened = connection.execute(
        information_changes.update()
        .where(information_changes.c.organization_id == organization_id, information_changes.c.version == newest)
        .values(finished_at=None)
    )
    return bool(opened.rowcount)
