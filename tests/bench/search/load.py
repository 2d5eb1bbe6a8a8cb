"""Fills the read model and the peer's table with generated seekers, by COPY, quicker than by events."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import Any

import psycopg2.extensions
from tqdm import tqdm

from deploy.demo.seekers import BLOCK, provided_block
from services.search.storage import SeekerRow
from tests.bench.search import peer

AT_ONCE = 4
"""Blocks a process that are made before they are written."""

SHARES = ((("private", "municipal"), 4_657), (("municipal",), 363), (("private",), 317))
"""Provision choices as in seed 003."""

BLOCKING_SHARE = 1 / 400
"""Seekers who block the organization that asks."""

APPLICATION = "01890000-0000-7000-8000-000000000000"


def rows(block: int, count: int, organization_id: str, today: dt.date) -> Iterator[SeekerRow]:
    """One block of seekers as rows of the read model."""
    random = Random(f"7:{block}")
    choices, weights = zip(*SHARES, strict=True)
    for number, record in enumerate(provided_block(block, count=count, today=today), start=block * BLOCK + 1):
        yield SeekerRow(
            row_number=number,
            seeker_number=record["seeker_number"],
            seq=number,
            application_id=APPLICATION,
            provided_to=random.choices(choices, weights)[0],
            valid_until=dt.date.fromisoformat(record["valid_until"]),
            blocked_by=(organization_id,) if random.random() < BLOCKING_SHARE else (),
            record=record,
        )


def lines_of_block(block: int, *, count: int, organization_id: str, today: dt.date, with_peer: bool) -> tuple[str, str]:
    """What COPY takes for one block: lines of `seekers`, and of the peer's table where asked; made in any process."""
    made = list(rows(block, count, organization_id, today))
    return _lines(_seeker(row) for row in made), _lines(peer.values_of(row) for row in made) if with_peer else ""


def fill(
    connection: psycopg2.extensions.connection, count: int, organization_id: str, today: dt.date, *, with_peer: bool
) -> None:
    """Write `count` seekers into `seekers` and, where asked, into the peer's table, and index the latter."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE seekers SET UNLOGGED")
        if with_peer:
            cursor.execute(peer.CREATE)
    make = partial(lines_of_block, count=count, organization_id=organization_id, today=today, with_peer=with_peer)
    blocks, processes = range(-(-count // BLOCK)), os.cpu_count() or 1
    with (
        tqdm(total=count, unit=" seekers", desc="load", disable=None) as bar,
        ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool,
    ):
        for start in range(0, len(blocks), AT_ONCE * processes):  # some at a time: what is made waits in memory
            for block, (seekers, peers) in zip(
                blocks[start:], pool.map(make, blocks[start : start + AT_ONCE * processes]), strict=False
            ):
                _copy(connection, "seekers", _SEEKERS, seekers)
                if with_peer:
                    _copy(connection, "peer", peer.COLUMNS, peers)
                connection.commit()
                bar.update(min(BLOCK, count - block * BLOCK))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('seekers_seq', %s)", (count,))
        cursor.execute("SELECT setval(pg_get_serial_sequence('seekers', 'row_number'), %s)", (count,))
        cursor.execute("ANALYZE seekers")
        cursor.execute("SET maintenance_work_mem = '2GB'")
        for statement in tqdm(peer.INDEXES if with_peer else (), desc="peer's indexes", disable=None):
            cursor.execute(statement)
    connection.commit()
    connection.autocommit = True
    with connection.cursor() as cursor:
        if with_peer:
            cursor.execute("VACUUM peer")
        cursor.execute("VACUUM seekers")
    connection.autocommit = False


_SEEKERS = (
    "row_number", "seeker_number", "version", "seq", "application_id", "provided_to", "valid_until", "blocked_by",
    "record",
)  # fmt: skip


def _seeker(row: SeekerRow) -> tuple[Any, ...]:
    record = json.dumps(row.record, ensure_ascii=False)
    return (
        row.row_number, row.seeker_number, 1, row.seq, row.application_id, list(row.provided_to), row.valid_until,
        list(row.blocked_by), record,
    )  # fmt: skip


def _lines(values: Iterable[tuple[Any, ...]]) -> str:
    return "".join("\t".join(map(_field, row)) + "\n" for row in values)


def _copy(connection: psycopg2.extensions.connection, table: str, columns: Sequence[str], lines: str) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", io.StringIO(lines))


def _field(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return _escaped("{" + ",".join(_quoted(one) for one in value) + "}")
    return _escaped(str(value))


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
