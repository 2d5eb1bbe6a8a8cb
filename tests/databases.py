"""Databases for the tests of a session: made from a migrated template, emptied between tests, dropped at the end.

Emptying takes some ten milliseconds, making another and dropping it some two hundred.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from psycopg2.sql import SQL, Identifier

from deploy.stack import postgres
from services.runtime.database import Database
from services.runtime.migrations import migrate

# Foreign keys and triggers hold for the code under test; they need not see how its rows leave.
EMPTY = """
DO $$
DECLARE name text; filled boolean;
BEGIN
  PERFORM pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || name || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || name; END IF;
  END LOOP;
  PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence;
END $$
"""
# Every statement that changes the structure, TRUNCATE among them, writes a catalogue with a newer transaction or drops
# a row of one; what grew large is quicker made anew than read over its dead rows.
STRUCTURE = """
SELECT (SELECT array_agg(version_num) FROM alembic_version),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_class),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_attribute),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_attrdef),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_constraint),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_index),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_trigger),
       (SELECT (count(*), max(xmin::text::bigint))::text FROM pg_proc),
       (SELECT max(relpages_now) > 512 FROM (SELECT pg_relation_size(oid) / 8192 AS relpages_now FROM pg_class
          WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) sizes)
"""


@dataclass
class Lent:
    """A database in use by one test, or waiting for the next."""

    service: str
    name: str
    url: str
    keeper: psycopg2.extensions.connection | None
    """A connection of the server's account, by which it is emptied; none where that account may not."""
    structure: Any
    opened: dict[int, Database] = field(default_factory=dict)

    def open(self, pool_size: int, pool_timeout: float) -> Database:
        """The database, opened; the statements that an engine has compiled stay for the next test."""
        if pool_size not in self.opened:
            self.opened[pool_size] = Database(self.url, pool_size=pool_size, pool_timeout=pool_timeout)
        return self.opened[pool_size]

    def close(self) -> None:
        """End the connections of the test."""
        for database in self.opened.values():
            database.close()

    def empty(self) -> bool:
        """Remove every row, whoever is still connected; False where the next test must not have this database."""
        if self.keeper is None:
            return False
        with self.keeper.cursor() as cursor:
            cursor.execute(EMPTY)
        return bool(self.structure == structure(self.keeper))


def structure(keeper: psycopg2.extensions.connection) -> Any:
    """What is the same as long as only rows of tables have come and gone."""
    with keeper.cursor() as cursor:
        cursor.execute(STRUCTURE)
        return cursor.fetchone()


class Databases:
    """Migrated databases by CREATE DATABASE … TEMPLATE: the migrations of a service run once a session."""

    def __init__(self, server: str, prefix: str) -> None:
        self.server = server
        self.prefix = prefix
        self.passwords: dict[str, str] = {}
        self.made = 0
        self._idle: dict[str, list[Lent]] = defaultdict(list)
        self._administrator: psycopg2.extensions.connection | None = None

    def lend(self, service: str) -> Lent:
        """Return an empty database of a service for one test."""
        if self._idle[service]:
            return self._idle[service].pop()
        name, url = self.make(service)
        keeper = self._keeper(name)
        return Lent(service, name, url, keeper, keeper and structure(keeper))

    def take_back(self, lent: Lent) -> None:
        """Empty a database for the next test, or drop it."""
        lent.close()
        if lent.empty():
            self._idle[lent.service].append(lent)
        else:
            self._drop(lent)

    def make(self, service: str) -> tuple[str, str]:
        """Return name and URL of a new database."""
        if service not in self.passwords:
            self._make_template(service)
        self.made += 1
        name, role = f"{self.prefix}{service}_{self.made}", self.prefix + service
        connection = connected(self.server)
        with connection.cursor() as cursor:
            statement = SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
            cursor.execute(statement.format(Identifier(name), Identifier(role), Identifier(role)))
            postgres.close_to_others(cursor, name)
        connection.close()
        return name, postgres.database_url(self.server, role, self.passwords[service], name)

    def drop_all(self) -> None:
        """Drop what waits to be lent, the templates and the roles."""
        for waiting in self._idle.values():
            while waiting:
                self._drop(waiting.pop())
        postgres.drop_databases(self.server, [self.prefix + service for service in self.passwords])

    def _keeper(self, name: str) -> psycopg2.extensions.connection | None:
        keeper = connected(self.server, name)
        with keeper.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (True,):
                return keeper
        keeper.close()
        return None

    def _drop(self, lent: Lent) -> None:
        if lent.keeper is not None:
            lent.keeper.close()
        postgres.drop_databases(self.server, [lent.name])

    def _make_template(self, service: str) -> None:
        self.passwords[service] = secrets.token_urlsafe()
        url = postgres.create_databases(self.server, {service: self.passwords[service]}, self.prefix)[service]
        database = Database(url)
        try:
            migrate(service, database)
        finally:
            database.close()


def connected(server: str, name: str | None = None) -> psycopg2.extensions.connection:
    """Connect to a database (the server's own by default) without transactions."""
    url = postgres.libpq_url(server)
    connection = psycopg2.connect(url, dbname=name) if name else psycopg2.connect(url)
    connection.autocommit = True
    return connection
