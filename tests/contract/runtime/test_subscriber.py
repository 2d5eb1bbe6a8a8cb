"""Events for a process without nameko: the same promises as a service's handlers give (reliability.md 2 to 4)."""

import threading
from collections.abc import Iterator

import kombu
import pytest
import sqlalchemy as sa

from services.contracts.events import Event
from services.runtime import clock, outbox, serialization
from services.runtime.subscriber import Subscriber
from services.runtime.work import ReceivedEvent, Work
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import Specimen, eventually


def on_happened(work: Work, event: ReceivedEvent) -> None:
    what = event.data["what"]
    with work.database.transaction() as connection:
        connection.execute(specimen.attempts.insert().values(what=what))
        made = connection.execute(sa.select(sa.func.count()).where(specimen.attempts.c.what == what)).scalar_one()
    work.connection.execute(specimen.effects.insert().values(what=what))
    if made <= event.data["failures"]:
        raise RuntimeError("not yet")


@pytest.fixture
def subscribed(stopped: Specimen, monkeypatch: pytest.MonkeyPatch) -> Iterator[Specimen]:
    monkeypatch.setattr("signal.signal", lambda *_: None)  # only the main thread of a process may
    config = {"AMQP_URI": stopped.amqp_uri, "RETRY_LADDER": specimen.LADDER}
    event: Event = stopped.event
    subscriber = Subscriber(stopped.name, {"on_happened": (event, on_happened)}, stopped.database, config)
    thread = threading.Thread(target=subscriber.run)
    thread.start()
    with kombu.Connection(stopped.amqp_uri) as connection:

        def listens() -> bool:
            try:
                return bool(connection.channel().queue_declare(stopped.event_queue, passive=True).consumer_count)
            except connection.channel_errors:
                return False

        assert eventually(listens)
    stopped.start("relay")
    yield stopped
    subscriber.stop()
    thread.join()


def test_an_event_is_applied(subscribed: Specimen) -> None:
    subscribed.publish("hello")
    assert eventually(lambda: subscribed.effects() == ["hello"])


def test_a_handler_that_raises_is_tried_again_and_its_event_parked_at_last(subscribed: Specimen) -> None:
    subscribed.publish("stubborn", failures=len(specimen.LADDER))
    hopeless = subscribed.publish("hopeless", failures=1000)
    assert eventually(lambda: subscribed.effects() == ["stubborn"])
    assert eventually(lambda: [parked.message_id for parked in subscribed.parked()] == [hopeless])


def test_an_event_sent_twice_has_its_effect_once(subscribed: Specimen) -> None:
    whole = outbox.envelope(
        subscribed.event,
        subject="s",
        data={"what": "once", "failures": 0, "seconds": 0},
        now=clock.now(),
        trace="t",
    )
    for _ in range(3):
        subscribed.send_raw(serialization.dumps(whole), "happened", f"{subscribed.name}.events")
    assert eventually(lambda: subscribed.effects() == ["once"])
    subscribed.publish("next")
    assert eventually(lambda: subscribed.effects() == ["once", "next"])


def test_what_cannot_be_read_is_parked(subscribed: Specimen) -> None:
    subscribed.send_raw(b"hello", "happened", f"{subscribed.name}.events")
    assert eventually(lambda: len(subscribed.parked()) == 1)
    assert subscribed.effects() == []
