"""The Hello Work system in the play: states a seeker over the bus, with a client of its own (SEE-1)."""

from __future__ import annotations

from typing import Any

import pika
from pika.exceptions import AMQPError

from deploy.demo.browser import Browser, Refused
from deploy.demo.people import statement_columns
from deploy.demo.story import Story, wait_until
from services.contracts.registry import SEEKERS_STATED
from services.runtime import clock
from services.runtime.outbox import envelope
from services.runtime.serialization import CONTENT_ENCODING, CONTENT_TYPE, dumps


def state_seeker(story: Story, office: Browser, index: int, source_id: str, **changed: Any) -> tuple[str, str]:
    """State a seeker and wait until the office finds it; answers the seeker's number and address."""
    columns = statement_columns(index, source_id, clock.now(), **changed)
    event = envelope(SEEKERS_STATED, subject=source_id, data={"statements": [columns]}, now=clock.now(), trace="demo")
    wait_until(lambda: _published(story.stack.amqp_uri, event), "the broker confirms the event", 60, every=0.5)
    found: list[str] = []
    wait_until(lambda: _found(office, source_id, found), "the seeker has come by the feed's event (SEE-1)")
    return found[0], str(columns["email"])


def _published(amqp_uri: str, event: dict[str, Any]) -> bool:
    """Persistent, and confirmed by the broker; what it does not confirm is sent again under the same ID."""
    properties = pika.BasicProperties(
        content_type=CONTENT_TYPE, content_encoding=CONTENT_ENCODING, delivery_mode=2, message_id=event["id"]
    )
    try:
        connection = pika.BlockingConnection(pika.URLParameters(amqp_uri))
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(SEEKERS_STATED.exchange, SEEKERS_STATED.type, dumps(event), properties, mandatory=True)
        connection.close()
    except AMQPError:
        return False
    return True


def _found(office: Browser, source_id: str, found: list[str]) -> bool:
    try:
        found.append(office.post("/api/office/seekers/search", {"source_id": source_id})["seeker_number"])
    except Refused as refused:
        if refused.code != "not_found":
            raise
    return bool(found)
