"""Rows a second and memory of the feed's import, against COPY of the same file into a table of text.

COPY is no like peer, but the least there is to do: no check of a row, no keys, no sealing of persons, no events, no log.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from deploy.demo import seekers
from deploy.stack import postgres
from deploy.stack.processes import REPOSITORY
from services.registry.seekers.feed_format import HEADER
from services.runtime import clock
from tests.bench.servers import Servers
from tests.bench.table import Table, tenths, whole

SIZES = (5_337, 50_000)
GLANCE_SECONDS = 0.05
GROWTH_AT_MOST = 1.1
"""Peak memory with the largest file by that with the smallest: what is loaded at need and what the allocator keeps."""


@dataclass(frozen=True)
class Measured:
    """One file. `peak` in bytes, of the whole process."""

    rows: int
    bytes: int
    seconds: float
    peak: int
    copy_seconds: float


def run(servers: Servers, sizes: tuple[int, ...] = SIZES, say: Callable[[str], None] = print) -> list[Table]:
    """Make a feed of each size, import it into an empty registry, and copy it."""
    measured = []
    for rows in sizes:
        file = servers.folder / f"feed-{rows}.csv"
        seekers.write_feed(file, rows, today=clock.today(), processes=2)
        seconds, peak = _import(servers, file)
        measured.append(Measured(rows, file.stat().st_size, seconds, peak, copy_seconds(servers, file)))
        servers.forget_database("registry")
        file.unlink()
        say(f"feed: {rows:,} rows in {seconds:.1f} s")
    return [_table(measured)]


def _import(servers: Servers, file: Path) -> tuple[float, int]:
    """Seconds of the command, start of the interpreter and all, and its highest memory."""
    command = [sys.executable, "-m", "services.run", "import-seekers", str(file)]
    environment = servers.environment("registry")
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _highest_memory(process.pid))
            time.sleep(GLANCE_SECONDS)
        seconds = time.perf_counter() - started
        said, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"import-seekers ended with {process.returncode}: {said}{errors}")
    return seconds, peak


def _highest_memory(pid: int) -> int:
    """The most memory a process ever held; 0 once it has ended. Not rusage: that counts the parent's, before exec."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def copy_seconds(servers: Servers, file: Path) -> float:
    """Seconds of COPY of a feed's file into the registry's database, which is left with the table."""
    connection = psycopg2.connect(postgres.libpq_url(servers.database("registry").url))
    columns = ", ".join(f"{name} text" for name in HEADER.strip().split(","))
    with connection, connection.cursor() as cursor, file.open(encoding="utf-8") as text:
        cursor.execute(f"CREATE UNLOGGED TABLE copied ({columns})")
        started = time.perf_counter()
        cursor.copy_expert("COPY copied FROM STDIN (FORMAT csv, HEADER)", text)
        connection.commit()
        seconds = time.perf_counter() - started
    connection.close()
    return seconds


def _table(measured: list[Measured]) -> Table:
    growth = measured[-1].peak / measured[0].peak
    return Table(
        "Import of the seekers' feed",
        ("rows", "file MB", "rows/s", "peak memory MiB", "COPY rows/s", "import against COPY"),
        [
            [
                whole(one.rows),
                tenths(one.bytes / 1e6),
                whole(one.rows / one.seconds),
                tenths(one.peak / 2**20),
                whole(one.rows / one.copy_seconds),
                f"{one.copy_seconds / one.seconds:.4f}",
            ]
            for one in measured
        ],
        goal=f"peak memory does not grow with the file (at most {GROWTH_AT_MOST} times from the smallest to the largest)",
        reached=growth <= GROWTH_AT_MOST,
        notes=(
            (
                f"Memory grew {growth:.2f} times while the file grew {measured[-1].bytes / measured[0].bytes:.0f} times. "
                "COPY into an unlogged table of text is the least work there is, not a like peer: the import also checks "
                "every field, seals the person, gives numbers, and writes the events of each row in its transaction."
            ),
        ),
    )
