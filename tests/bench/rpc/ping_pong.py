"""The plain peer: pika alone, direct reply-to, one process that asks and one that answers."""

from __future__ import annotations

import json
import sys
import time

import pika

QUEUE = "ping-pong"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"


def answer(amqp_uri: str) -> None:
    """Answer every request with its own body, for ever."""
    connection = pika.BlockingConnection(pika.URLParameters(amqp_uri))
    channel = connection.channel()
    channel.queue_declare(QUEUE, auto_delete=True)
    channel.basic_qos(prefetch_count=64)

    def on_request(_channel, method, properties, body):
        payload = json.loads(body)
        channel.basic_publish(
            "",
            properties.reply_to,
            json.dumps({"result": payload["kwargs"]["request"], "error": None}).encode(),
            pika.BasicProperties(correlation_id=properties.correlation_id, content_type="application/json"),
        )
        channel.basic_ack(method.delivery_tag)

    channel.basic_consume(QUEUE, on_request)
    channel.start_consuming()


def ask(amqp_uri: str, calls: int, in_flight: int, body: bytes) -> float:
    """Send `calls` requests, `in_flight` at a time; return the calls a second."""
    connection = pika.BlockingConnection(pika.URLParameters(amqp_uri))
    channel = connection.channel()
    channel.queue_declare(QUEUE, auto_delete=True)  # may come before the one who answers has declared it
    sent = answered = 0

    def send() -> None:
        nonlocal sent
        sent += 1
        properties = pika.BasicProperties(
            reply_to=DIRECT_REPLY_TO, correlation_id=str(sent), content_type="application/json"
        )
        channel.basic_publish("", QUEUE, body, properties)

    def on_reply(_channel, _method, _properties, reply):
        nonlocal answered
        json.loads(reply)
        answered += 1
        if sent < calls:
            send()
        elif answered == calls:
            channel.stop_consuming()

    channel.basic_consume(DIRECT_REPLY_TO, on_reply, auto_ack=True)
    started = time.perf_counter()
    for _ in range(in_flight):
        send()
    channel.start_consuming()
    seconds = time.perf_counter() - started
    connection.close()
    return calls / seconds


if __name__ == "__main__":
    answer(sys.argv[1])
