"""Questions of one service to another, where an answer is needed before a transaction begins (architecture.md: MSG-8 alone).

Never for an effect: what others must do follows by event. Nothing waits longer than the seconds that the question has, also
where the broker is frozen or the other service gone; whoever asks then has no answer, and must decide without one.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import amqp
import eventlet
import eventlet.event
import structlog
from nameko.containers import WorkerContext
from nameko.extensions import DependencyProvider

from services.contracts.caller import Caller, CallerSchema
from services.contracts.operations import Operation
from services.runtime import broker, frames, serialization
from services.runtime.entrypoints.container import SSL_CONFIG_KEY
from services.runtime.rpc_client import DEADLINE_HEADER, DIRECT_REPLY_TO, RPC_EXCHANGE, TRACE_HEADER, now_milliseconds

_log = structlog.get_logger(__name__)
_caller_schema = CallerSchema()


class NoAnswer(Exception):
    """The other service did not answer in time, can't be reached, or refused; `code` where it refused."""

    def __init__(self, code: str = "") -> None:
        super().__init__(code)
        self.code = code


class Asker:
    """Asks over one connection, built at first use and thrown away after any fault; for all workers of a process."""

    def __init__(self, amqp_uri: str, *, ssl: Any = None) -> None:
        self._amqp_uri, self._ssl = amqp_uri, ssl
        self._connecting = eventlet.Semaphore()
        self._line: _Line | None = None

    def ask(
        self, operation: Operation, request: Mapping[str, Any], caller: Caller, *, seconds: float, trace: str = ""
    ) -> dict[str, Any]:
        """The answer, loaded by the operation's schema. Raises `NoAnswer` after `seconds` at the latest."""
        kwargs = {"caller": _caller_schema.dump(caller), "request": operation.request.dump(request)}
        body = serialization.dumps({"args": [], "kwargs": kwargs})
        milliseconds = int(seconds * 1000)
        headers = {DEADLINE_HEADER: str(now_milliseconds() + milliseconds), TRACE_HEADER: trace}
        limit = eventlet.Timeout(seconds)
        try:
            reply = self._current().ask(operation.routing_key, body, headers, milliseconds)
        except eventlet.Timeout as caught:
            if caught is not limit:
                raise
            raise NoAnswer from None
        except (OSError, amqp.AMQPError) as error:
            raise NoAnswer from error
        finally:
            limit.cancel()
        payload = serialization.loads(reply)
        if payload["error"] is not None:
            raise NoAnswer(str(payload["error"].get("code", "")))
        loaded: dict[str, Any] = operation.answer.load(payload["result"])
        return loaded

    def close(self) -> None:
        """Close the connection; whoever still waits has no answer."""
        if self._line is not None:
            self._line.end()

    def _current(self) -> _Line:
        with self._connecting:  # a second worker waits here for the first one's connection, within its own seconds
            if self._line is None or self._line.ended:
                self._line = _Line(self._amqp_uri, self._ssl)
            return self._line


class _Line:
    """One connection with one reader.

    Right because green threads only switch while they wait: a question is in `_waiting` before it is written, and the
    reader, its asker's timeout and the end of the line each take it out by one `pop`.
    """

    def __init__(self, amqp_uri: str, ssl: Any) -> None:
        self._waiting: dict[str, eventlet.event.Event] = {}
        self._numbers = itertools.count(1)
        self.ended = False
        self._connection = broker.connection(amqp_uri, ssl=ssl).transport.establish_connection()
        self._channel = self._connection.channel()
        self._channel.events["basic_return"].add(self._on_return)
        self._channel.basic_consume(DIRECT_REPLY_TO, no_ack=True, callback=self._on_reply)
        broker.cork(self._connection, eventlet.spawn_n)
        eventlet.spawn_n(self._read)

    def ask(self, routing_key: str, body: bytes, headers: Mapping[str, str], milliseconds: int) -> bytes:
        """Send a question, which the broker forgets after `milliseconds`, and wait for its answer."""
        number, answered = str(next(self._numbers)), eventlet.event.Event()
        self._waiting[number] = answered
        question = frames.publish(
            self._channel.channel_id,
            self._connection.frame_max,
            RPC_EXCHANGE,
            routing_key,
            body,
            mandatory=True,
            headers=headers,
            correlation_id=number,
            reply_to=DIRECT_REPLY_TO,
            expiration=str(max(milliseconds, 1)),
        )
        try:
            self._connection.transport.write(question)
            reply: bytes = answered.wait()
            return reply
        finally:
            self._waiting.pop(number, None)

    def end(self) -> None:
        """Give the connection up."""
        if not self.ended:
            self.ended = True
            self._connection.collect()
        for number in list(self._waiting):
            self._fail(number)

    def _read(self) -> None:
        try:
            while not self.ended:
                try:
                    self._connection.drain_events(timeout=broker.HEARTBEAT_SECONDS / 4)
                except TimeoutError:
                    self._connection.heartbeat_tick()
        except Exception as error:  # noqa: BLE001 - py-amqp raises AttributeError and TypeError on a lost connection
            _log.info("asking_connection_lost", error=type(error).__name__)
        finally:
            self.end()

    def _on_reply(self, message: amqp.Message) -> None:
        answered = self._waiting.pop(message.properties.get("correlation_id", ""), None)
        if answered is not None:
            answered.send(message.body)

    def _on_return(self, _error: Exception, _exchange: str, _routing_key: str, message: amqp.Message) -> None:
        """No process of the service has ever listened."""
        self._fail(message.properties.get("correlation_id", ""))

    def _fail(self, number: str) -> None:
        answered = self._waiting.pop(number, None)
        if answered is not None:
            answered.send_exception(NoAnswer())


class AskingProvider(DependencyProvider):
    """Hands workers the process's one `Asker`."""

    def setup(self) -> None:
        """Make it; it connects when the first question is asked."""
        config = self.container.config
        self.asker = Asker(config["AMQP_URI"], ssl=config.get(SSL_CONFIG_KEY))

    def stop(self) -> None:
        """Close its connection once the last worker has ended."""
        self.asker.close()

    def get_dependency(self, worker_ctx: WorkerContext) -> Asker:
        """The same one for every worker."""
        return self.asker
