"""From the commit of a block, an end or a narrowed provision choice to "not found" at every search process (SRC-3)."""

from __future__ import annotations

import math
import multiprocessing
import os
import statistics
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from tantivy import Query

from services.runtime.database import Database
from services.search import storage
from services.search.index.conditions import Ask, Condition, Reader, matching
from services.search.index.reader import SeekerIndex
from services.search.index.schema import ROW
from tests.bench.search.compare import ORGANIZATION, TODAY
from tests.bench.search.load import APPLICATION

CHANGES_A_SECOND = 200
SECONDS = 20
READERS = 2
WATCHED_EVERY = 20
"""Of so many changes each reader watches one of each kind, from commit until the seeker is not found."""
KINDS = ("block", "end", "narrowing")
"""What takes a seeker out of a reader's results; changes are of each in turn."""

LOOK_EVERY_SECONDS = 0.005


def measure(database: Database, folder: Path) -> dict[str, Any]:
    """Change seekers at the set pace while the follower and the readers run as processes of their own."""
    follower = _follower(database, folder)
    context = multiprocessing.get_context("spawn")
    pipes = [context.Pipe() for _ in range(READERS)]
    readers = [context.Process(target=_watch, args=(folder, theirs), daemon=True) for _, theirs in pipes]
    for reader in readers:
        reader.start()
    try:
        for ours, _ in pipes:
            assert ours.recv() == "ready"
        behind = _change(database, [ours for ours, _ in pipes])
        taken = [watched for ours, _ in pipes for watched in ours.recv()]
    finally:
        follower.terminate()
        follower.wait(60)
        for reader in readers:
            reader.terminate()
    kinds = {kind: _figures([milliseconds for of, milliseconds in taken if of == kind]) for kind in KINDS}
    return {"freshness": kinds, "changes_a_second": CHANGES_A_SECOND / max(behind, 1.0)}


def _figures(taken: list[float]) -> dict[str, float]:
    taken.sort()
    return {
        "watched": len(taken),
        "p50_ms": statistics.median(taken),
        "p99_ms": taken[math.ceil(len(taken) * 0.99) - 1],
        "worst_ms": taken[-1],
    }


def _follower(database: Database, folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SEARCH_DATABASE_URL": database.url,
        "HW_DATA_FOLDER": str(folder.parent),
        "AMQP_URI": "amqp://nobody@127.0.0.1:1/",
        "SEARCH_IDEMPOTENCY_HASH_KEY": "x",
    }
    return subprocess.Popen([sys.executable, "-m", "services.run", "follower"], env=environment)


def _change(database: Database, readers: list[Connection]) -> float:
    """Take seekers out of reach one after the other, in time; answers by what factor it was slower than it should be."""
    random = Random(3)
    with database.transaction() as connection:
        visible = connection.exec_driver_sql(
            "SELECT row_number, seeker_number FROM seekers WHERE provided_to @> ARRAY['private'] "
            "AND blocked_by = '{}' AND valid_until >= %s ORDER BY row_number LIMIT 200000",
            (TODAY,),
        ).all()
    chosen = random.sample(list(visible), CHANGES_A_SECOND * SECONDS)
    narrowed = _narrowed(database, [number for _, number in chosen[KINDS.index("narrowing") :: len(KINDS)]])
    time.sleep(3)  # the follower opens the index
    started = time.monotonic()
    for number, (row_number, seeker_number) in enumerate(chosen):
        time.sleep(max(0.0, started + number / CHANGES_A_SECOND - time.monotonic()))
        kind = KINDS[number % len(KINDS)]
        with database.transaction() as connection:
            storage.lock_followed_table(connection)
            match kind:
                case "block":
                    storage.upsert_block(
                        connection, seeker_number=seeker_number, organization_id=ORGANIZATION, version=1, blocked=True
                    )
                case "end":
                    storage.upsert_seekers(connection, storage.as_json([_ended(seeker_number)]))
                case "narrowing":
                    storage.upsert_seekers(connection, narrowed[seeker_number])
        if number % WATCHED_EVERY < len(KINDS):
            for reader in readers:
                reader.send((row_number, kind, time.monotonic()))
    taken = time.monotonic() - started
    for reader in readers:
        reader.send(None)
    return taken / SECONDS


def _ended(seeker_number: str) -> dict[str, Any]:
    return {
        "seeker_number": seeker_number,
        "version": 2,
        "application_id": APPLICATION,
        "provided_to": [],
        "valid_until": str(TODAY),
        "ended_on": str(TODAY),
        "record": None,
    }


def _narrowed(database: Database, seeker_numbers: list[str]) -> dict[str, str]:
    """By number, the state of each, whole but for the class that it was provided to; made before the clock runs."""
    with database.transaction() as connection:
        rows = storage.seekers_by_number(connection, seeker_numbers)
    return {
        number: storage.as_json(
            [
                {
                    "seeker_number": number,
                    "version": 2,
                    "application_id": row.application_id,
                    "provided_to": ["municipal"],
                    "valid_until": row.valid_until,
                    "ended_on": None,
                    "record": row.record,
                }
            ]
        )
        for number, row in rows.items()
    }


def _watch(folder: Path, pipe: Connection) -> None:
    """A search process: looks for each seeker it is told of until a search does not find it any more."""
    index = SeekerIndex(folder)
    index.searcher()
    watched: dict[int, tuple[str, float]] = {}
    taken: list[tuple[str, float]] = []
    pipe.send("ready")
    told_all = False
    while not told_all or watched:
        while not told_all and pipe.poll():
            told = pipe.recv()
            if told is None:
                told_all = True
            else:
                watched[told[0]] = told[1:]
        searcher, schema = index.searcher()
        visible = Ask(schema, TODAY).visible_to(Reader(ORGANIZATION, "private"))
        for row_number, (kind, committed) in list(watched.items()):
            this = Condition("row", Query.term_query(schema, ROW, row_number))
            if not searcher.search(matching([*visible, this]), 1).hits:
                taken.append((kind, (time.monotonic() - committed) * 1000))
                del watched[row_number]
        time.sleep(LOOK_EVERY_SECONDS)
    pipe.send(taken)
