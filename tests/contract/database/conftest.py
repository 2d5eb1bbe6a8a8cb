"""A database with the tables that every service has, and nothing else."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from services.runtime.database import Database, new_metadata
from services.runtime.idempotency import idempotency_table
from services.runtime.identifiers import new_id
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table


@pytest.fixture
def database(postgres_server: str) -> Iterator[Database]:
    name = "runtime_" + new_id().replace("-", "")
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    url = sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    database = Database(url, pool_size=10)
    metadata = new_metadata()
    outbox_table(metadata)
    inbox_table(metadata)
    idempotency_table(metadata)
    metadata.create_all(database.engine)
    yield database
    database.close()
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
