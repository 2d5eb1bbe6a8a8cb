"""Turns of a duty, each in a transaction of its own, on a real database (CAL-6)."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from services.contracts.caller import SYSTEM
from services.runtime.database import Database
from services.runtime.turns import NoMoreTurns, take_turns
from services.runtime.work import Work
from tests.contract.served import START


@pytest.fixture
def work(open_database: Callable[..., Database]) -> Iterator[Work]:
    database = open_database("compliance", pool_size=2)
    work = Work(database, caller=SYSTEM, now=START, trace="trace")
    yield work
    work.close()
    with database.transaction() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS turns"))


def write(part: Work, what: str) -> int:
    part.connection.execute(sa.text("CREATE TABLE IF NOT EXISTS turns (what text)"))
    part.connection.execute(sa.text("INSERT INTO turns VALUES (:what)"), {"what": what})
    return 1


def written(work: Work) -> list[str]:
    with work.database.transaction() as connection:
        return list(connection.scalars(sa.text("SELECT what FROM turns ORDER BY what")))


def act(part: Work, item: str) -> int:
    done = write(part, item)
    if item == "broken":
        raise RuntimeError
    if item == "closed":
        raise NoMoreTurns
    return done


def note(part: Work, item: str, _error: Exception) -> None:
    write(part, f"noted {item}")


def test_what_fails_is_undone_and_noted_and_the_others_have_their_turn(work: Work) -> None:
    assert take_turns(work, ["a", "broken", "b"], act, note, seconds=60) == 2
    assert written(work) == ["a", "b", "noted broken"]


def test_where_nothing_can_be_done_the_run_ends_with_what_was_done(work: Work) -> None:
    assert take_turns(work, ["a", "closed", "b"], act, note, seconds=60) == 1
    assert written(work) == ["a"], "no failure is noted of the one that waits"


def test_a_run_ends_when_its_time_is_over(work: Work) -> None:
    assert take_turns(work, ["a", "b"], act, note, seconds=0) == 1
