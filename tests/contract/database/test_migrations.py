"""Migrations beside writers: no version makes them wait while it reads a table's rows, and indexes are built beside them (decision 285)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from services.runtime.database import Database
from services.runtime.migrations import ROOMS_WITH_DATABASES, current_version, migrate, migrations_folder

INSTALLED_FIRST = {
    "registry": "0030",
    "search": "0003_custody",
    "messaging": "0012_grounds_of_cases",
    "compliance": "0018_claimed_keys",
    "reporting": "0003_usage_reports",
    "gateway": "0005_versions_of_passwords",
}
"""Until these, versions run on the empty tables of a first installation; from then on rows and writers are there."""
TOGETHER = {("0023_days_of_conduct", "case_steps", "message_reports")}
"""Written before one table a version was the rule; versions have been added since, and no system is installed."""
TABLE = "complaints"
SEEN = {
    "an index": ["CREATE INDEX ON complaints (received_on)"],
    "a check that is validated at once": ["ALTER TABLE complaints ADD CHECK (version > 0)"],
    "a check added and validated in one transaction": [
        "ALTER TABLE complaints ADD CONSTRAINT looked_at CHECK (version > 0) NOT VALID",
        "ALTER TABLE complaints VALIDATE CONSTRAINT looked_at",
    ],
    "rows written beside a new column": ["ALTER TABLE complaints ADD n integer", "UPDATE complaints SET n = 1"],
    "a reference": ["ALTER TABLE complaints ADD FOREIGN KEY (case_id) REFERENCES cases"],
    "a column of another type": ["ALTER TABLE complaints ALTER version TYPE bigint"],
}
PASSED_OVER = {
    "a column": ["ALTER TABLE complaints ADD n integer NOT NULL DEFAULT 0"],
    "a check of new rows": ["ALTER TABLE complaints ADD CHECK (version > 0) NOT VALID"],
    "a validation": ["ALTER TABLE complaints VALIDATE CONSTRAINT ck_complaints_state_known"],
    "rows written": ["UPDATE complaints SET version = version"],
    "a table with its index": ["CREATE TABLE more (n integer)", "CREATE INDEX ON more (n)"],
}

READ = "SELECT relid, seq_scan FROM pg_stat_xact_user_tables"
LOCKED = """
SELECT relation, relname FROM pg_locks JOIN pg_class ON pg_class.oid = relation
WHERE pid = pg_backend_pid() AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
  AND relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
BESIDE_WRITERS = ("SET lock_timeout", "RESET lock_timeout", "DROP INDEX CONCURRENTLY", "CREATE INDEX CONCURRENTLY",
                  "CREATE UNIQUE INDEX CONCURRENTLY")  # fmt: skip


class Watched:
    """What each transaction of a migration reads of the tables that were there before, while their writers must wait."""

    def __init__(self, database: Database) -> None:
        self.version = ""
        self.found: set[tuple[str, str]] = set()
        self.together: set[tuple[str, ...]] = set()
        """Versions with the tables, where they are several, that one transaction locks writers out of."""
        self.outside: list[str] = []
        self._read: dict[int, int] = {}
        self._there: set[int] = set()
        for name, listener in (("begin", self._begins), ("commit", self._ends), ("before_cursor_execute", self._asks)):
            sa.event.listen(database.engine, name, listener)

    def _begins(self, connection: Connection) -> None:
        if not self._is_autocommit(connection):
            self._read = dict(self._ask(connection, READ))
            self._there = {row[0] for row in self._ask(connection, "SELECT oid FROM pg_class WHERE relkind = 'r'")}

    def _ends(self, connection: Connection) -> None:
        if not self._is_autocommit(connection):
            read = {table for table, scans in self._ask(connection, READ) if scans > self._read.get(table, 0)}
            locked = self._ask(connection, LOCKED)
            self.found |= {(self.version, name) for table, name in locked if table in read & self._there}
            tables = sorted({name for table, name in locked if table in self._there})
            if len(tables) > 1:
                self.together.add((self.version, *tables))

    def _asks(self, connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if self._is_autocommit(connection) and not statement.strip().startswith(BESIDE_WRITERS):
            self.outside.append(f"{self.version}: {statement}")

    def _ask(self, connection: Connection, question: str) -> list[Any]:
        with connection.connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())

    def _is_autocommit(self, connection: Connection) -> bool:
        return bool(connection.connection.dbapi_connection.autocommit)  # type: ignore[union-attr]


@pytest.fixture
def emptied(open_database: Callable[..., Database]) -> Callable[[str], Database]:
    """A function: a database of a service in which no migration has run."""

    def opened(service: str) -> Database:
        database: Database = open_database(service)
        with database.transaction() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        return database

    return opened


@pytest.mark.parametrize(
    ("statements", "seen"), [(each, True) for each in SEEN.values()] + [(each, False) for each in PASSED_OVER.values()],
    ids=[*SEEN, *PASSED_OVER],
)  # fmt: skip
def test_reading_a_table_whose_writers_wait_is_seen_in_what_a_transaction_did(
    statements: list[str], seen: bool, open_database: Callable[..., Database]
) -> None:
    database = open_database("compliance")
    watched = Watched(database)
    with database.transaction() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    assert watched.found == ({("", TABLE)} if seen else set())


@pytest.mark.parametrize("service", ROOMS_WITH_DATABASES)
def test_no_version_reads_the_rows_of_a_table_while_its_writers_must_wait(
    service: str, emptied: Callable[[str], Database]
) -> None:
    """Add a check as NOT VALID and validate it in the next version; build an index by services.runtime.indexes."""
    database = emptied(service)
    revisions = list(reversed(list(ScriptDirectory(str(migrations_folder(service))).walk_revisions())))
    first = [revision.revision for revision in revisions].index(INSTALLED_FIRST[service])
    migrate(service, database, target=INSTALLED_FIRST[service])
    watched = Watched(database)
    for revision in revisions[first + 1 :]:
        watched.version = revision.revision
        migrate(service, database, target=revision.revision)
    assert watched.found == set()
    assert watched.together <= TOGETHER, "one table a version: a writer that holds one may want the next"
    assert watched.outside == [], "outside a transaction nothing may be run but what lets writers go on"


BEFORE, IT, INDEX = "0018_claimed_keys", "0019_complaints_looked_at", "ix_complaints_facts_over_on"
WRITER = sa.text(f"LOCK TABLE {TABLE} IN ROW EXCLUSIVE MODE")
"""What an INSERT, an UPDATE or a DELETE asks for."""
WAITS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'migrating' AND wait_event_type = 'Lock'"
ASKS_FOR_ITS_TURN = (
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'second' AND query LIKE '%advisory_lock%'"
)


@pytest.fixture
def before(emptied: Callable[[str], Database]) -> Database:
    """A database of the version before an index is built."""
    database = emptied("compliance")
    migrate("compliance", database, target=BEFORE)
    return database


@pytest.fixture
def opened(before: Database) -> Iterator[Callable[[str], Database]]:
    """A function: the same database, opened by a process of a name."""
    databases: list[Database] = []

    def open_as(name: str) -> Database:
        databases.append(Database(before.url, pool_size=1, name=name))
        return databases[-1]

    yield open_as
    for database in databases:
        database.close()


def found(database: Database, question: str) -> Any:
    """The first value that a question finds, asked until it finds one."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with database.transaction() as connection:
            value = connection.scalar(sa.text(question))
        if value is not None:
            return value
        time.sleep(0.02)
    raise AssertionError(f"found nothing: {question}")


def is_usable(database: Database) -> bool:
    return bool(found(database, f"SELECT indisvalid::int FROM pg_index WHERE indexrelid = '{INDEX}'::regclass"))


def test_others_write_while_an_index_is_built_and_one_that_broke_off_is_built_anew(
    before: Database, opened: Callable[[str], Database]
) -> None:
    """A writer that is not done holds up the building, but no other writer; 0019 is not reached until the index is usable."""
    with ThreadPoolExecutor(1) as aside:
        with before.engine.connect() as first_writer:
            first_writer.execute(WRITER)
            building = aside.submit(migrate, "compliance", opened("migrating"), target=IT)
            process = found(before, WAITS)
            with before.transaction() as second_writer:
                second_writer.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
                second_writer.execute(WRITER)
            with before.transaction() as connection:
                connection.execute(sa.text("SELECT pg_cancel_backend(:process)"), {"process": process})
            with pytest.raises(DBAPIError, match="canceling statement due to user request"):
                building.result(60)
        assert not is_usable(before)
        assert current_version(before) == BEFORE
        migrate("compliance", before, target=IT)
        assert is_usable(before)
        assert current_version(before) == IT


def test_a_second_migration_that_waits_for_its_turn_does_not_hold_up_an_index(
    before: Database, opened: Callable[[str], Database]
) -> None:
    """The building waits for every open transaction, and the second one for the building: the second may have none open."""
    with ThreadPoolExecutor(2) as aside:
        with before.engine.connect() as writer:
            writer.execute(WRITER)
            building = aside.submit(migrate, "compliance", opened("migrating"), target=IT)
            found(before, WAITS)
            waiting = aside.submit(migrate, "compliance", opened("second"), target=IT)
            found(before, ASKS_FOR_ITS_TURN)
        assert building.result(60) == waiting.result(60) == IT
    assert is_usable(before)
