"""The parking tool as an operator uses it: each use stands in the audit log before it is done (reliability.md 4, OPS-3)."""

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import amqp
import pytest
import sqlalchemy as sa

from services.runtime import broker as brokers
from services.runtime import topology
from services.runtime.database import Database
from services.runtime.parking import Parking
from services.runtime.serialization import loads

REPOSITORY = Path(__file__).parents[3]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def database(fresh_database: Callable[[str], str]) -> Iterator[Database]:
    database = Database(fresh_database("compliance"), pool_size=1, name="test")
    yield database
    database.close()


@pytest.fixture
def run(broker: str, database: Database) -> Run:
    """The command, with compliance's settings."""
    environment = {
        **os.environ,
        "AMQP_URI": broker,
        "COMPLIANCE_DATABASE_URL": database.url,
        "COMPLIANCE_IDEMPOTENCY_HASH_KEY": base64.b64encode(bytes(32)).decode(),
    }

    def started(*arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "services.run", "parking", *arguments]
        return subprocess.run(
            command, cwd=REPOSITORY, env={**environment, **changed}, capture_output=True, text=True, check=False
        )

    return started


@pytest.fixture
def parked(broker: str) -> Any:
    """Two events in the parking queue, from a queue that is there to take them back."""
    Parking(broker).drop(frozenset())
    with brokers.connection(broker) as connection:
        channel = connection.default_channel
        channel.queue_declare("somewhere", durable=True, auto_delete=False)
        for name in ("first", "second"):
            headers = {topology.PARKED_FROM_HEADER: "somewhere", topology.PARKED_REASON_HEADER: "ValueError"}
            message = amqp.Message(name.encode(), message_id=name, application_headers=headers)
            channel.basic_publish_confirm(message, "", topology.PARKING)
    yield ("first", "second")
    Parking(broker).drop(frozenset())
    with brokers.connection(broker) as connection:
        connection.default_channel.queue_delete("somewhere")


def entries(database: Database) -> list[tuple[str, str]]:
    with database.transaction() as connection:
        rows = connection.execute(sa.text("SELECT body FROM outbox ORDER BY seq")).scalars()
        told = [loads(body)["data"] for body in rows]
    return [(entry["action"], entry["subject_id"]) for entry in told]


def test_each_use_is_written_down_with_the_event_it_was_of(
    run: Run, parked: Any, database: Database, broker: str
) -> None:
    listed = run("list")
    assert [line.split("\t")[:2] for line in listed.stdout.splitlines()] == [[name, "somewhere"] for name in parked]
    assert "first\n" in run("show", "first").stdout
    assert run("republish", "first").stdout == "1\n"
    assert run("drop", "--all").stdout == "1\n"
    assert Parking(broker).all() == []
    actions = [(action.removeprefix("compliance.parking_"), event) for action, event in entries(database)]
    assert actions[0][0] == "list"
    assert actions[1:] == [("show", "first"), ("republish", "first"), ("drop", "second")]


def test_what_can_not_be_written_down_is_not_done(run: Run, parked: Any, database: Database, broker: str) -> None:
    nowhere = database.url.rpartition("/")[0] + "/nowhere"
    assert run("drop", "--all", COMPLIANCE_DATABASE_URL=nowhere).returncode != 0
    assert [message.message_id for message in Parking(broker).all()] == list(parked)
    assert entries(database) == []
