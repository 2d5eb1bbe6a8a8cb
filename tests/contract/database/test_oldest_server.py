"""The migrations on the oldest PostgreSQL that is supported, where its programs are: on a server of the test's own, beside the session's.

All tests run on it by DATABASE_URL (README).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from deploy.stack import account, postgres
from deploy.stack.ports import free_port
from deploy.stack.supervisor import Supervisor
from services.runtime.database import Database
from services.runtime.migrations import ROOMS_WITH_DATABASES, migrate
from tests.conftest import READY_WITHIN

OLDEST = 15
PROGRAMS = Path(f"/usr/lib/postgresql/{OLDEST}/bin")
"""Where Debian has them."""
SCHEMA = """
SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass::text, conname, contype::text, convalidated::text FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n'  -- those that a column is not NULL: by name since 18
UNION ALL SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
"""


@pytest.fixture(scope="module")
def oldest_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (PROGRAMS / "initdb").exists():
        pytest.skip(f"PostgreSQL {OLDEST} is not installed: apt-get install postgresql-{OLDEST}, where Debian has it")
    owner = account.servers_account()
    place = account.make_place(tmp_path_factory.mktemp("oldest"), owner)
    off = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    server = postgres.PrivateServer(place, free_port(), secrets.token_urlsafe(), owner, off, PROGRAMS)
    supervisor = Supervisor(tmp_path_factory.mktemp("oldest-logs"))
    try:
        supervisor.start([server.prepare()])
        supervisor.wait_until_ready(["postgres"], READY_WITHIN)
        yield server.url
    finally:
        supervisor.stop()
        account.remove_place(place)


def schema(database: Database) -> set[tuple[str, ...]]:
    with database.transaction() as connection:
        return {tuple(row) for row in connection.execute(sa.text(SCHEMA))}


@pytest.mark.parametrize("service", ROOMS_WITH_DATABASES)
def test_the_oldest_server_is_brought_to_the_same_schema(
    service: str, oldest_server: str, fresh_database: Callable[[str], str]
) -> None:
    url = postgres.create_databases(oldest_server, {service: secrets.token_urlsafe()}, "oldest_")[service]
    oldest, newest = Database(url), Database(fresh_database(service))
    try:
        migrate(service, oldest)
        with oldest.transaction() as connection:
            assert str(connection.scalar(sa.text("SHOW server_version"))).startswith(f"{OLDEST}.")
        assert schema(oldest) == schema(newest)
    finally:
        oldest.close()
        newest.close()
