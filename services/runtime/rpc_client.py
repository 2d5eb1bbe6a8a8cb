"""Calls of services from processes of threads: the gateway, commands, checks. Speaks nameko's protocol without nameko.

One connection for all threads of a process: whoever calls writes his request himself, one thread reads all answers
(direct reply-to). A connection that showed any fault is thrown away with all calls waiting on it, and the next call
builds another. Nothing waits longer than the deadline of its call, also when the broker is frozen.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import socket
import struct
import threading
import time
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

import amqp
from amqp import spec

from services.contracts.caller import Caller, CallerSchema
from services.contracts.errors import CallRefused, ErrorCode, Problem
from services.contracts.operations import Operation
from services.runtime import broker, frames, serialization

RPC_EXCHANGE = "nameko-rpc"
DIRECT_REPLY_TO = "amq.rabbitmq.reply-to"
DEADLINE_HEADER = "nameko.deadline"
TRACE_HEADER = "nameko.traceparent"
IDEMPOTENCY_HEADER = "nameko.idempotency_key"

# So long may the broker be silent while a call waits, before it is asked for a sign of life; and so long to answer that.
SILENCE_SECONDS = 1.0

_caller_schema = CallerSchema()


class _Fault(Enum):
    """What a caller may get instead of a reply."""

    BROKEN = "the connection to the broker was lost while waiting for the answer"
    UNROUTABLE = "no process of the service has ever listened"


class CallTimedOut(Exception):
    """The broker took the call and no answer came in time. Whether it ran is not known: repeat it with the same key."""


class BusUnavailable(Exception):
    """No broker, a silent broker, or no process of the service has ever started."""


def now_milliseconds() -> int:
    """The machine's clock, for deadlines between machines: never the product's clock, which a demo may set."""
    return time.time_ns() // 1_000_000


class RpcClient:
    """Calls operations of services; one object for all threads of a process, made after the last fork."""

    def __init__(self, amqp_uri: str, *, ssl: Any = None) -> None:
        self._amqp_uri, self._ssl = amqp_uri, ssl
        self._building = threading.Lock()
        self._link: _Link | None = None

    def call(
        self,
        operation: Operation,
        request: Mapping[str, Any],
        caller: Caller,
        *,
        timeout: float = 5.0,
        idempotency_key: str | None = None,
        trace: str = "",
    ) -> dict[str, Any]:
        """Ask a service and return its answer, loaded by the operation's schema. `timeout` in seconds.

        `request` holds Python values; the operation's schema dumps it. Raises `CallRefused`, `CallTimedOut` or
        `BusUnavailable`.
        """
        kwargs = {"caller": _caller_on_the_wire(caller), "request": operation.request.dump(request)}
        answer = self.ask(operation.routing_key, kwargs, timeout=timeout, idempotency_key=idempotency_key, trace=trace)
        loaded: dict[str, Any] = operation.answer.load(answer)
        return loaded

    def ask(
        self,
        routing_key: str,
        kwargs: Mapping[str, Any],
        *,
        timeout: float,
        idempotency_key: str | None = None,
        trace: str = "",
    ) -> Any:
        """Call `<service>.<method>` and return its answer as it came. Raises as `call` does."""
        deadline = time.monotonic() + timeout
        # The service gets a little less, so that its word on a deadline missed can still arrive.
        budget = timeout - min(timeout / 10, 0.5)
        headers = {DEADLINE_HEADER: str(now_milliseconds() + int(budget * 1000)), TRACE_HEADER: trace}
        if idempotency_key is not None:
            headers[IDEMPOTENCY_HEADER] = idempotency_key
        body = serialization.dumps({"args": [], "kwargs": kwargs})
        reply = self._current_link(deadline).ask(routing_key, body, headers, deadline)
        payload = serialization.loads(reply)
        if payload["error"] is not None:
            raise _refusal(payload["error"])
        return payload["result"]

    def close(self) -> None:
        """Close the connection; calls still waiting raise `BusUnavailable`."""
        with self._building:
            if self._link is not None:
                self._link.close()

    def _current_link(self, deadline: float) -> _Link:
        link = self._link
        if link is not None and link.usable:
            return link
        if not self._building.acquire(timeout=max(deadline - time.monotonic(), 0)):
            raise BusUnavailable("still connecting to the broker")
        try:
            if self._link is None or not self._link.usable:
                self._link = _Link(self._amqp_uri, self._ssl, max(deadline - time.monotonic(), 0.1))
            return self._link
        finally:
            self._building.release()


@lru_cache(maxsize=4096)
def _caller_on_the_wire(caller: Caller) -> Mapping[str, Any]:
    """The same few callers come again and again."""
    dumped: dict[str, Any] = _caller_schema.dump(caller)
    return dumped


def _refusal(error: Mapping[str, Any]) -> CallRefused:
    try:
        code = ErrorCode(error.get("code", ErrorCode.INTERNAL))
    except ValueError:  # a newer service's code, or a service that is not ours
        code = ErrorCode.INTERNAL
    return CallRefused(
        code=code,
        pointer=error.get("pointer"),
        details=error.get("details") or {},
        problems=tuple(Problem(**problem) for problem in error.get("problems") or ()),
        trace=error.get("trace") or "",
    )


def refusal_as_dict(refusal: CallRefused) -> dict[str, Any]:
    """The `error` of a reply: our fields, and those from which nameko's own clients make their RemoteError."""
    code = refusal.code.value
    ours = {
        "pointer": refusal.pointer,
        "details": refusal.details,
        "problems": [{"pointer": problem.pointer, "detail": problem.detail} for problem in refusal.problems],
        "trace": refusal.trace,
    }
    return {**ours, "code": code, "exc_type": code, "exc_path": "", "exc_args": [], "value": code}


class _Link:
    """One connection: writers take turns by a lock with a deadline, one thread reads.

    Right because: `_waiting` is only touched by single dict operations (atomic); a slot is taken out by exactly one of
    the reader (answer, return, fault) and its caller (timeout); a fault marks the link unusable before it wakes the
    callers, so none of them can enter a new slot that nobody would wake, save those already past the check in `ask`,
    whose write then fails or whose deadline ends the wait.
    """

    def __init__(self, amqp_uri: str, ssl: Any, timeout: float) -> None:
        self._process = os.getpid()
        self._waiting: dict[str, queue.SimpleQueue[bytes | _Fault]] = {}
        self._numbers = itertools.count(1)
        self._writing = threading.Lock()
        self._broken = False
        parameters = broker.connection(amqp_uri, options={"read_timeout": SILENCE_SECONDS}, ssl=ssl)
        parameters.connect_timeout = min(timeout, broker.CONNECT_TIMEOUT_SECONDS)
        try:
            self._connection = parameters.transport.establish_connection()
        except (OSError, amqp.AMQPError) as error:
            raise BusUnavailable(f"can't connect to the broker: {type(error).__name__}") from error
        try:
            # Kept, because py-amqp's connection would connect anew when asked for the socket it no longer has.
            self._socket = self._connection.sock
            self._channel = self._connection.channel()
            self._channel.events["basic_return"].add(self._on_return)
            self._channel.basic_consume(DIRECT_REPLY_TO, no_ack=True, callback=self._on_reply)
            self._channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        except (OSError, amqp.AMQPError) as error:
            self._connection.collect()
            raise BusUnavailable(f"the broker does not answer: {type(error).__name__}") from error
        threading.Thread(target=self._read, name="rpc-replies", daemon=True).start()

    @property
    def usable(self) -> bool:
        """Whether a new call may go this way."""
        return not self._broken and self._process == os.getpid()

    def ask(self, routing_key: str, body: bytes, headers: Mapping[str, str], deadline: float) -> bytes:
        """Send one request and wait for its reply."""
        number = str(next(self._numbers))
        slot: queue.SimpleQueue[bytes | _Fault] = queue.SimpleQueue()
        self._waiting[number] = slot
        try:
            remaining = deadline - time.monotonic()
            message = frames.publish(
                self._channel.channel_id,
                self._connection.frame_max,
                RPC_EXCHANGE,
                routing_key,
                body,
                mandatory=True,
                headers=headers,
                correlation_id=number,
                reply_to=DIRECT_REPLY_TO,
                expiration=str(max(int(remaining * 1000), 1)),
            )
            self._write(message, deadline)
            reply = slot.get(timeout=max(deadline - time.monotonic(), 0.001))
        except queue.Empty:
            raise CallTimedOut(routing_key) from None
        finally:
            self._waiting.pop(number, None)
        if isinstance(reply, _Fault):
            raise BusUnavailable(f"{routing_key}: {reply.value}")
        return reply

    def close(self) -> None:
        """Give the connection up."""
        self._break()

    def _write(self, data: bytes, deadline: float) -> None:
        """Put whole frames on the wire before the deadline, or break the link: half a frame may stand in it."""
        if not self._writing.acquire(timeout=max(deadline - time.monotonic(), 0)):
            raise BusUnavailable("the broker takes no more")  # who holds the lock has a deadline too
        try:
            # The kernel keeps this deadline for us: a frozen broker's window fills and then send() would wait for ever.
            # Half of it, as the wait for the part that still fits is followed by one for the rest.
            limit = max(min((deadline - time.monotonic()) / 2, 3600.0), 0.001)
            packed = struct.pack("ll", int(limit), int(limit % 1 * 1_000_000))
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, packed)
            self._socket.sendall(data)
        except OSError as error:
            self._break()
            raise BusUnavailable("the broker can't be written to") from error
        finally:
            self._writing.release()

    def _read(self) -> None:
        asked = False
        try:
            while not self._broken:
                try:
                    self._connection.drain_events()
                    asked = False
                except TimeoutError:
                    if asked or not self._writing.acquire(timeout=SILENCE_SECONDS):
                        break
                    try:
                        asked = self._on_silence()
                    finally:
                        self._writing.release()
        except Exception:  # noqa: BLE001, S110 - whatever ends the reader ends the link; each caller is told
            pass
        finally:
            self._break()
            # Only the reader closes the socket, so that its number can't come to mean another one under a read.
            self._connection.collect()

    def _on_silence(self) -> bool:
        """Keep the connection alive; where calls wait, ask the broker for a sign of life. Answers whether it did."""
        self._connection.heartbeat_tick()
        if self._waiting:
            # A question that changes nothing, whose answer is read as any other frame.
            self._channel.send_method(spec.Basic.Qos, "lBb", (0, 0, False))
            return True
        return False

    def _on_reply(self, message: amqp.Message) -> None:
        slot = self._waiting.pop(message.properties.get("correlation_id", ""), None)
        if slot is not None:
            slot.put(message.body)

    def _on_return(self, _error: Exception, _exchange: str, _routing_key: str, message: amqp.Message) -> None:
        slot = self._waiting.pop(message.properties.get("correlation_id", ""), None)
        if slot is not None:
            slot.put(_Fault.UNROUTABLE)

    def _break(self) -> None:
        self._broken = True
        # Wakes the reader, and a writer that hangs; the reader then closes the socket.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        for number in list(self._waiting):
            slot = self._waiting.pop(number, None)
            if slot is not None:
                slot.put(_Fault.BROKEN)
