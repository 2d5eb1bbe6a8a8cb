"""Queries on who has acquired which record, and what compliance told of it (SRC-7, MSG-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.search.custody import Custody
from services.search.tables import acquisitions, custody, later_views


@dataclass(frozen=True)
class Acquisition:
    """A first acquisition (取得) of a record by an organization (SRC-7); `reason`: view, export or guidance."""

    organization_id: str
    seeker_number: str
    application_id: str
    acquired_at: dt.datetime
    account_id: str | None
    reason: str


def add_acquisition(connection: Connection, acquisition: Acquisition, deleted_at: dt.datetime | None) -> bool:
    """Write an acquisition unless there is one of the same organization, seeker and application; answers whether it was.

    `deleted_at`: when the organization last confirmed a deletion. One from until then is gone and makes room; what is told
    of that time now comes too late and is none. Right under concurrency: the primary key lets one of two transactions write;
    the other waits, and then finds one that stands.
    """
    if deleted_at is not None and acquisition.acquired_at <= deleted_at:
        return False
    insert = pg.insert(acquisitions).values(**vars(acquisition))
    gone = sa.false() if deleted_at is None else acquisitions.c.acquired_at <= deleted_at
    statement = insert.on_conflict_do_update(
        index_elements=[acquisitions.c.organization_id, acquisitions.c.seeker_number, acquisitions.c.application_id],
        set_={name: insert.excluded[name] for name in ("acquired_at", "account_id", "reason")},
        where=gone,
    )
    return connection.execute(statement.returning(acquisitions.c.organization_id)).first() is not None


def first_view_of_the_day(connection: Connection, reader: str, seeker_number: str, day: dt.date) -> bool:
    """Note that a reader sees a record; answers whether for the first time that day. Of two at once the primary key lets one."""
    insert = pg.insert(later_views).values(reader=reader, seeker_number=seeker_number, day=day)
    return connection.execute(insert.on_conflict_do_nothing().returning(later_views.c.day)).first() is not None


def forget_views_before(connection: Connection, day: dt.date) -> int:
    """Drop what was noted of days before; answers how much. Twice does no harm."""
    return connection.execute(later_views.delete().where(later_views.c.day < day)).rowcount


def acquired_of(
    connection: Connection, organization_id: str, seeker_numbers: Iterable[str]
) -> dict[str, dict[str, dt.datetime]]:
    """When the organization first acquired each of these seekers' records: by seeker, then by application for work."""
    query = sa.select(acquisitions.c.seeker_number, acquisitions.c.application_id, acquisitions.c.acquired_at).where(
        acquisitions.c.organization_id == organization_id,
        acquisitions.c.seeker_number == sa.any_(sa.literal(list(seeker_numbers), pg.ARRAY(sa.Text))),
    )
    found: dict[str, dict[str, dt.datetime]] = {}
    for row in connection.execute(query):
        found.setdefault(row.seeker_number, {})[row.application_id] = row.acquired_at
    return found


def custody_of(connection: Connection, organization_id: str, seeker_numbers: Iterable[str]) -> dict[str, Custody]:
    """What compliance told last of the organization and each of these seekers, where it told anything."""
    query = sa.select(
        custody.c.seeker_number, custody.c.acquired_at, custody.c.keep_until, custody.c.due_since, custody.c.deleted_at
    ).where(
        custody.c.organization_id == organization_id,
        custody.c.seeker_number == sa.any_(sa.literal(list(seeker_numbers), pg.ARRAY(sa.Text))),
    )
    return {
        row.seeker_number: Custody(row.acquired_at, row.keep_until, row.due_since, row.deleted_at)
        for row in connection.execute(query)
    }


def deletions(connection: Connection, seeker_numbers: Iterable[str]) -> dict[tuple[str, str], dt.datetime]:
    """By organization and seeker, when a deletion was last confirmed, where one ever was."""
    numbers = sa.literal(list(seeker_numbers), pg.ARRAY(sa.Text))
    query = sa.select(custody.c.organization_id, custody.c.seeker_number, custody.c.deleted_at).where(
        custody.c.seeker_number == sa.any_(numbers), custody.c.deleted_at.is_not(None)
    )
    return {(row.organization_id, row.seeker_number): row.deleted_at for row in connection.execute(query)}


def keep_custody(connection: Connection, pairs: Sequence[Mapping[str, Any]]) -> None:
    """Take over the states of pairs that are newer than what is known; rows are locked in the order of their keys."""
    names = ("version", "acquired_at", "keep_until", "due_since", "deleted_at")
    insert = pg.insert(custody)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[custody.c.organization_id, custody.c.seeker_number],
            set_={name: insert.excluded[name] for name in names},
            where=custody.c.version < insert.excluded.version,
            # Answered so that many rows go in one statement: without it, SQLAlchemy sends one a row.
        ).returning(custody.c.version),
        [
            {name: pair[name] for name in ("organization_id", "seeker_number", *names)}
            for pair in sorted(pairs, key=lambda pair: (pair["organization_id"], pair["seeker_number"]))
        ],
    )
