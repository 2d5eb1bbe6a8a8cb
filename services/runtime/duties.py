"""Which process may run a scheduled duty, and whether it is time (reliability.md 6)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection


def duty_table(metadata: sa.MetaData) -> sa.Table:
    """When each duty last ran, to be part of the tables of a service that has duties."""
    return sa.Table(
        "duty_runs",
        metadata,
        sa.Column("duty", sa.Text, primary_key=True),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=False),
    )


_rows = duty_table(sa.MetaData())


def take(connection: Connection, duty: str) -> bool:
    """Whether the caller alone may run the duty until its transaction ends; never waits.

    Timers and the command take the same advisory lock: it turns away whoever comes while the duty runs.
    """
    lock = sa.select(sa.func.pg_try_advisory_xact_lock(sa.func.hashtextextended(f"duty:{duty}", 0)))
    return bool(connection.execute(lock).scalar_one())


def due(connection: Connection, duty: str, seconds: float, now: dt.datetime) -> bool:
    """Whether the caller is to run the duty in this transaction; then its run is written down as at `now`.

    Right under concurrency: `take` turns away whoever comes while the duty runs; the row turns away whoever comes just
    after. A run that rolls back leaves the duty due.
    """
    if not take(connection, duty):
        return False
    last = connection.execute(sa.select(_rows.c.last_run_at).where(_rows.c.duty == duty)).scalar()
    # A tenth less: timers of several processes tick at different moments, and none may skip a turn over it.
    if last is not None and dt.timedelta(0) <= now - last < dt.timedelta(seconds=seconds * 0.9):
        return False
    record_run(connection, duty, now)
    return True


def record_run(connection: Connection, duty: str, now: dt.datetime) -> None:
    """Write down that a duty runs, in the transaction that has taken it."""
    row = pg.insert(_rows).values(duty=duty, last_run_at=now)
    connection.execute(row.on_conflict_do_update(index_elements=["duty"], set_={"last_run_at": now}))
