"""A whole stack: all of it comes up, heals, keeps to itself, and goes away without a trace."""

import stat
import time
from pathlib import Path

import psycopg2
import pytest
import requests

from deploy.stack import postgres
from deploy.stack.processes import our_processes
from deploy.stack.stack import AlreadyRunning, Stack

HEALED_WITHIN = 60.0


def test_every_process_of_the_table_runs(stack: Stack) -> None:
    table = our_processes({room: {} for room in postgres.DATABASES}, "", lambda: True)
    assert {process.name for process in table} <= set(stack.supervisor.names())
    assert all(stack.supervisor.pid(name) for name in stack.supervisor.names())


def test_the_gateway_says_that_all_parts_are_ready(stack: Stack) -> None:
    answer = requests.get(f"{stack.url}/readyz", timeout=10)
    assert answer.status_code == 200
    assert all(part["ready"] for part in answer.json()["parts"])


@pytest.mark.parametrize("name", ["registry", "gateway", "follower"])
def test_a_killed_process_is_back_and_the_site_ready_again(stack: Stack, name: str) -> None:
    before = stack.supervisor.pid(name)
    stack.supervisor.kill(name)
    deadline = time.monotonic() + HEALED_WITHIN
    while stack.supervisor.pid(name) in (None, before):
        assert time.monotonic() < deadline, f"{name} was not started again"
        time.sleep(0.05)
    stack.supervisor.wait_until_ready(["gateway"], HEALED_WITHIN)


def test_a_service_cannot_read_the_database_of_another(stack: Stack) -> None:
    login = stack.database_url("search").rpartition("/")[0]
    database = stack.database_url("registry").rpartition("/")[2]
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(postgres.libpq_url(f"{login}/{database}"))


def test_a_stack_that_runs_is_not_started_twice(stack: Stack) -> None:
    with pytest.raises(AlreadyRunning, match="runs already, as process"):
        Stack(stack.folder).up()


def test_nobody_else_can_look_into_a_stacks_folder(stack: Stack) -> None:
    assert stat.S_IMODE(stack.folder.stat().st_mode) == 0o700


def test_reset_leaves_nothing_behind(tmp_path: Path) -> None:
    stack = Stack(tmp_path / "forgotten")
    stack.environment("registry")
    place = Path(stack.state.remembered("place") or "")
    assert place.is_dir()
    stack.forget()
    assert not place.exists()
    assert not stack.folder.exists()
