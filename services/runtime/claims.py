"""One request at a time under an idempotency key, for what is done in several transactions before the one that keeps the answer.

`once` alone lets two that come at the same instant both begin: its row is written with the effect. Here a row says who is at it,
committed before the work begins, so that no connection is held meanwhile; the next one waits, and then finds the answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.runtime.database import Database
from services.runtime.identifiers import new_id

LOOK_AGAIN_SECONDS = 0.05
LONGER_THAN_THE_CALL_SECONDS = 5.0
"""A process may be killed at it: so long after the end of its call's time another takes its place."""
FORGOTTEN_AFTER_DAYS = 1


def claims_table(metadata: sa.MetaData) -> sa.Table:
    """Who is at which key until when at most, by the database's clock; to be part of a service's tables that needs it."""
    return sa.Table(
        "claimed_keys",
        metadata,
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("key", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("holder", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )


_rows = claims_table(sa.MetaData())
_NOW = sa.func.clock_timestamp()


@contextmanager
def alone(database: Database, *, scope: str, key: str, seconds: float) -> Iterator[None]:
    """Do what is in the block while nobody else does under this key; waits for who is at it.

    Right under concurrency: the row's primary key lets one insert through, and one of those who find it left behind take it over;
    it is written and deleted in transactions of its own, and deleted by its holder alone. `seconds`: how long the block may take
    at most, by its caller's deadline, which also ends the waiting.
    """
    holder = new_id()
    while not _claimed(database, scope, key, holder, seconds + LONGER_THAN_THE_CALL_SECONDS):
        time.sleep(LOOK_AGAIN_SECONDS)
    try:
        yield
    finally:
        with database.transaction() as connection:
            mine = (_rows.c.scope == scope, _rows.c.key == key, _rows.c.holder == holder)
            connection.execute(_rows.delete().where(*mine))


def _claimed(database: Database, scope: str, key: str, holder: str, seconds: float) -> bool:
    until = _NOW + sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    insert = pg.insert(_rows).values(scope=scope, key=key, holder=holder, until=until)
    claim = insert.on_conflict_do_update(
        index_elements=["scope", "key"],
        set_={"holder": insert.excluded.holder, "until": insert.excluded.until},
        where=_rows.c.until < _NOW,
    )
    left = _rows.c.until < _NOW - sa.func.make_interval(0, 0, 0, FORGOTTEN_AFTER_DAYS)
    with database.transaction() as connection:
        got = connection.execute(claim.returning(_rows.c.holder)).first() is not None
        if got:
            connection.execute(_rows.delete().where(left))
    return got
