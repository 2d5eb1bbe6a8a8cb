"""Connections of a pool: made anew where the database has hung up, and given back as they were taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from services.runtime import database as databases
from services.runtime.database import Database

PID = sa.text("SELECT pg_backend_pid()")


@pytest.fixture
def single(database: Database) -> Iterator[Database]:
    """A pool of one connection, beside the other one."""
    single = Database(database.url, pool_size=1, pool_timeout=1)
    yield single
    single.close()


def pid(database: Database) -> int:
    with database.transaction() as connection:
        return int(connection.execute(PID).scalar_one())


def test_a_connection_that_was_cut_while_it_rested_is_made_anew(
    database: Database, single: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "REST_SECONDS", 0)
    before = pid(single)
    with database.transaction() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": before})
    assert pid(single) != before


def test_a_connection_cut_a_moment_ago_fails_once_and_is_then_made_anew(
    database: Database, single: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "REST_SECONDS", 3_600)
    before = pid(single)
    with database.transaction() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": before})
    with pytest.raises(sa.exc.OperationalError):
        pid(single)
    assert pid(single) != before


def test_reading_opens_no_transaction_and_leaves_the_connection_as_it_was(single: Database) -> None:
    transaction = sa.text("SELECT pg_current_xact_id()")
    with single.reading() as connection:
        first, second = (connection.execute(transaction).scalar_one() for _ in range(2))
    assert first != second, "each statement is its own transaction"
    with single.transaction() as connection:
        first, second = (connection.execute(transaction).scalar_one() for _ in range(2))
        explicit = connection.connection.dbapi_connection.isolation_level  # type: ignore[union-attr]
    assert first == second
    assert explicit is None, "no isolation level is set back, which would cost a statement each time"


def test_a_reading_that_fails_leaves_the_connection_as_it_was(single: Database) -> None:
    with pytest.raises(sa.exc.ProgrammingError), single.reading() as connection:
        connection.execute(sa.text("SELECT nothing FROM nowhere"))
    with pytest.raises(ZeroDivisionError), single.transaction() as connection:
        connection.execute(sa.text("CREATE TABLE undone (id int)"))
        raise ZeroDivisionError
    with single.reading() as connection:
        assert connection.execute(sa.text("SELECT to_regclass('undone')")).scalar_one() is None


def test_a_connection_cut_during_a_reading_is_made_anew(database: Database, single: Database) -> None:
    def cut() -> None:
        with single.reading() as connection:
            before = connection.execute(PID).scalar_one()
            with database.transaction() as other:
                other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": before})
            connection.execute(PID)

    with pytest.raises(sa.exc.OperationalError):
        cut()
    assert pid(single)
