"""One at a time under a key, over real connections (reliability.md 5)."""

from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa

from services.runtime import claims
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.at_once import together


@pytest.fixture
def database(open_database: Callable[..., Database]) -> Database:
    return open_database("compliance", pool_size=10)


def test_of_eight_at_once_one_is_at_it_at_a_time(database: Database) -> None:
    key, inside, most = new_id(), [0], [0]

    def one() -> None:
        with claims.alone(database, scope="s", key=key, seconds=30.0):
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            with database.transaction() as connection:
                connection.execute(sa.text("SELECT pg_sleep(0.02)"))
            inside[0] -= 1

    together(*(one for _ in range(8)))
    assert most == [1]
    assert left(database) == 0


def test_others_keys_and_scopes_wait_for_nothing(database: Database) -> None:
    key = new_id()
    with (
        claims.alone(database, scope="s", key=key, seconds=30.0),
        claims.alone(database, scope="s", key=new_id(), seconds=30.0),
        claims.alone(database, scope="t", key=key, seconds=30.0),
    ):
        assert left(database) == 3


def test_what_a_killed_process_left_behind_is_taken_over_after_its_time_and_by_one(database: Database) -> None:
    """Of several who wait for it one at a time; and what nobody asks for any more is gone after a day."""
    key = new_id()
    with database.transaction() as connection:
        for claimed, until in ((key, "- interval '1 second'"), (new_id(), "- interval '2 days'")):
            values = {"key": claimed, "holder": new_id()}
            connection.execute(
                sa.text(f"INSERT INTO claimed_keys VALUES ('s', :key, :holder, clock_timestamp() {until})"), values
            )
    order: list[str] = []

    def one(name: str) -> None:
        with claims.alone(database, scope="s", key=key, seconds=30.0):
            order.append(f"{name} in")
            order.append(f"{name} out")

    together(*(partial(one, name) for name in "abc"))
    assert [step.split()[1] for step in order] == ["in", "out"] * 3
    assert left(database) == 0


def left(database: Database) -> int:
    with database.transaction() as connection:
        return connection.scalar(sa.text("SELECT count(*) FROM claimed_keys")) or 0
