"""The inbox (reliability.md 2): a message has its effect once, however often it arrives."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection


def inbox_table(metadata: sa.MetaData) -> sa.Table:
    """The inbox, to be part of each service's tables. Rows are kept longer than the longest replay of events (30 days)."""
    return sa.Table(
        "inbox",
        metadata,
        sa.Column("consumer", sa.Text, primary_key=True),
        sa.Column("message_id", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


_rows = inbox_table(sa.MetaData())
_INSERT = pg.insert(_rows).on_conflict_do_nothing().returning(_rows.c.message_id)

KEEP = dt.timedelta(days=45)
"""How long a message is remembered: the longest replay of events is 30 days (EVT-2)."""


def first_time(connection: Connection, consumer: str, message_id: str, now: dt.datetime) -> bool:
    """Whether this consumer sees the message for the first time; call it in the transaction of the effect.

    Right under concurrency: the primary key lets one transaction insert the row; a second one waits for the first to end
    and then inserts nothing (after its commit) or the row (after its rollback).
    """
    row = {"consumer": consumer, "message_id": message_id, "received_at": now}
    return connection.execute(_INSERT, row).first() is not None


def forget_before(connection: Connection, instant: dt.datetime) -> int:
    """Delete messages received before an instant; answers how many."""
    return connection.execute(_rows.delete().where(_rows.c.received_at < instant)).rowcount
