"""The heads of the audit log, kept apart from it (OPS-3): who cuts off or rewrites the log's end can't reach them as well.

`python -m services.run audit-heads` prints them, for `verify-audit --heads -`: a line each, position, blank, hash.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.reporting.tables import audit_heads
from services.runtime import settings
from services.runtime.database import Database


def keep(connection: Connection, told: Mapping[str, Any]) -> None:
    """Keep a head: position, hash and sealed_at; the same one again is the first one."""
    names = ("position", "hash", "sealed_at")
    values = {name: told[name] for name in names}
    connection.execute(pg.insert(audit_heads).values(values).on_conflict_do_nothing())


def heads(connection: Connection) -> list[tuple[int, str]]:
    """Position and hash of every head kept, in order."""
    query = sa.select(audit_heads.c.position, audit_heads.c.hash).order_by(audit_heads.c.position, audit_heads.c.hash)
    return [(row.position, row.hash) for row in connection.execute(query)]


def main(arguments: list[str]) -> int:
    """Command line."""
    if arguments:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    database = Database(settings.load("reporting").text("DATABASE_URL"), pool_size=1, name="audit-heads")
    try:
        with database.reading() as connection:
            for position, digest in heads(connection):
                sys.stdout.write(f"{position} {digest}\n")
    finally:
        database.close()
    return 0
