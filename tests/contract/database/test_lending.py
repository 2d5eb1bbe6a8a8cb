"""The databases that tests are lent: a test finds no trace of the one before it, whatever that one did."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.databases import Databases, Lent

EVENT = sa.text(
    "INSERT INTO outbox (id, exchange, routing_key, body, created_at) VALUES (:id, 'e', 'k', '{}', now()) RETURNING seq"
)
MANY = (
    "INSERT INTO outbox (id, exchange, routing_key, body, created_at)"
    " SELECT gen_random_uuid(), 'e', 'k', repeat('x', 1000), now() FROM generate_series(1, 10000)"
)


@pytest.fixture
def lent(databases: Databases) -> Lent:
    return databases.lend("compliance")


def write(lent: Lent, statement: sa.TextClause) -> int:
    with lent.open(1, 5).transaction() as connection:
        return int(connection.execute(statement, {"id": new_id()}).scalar_one())


def test_rows_and_numbers_begin_anew(databases: Databases, lent: Lent) -> None:
    assert [write(lent, EVENT) for _ in range(3)] == [1, 2, 3]
    databases.take_back(lent)
    again = databases.lend("compliance")
    assert write(again, EVENT) == 1
    databases.take_back(again)
    if lent.keeper is not None:
        assert again is lent


def test_whoever_stayed_connected_is_gone(databases: Databases, lent: Lent) -> None:
    stayed = Database(lent.url)
    with stayed.engine.connect() as connection:
        connection.execute(EVENT, {"id": new_id()})
        databases.take_back(lent)
        with pytest.raises(DBAPIError):
            connection.execute(sa.text("SELECT 1"))
        connection.invalidate()
    stayed.close()
    again = databases.lend("compliance")
    assert write(again, sa.text("SELECT count(*) + 0 * length(:id) FROM outbox")) == 0
    databases.take_back(again)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE outbox ADD COLUMN more text",
        "ALTER TABLE outbox DROP COLUMN routing_key",
        "ALTER TABLE outbox ALTER COLUMN routing_key SET DEFAULT 'k'",
        "ALTER TABLE inbox DROP CONSTRAINT pk_inbox",
        "CREATE TABLE more (id integer)",
        "UPDATE alembic_version SET version_num = '0001'",
        MANY,
    ],
)
def test_one_with_another_structure_or_many_dead_rows_is_not_lent_again(
    databases: Databases, lent: Lent, change: str
) -> None:
    with lent.open(1, 5).transaction() as connection:
        connection.execute(sa.text(change))
    databases.take_back(lent)
    again = databases.lend("compliance")
    assert again is not lent
    with again.open(1, 5).transaction() as connection:
        names = sa.inspect(connection).get_table_names()
    assert "more" not in names
    databases.take_back(again)
