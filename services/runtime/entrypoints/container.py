"""nameko's container and queue consumer, with the path of a message cut to what this project needs of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import eventlet
import structlog
from nameko.containers import ServiceContainer, WorkerContext
from nameko.messaging import QueueConsumer

from services.runtime import broker, topology
from services.runtime.logging import failure
from services.runtime.outgoing import Moves, Replies

_log = structlog.get_logger(__name__)

LADDER_CONFIG_KEY = "RETRY_LADDER"
SSL_CONFIG_KEY = "AMQP_SSL"


class Container(ServiceContainer):
    """Runs the workers of one service class; all its entrypoints are ours and have `perform(service, *args)`."""

    def _run_worker(self, worker_ctx: WorkerContext, handle_result: Callable[..., Any] | None) -> None:
        """nameko's steps without its stop-watches and call stacks, which cost more than a small answer."""
        self._inject_dependencies(worker_ctx)
        self._worker_setup(worker_ctx)
        result = exc_info = None
        try:
            result = worker_ctx.entrypoint.perform(worker_ctx.service, *worker_ctx.args)
        except Exception as error:  # noqa: BLE001 - perform answers for its own errors; what still comes is told
            exc_info = sys.exc_info()
            _log.error("entrypoint_failed", method=worker_ctx.entrypoint.method_name, **failure(error))
        if handle_result is not None:
            result, exc_info = handle_result(worker_ctx, result, exc_info)
        self._worker_result(worker_ctx, result, exc_info)
        del exc_info
        self._worker_teardown(worker_ctx)


class BusConsumer(QueueConsumer):
    """The one connection on which a service consumes all its queues.

    Providers have `queue`, `prefetch` and `receive(message)`, which is given the message as it came: undecoded. They
    answer for every message, by `acknowledge` or by `requeue`, exactly once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._in_hand: set[Any] = set()

    def setup(self) -> None:
        """Open what workers send through, and declare what all services share."""
        self.ladder = tuple(self.container.config.get(LADDER_CONFIG_KEY) or topology.DEFAULT_LADDER)
        ssl = self.container.config.get(SSL_CONFIG_KEY)
        self.replies = Replies(self.amqp_uri, ssl=ssl)
        self.moves = Moves(self.amqp_uri, ssl=ssl)

    @property
    def connection(self) -> Any:
        """Parameters for kombu's mixin."""
        return broker.connection(self.amqp_uri, ssl=self.container.config.get(SSL_CONFIG_KEY))

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        """Declare and consume the queues; called after each (re)connection."""
        for queue in topology.shared_queues(self.ladder):
            queue(channel).declare()
        for provider in self._providers:
            consumer = consumer_cls(queues=[provider.queue], on_message=provider.receive)
            consumer.qos(prefetch_count=provider.prefetch)
            self._consumers[provider] = consumer
        return list(self._consumers.values())

    def on_iteration(self) -> None:
        """Stop only when the messages in hand are answered for: closing earlier would have them done twice."""
        self._cancel_consumers_if_requested()
        if not self._consumers and not self._in_hand:
            self.should_stop = True

    def work(self, entrypoint: Any, message: Any) -> None:
        """Have a worker perform `entrypoint`; never blocks, as the one who calls also keeps the heartbeat."""
        self._in_hand.add(message)
        if self.container._worker_pool.free() > 0:
            self.container.spawn_worker(entrypoint, (message,), {})
        else:
            eventlet.spawn(self.container.spawn_worker, entrypoint, (message,), {})

    def acknowledge(self, message: Any) -> None:
        """Take the message out of its queue; on a lost connection the broker has put it back already."""
        self._in_hand.discard(message)
        self.ack_message(message)

    def requeue(self, message: Any) -> None:
        """Put the message back into its queue, for now; the broker counts and parks what comes back too often."""
        self._in_hand.discard(message)
        self.requeue_message(message)

    def park(self, message: Any, queue: str, reason: str, attempts: int = 1) -> None:
        """Move the message to the parking queue, marked with where it was and why; its body is never logged."""
        headers = {
            topology.PARKED_FROM_HEADER: queue,
            topology.PARKED_REASON_HEADER: reason,
            topology.ATTEMPTS_HEADER: attempts,
        }
        if self._move(message, topology.PARKING, queue, headers):
            _log.error("message_parked", queue=queue, reason=reason, message_id=message.properties.get("message_id"))

    def retry_later(self, message: Any, queue: str, attempts: int) -> bool:
        """Move the message to the ladder's next step after `attempts` attempts. False: it had its last, and is parked."""
        if attempts > len(self.ladder):
            self.park(message, queue, "attempts used up", attempts)
            return False
        step = topology.retry_name(self.ladder[attempts - 1])
        self._move(message, step, queue, {topology.ATTEMPTS_HEADER: attempts})
        return True

    def _move(self, message: Any, exchange: str, routing_key: str, headers: dict[str, Any]) -> bool:
        kept = {name: message.properties[name] for name in _KEPT_PROPERTIES if name in message.properties}
        properties = {**kept, "application_headers": {**_plain(message.headers), **headers}}
        try:
            self.moves.send(exchange, routing_key, message.body, properties)
        except Exception as error:  # noqa: BLE001 - the message stays where it is, and comes again
            _log.error("message_not_moved", exchange=exchange, queue=routing_key, error=type(error).__name__)
            eventlet.sleep(1)
            self.requeue(message)
            return False
        self.acknowledge(message)
        return True


def _plain(headers: dict[Any, Any]) -> dict[str, str]:
    """The headers worth keeping: texts. The broker's own (x-…) belong to the queue that the message leaves."""
    return {
        key: value
        for key, value in headers.items()
        if isinstance(key, str) and isinstance(value, str) and not key.startswith("x-")
    }


_KEPT_PROPERTIES = ("content_type", "content_encoding", "correlation_id", "message_id", "timestamp", "type")
