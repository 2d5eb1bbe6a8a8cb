"""Events for a process that is no nameko service, such as the gateway's: one thread, one event after the other."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog

from services.contracts.events import Event
from services.runtime import broker, metrics, topology
from services.runtime.database import Database
from services.runtime.logging import failure
from services.runtime.outgoing import Moves
from services.runtime.subscription import Handler, Subscription, Unreadable, attempts_made

_log = structlog.get_logger(__name__)

PREFETCH = 4
WAIT_SECONDS = 1.0


class Subscriber:
    """Applies events by plain functions `(work, event) -> None`; their names are parts of durable queues' names.

    Like the relay it exits on any trouble with the broker and is started anew by its supervisor.
    """

    def __init__(
        self, name: str, handlers: Mapping[str, tuple[Event, Handler]], database: Database, config: Mapping[str, Any]
    ) -> None:
        self._handlers = {
            method: (Subscription(event, f"{name}.{method}"), f) for method, (event, f) in handlers.items()
        }
        self._database = database
        self._amqp_uri, self._ssl = config["AMQP_URI"], config.get("AMQP_SSL")
        self._moves = Moves(self._amqp_uri, topology.ladder_of(config), ssl=self._ssl)
        self._stopping = False

    def stop(self, *_: object) -> None:
        """Let `run` return after the event in hand; fit to be a signal handler."""
        self._stopping = True

    def run(self) -> None:
        """Consume until stopped. Raises on any trouble with the broker."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        with broker.connection(self._amqp_uri, ssl=self._ssl) as connection:
            channel = connection.default_channel
            topology.declare(channel, self._moves.ladder)
            channel.basic_qos(0, PREFETCH, False)
            for subscription, handle in self._handlers.values():
                queue = subscription.queue()
                queue(channel).declare()
                channel.basic_consume(queue.name, callback=partial(self._take, channel, subscription, handle))
            _log.info("subscriber_started", queues=len(self._handlers))
            while not self._stopping:
                try:
                    connection.drain_events(timeout=WAIT_SECONDS)
                except TimeoutError:
                    connection.heartbeat_check()
        self._moves.close()

    def _take(self, channel: Any, subscription: Subscription, handle: Handler, raw_message: Any) -> None:
        message = channel.message_to_python(raw_message)
        try:
            outcome = subscription.apply(message, self._database, handle)
        except Unreadable as verdict:
            outcome = "parked"
            self._moves.park(message, subscription.queue_name, str(verdict))
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its event is tried again
            attempts = attempts_made(message) + 1
            _log.error("event_failed", consumer=subscription.consumer, attempts=attempts, **failure(error))
            again = self._moves.retry_later(message, subscription.queue_name, attempts)
            outcome = "retried" if again else "parked"
        message.ack()
        metrics.EVENTS.labels(subscription.consumer, outcome).inc()
