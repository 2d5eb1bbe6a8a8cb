"""The stack's own broker (architecture.md, decision 3)."""

import os
from urllib.parse import urlsplit

import amqp
import pytest
from kombu import Connection, Exchange, Queue


def test_a_quorum_queue_keeps_a_confirmed_message(broker: str) -> None:
    with Connection(broker, transport_options={"confirm_publish": True}) as connection:
        queue = Queue(
            "stack-test", Exchange("stack-test", "topic"), routing_key="#", queue_arguments={"x-queue-type": "quorum"}
        )
        producer = connection.Producer()
        producer.publish({"n": 1}, exchange=queue.exchange, routing_key="a.b", declare=[queue])
        bound = queue(connection.default_channel)
        message = bound.get()
        assert message.payload == {"n": 1}
        message.ack()
        bound.delete()
        queue.exchange(connection.default_channel).delete()


@pytest.mark.skipif(
    "AMQP_URI" in os.environ, reason="AMQP_URI names a broker whose users are its owner's; CI names none and runs this"
)
def test_the_broker_is_the_sessions_own_and_knows_no_guest(broker: str) -> None:
    port = urlsplit(broker).port
    assert port != 5672
    guest = amqp.Connection(f"127.0.0.1:{port}", userid="guest", password="guest")
    with pytest.raises((amqp.AccessRefused, OSError)):
        guest.connect()
