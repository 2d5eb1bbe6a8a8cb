"""Queries of announced maintenance, access limits and counts; rows to facts and back, explicitly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from gateway.availability.access_limits import AccessLimit, Scope
from gateway.availability.maintenance import Closing
from gateway.tables import access_counts, access_limits, closings


def add_closing(connection: Connection, closing: Closing, now: dt.datetime) -> None:
    """Write down maintenance that was announced, or has begun."""
    connection.execute(closings.insert().values(**vars(closing), announced_at=now))


def end_closing(connection: Connection, closing_id: str, now: dt.datetime) -> bool:
    """Note that maintenance is over, or won't be; answers whether it was going to last. One of two at once does it."""
    lasts = sa.or_(closings.c.ends_at.is_(None), closings.c.ends_at > now)
    statement = closings.update().where(closings.c.closing_id == closing_id, closings.c.ended_at.is_(None), lasts)
    return connection.execute(statement.values(ended_at=now)).rowcount == 1


def lasting_closings(connection: Connection, now: dt.datetime) -> list[Closing]:
    """Maintenance that holds or is still to come, the first to begin first."""
    lasts = sa.or_(closings.c.ends_at.is_(None), closings.c.ends_at > now)
    query = sa.select(closings).where(closings.c.ended_at.is_(None), lasts).order_by(closings.c.begins_at)
    return [Closing(row.closing_id, row.begins_at, row.ends_at, row.text) for row in connection.execute(query)]


def add_limit(connection: Connection, limit: AccessLimit, now: dt.datetime) -> None:
    """Write down a limit that was announced."""
    connection.execute(
        access_limits.insert().values({**vars(limit), "scope": limit.scope.value, "version": 1, "announced_at": now})
    )


def lift_limit(connection: Connection, limit_id: str, now: dt.datetime) -> tuple[AccessLimit, int] | None:
    """Note that a limit is lifted; answers it with its new version, None where it does not last any more."""
    lasts = sa.or_(access_limits.c.ends_at.is_(None), access_limits.c.ends_at > now)
    row = connection.execute(
        access_limits.update()
        .where(access_limits.c.limit_id == limit_id, access_limits.c.lifted_at.is_(None), lasts)
        .values(lifted_at=now, version=access_limits.c.version + 1)
        .returning(access_limits)
    ).first()
    return None if row is None else (_limit(row), row.version)


def lasting_limits(connection: Connection, now: dt.datetime) -> list[AccessLimit]:
    """Limits that hold or are still to come, the first to begin first."""
    lasts = sa.or_(access_limits.c.ends_at.is_(None), access_limits.c.ends_at > now)
    query = sa.select(access_limits).where(access_limits.c.lifted_at.is_(None), lasts)
    return [_limit(row) for row in connection.execute(query.order_by(access_limits.c.begins_at))]


def count_request(
    connection: Connection, limits: Sequence[AccessLimit], whose: Sequence[str], at: dt.datetime, requests: int = 1
) -> list[int]:
    """Count a request, or one as large as several, by each limit under `whose`; answers how many each window has by now.

    The answer is in the order of the limits. Right under concurrency: one statement adds to each row under its lock, so no two
    requests read the same number; limits come in a fixed order, and with them the locks.
    """
    rows = [
        {"limit_id": limit.limit_id, "whose": one, "window_at": limit.window_of(at), "used": requests}
        for limit, one in zip(limits, whose, strict=True)
    ]
    statement = (
        pg.insert(access_counts)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["limit_id", "whose", "window_at"], set_={"used": access_counts.c.used + requests}
        )
        .returning(access_counts.c.limit_id, access_counts.c.used)
    )
    used = {row.limit_id: row.used for row in connection.execute(statement)}
    return [used[limit.limit_id] for limit in limits]


def forget_counts(connection: Connection, before: dt.datetime) -> int:
    """Delete counts of windows that are over for good; answers how many."""
    return connection.execute(access_counts.delete().where(access_counts.c.window_at < before)).rowcount


def _limit(row: Row[Any]) -> AccessLimit:
    return AccessLimit(
        row.limit_id,
        Scope(row.scope),
        row.organization_id,
        row.requests,
        row.window_seconds,
        row.begins_at,
        row.ends_at,
        row.text,
        row.lifted_at,
    )
