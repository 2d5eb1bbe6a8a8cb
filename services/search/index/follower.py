"""`follower`: the one process that writes the index, following the table by `seq` (architecture.md, decision 4).

Woken by NOTIFY, and once in a while without it. On any error it exits, and its supervisor starts it anew: how far it had
come stands in the index itself. Killed in the middle, it does the batch again.
"""

from __future__ import annotations

import datetime as dt
import select
import signal
import time
from pathlib import Path

import psycopg2
import structlog
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from services.runtime import clock, logging, settings
from services.runtime.database import Database
from services.search import storage
from services.search.index import generations
from services.search.index.rebuild import catch_up, rebuild
from services.search.index.writer import Writer

_log = structlog.get_logger(__name__)

COMMIT_EVERY_SECONDS = 0.1
"""Least time between commits: a commit costs some 20 ms however little it holds, and makes a segment to be merged."""

LOOK_EVERY_SECONDS = 1.0
"""Longest wait without looking at the table, the link to the generation in use, and the day."""


class Follower:
    """Follows the table at `database_url` into the index in `folder` until `stop` is called."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._database = Database(database_url, pool_size=2, name="follower")
        self._folder = folder
        self._stopping = False

    def stop(self) -> None:
        """Let `run` return after the batch in hand."""
        self._stopping = True

    def run(self) -> None:
        """Follow; raises `AlreadyAtWork`, and whatever goes wrong with database or index."""
        listener = psycopg2.connect(self._database.url.replace("postgresql+psycopg2://", "postgresql://"))
        listener.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        listener.cursor().execute(f"LISTEN {storage.CHANNEL}")
        try:
            with generations.only_writer(self._folder):
                while not self._stopping:
                    self._follow_generation(listener)
        finally:
            listener.close()
            self._database.close()

    def _follow_generation(self, listener: psycopg2.extensions.connection) -> None:
        """Write the generation in use, made anew where there is none, until another is in use."""
        name = generations.current(self._folder) or rebuild(self._database, self._folder)
        writer = Writer(self._folder, name)
        _log.info("follower_active", generation=name, seq=writer.seq)
        day: dt.date | None = None
        try:
            while not self._stopping and generations.current(self._folder) == name:
                started = time.monotonic()
                changes = catch_up(self._database, writer)
                if day != clock.today():
                    day = clock.today()
                    writer.drop_ended_before(day)
                    changes += 1
                if changes:
                    writer.commit()
                with self._database.transaction() as connection:
                    storage.write_progress(connection, name, writer.seq, clock.now())
                self._wait(listener, started, bool(changes))
        finally:
            writer.close()

    def _wait(self, listener: psycopg2.extensions.connection, started: float, busy: bool) -> None:
        """Gather changes since the last commit for a while; where there was none, wait to be told of one."""
        if busy:
            time.sleep(max(0.0, started + COMMIT_EVERY_SECONDS - time.monotonic()))
            return
        select.select([listener], [], [], LOOK_EVERY_SECONDS)
        listener.poll()
        listener.notifies.clear()


def main(arguments: list[str]) -> int:
    """`follower`."""
    logging.configure("follower")
    configuration = settings.load("search")
    follower = Follower(configuration.text("DATABASE_URL"), Path(configuration.text("INDEX_FOLDER")))
    signal.signal(signal.SIGTERM, lambda *_: follower.stop())
    signal.signal(signal.SIGINT, lambda *_: follower.stop())
    try:
        follower.run()
    except Exception as error:  # noqa: BLE001 - exits whatever it is
        _log.error("follower_failed", **logging.failure(error))
        return 1
    return 0
