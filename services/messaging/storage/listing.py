"""Pages of conversations: what waits to be read first, or the newest first; with a cursor that reading does not upset."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.messaging.storage.conversations import ConversationRow, Side, pair, query
from services.messaging.storage.searching import found
from services.messaging.tables import blocks, conversations, messages

NEWEST = "newest"
UNREAD_FIRST = "unread_first"


class CursorInvalid(ValueError):
    """The cursor is none that `page` gave for this order."""


@dataclass(frozen=True)
class Wanted:
    """Which of its conversations a side asks for, and how many at once. `words`: folded, all to be found."""

    limit: int
    sort: str
    cursor: str | None = None
    unread_only: bool = False
    archived: bool = False
    words: Sequence[str] = ()


@dataclass(frozen=True)
class _Position:
    """The last conversation shown: of which part, as of when what waits was looked at, and where it stands in its part.

    Parts: "n" newest of all; "u" what waits, then "r" the rest.
    """

    part: str
    as_of: dt.datetime
    last_message_at: dt.datetime
    conversation_id: str


def page(
    connection: Connection, side: Side, wanted: Wanted, now: dt.datetime
) -> tuple[list[ConversationRow], str | None]:
    """One page of the side's conversations and the cursor of the next. Raises `CursorInvalid`.

    With what waits first, a conversation stays in the part where it stood when the first page was asked for, though it is
    read or marked in between: so none is shown twice and none left out. One in which something is written meanwhile
    stands at the head of a new list, as in every order.
    """
    position = None if wanted.cursor is None else _read(wanted.cursor, wanted.sort)
    as_of = now if position is None else position.as_of
    selected = query(side).where(side.archived == wanted.archived, *found(connection, side, wanted.words))
    if wanted.unread_only:
        selected = selected.where(_waits(side))
    parts = (
        {"n": sa.true()} if wanted.sort == NEWEST else {"u": _stood_first(side, as_of), "r": ~_stood_first(side, as_of)}
    )
    shown: list[tuple[str, ConversationRow]] = []
    for part, condition in parts.items():
        if position is not None and list(parts).index(part) < list(parts).index(position.part):
            continue
        after = position if position is not None and position.part == part else None
        rows = _part(connection, selected.where(condition), after, wanted.limit + 1 - len(shown))
        shown += [(part, row) for row in rows]
        if len(shown) > wanted.limit:
            last_part, last = shown[wanted.limit - 1]
            cursor = _written(_Position(last_part, as_of, last.last_message_at, last.conversation_id))
            return [row for _, row in shown[: wanted.limit]], cursor
    return [row for _, row in shown], None


def unread_in_all(connection: Connection, side: Side) -> tuple[int, int]:
    """In how many conversations outside the archive something waits for the side, and how many messages do."""
    in_conversations = (
        sa.select(sa.func.count()).select_from(conversations).where(side.owns, ~side.archived, _waits(side))
    )
    in_messages = _unread(side, sa.func.count()).where(~side.archived)
    counts = sa.select(in_conversations.scalar_subquery(), in_messages.scalar_subquery())
    row = connection.execute(counts).one()
    return int(row[0]), int(row[1])


def _part(
    connection: Connection, selected: sa.Select[Any], after: _Position | None, limit: int
) -> list[ConversationRow]:
    key = sa.tuple_(conversations.c.last_message_at, conversations.c.conversation_id)
    if after is not None:
        instant = sa.literal(after.last_message_at, sa.DateTime(timezone=True))
        identifier = sa.literal(after.conversation_id, conversations.c.conversation_id.type)
        selected = selected.where(key < sa.tuple_(instant, identifier))
    ordered = selected.order_by(conversations.c.last_message_at.desc(), conversations.c.conversation_id.desc())
    return [ConversationRow(**row._mapping) for row in connection.execute(ordered.limit(limit))]


def _unread(side: Side, column: Any) -> sa.Select[Any]:
    """Messages that wait for the side and that it may read, of all its own conversations.

    Looked for once and not in each conversation: few of an organization's wait, and a seeker has few.
    """
    return (
        sa.select(column)
        .select_from(
            messages.join(conversations, conversations.c.conversation_id == messages.c.conversation_id).outerjoin(
                blocks, pair
            )
        )
        .where(side.owns, side.unread, side.may_read)
        .correlate(None)
    )


def _waits(side: Side) -> sa.ColumnElement[bool]:
    unread = conversations.c.conversation_id.in_(_unread(side, messages.c.conversation_id))
    return side.own("marked_at").is_not(None) | unread


def _stood_first(side: Side, as_of: dt.datetime) -> sa.ColumnElement[bool]:
    """Whether something waited there at that moment, as far as it matters to a list that was begun then."""
    instant = sa.literal(as_of, sa.DateTime(timezone=True))
    marked_then = sa.func.coalesce(side.own("marked_at") <= instant, sa.false())
    read_since = sa.func.coalesce(side.own("read_at") > instant, sa.false())
    unread = conversations.c.conversation_id.in_(_unread(side, messages.c.conversation_id))
    return marked_then | read_since | unread


def _written(position: _Position) -> str:
    fields = (position.part, position.as_of.isoformat(), position.last_message_at.isoformat(), position.conversation_id)
    return base64.urlsafe_b64encode(" ".join(fields).encode()).decode()


def _read(cursor: str, sort: str) -> _Position:
    try:
        part, as_of, at, identifier = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        position = _Position(part, _instant(as_of), _instant(at), str(UUID(identifier)))
    except (binascii.Error, ValueError, OverflowError) as error:
        raise CursorInvalid(cursor) from error
    if position.part not in ({"n"} if sort == NEWEST else {"u", "r"}):
        raise CursorInvalid(cursor)
    return position


def _instant(text: str) -> dt.datetime:
    """In UTC, as the database can't read every offset and instant that Python can."""
    instant = dt.datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant.astimezone(dt.UTC)
