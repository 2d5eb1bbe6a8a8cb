"""The day's count of dispatches, and what decides on a batch of guidance."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.folded_text import fold
from services.messaging.domain.custody import period_is_over
from services.messaging.domain.dispatch import Candidate, may_be_found
from services.messaging.storage.copies import Organization
from services.messaging.tables import (
    blocks,
    conversations,
    custody,
    dispatch_counts,
    guidance_texts,
    messages,
    organizations,
    seekers,
)
from services.runtime.identifiers import new_id


def used_on(connection: Connection, organization_id: str, day: dt.date) -> int:
    """How many dispatches went out on a day; unlocked."""
    return connection.scalar(sa.select(dispatch_counts.c.used).where(_count_of(organization_id, day))) or 0


def used_by_sender(connection: Connection, organization_id: str | None, day: dt.date) -> int | None:
    """The same of an organization that may send; None where it is none."""
    own = (dispatch_counts.c.organization_id == organizations.c.organization_id) & (dispatch_counts.c.day == day)
    used: int | None = connection.scalar(
        sa.select(sa.func.coalesce(dispatch_counts.c.used, 0))
        .select_from(organizations.outerjoin(dispatch_counts, own))
        .where(
            organizations.c.organization_id == organization_id,
            organizations.c.standing == "active",
            organizations.c.services.contains(["seekers"]),
        )
    )
    return used


def lock_used_on(connection: Connection, organization_id: str, day: dt.date, cap: int) -> int:
    """How many dispatches went out on a day; nobody else can count one until commit (MSG-4).

    Right under concurrency: the row exists before it is locked, and whoever dispatches waits here for the lock, then reads
    what the one before committed. A cap that was lowered during the day stops further dispatches, not those gone out.
    """
    connection.execute(
        pg.insert(dispatch_counts)
        .values(organization_id=organization_id, day=day, cap=cap, used=0)
        .on_conflict_do_nothing()
    )
    row = connection.execute(
        sa.select(dispatch_counts.c.used, dispatch_counts.c.cap)
        .where(_count_of(organization_id, day))
        .with_for_update(key_share=True)
    ).one()
    if row.cap != cap:
        connection.execute(
            dispatch_counts.update().where(_count_of(organization_id, day)).values(cap=max(cap, row.used))
        )
    used: int = row.used
    return used


def count(connection: Connection, organization_id: str, day: dt.date, dispatches: int) -> None:
    """Add dispatches to the day's count, whose lock the caller holds."""
    connection.execute(
        dispatch_counts.update().where(_count_of(organization_id, day)).values(used=dispatch_counts.c.used + dispatches)
    )


def _count_of(organization_id: str, day: dt.date) -> sa.ColumnElement[bool]:
    return (dispatch_counts.c.organization_id == organization_id) & (dispatch_counts.c.day == day)


def candidates(
    connection: Connection,
    organization: Organization,
    seeker_numbers: Sequence[str],
    acquisitions: Mapping[str, Sequence[dt.date]],
    today: dt.date,
) -> dict[str, Candidate]:
    """What decides on guidance to each of the seekers; numbers that nobody has are left out.

    `acquisitions`: as `storage.copies.acquisition_days` finds them.
    """
    own = organization.organization_id
    pair = (blocks.c.organization_id == own) & (blocks.c.seeker_number == seekers.c.seeker_number)
    present = (
        (conversations.c.organization_id == own)
        & (conversations.c.seeker_number == seekers.c.seeker_number)
        & (conversations.c.application_id == seekers.c.application_id)
    )
    held = (custody.c.organization_id == own) & (custody.c.seeker_number == seekers.c.seeker_number)
    guided = (
        sa.select(sa.func.count())
        .where((messages.c.conversation_id == conversations.c.conversation_id) & (messages.c.kind == "guidance"))
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(
            seekers,
            blocks.c.blocked,
            conversations.c.conversation_id,
            conversations.c.open_until,
            (conversations.c.open_until < today).label("closed"),
            guided.label("guided"),
            custody.c.due_since.is_not(None).label("deletion_due"),
            _last_open_until(own).label("last_open_until"),
        )
        .select_from(seekers.outerjoin(blocks, pair).outerjoin(conversations, present).outerjoin(custody, held))
        .where(seekers.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))))
    )
    return {
        row.seeker_number: Candidate(
            seeker_number=row.seeker_number,
            application_id=row.application_id,
            available=may_be_found(row.provided_to, row.valid_until, organization.class_, today),
            blocked=bool(row.blocked),
            conversation_id=row.conversation_id,
            guided=row.guided,
            closed=bool(row.closed),
            deletion_due=bool(row.deletion_due)
            or period_is_over(acquisitions.get(row.seeker_number, ()), row.last_open_until, today),
            open_until=row.open_until,
        )
        for row in rows
    }


def _last_open_until(organization_id: str) -> sa.ScalarSelect[dt.date]:
    """Until when the organization may use any conversation with the seeker of the row, of whatever application (MSG-12)."""
    of_the_pair = conversations.alias("of_the_pair")
    return (
        sa.select(sa.func.max(of_the_pair.c.open_until))
        .where(of_the_pair.c.organization_id == organization_id, of_the_pair.c.seeker_number == seekers.c.seeker_number)
        .scalar_subquery()
    )


def keep_text(connection: Connection, organization_id: str, body: str) -> str:
    """The ID of this text of guidance, which is stored the first time it is sent (MSG-14)."""
    digest = hashlib.sha256(body.encode()).digest()
    connection.execute(
        pg.insert(guidance_texts)
        .values(text_id=new_id(), organization_id=organization_id, digest=digest, body=body, folded=fold(body))
        .on_conflict_do_nothing()
    )
    found: str = connection.execute(
        sa.select(guidance_texts.c.text_id).where(
            guidance_texts.c.organization_id == organization_id, guidance_texts.c.digest == digest
        )
    ).scalar_one()
    return found


def start_conversations(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert new conversations."""
    if rows:
        connection.execute(conversations.insert(), rows)


def add_guidance(
    connection: Connection, guidance: Sequence[dict[str, Any]], now: dt.datetime, information_version: int
) -> None:
    """Insert guidance into conversations that are there, and put each at the head of its lists.

    `information_version`: of the mandatory information that the guidance tells (MSG-3).
    """
    connection.execute(messages.insert(), guidance)
    connection.execute(
        conversations.update()
        .where(
            conversations.c.conversation_id
            == sa.any_(sa.cast([row["conversation_id"] for row in guidance], pg.ARRAY(pg.UUID(as_uuid=False)))),
            (conversations.c.last_message_at < now) | (conversations.c.information_version < information_version),
        )
        .values(
            last_message_at=sa.func.greatest(conversations.c.last_message_at, now),
            information_version=information_version,
        )
    )
