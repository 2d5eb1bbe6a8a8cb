"""Guidance, custody and statistics as real processes over the broker: each room learns by event alone what the other did."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.contracts import compliance, messaging, registry, reporting
from services.contracts.caller import Caller, Role
from services.contracts.errors import CallRefused
from services.contracts.operations import Operation
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.contract.messaging.conftest import Messaging, organization_caller, seeker_caller

REPOSITORY = Path(__file__).parents[3]
ROOMS = ("messaging", "compliance", "reporting")
PATIENCE = 60


class Rooms:
    """The three services and the relays of those that publish."""

    def __init__(self, broker: str, urls: dict[str, str], logs: Path) -> None:
        keys = {f"{room.upper()}_IDEMPOTENCY_HASH_KEY": "only for this test" for room in ROOMS}
        databases = {f"{room.upper()}_DATABASE_URL": url for room, url in urls.items()}
        self._environment = {**os.environ, **keys, **databases, "AMQP_URI": broker}
        self._logs = logs
        self._processes: list[subprocess.Popen[bytes]] = []
        self.database = Database(urls["messaging"])
        self.client = RpcClient(broker)

    def start(self, *arguments: str) -> None:
        with (self._logs / f"{'-'.join(arguments)}.log").open("wb") as log:
            command = [sys.executable, "-W", "ignore", "-m", "services.run", *arguments]
            process = subprocess.Popen(command, cwd=REPOSITORY, env=self._environment, stdout=log, stderr=log)
        self._processes.append(process)

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        self.client.close()
        self.database.close()

    def call(self, operation: Operation, caller: Caller, **request: Any) -> dict[str, Any]:
        return dict(self.client.call(operation, request, caller, timeout=10.0))

    def answers(self, operation: Operation, caller: Caller, **request: Any) -> bool:
        try:
            self.call(operation, caller, **request)
        except (BusUnavailable, CallTimedOut):
            return False
        return True

    def tell(self, event: Any, data: dict[str, Any]) -> None:
        """What the registry would tell: the outbox of messaging carries it to the registry's exchange just as well."""
        with self.database.transaction() as connection:
            publish(connection, event, subject=new_id(), data=data, now=clock.now(), trace="trace")


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "what was waited for did not come; see the logs of the services"
        time.sleep(0.05)


@pytest.fixture
def rooms(broker: str, fresh_database: Callable[[str], str], tmp_path: Path) -> Iterator[Rooms]:
    rooms = Rooms(broker, {room: fresh_database(room) for room in ROOMS}, tmp_path)
    try:
        for room in ROOMS:
            rooms.start(room)
        anyone = seeker_caller("10000000000")
        wait_for(lambda: rooms.answers(messaging.LIST_BLOCKS, anyone))
        wait_for(lambda: rooms.answers(compliance.LIST_HOLDERS, anyone))
        ministry = Caller(role=Role.MINISTRY, account_id=new_id())
        wait_for(lambda: rooms.answers(reporting.STATISTICS_OF_DAY, ministry, day=clock.today()))
        for room in ("messaging", "compliance"):
            rooms.start("relay", room)
        yield rooms
    finally:
        rooms.stop()


def guide(rooms: Rooms, agency: Caller, number: str, state: dict[str, Any]) -> str:
    """Tell of an agency and a seeker, and guide the one to the other as soon as messaging knows both; the conversation."""
    rooms.tell(registry.ORGANIZATION_CHANGED, state)
    rooms.tell(registry.SEEKERS_CHANGED, {"seekers": [Messaging.seeker_state_on(number, clock.today())]})
    guided: dict[str, Any] = {}

    def sent() -> bool:
        try:
            guided.update(rooms.call(messaging.SEND_GUIDANCE, agency, seeker_numbers=[number]))
        except CallRefused:
            return False
        return bool(guided["sent"])

    wait_for(sent)
    return str(guided["results"][0]["conversation_id"])


def test_a_block_becomes_a_duty_a_confirmation_closes_the_conversation_and_all_of_it_is_counted(rooms: Rooms) -> None:
    agency, number = organization_caller(new_id()), "48210937561"
    seeker = seeker_caller(number)
    ministry = Caller(role=Role.MINISTRY, account_id=new_id())
    state = Messaging.organization_state(str(agency.organization_id), clock.today())
    guide(rooms, agency, number, state)
    wait_for(lambda: bool(rooms.call(compliance.LIST_CUSTODY, agency)["holdings"]))
    rooms.call(messaging.BLOCK_ORGANIZATION, seeker, organization_id=agency.organization_id)
    wait_for(lambda: bool(rooms.call(compliance.LIST_DUTIES, agency)["duties"]))
    (duty,) = rooms.call(compliance.LIST_DUTIES, agency)["duties"]
    rooms.call(compliance.CONFIRM_DUTY, agency, duty_id=duty["duty_id"])
    wait_for(lambda: not rooms.call(messaging.LIST_CONVERSATIONS, agency)["conversations"])
    assert rooms.call(compliance.LIST_HOLDERS, seeker)["holders"][0]["deleted_at"] is not None

    def counted() -> dict[str, int]:
        answer = rooms.call(reporting.STATISTICS_OF_DAY, ministry, day=clock.today())
        groups = ("organizations", "seekers", "activity")
        return {figure["code"]: figure["value"] for group in groups for figure in answer[group]}

    expected = {"organizations.total": 1, "seekers.both": 1, "activity.guidance": 1, "activity.blocks": 1}
    wait_for(lambda: {code: counted()[code] for code in expected} == expected)


def test_a_change_reaches_the_seeker_and_a_refused_application_becomes_a_case_in_which_staff_read(rooms: Rooms) -> None:
    """MSG-3, MSG-13, MSG-14: each step by event, over real relays and queues."""
    agency, number = organization_caller(new_id()), "48210937561"
    bureau = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
    state = Messaging.organization_state(str(agency.organization_id), clock.today())
    state["mandatory_information_version"] = 1
    named = {"conversation_id": guide(rooms, agency, number, state)}
    changed = {**state["mandatory_information"], "support_offered": "面接の練習"}
    newer = {"version": 2, "mandatory_information": changed, "mandatory_information_version": 2}
    rooms.tell(registry.ORGANIZATION_CHANGED, {**state, **newer})

    def kinds() -> list[str]:
        read = rooms.call(messaging.READ_CONVERSATION, seeker_caller(number), **named)
        return [message["kind"] for message in read["messages"]]

    wait_for(lambda: kinds() == ["guidance", "change"])
    today = clock.today()
    rooms.call(messaging.RECORD_APPLICATION, agency, **named, applied_on=today)
    rooms.call(messaging.RECORD_REFUSAL, agency, **named, refused_on=today, ground="other")
    wait_for(lambda: bool(rooms.call(compliance.LIST_CASES, bureau)["cases"]))
    (case,) = rooms.call(compliance.LIST_CASES, bureau)["cases"]
    in_case = {"case_id": case["case_id"], **named}

    def read_in_case() -> bool:
        try:
            return len(rooms.call(messaging.READ_CONVERSATION_IN_CASE, bureau, **in_case)["messages"]) == 2
        except CallRefused:
            return False

    wait_for(read_in_case)
