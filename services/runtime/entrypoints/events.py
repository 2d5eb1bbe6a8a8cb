"""Event handlers (reliability.md 2 to 4): `@on(event)` on a method `(self, work, event) -> None`.

An event has its effect once: the inbox row, the effect and what it publishes are one transaction. A handler that raises
sends its event up the ladder of retries and at last to the parking place; nothing is acknowledged before it is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from kombu import Queue
from marshmallow import EXCLUDE, ValidationError
from nameko.events import EventHandler

from services.contracts.caller import SYSTEM
from services.contracts.events import Envelope, Event
from services.runtime import broker, clock, inbox, metrics, serialization, topology
from services.runtime.entrypoints.container import BusConsumer
from services.runtime.logging import bind_trace, failure
from services.runtime.work import ReceivedEvent, Work

_log = structlog.get_logger(__name__)

PREFETCH = 4
"""Events a process takes from one queue at a time: few, so that they leave workers for requests."""

Method = TypeVar("Method", bound=Callable[..., Any])
_envelope = Envelope()


class Unreadable(Exception):
    """No later attempt can do better with this message."""


def on(event: Event) -> Callable[[Method], Method]:
    """Make a method handle an event. Its name becomes part of a durable queue's name: never rename it."""
    decorate: Callable[[Method], Method] = On.decorator(event)
    return decorate


class On(EventHandler):
    """nameko's event handler with a queue that forgets nothing and a transaction around the method."""

    queue_consumer = BusConsumer()
    prefetch = PREFETCH

    def __init__(self, event: Event, **options: Any) -> None:
        super().__init__(event.source, event.type, **options)
        self.event = event

    def setup(self) -> None:
        """Take nameko's queue as it names it, as a quorum queue."""
        super().setup()
        self.queue = Queue(
            self.queue.name,
            exchange=self.queue.exchange,
            routing_key=self.event.type,
            durable=True,
            queue_arguments=topology.EVENT_QUEUE_ARGUMENTS,
        )
        self.consumer_name = f"{self.container.service_name}.{self.method_name}"
        # The provider registered by nameko's setup is this object: it looks the queue up when it starts to consume.

    def receive(self, message: Any) -> None:
        """Hand an event to a worker."""
        self.queue_consumer.work(self, message)

    def perform(self, service: Any, message: Any) -> None:
        """Apply one event and answer for its message."""
        try:
            whole = self._read(message)
            bind_trace(whole["trace"])
            outcome = "applied" if self._apply(service, whole) else "doubled"
        except Unreadable as verdict:
            outcome = "parked"
            self.queue_consumer.park(message, self.queue.name, str(verdict))
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its event is tried again
            attempts = _attempts(message) + 1
            _log.error("event_failed", consumer=self.consumer_name, attempts=attempts, **failure(error))
            again = self.queue_consumer.retry_later(message, self.queue.name, attempts)
            outcome = "retried" if again else "parked"
        else:
            self.queue_consumer.acknowledge(message)
        metrics.EVENTS.labels(self.consumer_name, outcome).inc()

    def _read(self, message: Any) -> dict[str, Any]:
        if broker.UNREADABLE_HEADER in message.headers:
            raise Unreadable("the properties can't be decoded")
        if message.content_type not in (None, serialization.CONTENT_TYPE):
            raise Unreadable("another content type")
        try:
            whole: dict[str, Any] = _envelope.load(serialization.loads(message.body))
            if (whole["type"], whole["version"]) != (self.event.type, self.event.version):
                raise Unreadable(f"{self.event.type} version {self.event.version} is expected here")
            whole["data"] = self.event.data.load(whole["data"], unknown=EXCLUDE)
        except serialization.NotStrictJson as error:
            raise Unreadable(f"not strict JSON: {error}") from None
        except ValidationError as error:
            # The places, never the values: this text goes to the log and into a header.
            places = sorted(error.messages) if isinstance(error.messages, dict) else []
            raise Unreadable(f"not the event's schema at {places}") from None
        return whole

    def _apply(self, service: Any, whole: dict[str, Any]) -> bool:
        """One transaction: inbox row, effect. False where the event had its effect before."""
        now = clock.now()
        work = Work(service.database, caller=SYSTEM, now=now, trace=whole["trace"])
        try:
            if not inbox.first_time(work.connection, self.consumer_name, whole["id"], now):
                return False
            event = ReceivedEvent(**{name: whole[name] for name in _RECEIVED})
            getattr(service, self.method_name)(work, event)
            work.commit()
        finally:
            work.close()
        metrics.EVENT_LAG.labels(self.consumer_name).observe(max((now - event.occurred_at).total_seconds(), 0))
        return True


_RECEIVED = ("id", "type", "version", "subject", "occurred_at", "data")


def _attempts(message: Any) -> int:
    """Attempts made before this one; believed only of what came by the default exchange (topology.ATTEMPTS_HEADER)."""
    attempts = message.headers.get(topology.ATTEMPTS_HEADER)
    known = message.delivery_info["exchange"] == "" and isinstance(attempts, int) and 0 <= attempts < 1000
    return attempts if known else 0
