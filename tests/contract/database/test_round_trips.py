"""Transactions that gather (decision 203): the same effects, in fewer messages to the database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from psycopg2.extensions import TRANSACTION_STATUS_IDLE
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM
from services.runtime.database import Database, limit_statements
from services.runtime.round_trips import later
from services.runtime.work import Work

_things = sa.Table("things", sa.MetaData(), sa.Column("name", sa.Text, primary_key=True))
ADD = _things.insert()
NAMES = sa.select(_things.c.name).order_by(_things.c.name)


@pytest.fixture
def single(database: Database) -> Iterator[Database]:
    """A pool of one connection, so that each use finds what the one before has left."""
    single = Database(database.url, pool_size=1, pool_timeout=1)
    with single.transaction() as connection:
        _things.create(connection)
    yield single
    single.close()


def message(connection: Connection, pid: int | None = None) -> list[str]:
    """The statements of the last message that a session got: of the message that asks, where no session is named."""
    asked = sa.text("SELECT query FROM pg_stat_activity WHERE pid = coalesce(:pid, pg_backend_pid())")
    return re.split(r"\s*\n;", connection.execute(asked, {"pid": pid}).scalar_one())


def names(database: Database) -> list[str]:
    with database.transaction() as connection:
        return list(connection.execute(NAMES).scalars())


def pid(connection: Connection) -> int:
    return int(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


def test_what_nobody_waits_for_leaves_with_what_follows_it(single: Database, database: Database) -> None:
    with single.gathering() as connection:
        limit_statements(connection, 2)
        later(connection, ADD, {"name": "100 % ; '"})
        begin, *limits, text, insert, _ = message(connection)
        assert (begin, limits) == ("BEGIN", ["SET LOCAL statement_timeout = 2000", "SET LOCAL lock_timeout = 2000"])
        assert text.startswith("PREPARE")
        assert text.endswith("INSERT INTO things (name) VALUES ($1)")
        assert insert.startswith("EXECUTE")
        assert list(connection.execute(NAMES).scalars()) == ["100 % ; '"]
        session = pid(connection)
        later(connection, ADD, {"name": "b"})
        later(connection, ADD, {"name": "c"})
    with database.transaction() as other:
        *inserts, commit = message(other, session)
    assert (len(inserts), commit) == (2, "COMMIT")
    assert names(single) == ["100 % ; '", "b", "c"]


def test_a_session_is_told_a_text_once(single: Database, database: Database) -> None:
    with single.gathering() as connection:
        later(connection, ADD, {"name": "a"})
        later(connection, ADD, {"name": "b"})
        begin, *texts, first, second, _ = message(connection)
        assert (begin, len(texts)) == ("BEGIN", 1)
        assert (first.partition(" ")[0], second.partition(" ")[0]) == ("EXECUTE", "EXECUTE")
        session = pid(connection)
    with single.gathering() as connection:
        later(connection, ADD, {"name": "c"})
    with database.transaction() as other:
        kinds = [statement.partition(" ")[0] for statement in message(other, session)]
    assert kinds == ["BEGIN", "EXECUTE", "COMMIT"]
    assert names(single) == ["a", "b", "c"]


@pytest.mark.parametrize("reached", [True, False])
def test_a_text_is_told_again_where_the_message_that_told_it_failed(single: Database, reached: bool) -> None:
    """Whether the session remembers it or not: what failed may have stood before it or after it."""
    remove = _things.delete().where(_things.c.name == sa.bindparam("gone"))
    with single.gathering() as connection:
        later(connection, ADD, {"name": "a"})
    for _ in range(2):
        with pytest.raises(sa.exc.IntegrityError), single.gathering() as connection:
            if reached:
                later(connection, remove, {"gone": "b"})
            later(connection, ADD, {"name": "a"})
            if not reached:
                later(connection, remove, {"gone": "b"})
    with single.gathering() as connection:
        later(connection, remove, {"gone": "a"})
    assert names(single) == []


_kinds = sa.Table(
    "kinds",
    sa.MetaData(),
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("ids", pg.ARRAY(pg.UUID(as_uuid=False))),
    sa.Column("words", pg.ARRAY(sa.String(5))),
    sa.Column("word", sa.String(5)),
    sa.Column("day", sa.Date),
    sa.Column("at", sa.DateTime(timezone=True)),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("document", pg.JSONB),
    sa.Column("holds", sa.Boolean),
)
_ADD_KIND = _kinds.insert()


def test_values_of_all_kinds_arrive_as_they_were_given(single: Database) -> None:
    given = {
        "number": 2**40,
        "ids": ["0190a7c2-0000-7000-8000-000000000001"],
        "words": ["あ", "% ' \\"],
        "word": "あいうえお",
        "day": dt.date(2026, 2, 28),
        "at": dt.datetime(2026, 2, 28, 15, tzinfo=dt.UTC),
        "sealed": b"\x00%s'\xff",
        "document": {"a": [1, None, "%(b)s"]},
        "holds": True,
    }
    with single.gathering() as connection:
        _kinds.create(connection)
        later(connection, _ADD_KIND, given)
        later(connection, _ADD_KIND, {**dict.fromkeys(given), "number": 1, "ids": []})
        none, row = connection.execute(sa.select(_kinds).order_by(_kinds.c.number)).mappings()
    assert dict(row) == given
    assert dict(none) == {**dict.fromkeys(given), "number": 1, "ids": []}


def test_a_text_too_long_for_its_column_is_refused_and_not_cut_off(single: Database) -> None:
    with single.transaction() as connection:
        _kinds.create(connection)
    with pytest.raises(sa.exc.DataError), single.gathering() as connection:
        later(connection, _ADD_KIND, {"number": 1, "word": "あいうえおか"})


def test_a_transaction_that_does_not_gather_sends_everything_at_once(single: Database, database: Database) -> None:
    with single.transaction() as connection:
        session = pid(connection)
        later(connection, ADD, {"name": "a"})
        with database.transaction() as other:
            assert message(other, session)[0].startswith("INSERT")


@pytest.mark.parametrize("then", ["statement", "commit"])
def test_what_fails_later_undoes_the_whole_transaction(single: Database, then: str) -> None:
    with pytest.raises(sa.exc.IntegrityError), single.gathering() as connection:
        later(connection, ADD, {"name": "a"})
        later(connection, ADD, {"name": "a"})
        if then == "statement":
            connection.execute(NAMES)
    assert names(single) == []
    with single.gathering() as connection:
        later(connection, ADD, {"name": "the connection is as good as before"})
    assert len(names(single)) == 1


def test_a_value_that_no_message_can_hold_leaves_what_was_kept_where_it_is(single: Database) -> None:
    """Else what follows it would be outside of any transaction, and stay where the transaction is undone."""
    with pytest.raises(LookupError), single.gathering() as connection:
        with pytest.raises(ValueError, match="NUL"):
            connection.execute(ADD.returning(_things.c.name), {"name": "a\0"})
        later(connection, ADD, {"name": "b"})
        assert list(connection.execute(NAMES).scalars()) == ["b"]
        raise LookupError
    assert names(single) == []


@pytest.mark.parametrize("asked", [True, False])
def test_what_was_kept_is_forgotten_where_the_transaction_is_undone(single: Database, asked: bool) -> None:
    with pytest.raises(ZeroDivisionError), single.gathering() as connection:
        later(connection, ADD, {"name": "a"})
        if asked:
            assert list(connection.execute(NAMES).scalars()) == ["a"]
            later(connection, ADD, {"name": "b"})
        raise ZeroDivisionError
    assert names(single) == []


def test_a_transaction_in_which_nothing_was_asked_sends_nothing(single: Database, database: Database) -> None:
    with single.gathering() as connection:
        session = pid(connection)
    with single.gathering() as connection:
        limit_statements(connection, 2)
    with single.gathering():
        pass
    with database.transaction() as other:
        assert message(other, session) == ["COMMIT"], "of the first of them"


def test_limits_hold_for_what_is_sent_in_the_same_message_and_end_with_the_transaction(single: Database) -> None:
    sleep, shown = sa.text("SELECT pg_sleep(2)"), sa.text("SHOW statement_timeout")
    with pytest.raises(sa.exc.OperationalError) as failed, single.gathering() as connection:
        limit_statements(connection, 0.05)
        connection.execute(sleep)
    assert failed.value.orig.pgcode == "57014"  # type: ignore[union-attr]
    with single.gathering() as connection:
        assert connection.execute(shown).scalar_one() == "0"


def test_a_savepoint_holds_what_was_kept_within_it_and_nothing_before(single: Database) -> None:
    with single.gathering() as connection:
        later(connection, ADD, {"name": "before"})
        within = connection.begin_nested()
        later(connection, ADD, {"name": "within"})
        within.rollback()
        later(connection, ADD, {"name": "after"})
    assert names(single) == ["after", "before"]


def test_several_rows_at_once_follow_what_was_kept(single: Database) -> None:
    with single.gathering() as connection:
        later(connection, ADD, {"name": "a"})
        connection.execute(ADD, [{"name": "b"}, {"name": "c"}])
    assert names(single) == ["a", "b", "c"]


def test_a_connection_is_given_back_as_it_was_taken(single: Database) -> None:
    with single.gathering() as connection:
        later(connection, ADD, {"name": "a"})
    with pytest.raises(ZeroDivisionError), single.transaction() as connection:
        driver = connection.connection.dbapi_connection
        assert not driver.autocommit  # type: ignore[union-attr]
        connection.execute(ADD, {"name": "b"})
        raise ZeroDivisionError
    with single.reading() as connection:
        assert connection.execute(NAMES).scalars().all() == ["a"]
        assert driver.get_transaction_status() == TRANSACTION_STATUS_IDLE  # type: ignore[union-attr]


def test_a_connection_cut_while_it_gathers_is_made_anew(single: Database, database: Database) -> None:
    with pytest.raises(sa.exc.OperationalError), single.gathering() as connection:
        session = pid(connection)
        with database.transaction() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": session})
        later(connection, ADD, {"name": "lost"})
    assert names(single) == []
    with single.transaction() as connection:
        assert pid(connection) != session


def request(database: Database, budget: float = 2.0) -> Work:
    """A request as the entrypoint makes it of one that came over the bus, with so many seconds left."""
    return Work(database, caller=SYSTEM, now=dt.datetime(2026, 4, 22, 1, tzinfo=dt.UTC), trace="trace", budget=budget)


def names_of_the_next_request(database: Database) -> list[str]:
    work = request(database)
    later(work.connection, ADD, {"name": "of the next request"})
    found = list(work.connection.execute(NAMES).scalars())
    work.commit()
    return found


def test_a_request_that_fails_at_commit_leaves_the_next_one_a_connection_as_good_as_before(single: Database) -> None:
    """reliability.md 5: PostgreSQL skips the COMMIT after a kept statement that fails, and nobody else ends the transaction."""
    work = request(single)
    later(work.connection, ADD, {"name": "a"})
    later(work.connection, ADD, {"name": "a"})
    with pytest.raises(sa.exc.IntegrityError) as failed:
        work.commit()
    work.close()
    assert failed.value.orig.pgcode == "23505"  # type: ignore[union-attr]
    assert names_of_the_next_request(single) == ["of the next request"]
    assert names(single) == ["of the next request"]


def test_what_outlives_the_deadline_at_commit_is_told_as_that(single: Database, database: Database) -> None:
    """A kept statement waits for another's row: the caller hears that the deadline is over, the next request is answered."""
    with database.transaction() as other:
        other.execute(ADD, {"name": "a"})
        work = request(single, budget=0.05)
        later(work.connection, ADD, {"name": "a"})
        with pytest.raises(sa.exc.OperationalError) as failed:
            work.commit()
        work.close()
        assert failed.value.orig.pgcode in {"57014", "55P03"}, "which the entrypoint knows"  # type: ignore[union-attr]
        assert names_of_the_next_request(single) == ["of the next request"]


def test_a_connection_cut_at_commit_tells_of_the_cut_and_is_made_anew(single: Database, database: Database) -> None:
    """A rollback that fails too hides nothing, and what it could not end is not lent again."""
    work = request(single)
    session = pid(work.connection)
    later(work.connection, ADD, {"name": "lost"})
    with database.transaction() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": session})
    with pytest.raises(sa.exc.OperationalError):  # and no complaint that it is closed, which is an InterfaceError
        work.commit()
    work.close()
    assert names_of_the_next_request(single) == ["of the next request"]
