"""`python -m services.run duties`: what operations can do with the duties of every service (CAL-6, OPS-3)."""

import ast
import base64
import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Role
from services.run import SERVICES, _named
from services.runtime import clock, duties
from services.runtime.database import Database
from services.runtime.entrypoints import duty_command
from services.runtime.entrypoints.duty_command import BUSY, duties_of
from tests.contract.served import Served

REPOSITORY = Path(__file__).parents[3]
KEY = base64.b64encode(bytes(32)).decode()
NOW = dt.datetime(2026, 4, 22, 1, 0, tzinfo=dt.UTC)
LAST_RUN = duties.duty_table(sa.MetaData())


def class_of(service: str) -> type:
    return _named(SERVICES[service])


def duty(*arguments: str) -> int:
    return duty_command.main(list(arguments), SERVICES, class_of, now=lambda: NOW)


@pytest.fixture
def database(
    monkeypatch: pytest.MonkeyPatch, fresh_database: Callable[[str], str], tmp_path: Path
) -> Callable[[str], Served]:
    """Gives a service what its command needs, and answers its database."""

    def opened(service: str) -> Served:
        url = fresh_database(service)
        for name, value in {
            "AMQP_URI": "amqp://nobody@127.0.0.1:1/",
            f"{service.upper()}_DATABASE_URL": url,
            f"{service.upper()}_IDEMPOTENCY_HASH_KEY": KEY,
            "PERSONAL_DATA_KEYS": f"test:{KEY}",
            "PERSONAL_DATA_LOOKUP_KEY": KEY,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": "1",
            "HW_SITE_URL": "http://127.0.0.1",
            "HW_DATA_FOLDER": str(tmp_path),
        }.items():
            monkeypatch.setenv(name, value)
        served = Served(None, Database(url, pool_size=2, name="test"))
        opened_ones.append(served)
        return served

    opened_ones: list[Served] = []
    yield opened
    for served in opened_ones:
        served.database.close()


def decorated() -> set[str]:
    """The names of all methods with `@every`, from the source alone."""
    return {
        node.name
        for path in (REPOSITORY / "services").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "every"
    }


def test_the_command_knows_every_duty_that_the_source_has() -> None:
    """CAL-6: no second list that could go stale."""
    known = {name for service in SERVICES for name in duties_of(class_of(service))}
    assert decorated() == known, "a method with @every belongs into a class that a service is made of"
    assert len(known) > 15


@pytest.mark.parametrize("service", SERVICES)
def test_every_duty_can_be_run_by_command_and_each_use_stands_in_the_audit_log(
    service: str, database: Callable[[str], Served], capsys: pytest.CaptureFixture[str]
) -> None:
    """CAL-6, OPS-3: with what it does printed, its last run written, and the name of the operator's account."""
    served = database(service)
    for name in duties_of(class_of(service)):
        assert duty("run", service, name) == 0
        assert capsys.readouterr().out == f"{service} {name} for 2026-04-22: 0 done\n"
    entries = [e for e in served.published(AUDIT_RECORDED[service]) if e["action"] == f"{service}.run_duty"]
    assert [entry["details"]["duty"] for entry in entries] == list(duties_of(class_of(service)))
    assert {(entry["role"], entry["details"]["day"]) for entry in entries} == {(Role.OPERATIONS, "2026-04-22")}
    assert all(entry["details"]["operator"] for entry in entries)
    with served.database.transaction() as connection:
        runs = dict(map(tuple, connection.execute(sa.select(LAST_RUN))))
    assert runs == dict.fromkeys(duties_of(class_of(service)), NOW)


def test_a_duty_runs_for_no_day_to_come_and_none_that_is_unknown(
    database: Callable[[str], Served], capsys: pytest.CaptureFixture[str]
) -> None:
    """CAL-6: and nothing is written into the audit log of what was not done."""
    served = database("compliance")
    for wrong in (
        ("run", "compliance", "end_suspensions", "--day", "2026-04-23"),
        ("run", "compliance", "end_suspensions", "--day", "tomorrow"),
        ("run", "compliance", "lapse_overdue"),
        ("run", "gateway", "end_suspensions"),
    ):
        with pytest.raises(SystemExit) as ended:
            duty(*wrong)
        assert ended.value.code == 2
    assert "yet to come" in capsys.readouterr().err
    assert served.published(AUDIT_RECORDED["compliance"]) == []


def test_a_duty_that_is_being_run_is_left_to_who_runs_it(database: Callable[[str], Served]) -> None:
    """CAL-6: timer and command take the same lock."""
    served = database("compliance")
    with served.database.transaction() as timer:
        assert duties.due(timer, "end_suspensions", 60, NOW)
        assert duty("run", "compliance", "end_suspensions") == BUSY
        assert duty("run", "compliance", "seal_audit_log") == 0, "another duty is not held up"
    assert duty("run", "compliance", "end_suspensions") == 0


def test_several_are_run_in_the_order_named_until_one_is_run_elsewhere(
    database: Callable[[str], Served], capsys: pytest.CaptureFixture[str]
) -> None:
    """CAL-6, OPS-3: each with its own entry; nothing is run where one of them is unknown."""
    served = database("compliance")
    with pytest.raises(SystemExit):
        duty("run", "compliance", "watch_overdue", "lapse_overdue")
    assert served.count(LAST_RUN) == 0
    assert duty("run", "compliance", "watch_overdue", "end_suspensions") == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in printed] == ["watch_overdue", "end_suspensions"]
    entries = served.published(AUDIT_RECORDED["compliance"])
    assert [entry["details"]["duty"] for entry in entries] == ["watch_overdue", "end_suspensions"]
    with served.database.transaction() as timer:
        assert duties.due(timer, "end_suspensions", 60, NOW + dt.timedelta(days=1))
        assert duty("run", "compliance", "watch_overdue", "end_suspensions", "seal_audit_log") == BUSY
    with served.database.transaction() as connection:
        runs = set(connection.execute(sa.select(LAST_RUN.c.duty)).scalars())
    assert "seal_audit_log" not in runs, "what was named after it waits"


def test_a_run_for_an_earlier_day_leaves_the_timers_turn_as_it_is(database: Callable[[str], Served]) -> None:
    """CAL-6: it does less than the timer's next turn."""
    served = database("compliance")
    assert duty("run", "compliance", "end_suspensions", "--day", "2026-04-21") == 0
    assert served.count(LAST_RUN) == 0
    with served.database.transaction() as timer:
        assert duties.due(timer, "end_suspensions", 60, NOW)


def test_all_duties_are_listed_with_their_period_and_purpose(capsys: pytest.CaptureFixture[str]) -> None:
    """CAL-6."""
    assert duty("list") == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {(service, name) for service, name, _, _ in lines} == {
        (service, name) for service in SERVICES for name in duties_of(class_of(service))
    }
    assert all(period.endswith(" s") and purpose for _, _, period, purpose in lines), (
        "say in its docstring what it does"
    )
    assert duty("list", "compliance") == 0
    assert {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()} == {"compliance"}


def test_every_duty_stands_in_the_book_of_operations() -> None:
    """CAL-6: what runs by itself, operations can read of."""
    written = set(
        re.findall(r"`(?:[a-z]+\.)?([a-z_]+)`", (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8"))
    )
    missing = {name for service in SERVICES for name in duties_of(class_of(service))} - written
    assert not missing, f"write {sorted(missing)} into the table of duties in docs/operations.md"


def test_the_command_runs_as_a_process_of_its_own(database: Callable[[str], Served]) -> None:
    """CAL-6: today is the Japanese day of the machine's clock."""
    database("registry")
    command = [sys.executable, "-m", "services.run", "duties", "run", "registry", "lapse_overdue"]
    before = clock.today()
    done = subprocess.run(command, cwd=REPOSITORY, env=os.environ, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout in {f"registry lapse_overdue for {day}: 0 done\n" for day in (before, clock.today())}
