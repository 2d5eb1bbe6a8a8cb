"""Loads the reference files into the database: `python -m services.run load-reference` (REG-17)."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.contracts.reference import LISTS, CodeList
from services.registry.reference.tables import reference_codes, reference_files
from services.runtime import clock, settings
from services.runtime.database import Database


def load_reference(
    connection: Connection, now: dt.datetime, lists: Mapping[str, Callable[[], CodeList]] = LISTS
) -> dict[str, int]:
    """Load every list that differs from what is loaded; answers the number of codes by list loaded now.

    A code that has left its list stays, marked retired. The same files again change nothing; two loads at once wait for
    each other at the first row they both write and end with the same state.
    """
    return {
        name: _load(connection, name, codes, now)
        for name, read in lists.items()
        if not _is_loaded(connection, name, codes := read())
    }


def _is_loaded(connection: Connection, name: str, codes: CodeList) -> bool:
    loaded = sa.select(reference_files.c.fingerprint).where(reference_files.c.list == name).limit(1)
    fingerprint = connection.execute(loaded).scalar()
    return fingerprint is not None and bytes(fingerprint) == fingerprint_of(codes)


def fingerprint_of(codes: CodeList) -> bytes:
    """What tells one state of a list from another: headers, entries and their order."""
    return hashlib.sha256(repr((codes.headers, list(codes))).encode()).digest()


def _load(connection: Connection, name: str, codes: CodeList, now: dt.datetime) -> int:
    connection.execute(reference_codes.update().where(reference_codes.c.list == name).values(retired=True))
    rows = [
        {
            "list": name,
            "code": entry.code,
            "level": entry.level,
            "parent": entry.parent,
            "name": entry.name,
            "name_kana": entry.name_kana,
            "county": entry.county,
            "position": position,
            "retired": False,
        }
        for position, entry in enumerate(codes)
    ]
    insert = pg.insert(reference_codes)
    told = {column: insert.excluded[column] for column in rows[0] if column not in ("list", "code")}
    connection.execute(insert.on_conflict_do_update(index_elements=["list", "code"], set_=told), rows)
    connection.execute(reference_files.delete().where(reference_files.c.list == name))
    connection.execute(
        reference_files.insert(),
        [
            {
                "list": name,
                "position": position,
                "title": header.title,
                "source": header.source,
                "version": header.version,
                "status": header.status,
                "fingerprint": fingerprint_of(codes),
                "loaded_at": now,
            }
            for position, header in enumerate(codes.headers)
        ],
    )
    return len(rows)


def main(arguments: list[str]) -> int:
    """`load-reference`: load what has changed, and say what."""
    if arguments:
        sys.stderr.write(f"{main.__doc__}\n")
        return 2
    database = Database(settings.load("registry").text("DATABASE_URL"), pool_size=1, name="load-reference")
    try:
        with database.transaction() as connection:
            loaded = load_reference(connection, clock.now())
    finally:
        database.close()
    for name, read in LISTS.items():
        what = f"{loaded[name]} codes loaded" if name in loaded else "up to date"
        sources = "; ".join(f"{header.title} {header.version} ({header.status})" for header in read().headers)
        sys.stdout.write(f"{name}: {what}: {sources}\n")
    return 0
