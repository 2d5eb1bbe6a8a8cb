"""How long messages are kept, and reading them in a case (MSG-14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.messaging.storage.conversations import AS_SENT, MessageRow
from services.messaging.tables import cases, complaints, conversations, explanations, guidance_texts, messages

_ID = pg.UUID(as_uuid=False)


@dataclass(frozen=True)
class Case:
    """A case of compliance's, as far as messaging knows it."""

    organization_id: str
    open: bool
    ground: str | None


@dataclass(frozen=True)
class KeptConversation:
    """A conversation as staff see it in a case."""

    conversation_id: str
    seeker_number: str
    started_on: dt.date
    open_until: dt.date
    last_message_at: dt.datetime
    deleted_at: dt.datetime | None
    erased_at: dt.datetime | None


def keep_case(connection: Connection, state: Mapping[str, Any]) -> None:
    """Take over how a case is, in whatever order that comes: closed it stays, and its closing is taken whatever its version.

    Two versions of compliance count the steps of a case in two ways while one follows the other (decision 282), so that of a
    closing the number says nothing. For the same reason a ground that is known is not lost to an event that does not know it,
    and one that is not known is taken from the same version.
    """
    insert = pg.insert(cases).values({column.name: state[column.name] for column in cases.c})
    new, known = insert.excluded, cases.c
    closes = ~new.open
    names_ground = sa.and_(known.ground.is_(None), known.version == new.version)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[known.case_id],
            set_={
                "version": sa.func.greatest(known.version, new.version),
                "open": new.open,
                "ground": sa.func.coalesce(new.ground, known.ground),
            },
            where=sa.and_(known.open, sa.or_(closes, known.version < new.version, names_ground)),
        )
    )


def keep_complaint(connection: Connection, state: Mapping[str, Any]) -> None:
    """Take over whether a complaint is open, if that is newer: one that is closed may be taken up again."""
    insert = pg.insert(complaints).values({column.name: state[column.name] for column in complaints.c})
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[complaints.c.complaint_id],
            set_={name: insert.excluded[name] for name in ("version", "organization_id", "open")},
            where=complaints.c.version < insert.excluded.version,
        )
    )


def case_of(connection: Connection, case_id: str) -> Case | None:
    """A case; None where messaging has not been told of it."""
    row = connection.execute(sa.select(cases).where(cases.c.case_id == case_id)).first()
    return None if row is None else Case(row.organization_id, row.open, row.ground)


def conversations_of(
    connection: Connection, organization_id: str, *, seeker_numbers: Collection[str], after: str | None, limit: int
) -> list[KeptConversation]:
    """The organization's conversations in the order of their IDs, of one seeker alone where the seeker's numbers are named."""
    query = _kept().where(conversations.c.organization_id == organization_id)
    if seeker_numbers:
        query = query.where(conversations.c.seeker_number.in_(seeker_numbers))
    if after is not None:
        query = query.where(conversations.c.conversation_id > after)
    rows = connection.execute(query.order_by(conversations.c.conversation_id).limit(limit))
    return [KeptConversation(**row._mapping) for row in rows]


def conversation(connection: Connection, conversation_id: str, organization_id: str) -> KeptConversation | None:
    """One conversation of the organization's."""
    own = (conversations.c.conversation_id == conversation_id, conversations.c.organization_id == organization_id)
    row = connection.execute(_kept().where(*own)).first()
    return None if row is None else KeptConversation(**row._mapping)


def _kept() -> sa.Select[Any]:
    return sa.select(*(conversations.c[field.name] for field in fields(KeptConversation)))


def all_messages(connection: Connection, conversation_id: str) -> list[MessageRow]:
    """Every message of a conversation as it was sent, oldest first, whoever may no longer read it."""
    found = connection.execute(
        sa.select(*AS_SENT)
        .select_from(messages.outerjoin(guidance_texts, guidance_texts.c.text_id == messages.c.guidance_text_id))
        .where(messages.c.conversation_id == conversation_id)
        .order_by(messages.c.sent_at, messages.c.message_id)
    )
    return [MessageRow(**row._mapping) for row in found]


def lock_to_erase(connection: Connection, before: dt.date, limit: int) -> list[str]:
    """Conversations that ended before a day and that nothing keeps any longer, locked; those in use are left for later.

    A duty to delete keeps one until the organization has confirmed it (MSG-11), an open case or complaint all of its
    organization's.
    """
    held = [
        sa.exists().where(table.c.organization_id == conversations.c.organization_id, table.c.open)
        for table in (cases, complaints)
    ]
    query = (
        sa.select(conversations.c.conversation_id)
        .where(
            conversations.c.open_until < before,
            conversations.c.erased_at.is_(None),
            conversations.c.deleted_at.is_not(None),
            ~sa.or_(*held),
        )
        .order_by(conversations.c.open_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(connection.scalars(query))


def erase(connection: Connection, conversation_ids: Sequence[str], now: dt.datetime) -> int:
    """Erase the messages of conversations whose locks the caller holds; answers how many messages they were.

    The texts of guidance stay: each is kept once for all conversations, and holds what the organization has registered.
    """
    chosen = sa.any_(sa.cast(list(conversation_ids), pg.ARRAY(_ID)))
    connection.execute(explanations.delete().where(explanations.c.conversation_id == chosen))
    erased = connection.execute(messages.delete().where(messages.c.conversation_id == chosen)).rowcount
    connection.execute(conversations.update().where(conversations.c.conversation_id == chosen).values(erased_at=now))
    return erased
