"""An event exists exactly when its effect does, and has its effect once (reliability.md 1 and 2)."""

import datetime as dt
import json
import select

import pytest
import sqlalchemy as sa
from marshmallow import ValidationError

from services.contracts.messaging import BLOCK_CHANGED
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.inbox import first_time, forget_before
from services.runtime.outbox import CHANNEL, publish
from tests.contract.at_once import together

NOW = dt.datetime(2026, 6, 10, 1, tzinfo=dt.UTC)


def block(**changes: object) -> dict[str, object]:
    return {
        "organization_id": new_id(),
        "seeker_number": "48210937561",
        "version": 1,
        "blocked": True,
        "changed_at": NOW,
        "day": dt.date(2026, 6, 10),
        **changes,
    }


def test_a_published_event_stands_in_the_outbox_in_its_envelope(database: Database) -> None:
    with database.transaction() as connection:
        event_id = publish(connection, BLOCK_CHANGED, subject="pair", data=block(), now=NOW, trace="t1")
    with database.transaction() as connection:
        row = connection.execute(sa.text("SELECT * FROM outbox")).one()
    body = json.loads(row.body)
    assert (row.exchange, row.routing_key, str(row.id)) == ("messaging.events", "block_changed", event_id)
    assert body["occurred_at"] == "2026-06-10T01:00:00Z"
    assert body["data"]["changed_at"] == "2026-06-10T01:00:00Z"
    assert body["data"]["day"] == "2026-06-10"
    assert (body["version"], body["source"], body["trace"]) == (1, "messaging", "t1")


def test_what_is_rolled_back_publishes_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="no"), database.transaction() as connection:
        publish(connection, BLOCK_CHANGED, subject="pair", data=block(), now=NOW, trace="t1")
        raise RuntimeError("no")
    with database.transaction() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM outbox")).scalar_one() == 0


@pytest.mark.parametrize("wrong", [{"version": 0}, {"seeker_number": "山田太郎"}, {"blocked": None}])
def test_an_event_that_its_schema_refuses_is_never_written(database: Database, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError), database.transaction() as connection:
        publish(connection, BLOCK_CHANGED, subject="pair", data=block(**wrong), now=NOW, trace="t1")


def test_a_member_that_the_schema_does_not_know_never_leaves(database: Database) -> None:
    """SEE-2: a name that slipped into the data is not in the event."""
    with database.transaction() as connection:
        publish(connection, BLOCK_CHANGED, subject="pair", data=block(name="山田太郎"), now=NOW, trace="t1")
        assert "山田" not in connection.execute(sa.text("SELECT body FROM outbox")).scalar_one()


def test_the_relay_is_woken_by_the_commit(database: Database) -> None:
    listener = database.engine.raw_connection()
    try:
        driver = listener.driver_connection
        assert driver is not None
        driver.autocommit = True
        driver.cursor().execute(f"LISTEN {CHANNEL}")
        with database.transaction() as connection:
            publish(connection, BLOCK_CHANGED, subject="pair", data=block(), now=NOW, trace="t1")
        assert select.select([driver], [], [], 5)[0], "no notification within 5 s"
        driver.poll()
        assert [notify.channel for notify in driver.notifies] == [CHANNEL]
    finally:
        listener.close()


def test_a_message_is_new_once_to_each_consumer(database: Database) -> None:
    message = new_id()
    with database.transaction() as connection:
        assert first_time(connection, "search.on_block", message, NOW)
        assert first_time(connection, "compliance.on_block", message, NOW)
    with database.transaction() as connection:
        assert not first_time(connection, "search.on_block", message, NOW)


def test_a_message_whose_effect_was_rolled_back_is_new_again(database: Database) -> None:
    message = new_id()
    with pytest.raises(RuntimeError, match="no"), database.transaction() as connection:
        assert first_time(connection, "search.on_block", message, NOW)
        raise RuntimeError("no")
    with database.transaction() as connection:
        assert first_time(connection, "search.on_block", message, NOW)


def test_of_ten_deliveries_at_once_one_is_the_first(database: Database) -> None:
    message = new_id()

    def deliver() -> bool:
        with database.transaction() as connection:
            return first_time(connection, "search.on_block", message, NOW)

    assert sorted(together(*[deliver] * 10)) == [False] * 9 + [True]


def test_messages_are_forgotten_after_their_time(database: Database) -> None:
    with database.transaction() as connection:
        first_time(connection, "search.on_block", new_id(), NOW)
        assert forget_before(connection, NOW) == 0
        assert forget_before(connection, NOW + dt.timedelta(seconds=1)) == 1
