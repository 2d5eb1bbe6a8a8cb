"""How every process of ours connects to RabbitMQ: kombu's transport, made quicker to read and harder to break.

py-amqp asks the kernel three times for each frame and lets one property that is not UTF-8 end the process that reads it,
again and again, because the broker hands the message out anew. Here a read takes what has arrived, and what can't be
decoded reaches the consumer marked as unreadable, so that it can be parked.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Mapping
from struct import unpack_from
from typing import Any

import amqp
import amqp.serialization
import kombu
from amqp import spec
from amqp.transport import SSLTransport, TCPTransport
from kombu.transport import pyamqp

READ_AHEAD_BYTES = 65_536
HEARTBEAT_SECONDS = 20
CONNECT_TIMEOUT_SECONDS = 5.0

# Header that stands in for the properties of a message whose properties can't be decoded.
UNREADABLE_HEADER = "hw.unreadable"

_decode_properties = amqp.serialization.decode_properties_basic


def _decode_properties_or_mark(buffer: bytes, offset: int) -> tuple[dict[str, Any], int]:
    try:
        properties, offset = _decode_properties(buffer, offset)
    except Exception:  # noqa: BLE001 - a stranger wrote these bytes: whatever they raise, the reader must live on
        properties = {"application_headers": {UNREADABLE_HEADER: True}}
    return properties, offset


amqp.serialization.PROPERTY_CLASSES[spec.Basic.CLASS_ID] = _decode_properties_or_mark


class _ReadAheadTransport(TCPTransport):
    def _setup_transport(self) -> None:
        super()._setup_transport()
        receive = self.sock.recv
        # The caller keeps what is more than it asked for, and looks there first next time.
        self._quick_recv = lambda wanted: receive(max(wanted, READ_AHEAD_BYTES))


def cork(connection: Any, spawn: Callable[[Callable[[], None]], object]) -> None:
    """Gather what green threads write until the event loop comes round, then send it in one piece.

    Each send wakes the broker; the answers and acknowledgements of one turn of the loop share one. `spawn` starts a
    function in a green thread. Right because: green threads only switch inside `send`, and one flush runs at a time.
    """
    transport = connection.transport
    send = transport._write
    waiting: list[bytes] = []
    flushing = False

    def flush() -> None:
        nonlocal flushing
        try:
            while waiting:
                data = b"".join(waiting)
                waiting.clear()
                send(data)
        except OSError:
            # Part of a frame may be out: end the connection, so that its reader finds out and builds another.
            with contextlib.suppress(OSError):
                transport.sock.shutdown(socket.SHUT_RDWR)
        finally:
            flushing = False

    def write(data: bytes) -> None:
        nonlocal flushing
        waiting.append(bytes(data))  # py-amqp hands out a view of a buffer that it fills anew
        if not flushing:
            flushing = True
            spawn(flush)

    transport._write = write


class Channel(pyamqp.Channel):
    """kombu's channel, with deliveries taken apart here: no byte of a routing key may raise, and no body is inflated."""

    def __init__(self, connection: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(connection, *arguments, **options)
        self.auto_decode = False  # bodies stay bytes, whatever encoding they claim

    def dispatch_method(self, method_sig: tuple[int, int], payload: bytes, content: Any) -> None:
        """Hand a method to its listener; `payload` begins with the two numbers of the method."""
        if method_sig != spec.Basic.Deliver or self.is_closing:
            super().dispatch_method(method_sig, payload, content)
            return
        end = 5 + payload[4]
        consumer_tag = payload[5:end].decode()
        delivery_tag, redelivered, size = unpack_from(">QBB", payload, end)
        start = end + 10
        end = start + size
        exchange = payload[start:end].decode(errors="replace")
        routing_key = payload[end + 1 : end + 1 + payload[end]].decode(errors="replace")
        self._on_basic_deliver(consumer_tag, delivery_tag, redelivered == 1, exchange, routing_key, content)

    def message_to_python(self, raw_message: amqp.Message) -> pyamqp.Message:
        """Wrap a delivery for kombu, which would unpack any body whose headers say that it is compressed."""
        raw_message.properties.get("application_headers", {}).pop("compression", None)
        return super().message_to_python(raw_message)


class Connection(pyamqp.Connection):
    """kombu's connection over a socket that reads ahead."""

    Channel = Channel

    def Transport(  # noqa: N802 - py-amqp's name
        self,
        host: str,
        connect_timeout: float,
        ssl: Any = False,
        read_timeout: float | None = None,
        write_timeout: float | None = None,
        **options: Any,
    ) -> Any:
        """Make the socket."""
        transport = SSLTransport if ssl else _ReadAheadTransport
        timeouts = {"connect_timeout": connect_timeout, "read_timeout": read_timeout, "write_timeout": write_timeout}
        return transport(host, ssl=ssl, **timeouts, **options)


class Transport(pyamqp.Transport):
    """What kombu is given as `transport`."""

    Connection = Connection


def connection(
    amqp_uri: str, *, heartbeat: int = HEARTBEAT_SECONDS, options: Mapping[str, Any] | None = None, ssl: Any = None
) -> kombu.Connection:
    """Parameters of a connection, opened at first use. `heartbeat` in seconds, 0 for none; `options` go to py-amqp."""
    return kombu.Connection(
        amqp_uri,
        transport=Transport,
        heartbeat=heartbeat,
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        ssl=ssl,
        transport_options=dict(options or {}),
    )
