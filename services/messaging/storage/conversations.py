"""Conversations and their messages: each side reads its own, with its own read state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.messaging.tables import (
    blocks,
    conversations,
    guidance_texts,
    joined_seekers,
    messages,
    organizations,
    placements,
)

FROM_ORGANIZATION = ("guidance", "reply", "change", "request")
FROM_SEEKER = ("question", "answer")


_not_closed = sa.func.coalesce(conversations.c.closed_before < messages.c.sent_at, sa.true())


@dataclass(frozen=True)
class Side:
    """One side of conversations, an organization or a seeker, on a day: what is its own and what it may read.

    A conversation is there until it is erased (MSG-14), and an organization's until it has confirmed the deletion and nothing
    came after (MSG-11). Of its own it reads no message from before the seeker's last block or of what it must delete, and none
    once the period of MSG-12 is over.
    """

    organization_id: str | None
    seeker_number: str | None
    today: dt.date
    reads: bool = True
    """Whether it may read messages at all; a suspended organization lists what it has to report on, and no more (AUT-9)."""

    def own(self, name: str) -> sa.Column[Any]:
        """A column of the conversation that each side has for itself."""
        return conversations.c[f"{'seeker' if self.organization_id is None else 'organization'}_{name}"]

    @property
    def archived(self) -> sa.ColumnElement[bool]:
        """Which of its conversations it has put away; whatever is written later brings them back."""
        return sa.func.coalesce(self.own("archived_at") >= conversations.c.last_message_at, sa.false())

    @property
    def owns(self) -> sa.ColumnElement[bool]:
        """Which conversations are its own."""
        if self.organization_id is None:
            return (conversations.c.seeker_number == sa.any_(_numbers_of(self.seeker_number))) & (
                conversations.c.erased_at.is_(None)
            )
        own = (conversations.c.organization_id == self.organization_id) & conversations.c.erased_at.is_(None)
        return own & sa.func.coalesce(conversations.c.deleted_at < conversations.c.last_message_at, sa.true())

    @property
    def may_read(self) -> sa.ColumnElement[bool]:
        """Which messages of its own conversations it may read."""
        if self.organization_id is None:
            return sa.true()
        since = sa.func.coalesce(blocks.c.last_blocked_at < messages.c.sent_at, sa.true())
        return (conversations.c.open_until >= self.today) & since & _not_closed

    @property
    def unread(self) -> sa.ColumnElement[bool]:
        """Which messages wait for it to be read."""
        return (
            messages.c.read_at.is_(None)
            & messages.c.blocked_at.is_(None)
            & messages.c.kind.in_(FROM_ORGANIZATION if self.organization_id is None else FROM_SEEKER)
        )


def _numbers_of(seeker_number: str | None) -> sa.ColumnElement[Any]:
    """A seeker's number, and those of records that were joined into it (SEE-1)."""
    joined = sa.select(joined_seekers.c.joined_number).where(joined_seekers.c.seeker_number == seeker_number)
    own = sa.select(sa.literal(seeker_number, joined_seekers.c.joined_number.type))
    return sa.func.array(own.union_all(joined).scalar_subquery())


@dataclass(frozen=True)
class ConversationRow:
    """A conversation with what its rules need, as one side sees it."""

    conversation_id: str
    organization_id: str
    organization_name: str
    organization_class: str
    organization_standing: str
    organization_services: Sequence[str]
    seeker_number: str
    started_on: dt.date
    acquired_on: dt.date
    open_until: dt.date
    deleted_at: dt.datetime | None
    last_message_at: dt.datetime
    blocked: bool
    applied_on: dt.date | None
    accepted_on: dt.date | None
    unread: int
    marked_unread: bool
    archived: bool

    @property
    def deleted(self) -> bool:
        """Whether the organization has confirmed the deletion, and nothing came after (MSG-11)."""
        return self.deleted_at is not None and self.deleted_at >= self.last_message_at


@dataclass(frozen=True)
class MessageRow:
    """A message as sent."""

    message_id: str
    kind: str
    sent_at: dt.datetime
    read_at: dt.datetime | None
    blocked_at: dt.datetime | None
    reported_at: dt.datetime | None
    report_reason: str | None
    template_id: str | None
    body: str

    @property
    def state(self) -> str:
        """Delivered with being written; then read by the other side, or left undelivered by a block (MSG-14)."""
        if self.blocked_at is not None:
            return "blocked"
        return "delivered" if self.read_at is None else "read"


pair: sa.ColumnElement[bool] = (blocks.c.organization_id == conversations.c.organization_id) & (
    blocks.c.seeker_number == conversations.c.seeker_number
)
"""Which block belongs to a conversation."""
whole = (
    conversations.join(organizations, organizations.c.organization_id == conversations.c.organization_id)
    .outerjoin(blocks, pair)
    .outerjoin(placements, placements.c.conversation_id == conversations.c.conversation_id)
)

AS_SENT = (
    messages.c.message_id,
    messages.c.kind,
    messages.c.sent_at,
    messages.c.read_at,
    messages.c.blocked_at,
    messages.c.reported_at,
    messages.c.report_reason,
    messages.c.template_id,
    sa.func.coalesce(messages.c.body, guidance_texts.c.body).label("body"),
)
"""A `MessageRow`, of messages joined with the texts of guidance."""


def query(side: Side) -> sa.Select[Any]:
    """The side's own conversations, a row of `ConversationRow` each."""
    unread = (
        sa.select(sa.func.count())
        .select_from(messages)
        .where(messages.c.conversation_id == conversations.c.conversation_id, side.unread, side.may_read)
        .correlate(conversations, blocks)
        .scalar_subquery()
    )
    return (
        sa.select(
            conversations.c.conversation_id,
            conversations.c.organization_id,
            organizations.c.name.label("organization_name"),
            conversations.c.organization_class,
            organizations.c.standing.label("organization_standing"),
            organizations.c.services.label("organization_services"),
            conversations.c.seeker_number,
            conversations.c.started_on,
            conversations.c.acquired_on,
            conversations.c.open_until,
            conversations.c.deleted_at,
            conversations.c.last_message_at,
            sa.func.coalesce(blocks.c.blocked, sa.false()).label("blocked"),
            placements.c.applied_on,
            placements.c.accepted_on,
            unread.label("unread"),
            side.own("marked_at").is_not(None).label("marked_unread"),
            side.archived.label("archived"),
        )
        .select_from(whole)
        .where(side.owns)
    )


def find(connection: Connection, conversation_id: str, side: Side) -> ConversationRow | None:
    """A conversation of the side's own, unlocked; None where there is none."""
    row = connection.execute(query(side).where(conversations.c.conversation_id == conversation_id)).first()
    return None if row is None else ConversationRow(**row._mapping)


def lock(connection: Connection, conversation_id: str, side: Side) -> ConversationRow | None:
    """A conversation of the side's own, its row locked until commit; None where there is none.

    Locked first and read by a second statement: one statement would join the locked row with what the other tables held
    before it waited.
    """
    connection.execute(
        sa.select(conversations.c.conversation_id)
        .where(conversations.c.conversation_id == conversation_id)
        .with_for_update(key_share=True)
    )
    return find(connection, conversation_id, side)


def messages_of(connection: Connection, conversation_id: str, side: Side) -> list[MessageRow]:
    """The messages that the side may read, oldest first."""
    found = connection.execute(
        sa.select(*AS_SENT)
        .select_from(
            messages.join(conversations, conversations.c.conversation_id == messages.c.conversation_id)
            .outerjoin(guidance_texts, guidance_texts.c.text_id == messages.c.guidance_text_id)
            .outerjoin(blocks, pair)
        )
        .where(messages.c.conversation_id == conversation_id, side.owns, side.may_read)
        .order_by(messages.c.sent_at, messages.c.message_id)
    )
    return [MessageRow(**row._mapping) for row in found]


def mark_read(connection: Connection, message_ids: Sequence[str], side: Side, now: dt.datetime) -> set[str]:
    """Note that the side has read those of the messages that waited for it; answers which these were."""
    marked = connection.scalars(
        messages.update()
        .where(messages.c.message_id.in_(message_ids), side.unread)
        .values(read_at=now)
        .returning(messages.c.message_id)
    )
    return set(marked)


def lock_all(connection: Connection, conversation_ids: Sequence[str]) -> None:
    """Lock conversations until commit, in the order of their IDs as whoever locks several does."""
    if conversation_ids:
        connection.execute(
            sa.select(conversations.c.conversation_id)
            .where(conversations.c.conversation_id.in_(conversation_ids))
            .order_by(conversations.c.conversation_id)
            .with_for_update(key_share=True)
        )


def note_reading(connection: Connection, conversation_id: str, side: Side, now: dt.datetime) -> None:
    """Note that the side has opened what waited there; its own mark is gone with it."""
    values = {side.own("read_at"): now, side.own("marked_at"): None}
    connection.execute(
        conversations.update()
        .where(conversations.c.conversation_id == conversation_id)
        .values({column.name: value for column, value in values.items()})
    )


def mark(connection: Connection, conversation_id: str, side: Side, name: str, at: dt.datetime | None) -> None:
    """Set or take back a mark of the side's own, `marked_at` or `archived_at`; the caller holds the conversation's lock."""
    connection.execute(
        conversations.update()
        .where(conversations.c.conversation_id == conversation_id)
        .values({side.own(name).name: at})
    )


def waiting_for_seekers(connection: Connection, conversation_ids: Sequence[str]) -> set[str]:
    """In which of the conversations, whose locks the caller holds, the seeker has not read everything yet."""
    return _waiting(connection, conversation_ids, FROM_ORGANIZATION)


def waiting_for_organization(connection: Connection, conversation_ids: Sequence[str]) -> set[str]:
    """The same for the organization; what a block or a deletion has closed to it does not wait (MSG-7, MSG-11)."""
    still_its_own = sa.func.coalesce(conversations.c.deleted_at < messages.c.sent_at, sa.true())
    since_block = sa.func.coalesce(blocks.c.last_blocked_at < messages.c.sent_at, sa.true())
    return _waiting(connection, conversation_ids, FROM_SEEKER, still_its_own & since_block & _not_closed)


def _waiting(
    connection: Connection,
    conversation_ids: Sequence[str],
    kinds: Sequence[str],
    readable: sa.ColumnElement[bool] | None = None,
) -> set[str]:
    if not conversation_ids:
        return set()
    query = (
        sa.select(messages.c.conversation_id)
        .select_from(
            messages.join(conversations, conversations.c.conversation_id == messages.c.conversation_id).outerjoin(
                blocks, pair
            )
        )
        .where(
            messages.c.conversation_id == sa.any_(sa.cast(list(conversation_ids), pg.ARRAY(pg.UUID(as_uuid=False)))),
            messages.c.kind.in_(kinds),
            messages.c.read_at.is_(None),
            messages.c.blocked_at.is_(None),
            sa.true() if readable is None else readable,
        )
        .distinct()
    )
    return set(connection.scalars(query))


def has_question(connection: Connection, conversation_id: str) -> bool:
    """Whether the seeker has written anything in the conversation that is not closed to the organization (MSG-11)."""
    asked = (
        sa.select(1)
        .select_from(messages.join(conversations, conversations.c.conversation_id == messages.c.conversation_id))
        .where(messages.c.conversation_id == conversation_id, messages.c.kind == "question", _not_closed)
    )
    return connection.execute(asked.limit(1)).first() is not None


def add_message(connection: Connection, row: dict[str, Any]) -> None:
    """Insert a question or reply; the caller holds the conversation's lock.

    It is out of both sides' archives again, also where a side put it there a moment ago by a clock that is ahead of ours.
    """
    connection.execute(messages.insert().values(row))
    connection.execute(
        conversations.update()
        .where(conversations.c.conversation_id == row["conversation_id"])
        .values(last_message_at=row["sent_at"], organization_archived_at=None, seeker_archived_at=None)
    )
