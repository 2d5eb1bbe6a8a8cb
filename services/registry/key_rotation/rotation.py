"""Sealing anew what an older key sealed: in batches, each a transaction; stopped anywhere, the next run goes on.

Right while services run: a row names its key, so that it is read before and after alike as long as both keys are known. A
row that somebody else holds is passed by and tried again later, so that nothing waits for this and no two wait crosswise.
What is written meanwhile is sealed under the writer's first key: once all processes know the new one as theirs, nothing new
comes under the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.registry.key_rotation.sealed import SEALED, Sealed
from services.registry.personal_data import PersonalData
from services.registry.personal_data import Sealed as SealedValue
from services.runtime.database import Database

PASSES = 5
"""So often rows that others hold are tried again, before the command says that some are left."""


def rotate(
    database: Database,
    personal_data: PersonalData,
    *,
    watch: Callable[[str, int], None] = lambda _name, _rows: None,
    pause: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """Seal everything anew that is not sealed under the first key; answers the rows done, by table and key's column.

    `watch` is told of each batch; `pause` is called between passes. Raises `NotOurs` where a row's key is not known.
    """
    done: dict[str, int] = {}
    for sealed in SEALED:
        for _ in range(PASSES):
            done[sealed.name] = done.get(sealed.name, 0) + _pass(database, personal_data, sealed, watch)
            with database.transaction() as connection:
                if not left_in(connection, personal_data, sealed):
                    break
            pause()
    return done


def left(connection: Connection, personal_data: PersonalData) -> dict[str, dict[str, int]]:
    """What is still sealed under other keys than the first: rows by key, by table and key's column."""
    found = {sealed.name: left_in(connection, personal_data, sealed) for sealed in SEALED}
    return {name: keys for name, keys in found.items() if keys}


def left_in(connection: Connection, personal_data: PersonalData, sealed: Sealed) -> dict[str, int]:
    """The rows of one entry that are sealed under other keys, by key."""
    key = sealed.table.c[sealed.key]
    query = sa.select(key, sa.func.count()).where(key != personal_data.current_key).group_by(key)
    return {str(key_id): int(count) for key_id, count in connection.execute(query)}


def _pass(database: Database, personal_data: PersonalData, sealed: Sealed, watch: Callable[[str, int], None]) -> int:
    """Go through a table once in the order of its key, never looking back, so that a pass takes one walk over it."""
    done, after = 0, None
    while True:
        with database.transaction() as connection:
            rows = _older(connection, personal_data, sealed, after)
            _seal_anew(connection, personal_data, sealed, rows)
        if not rows:
            return done
        after = tuple(rows[-1][column.name] for column in sealed.primary_key)
        done += len(rows)
        watch(sealed.name, len(rows))


def _older(
    connection: Connection, personal_data: PersonalData, sealed: Sealed, after: tuple[Any, ...] | None
) -> list[Mapping[str, Any]]:
    named = sa.tuple_(*sealed.primary_key)
    key = sealed.table.c[sealed.key]
    columns = [*sealed.primary_key, key, *(sealed.table.c[name] for name in sealed.columns)]
    query = sa.select(*columns).where(key != personal_data.current_key)
    if after is not None:
        query = query.where(named > sa.tuple_(*map(sa.literal, after, (one.type for one in sealed.primary_key))))
    query = query.order_by(*sealed.primary_key).limit(sealed.rows_a_batch).with_for_update(skip_locked=True)
    return [dict(row) for row in connection.execute(query).mappings()]


def _seal_anew(
    connection: Connection, personal_data: PersonalData, sealed: Sealed, rows: list[Mapping[str, Any]]
) -> None:
    for row in rows:
        values: dict[str, Any] = {sealed.key: personal_data.current_key}
        for name, about in sealed.columns.items():
            if row[name] is not None:
                bound_to = about.format(**row)
                content = personal_data.open_bytes(SealedValue(row[sealed.key], bytes(row[name])), bound_to)
                values[name] = personal_data.seal_bytes(content, bound_to).ciphertext
        where = [column == row[column.name] for column in sealed.primary_key]
        connection.execute(sealed.table.update().where(*where).values(values))
