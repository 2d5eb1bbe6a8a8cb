"""SEE-1: an outside system states seekers over the broker, with nothing but the right to write to its own exchange."""

import json
import time

import kombu
import sqlalchemy as sa

from services.contracts.registry import SEEKERS_STATED
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import environment as environment
from tests.contract.registry.test_on_the_bus import client as client
from tests.contract.registry_people.test_feed_by_event import item

PATIENCE = 60.0


def envelope(*statements: object) -> dict[str, object]:
    """As docs/feed.md shows it."""
    return {
        "id": new_id(),
        "type": "seekers_stated",
        "version": 1,
        "source": "hellowork",
        "subject": "feed",
        "occurred_at": "2026-06-10T01:00:00Z",
        "trace": "hw-20260610-000123",
        "data": {"statements": list(statements)},
    }


def test_an_event_sent_twice_is_taken_once_and_one_that_is_none_harms_nothing(client, environment, broker) -> None:
    event = envelope(item(1, changed_at="2026-06-09T00:00:00Z"), "nothing")
    with kombu.Connection(broker) as connection:
        producer = connection.Producer(
            exchange=kombu.Exchange(SEEKERS_STATED.exchange, type="topic", durable=True),
            routing_key=SEEKERS_STATED.type,
        )
        options = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 2}
        for body in (json.dumps(event), "{ nothing", json.dumps({**event, "data": {}}), json.dumps(event)):
            producer.publish(body, serializer=None, **options)
    database = Database(environment["REGISTRY_DATABASE_URL"])
    rows: list[tuple[object, ...]] = []
    end = time.monotonic() + PATIENCE
    while not rows and time.monotonic() < end:
        time.sleep(0.2)
        with database.transaction() as connection:
            rows = [
                tuple(row) for row in connection.execute(sa.text("SELECT event_id, created, refused FROM feed_events"))
            ]
    time.sleep(0.5)
    with database.transaction() as connection:
        told = connection.execute(
            sa.text("SELECT body FROM outbox WHERE routing_key = 'seeker_statements_answered'")
        ).scalars()
        answers = [json.loads(body)["data"] for body in told]
    database.close()
    assert [(str(event_id), created, refused) for event_id, created, refused in rows] == [(event["id"], 1, 1)]
    assert [answer["event_id"] for answer in answers] == [event["id"]]
