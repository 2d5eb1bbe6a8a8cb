"""The outbox (reliability.md 1): an event is a row written in the transaction of what it tells, sent later by the relay.

So an event exists exactly when its effect does. `seq` orders the relay; it is never paged by, as sequences commit out of
order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.contracts.events import Event
from services.contracts.fields import Instant
from services.runtime.identifiers import new_id
from services.runtime.round_trips import later
from services.runtime.serialization import dumps

CHANNEL = "outbox"
"""PostgreSQL NOTIFY channel on which the relay is woken."""

_INSTANT = Instant()


def outbox_table(metadata: sa.MetaData) -> sa.Table:
    """The outbox, to be part of each service's tables."""
    return sa.Table(
        "outbox",
        metadata,
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("id", pg.UUID(as_uuid=False), nullable=False, unique=True),
        sa.Column("exchange", sa.Text, nullable=False),
        sa.Column("routing_key", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )


_rows = outbox_table(sa.MetaData())
# The relay is woken at the commit, once however often it is asked for in a transaction.
_INSERT = _rows.insert().returning(sa.func.pg_notify(CHANNEL, ""))


def envelope(event: Event, *, subject: str, data: Mapping[str, Any], now: dt.datetime, trace: str) -> dict[str, Any]:
    """The event as it will cross the bus; its data is dumped and then loaded strictly, so that nothing invalid leaves.

    Raises `marshmallow.ValidationError`: a fault of ours, never of a caller.
    """
    return _around(event, event.data.dump(data), subject=subject, now=now, trace=trace)


def _around(event: Event, dumped: Mapping[str, Any], *, subject: str, now: dt.datetime, trace: str) -> dict[str, Any]:
    event.data.load(dumped)
    return _whole(event, dumped, subject=subject, now=now, trace=trace)


def _whole(event: Event, dumped: Mapping[str, Any], *, subject: str, now: dt.datetime, trace: str) -> dict[str, Any]:
    # As the schema `Envelope` would dump it, which a test holds it to.
    return {
        "id": new_id(),
        "type": event.type,
        "version": event.version,
        "source": event.source,
        "subject": subject,
        "occurred_at": _INSTANT._serialize(now, "occurred_at", None),
        "trace": trace,
        "data": dumped,
    }


def publish(
    connection: Connection, event: Event, *, subject: str, data: Mapping[str, Any], now: dt.datetime, trace: str
) -> str:
    """Write one event into the outbox of the caller's transaction; answers its ID."""
    return publish_all(connection, event, [(subject, data)], now=now, trace=trace)[0]


def publish_all(
    connection: Connection,
    event: Event,
    items: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    now: dt.datetime,
    trace: str,
) -> list[str]:
    """Write several events of one type, in order, as (subject, data); answers their IDs."""
    envelopes = [envelope(event, subject=subject, data=data, now=now, trace=trace) for subject, data in items]
    return _insert(connection, event, envelopes, now)


def publish_json(
    connection: Connection,
    event: Event,
    items: Iterable[tuple[str, Mapping[str, Any]]],
    *,
    now: dt.datetime,
    trace: str,
) -> list[str]:
    """As `publish_all`, of JSON that the caller has just made of values loaded by the event's own schemas (bulk).

    It is neither dumped nor checked again, which took longer than all else of an import. The publisher's tests hold what
    it makes against the schema, and subscribers check it as ever.
    """
    envelopes = [_whole(event, data, subject=subject, now=now, trace=trace) for subject, data in items]
    return _insert(connection, event, envelopes, now)


def _insert(connection: Connection, event: Event, envelopes: Iterable[dict[str, Any]], now: dt.datetime) -> list[str]:
    rows = [
        {
            "id": whole["id"],
            "exchange": event.exchange,
            "routing_key": event.type,
            "body": dumps(whole).decode(),
            "created_at": now,
        }
        for whole in envelopes
    ]
    if len(rows) == 1:
        later(connection, _INSERT, rows[0])
    elif rows:
        connection.execute(_INSERT, rows).close()
    return [str(row["id"]) for row in rows]
