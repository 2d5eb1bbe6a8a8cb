"""Statements that a session is told once and that are only named afterwards (decision 203): the same rows, from a shorter message."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.runtime.database import Database
from services.runtime.round_trips import BY_NAME, later

_things = sa.Table(
    "things", sa.MetaData(), sa.Column("name", sa.String(20), primary_key=True), sa.Column("state", sa.Text)
)
_ADD = _things.insert()
_OF_STATE = sa.select(_things.c.name).where(_things.c.state == sa.bindparam("state")).order_by(_things.c.name)
_NAMED = _OF_STATE.execution_options(**BY_NAME)
_NEW = sa.select(_things.c.name).where(_things.c.state == "new").execution_options(**BY_NAME)
_OLD = sa.select(_things.c.name).where(_things.c.state == "old").execution_options(**BY_NAME)
_ANY = sa.select(_things.c.name).where(_things.c.state.in_(["new", "old"])).execution_options(**BY_NAME)


@pytest.fixture
def single(database: Database) -> Iterator[Database]:
    """A pool of one connection, with a thing that is new and one that is old."""
    single = Database(database.url, pool_size=1, pool_timeout=1)
    with single.transaction() as connection:
        _things.create(connection)
        connection.execute(_ADD, [{"name": "a", "state": "new"}, {"name": "b", "state": "old"}])
    yield single
    single.close()


def message(database: Database, session: int) -> list[str]:
    """The first words of the statements of the last message that a session got."""
    asked = sa.text("SELECT query FROM pg_stat_activity WHERE pid = :pid")
    with database.transaction() as connection:
        sent = connection.execute(asked, {"pid": session}).scalar_one()
    return [statement.partition(" ")[0] for statement in re.split(r"\s*\n;", sent)]


def pid(connection: Connection) -> int:
    return int(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


@pytest.mark.parametrize("kind", ["transaction", "gathering", "reading"])
def test_a_session_is_told_a_text_once(single: Database, database: Database, kind: str) -> None:
    with single.transaction() as connection:
        session = pid(connection)
    opened = getattr(single, kind)
    with opened() as connection:
        assert connection.execute(_NAMED, {"state": "new"}).scalars().all() == ["a"]
        assert message(database, session)[-2:] == ["PREPARE", "EXECUTE"]
        assert connection.execute(_NAMED, {"state": "old"}).scalars().all() == ["b"]
        assert message(database, session) == ["EXECUTE"]
    with opened() as connection:
        assert connection.execute(_NAMED, {"state": "nothing is"}).scalars().all() == []
        assert message(database, session)[-1] == "EXECUTE"
        assert "PREPARE" not in message(database, session)


def test_what_is_the_statements_own_stays_its_own(single: Database) -> None:
    """SQLAlchemy compiles statements alike but for their values once."""
    with single.transaction() as connection:
        for _ in range(2):
            assert connection.execute(_NEW).scalars().all() == ["a"]
            assert connection.execute(_OLD).scalars().all() == ["b"]
            assert sorted(connection.execute(_ANY).scalars()) == ["a", "b"]


def test_a_plan_rests_on_what_is_the_statements_own(single: Database, database: Database) -> None:
    """An index of some rows is of use only to who says that it wants these."""
    with single.transaction() as connection:
        session = pid(connection)
        connection.execute(_NEW).close()
    asked = sa.text("SELECT statement FROM pg_prepared_statements")
    with single.reading() as connection:
        assert pid(connection) == session
        [told] = connection.execute(asked).scalars()
    assert "'new'" in told
    assert "$1" not in told


def test_it_follows_what_was_kept_in_the_same_message(single: Database, database: Database) -> None:
    with single.gathering() as connection:
        session = pid(connection)
        later(connection, _ADD, {"name": "c", "state": "new"})
        assert connection.execute(_NAMED, {"state": "new"}).scalars().all() == ["a", "c"]
        assert message(database, session) == ["PREPARE", "PREPARE", "EXECUTE", "EXECUTE"]


def test_a_text_is_told_again_where_the_message_that_told_it_failed(single: Database) -> None:
    for _ in range(2):
        with pytest.raises(sa.exc.IntegrityError), single.gathering() as connection:
            later(connection, _ADD, {"name": "a", "state": "twice"})
            connection.execute(_NAMED, {"state": "new"})
    with single.gathering() as connection:
        assert connection.execute(_NAMED, {"state": "new"}).scalars().all() == ["a"]


def test_a_table_that_was_changed_since_costs_one_attempt(single: Database, database: Database) -> None:
    """PostgreSQL refuses a remembered statement whose rows would be of another type; the next attempt tells the text anew."""
    with single.transaction() as connection:
        assert connection.execute(_NAMED, {"state": "new"}).scalars().all() == ["a"]
    with database.transaction() as other:
        other.execute(sa.text("ALTER TABLE things ALTER name TYPE varchar(40)"))
        other.execute(sa.text("ALTER TABLE things ALTER name TYPE text"))
    with pytest.raises(sa.exc.NotSupportedError), single.transaction() as connection:
        connection.execute(_NAMED, {"state": "new"})
    with single.transaction() as connection:
        assert connection.execute(_NAMED, {"state": "new"}).scalars().all() == ["a"]


_UNTYPED = sa.select(_things.c.name).where(sa.func.lower(sa.bindparam("state")) == _things.c.state)
_LISTED = sa.select(_things.c.name).where(_things.c.state.in_(sa.bindparam("states", expanding=True)))


@pytest.mark.parametrize(
    ("statement", "values"), [(_UNTYPED, {"state": "new"}), (_LISTED, {"states": ["new"]})], ids=["untyped", "a list"]
)
def test_what_is_not_one_text_of_known_types_is_refused(
    single: Database, statement: sa.Select[tuple[str]], values: dict[str, object]
) -> None:
    with single.transaction() as connection:
        assert connection.execute(statement, values).scalars().all() == ["a"]
        with pytest.raises(TypeError, match="told once"):
            connection.execute(statement.execution_options(**BY_NAME), values)
