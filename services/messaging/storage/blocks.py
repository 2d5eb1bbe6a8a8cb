"""Blocks: the state of each pair of organization and seeker, and what a block leaves undelivered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.messaging.storage.conversations import FROM_ORGANIZATION
from services.messaging.tables import blocks, conversations, messages, organizations


@dataclass(frozen=True)
class Block:
    """Whether the pair is blocked, and how often that has changed."""

    version: int
    blocked: bool


NEVER_BLOCKED = Block(version=0, blocked=False)


def block_of(connection: Connection, organization_id: str, seeker_number: str) -> Block:
    """The pair's state; the caller holds the organization back, so that no one else changes it."""
    row = connection.execute(
        sa.select(blocks.c.version, blocks.c.blocked).where(
            blocks.c.organization_id == organization_id, blocks.c.seeker_number == seeker_number
        )
    ).first()
    return NEVER_BLOCKED if row is None else Block(row.version, row.blocked)


def keep_block(
    connection: Connection, organization_id: str, seeker_number: str, block: Block, now: dt.datetime
) -> None:
    """Write the pair's new state."""
    values = {"version": block.version, "blocked": block.blocked, "changed_at": now}
    if block.blocked:
        values["last_blocked_at"] = now
    if block.version == 1:
        pair = {"organization_id": organization_id, "seeker_number": seeker_number}
        connection.execute(blocks.insert().values(**pair, **values))
        return
    connection.execute(
        blocks.update()
        .where(blocks.c.organization_id == organization_id, blocks.c.seeker_number == seeker_number)
        .values(**values)
    )


def leave_unread_undelivered(
    connection: Connection, organization_id: str, seeker_number: str, now: dt.datetime
) -> None:
    """Mark what the seeker has not read of the organization's as blocked, in all conversations of the pair (MSG-7).

    The conversations are locked in the order of their IDs, before their messages, as whoever reads or writes does.
    """
    own = connection.scalars(
        sa.select(conversations.c.conversation_id)
        .where(conversations.c.organization_id == organization_id, conversations.c.seeker_number == seeker_number)
        .order_by(conversations.c.conversation_id)
        .with_for_update(key_share=True)
    ).all()
    connection.execute(
        messages.update()
        .where(
            messages.c.conversation_id.in_(own),
            messages.c.kind.in_(FROM_ORGANIZATION),
            messages.c.read_at.is_(None),
            messages.c.blocked_at.is_(None),
        )
        .values(blocked_at=now)
    )


def blocked_organizations(connection: Connection, seeker_number: str) -> list[tuple[str, str, dt.datetime]]:
    """ID, name and time of each block that the seeker has set, the newest first."""
    rows = connection.execute(
        sa.select(blocks.c.organization_id, organizations.c.name, blocks.c.changed_at)
        .join(organizations, organizations.c.organization_id == blocks.c.organization_id)
        .where(blocks.c.seeker_number == seeker_number, blocks.c.blocked)
        .order_by(blocks.c.changed_at.desc(), blocks.c.organization_id)
    )
    return [(row.organization_id, row.name, row.changed_at) for row in rows]
