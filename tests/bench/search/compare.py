"""Search against its peer: ten shapes, exact totals, facets and one page each; both must answer the same."""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2

from services.contracts.caller import Caller, Role
from services.runtime import clock
from services.runtime.database import Database
from services.search import projections, queries
from services.search.index import page as pages
from services.search.index.conditions import Reader
from services.search.index.documents import row_number_of
from services.search.index.reader import SeekerIndex
from services.search.index.rebuild import rebuild
from tests.bench.search import load, peer
from tests.bench.search.shapes import SHAPES, Shape

TODAY = clock.today()
ORGANIZATION = "01890000-0000-7000-8000-00000000b10c"
PAGE_SIZE = 20
ROUNDS = 60
PEER_SECONDS = 20.0
"""The peer is asked each shape for so long, or as often as search is."""


def prepare(database: Database, folder: Path, records: int, *, with_peer: bool = True) -> dict[str, Any]:
    """Fill an empty, migrated database of search and build the index; answers what that took."""
    connection = psycopg2.connect(database.url.replace("+psycopg2", ""))
    load.fill(connection, records, ORGANIZATION, TODAY, with_peer=with_peer)
    connection.close()
    with database.transaction() as session:
        known = {"organization_id": ORGANIZATION, "version": 1, "class_": "private", "standing": "active"}
        projections.project_organization(session, {**known, "services": ["seekers"]})
    started = time.perf_counter()
    name = rebuild(database, folder, show_progress=sys.stderr.isatty())
    seconds = time.perf_counter() - started
    size = sum(path.stat().st_size for path in (folder / name).iterdir())
    return {
        "rebuild_seconds": seconds,
        "rebuild_per_second": records / seconds,
        "index_bytes": size,
        **(_sizes(database) if with_peer else {}),
    }


def _sizes(database: Database) -> dict[str, int]:
    with database.transaction() as connection:
        sizes = connection.exec_driver_sql(
            "SELECT pg_relation_size('peer_terms'), pg_total_relation_size('peer')"
        ).one()
    return {"peer_gin_bytes": sizes[0], "peer_bytes": sizes[1]}


def compare(database: Database, folder: Path) -> list[dict[str, Any]]:
    """Ask every shape of both; raises AssertionError where their answers differ."""
    index = SeekerIndex(folder)
    connection = psycopg2.connect(database.url.replace("+psycopg2", ""))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(
            "SET work_mem = '512MB'; SET random_page_cost = 1.1; SET effective_cache_size = '8GB'; SET jit = off"
        )
    measured = [_measure(database, index, connection, shape) for shape in SHAPES]
    connection.close()
    return measured


def alone(database: Database, folder: Path) -> list[dict[str, Any]]:
    """Ask every shape of search, without its peer: for sizes whose peer takes longer to fill than there is time."""
    index = SeekerIndex(folder)
    return [_measure_alone(database, index, shape) for shape in SHAPES]


def _measure_alone(database: Database, index: SeekerIndex, shape: Shape) -> dict[str, Any]:
    question = _question(shape, pages.find(index, _question(shape, None)).next_after if shape.second_page else None)
    search = _timed(lambda: pages.find(index, question), ROUNDS, math.inf)
    whole = _timed(lambda: _with_bodies(database, index, shape), ROUNDS, math.inf)
    return {
        "shape": shape.name,
        "total": pages.find(index, question).total,
        "search_p50_ms": _p(search, 50),
        "search_p99_ms": _p(search, 99),
        "with_bodies_p50_ms": _p(whole, 50),
        "with_bodies_p99_ms": _p(whole, 99),
    }


def _measure(database: Database, index: SeekerIndex, connection: Any, shape: Shape) -> dict[str, Any]:
    after = None
    if shape.second_page:
        after = pages.find(index, _question(shape, None)).next_after
    question = _question(shape, after)

    def from_peer() -> Any:
        return peer.ask(connection, shape, ORGANIZATION, "private", TODAY, PAGE_SIZE, after)

    found, (total, keys, facets) = pages.find(index, question), from_peer()
    assert found.total == total, (shape.name, found.total, total)
    assert list(found.row_numbers) == [row_number_of(key) for key in keys], shape.name
    assert found.facets == facets, shape.name
    search = _timed(lambda: pages.find(index, question), ROUNDS, math.inf)
    sql = _timed(from_peer, ROUNDS, PEER_SECONDS)
    whole = _timed(lambda: _with_bodies(database, index, shape), ROUNDS, math.inf)
    return {
        "shape": shape.name,
        "total": total,
        "search_p50_ms": _p(search, 50),
        "search_p99_ms": _p(search, 99),
        "peer_p50_ms": _p(sql, 50),
        "peer_p99_ms": _p(sql, 99),
        "ratio": _p(sql, 50) / _p(search, 50),
        "with_bodies_p50_ms": _p(whole, 50),
        "with_bodies_p99_ms": _p(whole, 99),
    }


def _question(shape: Shape, after: int | None) -> pages.Question:
    return pages.Question(shape.query, shape.sort, PAGE_SIZE, after, Reader(ORGANIZATION, "private"), TODAY)


def _with_bodies(database: Database, index: SeekerIndex, shape: Shape) -> Any:
    """A first page as the service answers it: standing, index, bodies, marks, names."""
    caller = Caller(Role.ORGANIZATION_MAIN, organization_id=ORGANIZATION)
    request = {"query": shape.query, "sort": shape.sort, "page_size": PAGE_SIZE, "cursor": None}
    with database.transaction() as connection:
        return queries.search_seekers(connection, index, caller, request, today=TODAY)


def _timed(ask: Callable[[], Any], rounds: int, seconds: float) -> list[float]:
    """Milliseconds of each round, after one that warms up; at least five rounds."""
    ask()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while len(taken) < rounds and (len(taken) < 5 or time.perf_counter() < end):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _p(taken: list[float], percent: int) -> float:
    if percent == 50:
        return statistics.median(taken)
    return sorted(taken)[min(len(taken) - 1, math.ceil(len(taken) * percent / 100) - 1)]


def summary(measured: list[dict[str, Any]]) -> dict[str, float]:
    """What the goals are set for: median and least ratio over the shapes, slowest p99."""
    ratios = [one["ratio"] for one in measured]
    return {
        "median_ratio": statistics.median(ratios),
        "least_ratio": min(ratios),
        "slowest_p99_ms": max(one["search_p99_ms"] for one in measured),
        "slowest_with_bodies_p99_ms": max(one["with_bodies_p99_ms"] for one in measured),
    }
