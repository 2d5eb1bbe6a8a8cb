"""nameko's container and queue consumer, with the path of a message cut to what this project needs of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import eventlet
import structlog
from nameko.containers import ServiceContainer, WorkerContext
from nameko.messaging import QueueConsumer

from services.runtime import broker, frames, topology
from services.runtime.logging import failure
from services.runtime.outgoing import Moves, Replies

_log = structlog.get_logger(__name__)

SSL_CONFIG_KEY = "AMQP_SSL"

EVENT_WORKERS = 4
"""Events a process handles at a time, of all its queues together; requests have the rest of the workers."""

# Before a message goes back to its queue because it could not be moved: the broker delivers it again at once.
PAUSE_SECONDS = 1.0


def _cork(connection: Any) -> None:
    broker.cork(connection, eventlet.spawn_n)


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
        self._event_turns = eventlet.Semaphore(EVENT_WORKERS)

    def setup(self) -> None:
        """Open what workers send through, and declare what all services share."""
        ssl = self.container.config.get(SSL_CONFIG_KEY)
        self.replies = Replies(self.amqp_uri, ssl=ssl, prepare=_cork)
        self.moves = Moves(self.amqp_uri, topology.ladder_of(self.container.config), ssl=ssl)

    def stop(self) -> None:
        """Close everything once the last message is answered for."""
        super().stop()
        self.replies.close()
        self.moves.close()

    @property
    def connection(self) -> Any:
        """Parameters for kombu's mixin."""
        return broker.connection(self.amqp_uri, ssl=self.container.config.get(SSL_CONFIG_KEY))

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        """Declare and consume the queues; called after each (re)connection.

        All are declared before the first is consumed: whoever is answered by a service may rest on its events' reaching it.
        What a channel asks for as its prefetch is given to each consumer that begins after it: so each one begins before the
        next is asked for. kombu begins them all at the end, which changes nothing for one that has.
        """
        topology.declare(channel, self.moves.ladder)
        for provider in self._providers:
            provider.queue.bind(channel).declare()
        for provider in self._providers:
            consumer = consumer_cls(queues=[provider.queue], on_message=provider.receive, auto_declare=False)
            consumer.qos(prefetch_count=provider.prefetch)
            consumer.consume()
            self._consumers[provider] = consumer
        return list(self._consumers.values())

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **options: Any) -> None:
        """Called after each (re)connection, once the queues are being consumed."""
        _cork(connection.connection)
        super().on_consume_ready(connection, channel, consumers, **options)

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

    def work_in_turn(self, entrypoint: Any, message: Any) -> None:
        """As `work`, but only EVENT_WORKERS at a time: a flood of events leaves workers for those who wait."""
        self._in_hand.add(message)
        eventlet.spawn(self._take_turn, entrypoint, message)

    def _take_turn(self, entrypoint: Any, message: Any) -> None:
        with self._event_turns:
            worker = self.container.spawn_worker(entrypoint, (message,), {})
            self.container._worker_threads[worker].wait()

    def acknowledge(self, message: Any) -> None:
        """Take the message out of its queue; on a lost connection the broker has put it back already."""
        self._in_hand.discard(message)
        channel = message.channel
        if channel.connection is not None:
            channel.connection.transport.write(frames.acknowledge(channel.channel_id, message.delivery_tag))

    def requeue(self, message: Any) -> None:
        """Put the message back into its queue, for now; the broker counts and parks what comes back too often."""
        self._in_hand.discard(message)
        self.requeue_message(message)

    def park(self, message: Any, queue: str, reason: str) -> None:
        """Move the message to the parking queue, or leave it for now where the broker does not take it."""
        self._move(message, lambda: self.moves.park(message, queue, reason))

    def retry_later(self, message: Any, queue: str, attempts: int) -> bool:
        """Move the message to the ladder's next step after `attempts` attempts. False: it had its last, and is parked."""
        return self._move(message, lambda: self.moves.retry_later(message, queue, attempts))

    def _move(self, message: Any, move: Callable[[], Any]) -> bool:
        try:
            result = move()
        except Exception as error:  # noqa: BLE001 - the message stays where it is, and comes again
            _log.error("message_not_moved", **failure(error))
            eventlet.sleep(PAUSE_SECONDS)
            self.requeue(message)
            return True
        self.acknowledge(message)
        return bool(result)
