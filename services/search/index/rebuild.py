"""`rebuild-index`: the whole index anew from the table, beside the one in use, and then in its place."""

from __future__ import annotations

import sys
from pathlib import Path

import structlog
from tqdm import tqdm

from services.runtime import clock, logging, settings
from services.runtime.database import Database
from services.search import storage
from services.search.index import generations
from services.search.index.writer import Writer

_log = structlog.get_logger(__name__)

BATCH = 2_000
"""Rows in memory at a time."""


def rebuild(database: Database, folder: Path, *, threads: int = 2, show_progress: bool = False) -> str:
    """Build a new generation, bring it up to date and put it in use; answers its name. Raises `AlreadyAtWork`.

    Searches go on meanwhile, and so does the follower, on the generation in use. Nothing is missed: the table is read as
    of one moment, whose last `seq` is where following goes on; what changes during the long reading is followed up before
    the switch, and the follower does the rest after it.
    """
    with generations.only_rebuild(folder):
        name = generations.new(folder)
        writer = Writer(folder, name, threads=threads)
        _read_whole_table(database, writer, show_progress)
        writer.commit()
        while catch_up(database, writer):
            writer.commit()
        writer.close()
        generations.switch(folder, name)
    _log.info("index_rebuilt", generation=name, seq=writer.seq)
    return name


def _read_whole_table(database: Database, writer: Writer, show_progress: bool) -> None:
    with database.engine.connect() as fresh, fresh.execution_options(isolation_level="REPEATABLE READ").begin():
        writer.seq = storage.last_seq(fresh)
        total = storage.count_seekers(fresh)
        with tqdm(total=total, unit=" seekers", disable=not show_progress, mininterval=1) as bar:
            for rows in storage.all_seekers(fresh, BATCH):
                for row in rows:
                    writer.add(row)
                bar.update(len(rows))


def catch_up(database: Database, writer: Writer) -> int:
    """Take the next changes into the writer's batch; answers how many there were."""
    with database.transaction() as connection:
        rows = storage.changed_after(connection, writer.seq, BATCH)
    writer.apply(rows)
    return len(rows)


def main(arguments: list[str]) -> int:
    """`rebuild-index`."""
    if arguments:
        sys.stderr.write("usage: python -m services.run rebuild-index\n")
        return 2
    logging.configure("rebuild-index")
    configuration = settings.load("search")
    database = Database(configuration.text("DATABASE_URL"), name="rebuild-index")
    started = clock.now()
    try:
        rebuild(database, Path(configuration.text("INDEX_FOLDER")), show_progress=True)
    except generations.AlreadyAtWork as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        database.close()
    sys.stderr.write(f"rebuilt in {(clock.now() - started).total_seconds():.1f} s\n")
    return 0
