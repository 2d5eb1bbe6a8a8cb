"""What a service process sends besides its outbox: replies, and messages it moves to a retry queue or to parking.

Made for eventlet's patched threads, but knows nothing of them: locks and threads come from the standard library.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import amqp
import structlog

from services.runtime import broker, frames, topology
from services.runtime.rpc_client import DIRECT_REPLY_TO, RPC_EXCHANGE

_log = structlog.get_logger(__name__)

CONFIRM_TIMEOUT_SECONDS = 10.0
_KEPT_PROPERTIES = ("content_type", "content_encoding", "correlation_id", "message_id", "timestamp", "type")


class Replies:
    """Sends answers over one lasting connection: transient, unconfirmed.

    An answer that gets lost is a call that timed out; the caller repeats it with its idempotency key. So there is nothing
    to wait for here, while nameko's own responder waits for a confirm from the disk for each answer.
    """

    def __init__(
        self, amqp_uri: str, *, ssl: Any = None, prepare: Callable[[Any], object] = lambda connection: None
    ) -> None:
        self._amqp_uri, self._ssl, self._prepare = amqp_uri, ssl, prepare
        self._connecting = threading.Lock()
        self._channel: Any = None

    def send(self, reply_to: str, correlation_id: str | None, body: bytes) -> None:
        """Send one answer; tries a second time over a new connection, then gives up with a line in the log."""
        # Direct reply-to addresses are reached by the default exchange; nameko's clients bind a queue to the exchange.
        exchange = "" if reply_to.startswith(DIRECT_REPLY_TO) else RPC_EXCHANGE
        for _ in range(2):
            channel = self._channel
            try:
                if channel is None:
                    channel = self._connect()
                connection = channel.connection
                connection.transport.write(
                    frames.publish(
                        channel.channel_id,
                        connection.frame_max,
                        exchange,
                        reply_to,
                        body,
                        correlation_id=correlation_id,
                    )
                )
            except Exception as error:  # noqa: BLE001 - py-amqp raises AttributeError and TypeError on a lost connection
                self._forget(channel)
                _log.warning("reply_not_sent", error=type(error).__name__)
            else:
                return

    def close(self) -> None:
        """Close the connection."""
        self._forget(self._channel)

    def _connect(self) -> Any:
        with self._connecting:
            if self._channel is None:
                connection = broker.connection(self._amqp_uri, ssl=self._ssl).transport.establish_connection()
                channel = connection.channel()
                self._prepare(connection)
                self._channel = channel
                threading.Thread(target=self._watch, args=(connection, channel), daemon=True).start()
            return self._channel

    def _watch(self, connection: Any, channel: Any) -> None:
        """Read what the broker says, so that a lost connection is known before an answer is written into it."""
        try:
            while self._channel is channel:
                try:
                    connection.drain_events(timeout=broker.HEARTBEAT_SECONDS / 4)
                except TimeoutError:
                    connection.heartbeat_tick()
        except Exception as error:  # noqa: BLE001 - see send
            _log.info("reply_connection_lost", error=type(error).__name__)
        finally:
            self._forget(channel)

    def _forget(self, channel: Any) -> None:
        if self._channel is channel:
            self._channel = None
        if channel is not None and channel.connection is not None:
            channel.connection.collect()


class Moves:
    """Puts messages into other queues, each confirmed by the broker before the original may be acknowledged.

    Every method raises when the broker does not take the message; then the original must stay where it is.
    """

    def __init__(self, amqp_uri: str, ladder: Sequence[float], *, ssl: Any = None) -> None:
        self._amqp_uri, self._ssl = amqp_uri, ssl
        self.ladder = tuple(ladder)
        self._turn = threading.Lock()
        self._channel: Any = None

    def park(self, message: Any, queue: str, reason: str, attempts: int = 1) -> None:
        """Copy a message of `queue` to the parking queue, marked with where it was and why; its body is never logged."""
        headers = {
            topology.PARKED_FROM_HEADER: queue,
            topology.PARKED_REASON_HEADER: reason,
            topology.ATTEMPTS_HEADER: attempts,
        }
        self._copy(message, topology.PARKING, queue, headers)
        _log.error("message_parked", queue=queue, reason=reason, message_id=message.properties.get("message_id"))

    def retry_later(self, message: Any, queue: str, attempts: int) -> bool:
        """Copy a message to the ladder's next step after `attempts` attempts. False: it had its last, and is parked."""
        if attempts > len(self.ladder):
            self.park(message, queue, "attempts used up", attempts)
            return False
        step = topology.retry_name(self.ladder[attempts - 1])
        self._copy(message, step, queue, {topology.ATTEMPTS_HEADER: attempts})
        return True

    def close(self) -> None:
        """Close the connection."""
        self._forget()

    def _copy(self, message: Any, exchange: str, routing_key: str, headers: dict[str, Any]) -> None:
        kept = {name: message.properties[name] for name in _KEPT_PROPERTIES if name in message.properties}
        properties = {**kept, "application_headers": {**_plain(message.headers), **headers}}
        body = message.body or b""
        with self._turn:
            try:
                self._publish(exchange, routing_key, body, properties)
            except Exception:  # noqa: BLE001 - an idle connection may have died long ago: once more, as it is forgotten now
                self._publish(exchange, routing_key, body, properties)

    def _publish(self, exchange: str, routing_key: str, body: bytes, properties: Mapping[str, Any]) -> None:
        if self._channel is None:
            parameters = broker.connection(self._amqp_uri, heartbeat=0, ssl=self._ssl)
            self._channel = parameters.transport.establish_connection().channel()
        try:
            self._channel.basic_publish_confirm(
                amqp.Message(body, **{**properties, "delivery_mode": 2}),
                exchange,
                routing_key,
                mandatory=True,
                timeout=CONFIRM_TIMEOUT_SECONDS,
            )
        except Exception:
            self._forget()
            raise

    def _forget(self) -> None:
        if self._channel is not None and self._channel.connection is not None:
            self._channel.connection.collect()
        self._channel = None


def _plain(headers: Mapping[Any, Any]) -> dict[str, str]:
    """The headers worth keeping: texts. The broker's own (x-…) belong to the queue that the message leaves."""
    return {
        key: value
        for key, value in headers.items()
        if isinstance(key, str) and isinstance(value, str) and not key.startswith("x-")
    }
