"""Event handlers (reliability.md 2 to 4): `@on(event)` on a method `(self, work, event) -> None`.

An event has its effect once: the inbox row, the effect and what it publishes are one transaction. A handler that raises
sends its event up the ladder of retries and at last to the parking place; nothing is acknowledged before it is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from nameko.events import EventHandler

from services.contracts.events import Event
from services.runtime import metrics
from services.runtime.entrypoints.container import BusConsumer
from services.runtime.logging import failure
from services.runtime.subscription import Subscription, Unreadable, attempts_made

_log = structlog.get_logger(__name__)

PREFETCH = 4
"""Events a process takes from one queue at a time; the others may go to another process."""

Method = TypeVar("Method", bound=Callable[..., Any])


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
        """Register with the consumer, as nameko does, and put our queue in the place of nameko's."""
        super().setup()
        self.subscription = Subscription(self.event, f"{self.container.service_name}.{self.method_name}")
        self.queue = self.subscription.queue()

    def receive(self, message: Any) -> None:
        """Hand an event to a worker."""
        self.queue_consumer.work_in_turn(self, message)

    def perform(self, service: Any, message: Any) -> None:
        """Apply one event and answer for its message."""
        consumer = self.subscription.consumer
        try:
            outcome = self.subscription.apply(message, service.database, getattr(service, self.method_name))
        except Unreadable as verdict:
            outcome = "parked"
            self.queue_consumer.park(message, self.queue.name, str(verdict))
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its event is tried again
            attempts = attempts_made(message) + 1
            _log.error("event_failed", consumer=consumer, attempts=attempts, **failure(error))
            again = self.queue_consumer.retry_later(message, self.queue.name, attempts)
            outcome = "retried" if again else "parked"
        else:
            self.queue_consumer.acknowledge(message)
        metrics.EVENTS.labels(consumer, outcome).inc()
        _log.info("event_done", consumer=consumer, outcome=outcome)
