"""What a stranger may put into a queue must neither end the service nor get lost unseen (reliability.md, nameko)."""

import bz2
import json
from typing import Any

import amqp
import kombu

from services.runtime.identifiers import new_id
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import Specimen, eventually

GOOD = json.dumps({"args": [], "kwargs": {"caller": {"role": "system"}, "request": {"what": "ran"}}}).encode()
JSON = {"content_type": "application/json"}

# Of these the service can make sense, so it works on them.
WORKABLE: dict[str, dict[str, Any]] = {
    "no reply_to": JSON,
    "no content type": {"reply_to": "nobody"},
    "no properties at all": {},
    "a reply address that leads nowhere": {**JSON, "reply_to": "nobody", "correlation_id": "1"},
    "a call stack of numbers": {**JSON, "application_headers": {"nameko.call_id_stack": [1, 2]}},
    "a call stack that is a text": {**JSON, "application_headers": {"nameko.call_id_stack": "x"}},
    "headers of all types": {
        **JSON,
        "application_headers": {
            "nameko.deadline": {"a": [1]},
            "nameko.traceparent": 7,
            "nameko.idempotency_key": [None],
            "hw.attempts": "many",
            "x-death": "x",
        },
    },
    "a trace of a thousand characters": {**JSON, "application_headers": {"nameko.traceparent": "x" * 1000}},
    "a compressed body that is none": {**JSON, "application_headers": {"compression": "application/x-bz2"}},
}

# These it can't read at all.
UNREADABLE: dict[str, tuple[bytes, dict[str, Any]]] = {
    "no JSON": (b"hello", JSON),
    "no body": (b"", JSON),
    "not UTF-8": (b'{"\xff": 1}', JSON),
    "a number that is none": (b'{"args": [], "kwargs": {"request": NaN}}', JSON),
    "a fraction": (b'{"args": [], "kwargs": {"request": 1.5}}', JSON),
    "NUL in a text": (b'{"args": [], "kwargs": {"request": "\\u0000"}}', JSON),
    "half a surrogate pair": (b'{"args": [], "kwargs": {"request": "\\ud800"}}', JSON),
    "an object to be revived": (b'{"__type__": "datetime", "__value__": "x"}', JSON),
    "a hundred thousand brackets": (b"[" * 100_000, JSON),
    "a pickle": (b"\x80\x04N.", {"content_type": "application/x-python-serialize"}),
    "a compressed body": (bz2.compress(GOOD), {**JSON, "application_headers": {"compression": "application/x-bz2"}}),
    "a correlation ID that is not UTF-8": (GOOD, {**JSON, "correlation_id": b"\xff\xfe"}),
    "a content type that is not UTF-8": (GOOD, {"content_type": b"\xff\xfe"}),
}

# These are JSON, but no request.
NO_REQUESTS = {
    "a list": b"[]",
    "null": b"null",
    "nothing in it": b"{}",
    "arguments in order": b'{"args": [1], "kwargs": {}}',
    "keywords that are a list": b'{"args": [], "kwargs": []}',
    "no caller": b'{"args": [], "kwargs": {"request": {"what": "x"}}}',
    "a caller of no role": b'{"args": [], "kwargs": {"caller": {"role": "emperor"}, "request": {"what": "x"}}}',
}


def still_the_same_process_answers(running: Specimen) -> bool:
    return running.processes[0].poll() is None and running.call(specimen.PAUSE, seconds="0") == {"count": 0}


def test_requests_with_strange_properties_are_worked_on(running: Specimen) -> None:
    for properties in WORKABLE.values():
        running.send_raw(GOOD, **properties)
    assert eventually(lambda: running.effects() == ["ran"] * len(WORKABLE)), running.effects()
    assert still_the_same_process_answers(running)
    assert running.parked() == []


def test_requests_that_cannot_be_read_are_parked_unlogged(running: Specimen) -> None:
    for body, properties in UNREADABLE.values():
        running.send_raw(body, **properties)
    assert eventually(lambda: len(running.parked()) == len(UNREADABLE)), [p.reason for p in running.parked()]
    assert still_the_same_process_answers(running)
    assert running.effects() == []
    assert sorted(parked.body for parked in running.parked()) == sorted(body for body, _ in UNREADABLE.values())
    assert "hello" not in running.log()


def test_a_routing_key_that_is_not_utf8_is_survived(running: Specimen) -> None:
    running.send_raw(GOOD, routing_key=f"{running.name}.".encode() + b"\xff\xfe", **JSON)  # type: ignore[arg-type]
    assert still_the_same_process_answers(running)


def test_json_that_is_no_request_is_refused_as_invalid(running: Specimen) -> None:
    with kombu.Connection(running.amqp_uri) as connection:
        replies: list[Any] = []
        channel = connection.default_channel
        channel.basic_consume("amq.rabbitmq.reply-to", no_ack=True, callback=replies.append)
        for body in NO_REQUESTS.values():
            message = amqp.Message(body, reply_to="amq.rabbitmq.reply-to", **JSON)
            channel.basic_publish(message, "nameko-rpc", f"{running.name}.write")
        while len(replies) < len(NO_REQUESTS):
            connection.drain_events(timeout=5)
    assert [json.loads(reply.body)["error"]["code"] for reply in replies] == ["invalid_request"] * len(NO_REQUESTS)
    assert running.effects() == []


STRANGE_EVENTS: dict[str, tuple[bytes, dict[str, Any]]] = {
    **UNREADABLE,
    "JSON that is no envelope": (b"[]", JSON),
    "an envelope without data": (b'{"id": "0190f7a0-0000-7000-8000-000000000000"}', JSON),
}


def test_events_that_cannot_be_read_are_parked_unlogged(running: Specimen) -> None:
    for body, properties in STRANGE_EVENTS.values():
        running.send_raw(body, "happened", f"{running.name}.events", **properties)
    assert eventually(lambda: len(running.parked()) == len(STRANGE_EVENTS)), [p.reason for p in running.parked()]
    assert still_the_same_process_answers(running)
    assert "hello" not in running.log()


def event_body(running: Specimen, **changes: Any) -> bytes:
    whole = {
        "id": new_id(),
        "type": "happened",
        "version": 1,
        "source": running.name,
        "subject": "s",
        "occurred_at": "2026-06-10T01:00:00Z",
        "trace": "t",
        "data": {"what": "told", "failures": 0, "seconds": 0},
        **changes,
    }
    return json.dumps(whole).encode()


def test_an_event_of_an_unknown_version_waits_for_a_person(running: Specimen) -> None:
    running.send_raw(event_body(running, version=2), "happened", f"{running.name}.events", **JSON)
    assert eventually(lambda: len(running.parked()) == 1)
    assert "version" in running.parked()[0].reason
    assert running.effects() == []


def test_fields_that_a_newer_publisher_adds_are_passed_over(running: Specimen) -> None:
    data = {"what": "told", "failures": 0, "seconds": 0, "new": 1}
    running.send_raw(event_body(running, data=data, also_new=2), "happened", f"{running.name}.events", **JSON)
    assert eventually(lambda: running.effects() == ["told"])


def test_attempts_that_a_publisher_claims_are_not_believed(running: Specimen) -> None:
    data = {"what": "told", "failures": 1, "seconds": 0}
    headers = {"hw.attempts": 99}
    running.send_raw(
        event_body(running, data=data), "happened", f"{running.name}.events", application_headers=headers, **JSON
    )
    assert eventually(lambda: running.effects() == ["told"]), running.log()
