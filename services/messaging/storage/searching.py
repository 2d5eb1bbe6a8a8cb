"""Search in a side's own conversations: any substring, width and case folded, of what the side may read (MSG-6).

An organization may have a hundred thousand messages, a seeker some dozens. So texts of messages are kept folded beside what
was sent, and every pair of neighbouring characters as a number drawn from the pair and the organization: a GIN index over
these answers with the organization's own messages alone, whatever others write. A seeker's are simply looked through.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.folded_text import fold
from services.messaging.storage.conversations import Side, pair
from services.messaging.tables import blocks, conversations, guidance_texts, messages, organizations

_NUMBERS = pg.ARRAY(sa.BigInteger)
_IDS = pg.ARRAY(pg.UUID(as_uuid=False))


def words_of(text: str) -> list[str]:
    """The words to be found, folded; blanks part them."""
    return list(dict.fromkeys(fold(text).split()))


def searchable(organization_id: str, body: str) -> dict[str, Any]:
    """What is kept beside a message to find it by."""
    folded = fold(body)
    return {"folded": folded, "bigrams": sorted(_bigrams(organization_id, folded))}


def found(connection: Connection, side: Side, words: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Conditions on the side's own conversations: each word stands in a text that it may read, or in the other's name.

    That is the seeker's number to an organization, and the organization's name to a seeker. What a block, a deletion or the
    end of the period has closed to an organization is not found either (MSG-7, MSG-11, MSG-12): search must not tell what
    reading does not.
    """
    if side.organization_id is None:
        return [_found_by_seeker(connection, side, word) for word in words]
    return [_found_by_organization(connection, side, side.organization_id, word) for word in words]


def _found_by_seeker(connection: Connection, side: Side, word: str) -> sa.ColumnElement[bool]:
    others = sa.select(organizations.c.organization_id, organizations.c.name).where(
        organizations.c.organization_id.in_(sa.select(conversations.c.organization_id).where(side.owns))
    )
    named = [row.organization_id for row in connection.execute(others) if word in fold(row.name)]
    text = sa.func.coalesce(messages.c.folded, guidance_texts.c.folded, "")
    said = (
        sa.select(messages.c.conversation_id)
        .select_from(
            messages.join(conversations, conversations.c.conversation_id == messages.c.conversation_id).outerjoin(
                guidance_texts, guidance_texts.c.text_id == messages.c.guidance_text_id
            )
        )
        .where(side.owns, side.may_read, sa.func.strpos(text, word) > 0)
        .correlate(None)
    )
    return _one_of(conversations.c.organization_id, named) | conversations.c.conversation_id.in_(said)


def _found_by_organization(
    connection: Connection, side: Side, organization_id: str, word: str
) -> sa.ColumnElement[bool]:
    by_number = sa.func.strpos(conversations.c.seeker_number, word) > 0
    if not side.reads:
        return by_number
    texts = connection.scalars(
        sa.select(guidance_texts.c.text_id).where(
            guidance_texts.c.organization_id == organization_id, sa.func.strpos(guidance_texts.c.folded, word) > 0
        )
    ).all()
    told = (
        sa.select(1)
        .where(
            messages.c.conversation_id == conversations.c.conversation_id,
            _one_of(messages.c.guidance_text_id, texts),
            side.may_read,
        )
        .correlate(conversations, blocks)
        .exists()
    )
    numbers = sorted(_bigrams(organization_id, word))
    indexed = messages.c.bigrams.contains(sa.cast(numbers, _NUMBERS)) if numbers else sa.true()
    said = (
        sa.select(messages.c.conversation_id)
        .select_from(
            messages.join(conversations, conversations.c.conversation_id == messages.c.conversation_id).outerjoin(
                blocks, pair
            )
        )
        .where(side.owns, indexed, sa.func.strpos(messages.c.folded, word) > 0, side.may_read)
        .correlate(None)
    )
    found_in_text = conversations.c.conversation_id.in_(said)
    return by_number | found_in_text | told if texts else by_number | found_in_text


def fold_the_unfolded(connection: Connection, limit: int) -> int:
    """Make searchable what was written by a version that did not; answers how many texts were.

    Rows that another process has in hand are passed over, so that nobody waits for a duty.
    """
    rows = connection.execute(
        sa.select(messages.c.message_id, messages.c.body, conversations.c.organization_id)
        .join(conversations, conversations.c.conversation_id == messages.c.conversation_id)
        .where(messages.c.body.is_not(None), messages.c.folded.is_(None))
        .limit(limit)
        .with_for_update(of=messages, skip_locked=True)
    ).all()
    for row in rows:
        connection.execute(
            messages.update()
            .where(messages.c.message_id == row.message_id)
            .values(**searchable(row.organization_id, row.body))
        )
    texts = connection.execute(
        sa.select(guidance_texts.c.text_id, guidance_texts.c.body)
        .where(guidance_texts.c.folded.is_(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for text in texts:
        connection.execute(
            guidance_texts.update().where(guidance_texts.c.text_id == text.text_id).values(folded=fold(text.body))
        )
    return len(rows) + len(texts)


def _bigrams(organization_id: str, folded: str) -> set[int]:
    key = organization_id.replace("-", "").encode()
    return {
        int.from_bytes(hashlib.blake2b((a + b).encode(), digest_size=8, key=key).digest(), signed=True)
        for a, b in {*pairwise(folded)}
        if not a.isspace() and not b.isspace()
    }


def _one_of(column: sa.Column[Any], identifiers: Sequence[str]) -> sa.ColumnElement[bool]:
    return column == sa.any_(sa.cast(list(identifiers), _IDS))
