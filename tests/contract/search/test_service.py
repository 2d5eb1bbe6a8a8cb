"""The service as a process on the bus: what it answers, and what it hears."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts import messaging, registry, search
from services.contracts.caller import SYSTEM, Caller
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.events import Event
from services.runtime import outbox
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from services.search.tables import acquisitions
from tests.contract.search.conftest import PRIVATE, ReadModel, reader
from tests.contract.search.records import NOON, loaded, state
from tests.contract.search.test_following import LONG, eventually

REPOSITORY = Path(__file__).parents[3]
ONE = "00000000001"
NOT_YET = (BusUnavailable, CallTimedOut, CallRefused)
"""What a caller is told while the processes start: no queue, no answer, no index, an organization not heard of."""


class Running:
    """Service, follower and relays, each a process; the relay of the search database sends what the others would."""

    def __init__(self, model: ReadModel, broker: str, folder: Path) -> None:
        self.model, self.folder = model, folder
        self.environment = {
            **os.environ,
            "SEARCH_DATABASE_URL": model.database.url,
            "HW_DATA_FOLDER": str(folder),
            "AMQP_URI": broker,
            "SEARCH_IDEMPOTENCY_HASH_KEY": "secret",
        }
        self.client = RpcClient(broker)
        self.processes = [self.start(*what) for what in (("search",), ("follower",), ("relay", "search"))]

    def start(self, *what: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{what[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "services.run", *what],
                env=self.environment,
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
            )

    def answers(self) -> bool:
        try:
            return bool(self.client.ask("search.health", {}, timeout=0.5)["database"])
        except NOT_YET:
            return False

    def publish(self, event: Event, data: dict[str, Any]) -> None:
        with self.model.database.transaction() as connection:
            outbox.publish(connection, event, subject="s", data=data, now=NOON, trace="t")

    def call(self, operation: Any, request: dict[str, Any], caller: Caller) -> dict[str, Any]:
        return self.client.call(operation, request, caller, timeout=5.0)

    def total(self) -> int:
        try:
            return int(self.call(search.SEARCH_SEEKERS, {"query": {}}, reader(PRIVATE))["total"])
        except NOT_YET:
            return -1

    def log(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        self.client.close()


@pytest.fixture
def running(fresh_database: Callable[[str], str], broker: str, tmp_path: Path) -> Iterator[Running]:
    database = Database(fresh_database("search"))
    started = Running(ReadModel(database, tmp_path / "search-index"), broker, tmp_path)
    yield started
    started.stop()
    database.close()


def organization(organization_id: str) -> dict[str, Any]:
    return {
        "organization_id": organization_id,
        "version": 1,
        "kind": "paid_agency",
        "class_": "private",
        "name": "株式会社山田人材",
        "bureau_code": "13",
        "services": ["seekers"],
        "standing": "active",
        "approved_on": NOON.date(),
        "mandatory_information": None,
        "privacy_manager_name": None,
        "privacy_manager_contact": None,
    }


def test_seekers_and_blocks_come_by_events_and_searches_by_calls(running: Running) -> None:
    # Its queues are there once it answers; what is published before has nowhere to go.
    assert eventually(running.answers, 60), running.log()
    states = loaded([state(running.model.random, n, provided_to=("private",), valid_until=LONG) for n in (1, 2)])
    running.publish(registry.SEEKERS_CHANGED, {"seekers": states})
    agency = new_id()
    running.publish(registry.ORGANIZATION_CHANGED, organization(agency))
    assert eventually(lambda: running.total() == 2, 60), running.log()

    index = running.call(search.INDEX_STATE, {}, SYSTEM)
    assert index["changes_behind"] == 0
    assert index["seen_at"] is not None
    shown = running.call(search.SHOW_SEEKER, {"seeker_number": ONE}, reader(PRIVATE))
    assert shown["record"]["seeker_number"] == ONE
    assert eventually(lambda: _total_of(running, agency) == 2), running.log()

    change = {"seeker_number": ONE, "version": 1, "blocked": True, "changed_at": NOON, "day": NOON.date()}
    running.publish(messaging.BLOCK_CHANGED, {"organization_id": PRIVATE, **change})
    blocked = time.monotonic()
    assert eventually(lambda: running.total() == 1), running.log()
    assert time.monotonic() - blocked < 5
    with pytest.raises(CallRefused) as refused:
        running.call(search.SHOW_SEEKER, {"seeker_number": ONE}, reader(PRIVATE))
    assert refused.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(CallRefused) as refused:
        running.call(search.SEARCH_SEEKERS, {"query": {"place_codes": ["999999"]}}, reader(PRIVATE))
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.UNKNOWN_CODE, "/query/place_codes/0")
    with pytest.raises(CallRefused) as refused:
        running.call(search.SEARCH_SEEKERS, {"query": {}}, SYSTEM)
    assert refused.value.code is ErrorCode.FORBIDDEN
    with pytest.raises(CallRefused) as refused:
        running.call(search.SEARCH_SEEKERS, {"query": {}}, reader(new_id()))
    assert refused.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE

    sent = {
        "message_id": new_id(),
        "conversation_id": new_id(),
        "organization_id": agency,
        "organization_class": "private",
        "account_id": None,
        "seeker_number": "00000000002",
        "sent_at": NOON,
        "day": NOON.date(),
    }
    running.publish(messaging.GUIDANCE_SENT, {"sent": [sent]})
    assert eventually(lambda: _acquired(running) == {(PRIVATE, ONE, "view"), (agency, "00000000002", "guidance")})


def _total_of(running: Running, organization_id: str) -> int:
    try:
        return int(running.call(search.SEARCH_SEEKERS, {"query": {}}, reader(organization_id))["total"])
    except CallRefused:
        return -1


def _acquired(running: Running) -> set[tuple[str, str, str]]:
    with running.model.database.transaction() as connection:
        rows = connection.execute(acquisitions.select()).all()
    return {(row.organization_id, row.seeker_number, row.reason) for row in rows}


def test_every_reason_has_a_code() -> None:
    script = (
        "from services.search.service import SearchService; from services.search.reasons import SearchReason;"
        "assert set(SearchService.refusals) == set(SearchReason), 'add the reason to SearchService.refusals'"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", script], cwd=REPOSITORY, check=True)
