"""Organizations all of whose holdings are to be decided anew, and how far that has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.tables import reviews


@dataclass(frozen=True)
class Review:
    """A review under way; `reached` is the seeker up to whom it has come, "" at its beginning."""

    organization_id: str
    reached: str


def request(connection: Connection, organization_id: str, requested_at: dt.datetime) -> None:
    """Have all holdings of the organization decided anew, from the first one, also where a review is under way."""
    insert = pg.insert(reviews).values(organization_id=organization_id, reached="", requested_at=requested_at)
    connection.execute(insert.on_conflict_do_update(index_elements=[reviews.c.organization_id], set_={"reached": ""}))


def take(connection: Connection, organization_id: str | None = None) -> Review | None:
    """The review of an organization, or the oldest one, its row locked until commit; None where none is asked for.

    Right under concurrency: one that another transaction is at is passed over, and a request for it waits and then sends
    it back to its beginning.
    """
    query = sa.select(reviews).order_by(reviews.c.requested_at, reviews.c.organization_id).limit(1)
    if organization_id is not None:
        query = query.where(reviews.c.organization_id == organization_id)
    row = connection.execute(query.with_for_update(skip_locked=True)).first()
    return None if row is None else Review(row.organization_id, row.reached)


def go_on(connection: Connection, organization_id: str, reached: str) -> None:
    """Keep how far the review has come."""
    connection.execute(reviews.update().where(reviews.c.organization_id == organization_id).values(reached=reached))


def finish(connection: Connection, organization_id: str) -> None:
    """The review has come to its end."""
    connection.execute(reviews.delete().where(reviews.c.organization_id == organization_id))
