"""The relay loses nothing, doubles nothing that an inbox would not drop, and keeps the order (reliability.md 1)."""

import json
import random
import signal
import threading
import time
from collections.abc import Iterator

import kombu
import pytest
import sqlalchemy as sa

from services.runtime import clock, outbox
from tests.contract.runtime.conftest import Specimen, eventually
from tests.contract.runtime.wire import Wire

MANY = 1500


class Listener:
    """A subscriber of the test's own, which notes what arrives and in which order."""

    def __init__(self, running: Specimen) -> None:
        self._connection = kombu.Connection(running.amqp_uri)
        self._channel = self._connection.default_channel
        exchange = f"{running.name}.events"
        self._channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        self.queue = self._channel.queue_declare("", exclusive=True).queue
        self._channel.queue_bind(self.queue, exchange, "happened")
        self.arrived: list[str] = []
        self.ids: list[str] = []
        self._channel.basic_consume(self.queue, no_ack=True, callback=self._note)

    def _note(self, message: kombu.Message) -> None:
        whole = json.loads(message.body)
        assert whole["id"] == message.properties["message_id"]
        self.ids.append(whole["id"])
        self.arrived.append(whole["data"]["what"])

    def has(self, count: int) -> bool:
        try:
            while True:
                self._connection.drain_events(timeout=0.05)
        except TimeoutError:
            return len(set(self.ids)) >= count

    def once_each(self) -> list[str]:
        """What arrived, without what arrived again."""
        return list(dict.fromkeys(self.arrived))

    def close(self) -> None:
        self._connection.release()


@pytest.fixture
def listener(stopped: Specimen) -> Iterator[Listener]:
    listener = Listener(stopped)
    yield listener
    listener.close()


def publish_many(running: Specimen, count: int, batch: int = 50) -> list[str]:
    names = [str(number) for number in range(count)]
    for start in range(0, count, batch):
        items = [("s", {"what": name, "failures": 0, "seconds": 0}) for name in names[start : start + batch]]
        with running.database.transaction() as connection:
            outbox.publish_all(connection, running.event, items, now=clock.now(), trace="t")
    return names


def test_a_killed_relay_loses_nothing_and_keeps_the_order(stopped: Specimen, listener: Listener) -> None:
    names: list[str] = []
    publishing = threading.Thread(target=lambda: names.extend(publish_many(stopped, MANY, batch=5)))
    relay = stopped.start("relay")
    publishing.start()
    for _ in range(3):
        time.sleep(random.uniform(0.7, 1.1))
        stopped.kill(relay)
        relay = stopped.start("relay")
    publishing.join()
    assert eventually(lambda: listener.has(MANY), 40)
    assert listener.once_each() == names
    assert eventually(lambda: stopped.outbox_size() == 0)


def test_of_two_relays_one_works_and_the_other_takes_over(stopped: Specimen, listener: Listener) -> None:
    first, second = stopped.start("relay"), stopped.start("relay")
    assert eventually(lambda: stopped.log().count("relay_active") == 1)
    names = publish_many(stopped, 200)
    assert eventually(lambda: listener.has(200))
    assert stopped.log().count("relay_active") == 1
    stopped.kill(first)
    stopped.publish("later")
    second_or_first = second if second.poll() is None else first
    if stopped.log().count("relay_active") == 1 and not eventually(lambda: listener.has(201), 5):
        pytest.fail(f"nobody took over: {second_or_first.args}")
    assert listener.once_each() == [*names, "later"]
    assert len(listener.ids) == 201


def test_transactions_that_commit_late_are_not_passed_over(stopped: Specimen, listener: Listener) -> None:
    """A low number that is committed after a higher one has been sent."""
    stopped.start("relay")
    slow = stopped.database.engine.connect()
    transaction = slow.begin()
    data = {"what": "slow", "failures": 0, "seconds": 0}
    outbox.publish(slow, stopped.event, subject="s", data=data, now=clock.now(), trace="t")
    stopped.publish("quick")
    assert eventually(lambda: listener.has(1))
    transaction.commit()
    slow.close()
    assert eventually(lambda: listener.has(2), 5)
    assert listener.arrived == ["quick", "slow"]


def test_an_event_nobody_subscribes_to_is_sent_and_forgotten(stopped: Specimen) -> None:
    stopped.start("relay")
    stopped.publish("into the void")
    assert eventually(lambda: stopped.outbox_size() == 0)


def test_an_event_leaves_within_moments_of_its_commit(stopped: Specimen, listener: Listener) -> None:
    stopped.start("relay")
    assert eventually(lambda: "relay_active" in stopped.log())
    stopped.publish("first, so that all is warm")
    assert eventually(lambda: listener.has(1))
    started = time.monotonic()
    stopped.publish("x")
    assert eventually(lambda: listener.has(2))
    assert time.monotonic() - started < 0.9  # woken, not polled


def test_a_relay_whose_broker_or_database_goes_away_exits_and_its_rows_stay(stopped: Specimen) -> None:
    wire = Wire(stopped.amqp_uri)
    relay = stopped.start("relay", AMQP_URI=wire.uri)
    assert eventually(lambda: "relay_active" in stopped.log())
    wire.close()
    stopped.publish("kept")
    assert relay.wait(timeout=10) == 1
    assert stopped.outbox_size() == 1

    relay = stopped.start("relay")
    assert eventually(lambda: stopped.outbox_size() == 0)
    with stopped.database.transaction() as connection:
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'relay%'")
        )
    assert relay.wait(timeout=10) == 1


def test_a_relay_told_to_stop_ends_with_code_0(stopped: Specimen) -> None:
    relay = stopped.start("relay")
    assert eventually(lambda: "relay_active" in stopped.log())
    relay.send_signal(signal.SIGTERM)
    assert relay.wait(timeout=5) == 0
