"""Events: applied once, tried again with patience, parked at last, never lost (reliability.md 2 to 4)."""

import json
import time

import kombu
import sqlalchemy as sa

from services.runtime import topology
from services.runtime.parking import Parking
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import Specimen, eventually

STEPS = len(specimen.LADDER)


def test_an_event_goes_from_outbox_to_effect(running: Specimen) -> None:
    running.publish("hello")
    assert eventually(lambda: running.effects() == ["hello"]), running.log()
    assert eventually(lambda: running.outbox_size() == 0)


def test_an_event_published_by_a_request_is_told_once_the_request_is_committed(running: Specimen) -> None:
    running.call(specimen.ANNOUNCE, "news")
    assert eventually(lambda: running.effects() == ["news"])


def test_a_handler_that_raises_is_tried_again_after_the_ladders_pauses(running: Specimen) -> None:
    started = time.monotonic()
    running.publish("stubborn", failures=STEPS)
    assert eventually(lambda: running.effects() == ["stubborn"]), running.log()
    assert time.monotonic() - started >= sum(specimen.LADDER)
    assert running.attempts("stubborn") == STEPS + 1
    assert running.parked() == []


def test_an_event_whose_last_attempt_fails_is_parked_with_its_story(running: Specimen) -> None:
    message_id = running.publish("hopeless", failures=1000)
    assert eventually(lambda: len(running.parked()) == 1), running.log()
    (parked,) = running.parked()
    assert (parked.message_id, parked.queue, parked.attempts) == (message_id, running.event_queue, STEPS + 1)
    assert running.attempts("hopeless") == STEPS + 1
    assert running.effects() == []


def test_a_parked_event_that_is_republished_keeps_its_id_and_has_its_effect_once(running: Specimen) -> None:
    message_id = running.publish("in the end", failures=STEPS + 1)
    assert eventually(lambda: len(running.parked()) == 1)
    parking = Parking(running.amqp_uri)
    assert [parked.message_id for parked in parking.republish(frozenset({message_id}))] == [message_id]
    assert eventually(lambda: running.effects() == ["in the end"])
    assert running.parked() == []


def test_a_parked_event_that_is_dropped_is_gone_and_the_others_stay(running: Specimen) -> None:
    gone, stays = running.publish("a", failures=1000), running.publish("b", failures=1000)
    assert eventually(lambda: len(running.parked()) == 2)
    Parking(running.amqp_uri).drop(frozenset({gone}))
    assert [parked.message_id for parked in running.parked()] == [stays]


def test_one_failing_event_does_not_hold_up_the_others(running: Specimen) -> None:
    running.publish("hopeless", failures=1000)
    running.publish("fine")
    assert eventually(lambda: running.effects() == ["fine"])
    assert running.parked() == []
    assert eventually(lambda: len(running.parked()) == 1)


def test_an_event_sent_twice_has_its_effect_once(harmed: Specimen) -> None:
    harmed.kill(harmed.processes[1])
    harmed.publish("once")
    with harmed.database.transaction() as connection:
        row = connection.execute(sa.text("SELECT * FROM outbox")).one()
    for _ in range(3):
        harmed.send_raw(row.body.encode(), row.routing_key, row.exchange, message_id=str(row.id))
    assert eventually(lambda: harmed.effects() == ["once"])
    assert eventually(lambda: harmed.messages_in(harmed.event_queue) == 0)
    assert harmed.effects() == ["once"]
    assert harmed.attempts("once") == 1


def test_a_process_killed_in_the_middle_of_a_handler_loses_and_doubles_nothing(harmed: Specimen) -> None:
    harmed.publish("long", seconds=2)
    assert eventually(lambda: harmed.attempts("long") == 1)
    harmed.kill(harmed.processes[0])
    assert harmed.effects() == []
    harmed.serve()
    assert eventually(lambda: harmed.effects() == ["long"]), harmed.log()
    assert harmed.attempts("long") == 2


def test_an_event_that_comes_while_no_process_runs_waits(harmed: Specimen) -> None:
    harmed.kill(harmed.processes[0])
    harmed.publish("waited")
    assert eventually(lambda: harmed.messages_in(harmed.event_queue) == 1)
    harmed.serve()
    assert eventually(lambda: harmed.effects() == ["waited"])


def test_an_event_over_which_process_after_process_dies_is_parked_by_the_broker(harmed: Specimen) -> None:
    message_id = harmed.publish("deadly", seconds=1000)
    assert eventually(lambda: harmed.attempts("deadly") == 1)
    harmed.kill(harmed.processes[0])
    # What a process that dies over a message is to the broker: a delivery that came back.
    for _ in range(topology.DELIVERY_LIMIT):
        with kombu.Connection(harmed.amqp_uri) as connection:
            assert eventually(lambda c=connection: c.default_channel.basic_get(harmed.event_queue) is not None)  # type: ignore[misc]
    assert eventually(lambda: [parked.message_id for parked in harmed.parked()] == [message_id])
    assert harmed.parked()[0].queue == harmed.event_queue


def test_the_queue_is_a_quorum_queue_that_parks_what_is_delivered_too_often(running: Specimen) -> None:
    with kombu.Connection(running.amqp_uri) as connection:
        # A declaration that differs in any argument is refused by the broker.
        connection.default_channel.queue_declare(
            running.event_queue,
            durable=True,
            auto_delete=False,
            arguments={
                "x-queue-type": "quorum",
                "x-delivery-limit": 20,
                "x-dead-letter-exchange": "parking",
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )


def test_a_duty_runs_once_a_turn_however_many_processes_there_are(harmed: Specimen) -> None:
    harmed.serve()
    harmed.serve()
    before, started = harmed.attempts("tick"), time.monotonic()
    time.sleep(4 * specimen.TICK)
    turns = (time.monotonic() - started) / specimen.TICK
    assert turns - 2 <= harmed.attempts("tick") - before <= turns + 1


def test_the_reason_of_a_parked_message_never_holds_a_value_of_it(running: Specimen) -> None:
    body = json.dumps({"id": "山田太郎", "type": "山田太郎"}).encode()
    running.send_raw(body, "happened", f"{running.name}.events", content_type="application/json")
    assert eventually(lambda: len(running.parked()) == 1)
    assert "山田" not in running.parked()[0].reason
    assert "山田" not in running.log()
