"""No queue is consumed before all of a service's are declared: seen in the AMQP methods that it sends (reliability.md 1, 3).

Whoever is answered by a service may rest on its events' reaching it: were the requests' queue consumed first, an answer could come
while what is published on its account finds no queue yet, and is gone.
"""

import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.identifiers import new_id
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import REPOSITORY, eventually
from tests.contract.runtime.wire import Wire

GREETING = len(b"AMQP....")
METHOD_FRAME = 1
DECLARE, BIND, CONSUME = (50, 10), (50, 20), (60, 20)
QUEUES = 4


class Listening:
    """The listener as a process of its own, on a wire that keeps what it sends."""

    def __init__(self, wire: Wire, log: Path) -> None:
        self.name, self.wire, self._log = f"listener_{new_id().replace('-', '')}", wire, log
        config = {"AMQP_URI": wire.uri, "RETRY_LADDER": specimen.LADDER, "IDEMPOTENCY_HASH_KEY": "secret"}
        environment = {**os.environ, "SPECIMEN_NAME": self.name, "SPECIMEN_CONFIG": json.dumps(config)}
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.contract.runtime.listener"],
                env=environment,
                cwd=REPOSITORY,
                stderr=output,
                stdout=output,
            )

    def log(self) -> str:
        return self._log.read_text()

    def orders(self) -> list[list[tuple[tuple[int, int], str]]]:
        """By connection on which something is consumed whole: declarations, bindings and consumptions of queues, in order."""
        found = [queue_methods(bytes(sent)) for sent in self.wire.sent]
        return [one for one in found if sum(method == CONSUME for method, _ in one) == QUEUES]


def queue_methods(sent: bytes) -> list[tuple[tuple[int, int], str]]:
    """What a client sent about queues, with the queue's name; a frame that is not whole yet is left."""
    found, at = [], GREETING
    while at + 7 <= len(sent):
        kind, _channel, size = struct.unpack_from(">BHI", sent, at)
        payload, at = sent[at + 7 : at + 7 + size], at + 8 + size
        if kind != METHOD_FRAME or len(payload) < size:
            continue
        method = struct.unpack_from(">HH", payload)
        if method in (DECLARE, BIND, CONSUME):  # each: a reserved short, then the queue's name
            length = payload[6]
            found.append((method, payload[7 : 7 + length].decode()))
    return found


@pytest.fixture
def listening(broker: str, tmp_path: Path) -> Iterator[Listening]:
    wire = Wire(broker)
    listening = Listening(wire, tmp_path / "listener.log")
    yield listening
    listening.process.kill()
    listening.process.wait()
    wire.close()


def test_every_queue_is_declared_and_bound_before_the_first_is_consumed(listening: Listening) -> None:
    """At the start, and when the connection was lost."""
    assert eventually(lambda: len(listening.orders()) == 1), listening.log()
    listening.wire.cut()
    assert eventually(lambda: len(listening.orders()) == 2), listening.log()
    for order in listening.orders():
        consumed = {queue for method, queue in order if method == CONSUME}
        assert len(consumed) == QUEUES
        assert sum(".on_" in queue for queue in consumed) == QUEUES - 1
        first = [method for method, _ in order].index(CONSUME)
        before, after = order[:first], order[first:]
        assert consumed <= {queue for method, queue in before if method == DECLARE}
        assert consumed <= {queue for method, queue in before if method == BIND}
        assert {method for method, _ in after} == {CONSUME}, "and nothing is declared any more"
