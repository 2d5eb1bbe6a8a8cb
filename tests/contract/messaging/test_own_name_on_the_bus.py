"""MSG-8: messaging and the registry as processes: the name stays where it is, and without the registry's word nothing is stored."""

import base64
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from services.contracts import messaging as contract
from services.contracts.caller import Caller
from services.contracts.errors import CallRefused, ErrorCode
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.service import MessagingService
from services.messaging.tables import messages
from services.registry.personal_data import PersonalData
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.registry_seekers import feeds

REPOSITORY = Path(__file__).parents[3]
PATIENCE = 60.0
GIVEN = 10.0
"""Seconds that a caller has: who is refused, and has not timed out, was refused well before."""
KEY = b"a key of this test's alone, long"
SECRETS = {
    "MESSAGING_IDEMPOTENCY_HASH_KEY": "only for this test",
    "REGISTRY_IDEMPOTENCY_HASH_KEY": "only for this test",
    "PERSONAL_DATA_KEYS": f"test:{base64.b64encode(KEY).decode()}",
    "PERSONAL_DATA_LOOKUP_KEY": base64.b64encode(KEY).decode(),
    "SMTP_HOST": "127.0.0.1",
    "SMTP_PORT": "1",
    "HW_SITE_URL": "http://127.0.0.1",
}


@dataclass
class Rooms:
    """Messaging is running; the registry knows the seeker and is started by the test."""

    client: RpcClient
    messaging: Messaging
    seeker: Caller
    name: str
    conversation_id: str
    start: Callable[[str], "subprocess.Popen[bytes]"]
    logs: Path

    def ask(self, body: str) -> dict[str, Any]:
        request = {"conversation_id": self.conversation_id, "body": body}
        return dict(self.client.call(contract.ASK, request, self.seeker, timeout=GIVEN))

    def refused(self, body: str) -> CallRefused:
        with pytest.raises(CallRefused) as caught:
            self.ask(body)
        return caught.value

    def wait_for(self, service: str) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.client.ask(f"{service}.health", {}, timeout=1)
                return
            except (BusUnavailable, CallTimedOut, CallRefused):
                assert time.monotonic() < end, (self.logs / f"{service}.log").read_text()
                time.sleep(0.1)

    @property
    def questions(self) -> int:
        return self.messaging.count(messages, messages.c.kind == "question")


@pytest.fixture
def rooms(broker: str, fresh_database: Callable[[str], str], tmp_path: Path) -> Iterator[Rooms]:
    urls = {room: fresh_database(room) for room in ("messaging", "registry")}
    registry_database, messaging_database = Database(urls["registry"]), Database(urls["messaging"])
    person = feeds.row(1)
    feeds.bring_in(registry_database, PersonalData({"test": KEY}, KEY), feeds.feed(tmp_path / "feed.csv", person))
    (number,) = feeds.told(registry_database)
    service = MessagingService()
    service.settings = DispatchSettings()
    messaging = Messaging(service, messaging_database)
    messaging.now = clock.now()
    messaging.receive_seeker(number)
    conversation_id = messaging.conversation(messaging.organization(), number)
    databases = {f"{room.upper()}_DATABASE_URL": url for room, url in urls.items()}
    processes: list[subprocess.Popen[bytes]] = []

    def start(room: str) -> "subprocess.Popen[bytes]":
        with (tmp_path / f"{room}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "services.run", room],
                cwd=REPOSITORY,
                env={**os.environ, **SECRETS, **databases, "AMQP_URI": broker},
                stdout=log,
                stderr=log,
            )
        processes.append(process)
        return process

    client = RpcClient(broker)
    name = person["family_name"] + person["given_name"]
    rooms = Rooms(client, messaging, seeker_caller(number), name, conversation_id, start, tmp_path)
    try:
        start("messaging")
        rooms.wait_for("messaging")
        yield rooms
    finally:
        for process in processes:
            process.kill()
            process.wait()
        client.close()
        registry_database.close()
        messaging_database.close()


def test_msg_8_the_registry_keeps_the_name_and_messaging_keeps_what_is_clean(rooms: Rooms) -> None:
    assert rooms.refused("勤務地はどこですか。").code is ErrorCode.MESSAGE_NOT_CHECKED, "the registry is not running"
    assert rooms.questions == 0
    registry = rooms.start("registry")
    rooms.wait_for("registry")
    assert rooms.ask("勤務地はどこですか。")["message_id"]
    refused = rooms.refused(f"{rooms.name}と申します。")
    assert refused.code is ErrorCode.PERSONAL_DATA_IN_MESSAGE
    (found,) = refused.details["found"]
    assert (found["kind"], found["start"], found["end"]) == ("name", 0, len(rooms.name))

    registry.send_signal(signal.SIGSTOP)  # frozen: the question waits in its queue, and the seeker does not wait for it
    try:
        assert rooms.refused("まだ募集していますか。").code is ErrorCode.MESSAGE_NOT_CHECKED
    finally:
        registry.send_signal(signal.SIGCONT)
    rooms.wait_for("registry")
    assert rooms.ask("まだ募集していますか。")["message_id"]

    registry.kill()
    registry.wait()
    assert rooms.refused("交通費は出ますか。").code is ErrorCode.MESSAGE_NOT_CHECKED
    assert rooms.questions == 2
    told = "".join(path.read_text() for path in rooms.logs.glob("*.log"))
    assert "own_name_not_checked" in told
    for secret in (rooms.name, "勤務地はどこ", "と申します"):
        assert secret not in told
