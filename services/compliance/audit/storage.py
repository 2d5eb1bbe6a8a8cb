"""Queries of the audit log: appended in one order, read in time's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.compliance.audit.domain.chain import GENESIS, Entry, Link, linked
from services.compliance.audit.tables import audit_entries as rows
from services.runtime.database import Database

APPENDING = 7_203_114_120
"""Key of the advisory lock under which entries are appended."""

# Two statements sent at once: the second begins, and sees what is committed, only when the first has got the lock.
_LOCK_AND_HEAD = sa.text("""
    SELECT pg_advisory_xact_lock(:key);
    SELECT position, hash FROM audit_entries ORDER BY position DESC LIMIT 1
""")
_HEAD = sa.select(rows.c.position, rows.c.hash).order_by(rows.c.position.desc()).limit(1)
_INSERT = rows.insert()
"""Built once (decision 200): everybody else waits while these are run."""

_MEMBERS = tuple(Entry.__dataclass_fields__)
_AT_A_TIME = 2_000


def append(connection: Connection, entries: Sequence[Entry]) -> list[Link]:
    """Append entries to the chain.

    Right under concurrency: the advisory lock, taken last in a transaction and held to its end, lets one transaction at a
    time read the head and write after it; a statement after it sees what the one before committed. Where the lock failed,
    the primary key would refuse the second one's position. Entries handed over twice are for the inbox to know.
    """
    if not entries:
        return []
    position, head = _read(connection.execute(_LOCK_AND_HEAD, {"key": APPENDING}).first())
    links = linked(entries, after=position, previous_hash=head)
    connection.execute(
        _INSERT,
        [
            {**vars(link.entry), "position": link.position, "previous_hash": link.previous_hash, "hash": link.hash}
            for link in links
        ],
    )
    return links


def head_of(connection: Connection) -> tuple[int, bytes]:
    """Position and hash of the newest entry."""
    return _read(connection.execute(_HEAD).first())


def _read(row: Any) -> tuple[int, bytes]:
    return (0, GENESIS) if row is None else (row.position, bytes(row.hash))


def walk(database: Database) -> Iterator[Link]:
    """The whole chain in order, as of one moment, a bounded number of rows in memory at a time."""
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        found = connection.execution_options(yield_per=_AT_A_TIME).execute(rows.select().order_by(rows.c.position))
        for row in found:
            yield _link(row)


def search(
    connection: Connection,
    *,
    since: dt.datetime | None,
    until: dt.datetime | None,
    equal: Mapping[str, str],
    before: tuple[dt.datetime, int] | None,
    limit: int,
) -> list[Link]:
    """Entries from `since` and before `until` whose columns have these values, the newest first, from before a place."""
    query = rows.select().where(*(rows.c[name] == value for name, value in equal.items()))
    if since is not None:
        query = query.where(rows.c.occurred_at >= since)
    if until is not None:
        query = query.where(rows.c.occurred_at < until)
    if before is not None:
        query = query.where(sa.tuple_(rows.c.occurred_at, rows.c.position) < sa.tuple_(*before))
    query = query.order_by(rows.c.occurred_at.desc(), rows.c.position.desc()).limit(limit)
    return [_link(row) for row in connection.execute(query)]


def _link(row: Row[Any]) -> Link:
    entry = Entry(**{name: getattr(row, name) for name in _MEMBERS})
    return Link(row.position, entry, bytes(row.previous_hash), bytes(row.hash))
