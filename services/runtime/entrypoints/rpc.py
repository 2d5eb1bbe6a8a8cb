"""RPC methods (reliability.md 5): `@serve(operation)` on a method `(self, work, request) -> answer`.

What the entrypoint does around the method: takes any message without dying over it, drops calls whose caller has given
up, refuses callers whose role may not ask this, loads the request and dumps the answer by the operation's schemas, runs
what must be done before a transaction, opens and commits one transaction, makes a repeated key harmless, bounds everything
by the caller's deadline, and lets nothing cross the bus but answers and error codes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import eventlet
import structlog
from kombu import Queue
from marshmallow import ValidationError
from nameko.exceptions import ConfigurationError
from nameko.rpc import RPC_QUEUE_TEMPLATE, Rpc, RpcConsumer, get_rpc_exchange
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.contracts.caller import Caller, CallerSchema
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation
from services.contracts.problems import problems_of, refusal_for
from services.runtime import audit, broker, clock, health, metrics, serialization, topology
from services.runtime.answering import Beforehand, Steps, under_key
from services.runtime.entrypoints.container import BusConsumer
from services.runtime.idempotency import IdempotencyReason
from services.runtime.logging import bind_trace, failure
from services.runtime.refusal import Refusal
from services.runtime.rpc_client import (
    DEADLINE_HEADER,
    IDEMPOTENCY_HEADER,
    TRACE_HEADER,
    now_milliseconds,
    refusal_as_dict,
)
from services.runtime.work import Work

_log = structlog.get_logger(__name__)

IDEMPOTENCY_HASH_KEY = "IDEMPOTENCY_HASH_KEY"
DEFAULT_BUDGET_SECONDS = 30.0
LONGEST_BUDGET_SECONDS = 120.0

# The database's part of the budget: it stops a statement before the worker is stopped, and the connection lives on.
SQL_SHARE = 0.9
_SQL_TIMEOUTS = frozenset({"57014", "55P03"})  # query_canceled, lock_not_available
RUNTIME_REFUSALS: Mapping[Any, ErrorCode] = {
    IdempotencyReason.KEY_REUSED: ErrorCode.IDEMPOTENCY_KEY_REUSED,
    IdempotencyReason.ALREADY_DONE: ErrorCode.ALREADY_DONE,
}
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_caller_schema = CallerSchema()

Method = TypeVar("Method", bound=Callable[..., Any])


def serve(
    operation: Operation, *, beforehand: Beforehand | None = None, alone: bool = False
) -> Callable[[Method], Method]:
    """Make a method answer an operation; its name must be the operation's.

    `beforehand` runs before the method's transaction begins: for what may take long, such as a question to another service,
    or what must stay when the request is refused. It leaves no transaction open. A request that was done under its key is
    answered without it; one that was refused or failed, or comes again while the first is still in work, runs it again; with `alone`
    it waits for the first instead, for which the service's database has the table of `claims`.
    """
    decorate: Callable[[Method], Method] = Serve.decorator(operation, beforehand, alone)
    return decorate


@dataclass(frozen=True)
class Call:
    """What of a request's properties and headers is believed: texts of the right kind, else nothing."""

    reply_to: str | None
    correlation_id: str | None
    trace: str
    idempotency_key: str | None
    budget: float

    @classmethod
    def of(cls, message: Any) -> Call:
        """Read them; never raises."""
        properties, headers = message.properties, message.headers
        trace = headers.get(TRACE_HEADER)
        key = headers.get(IDEMPOTENCY_HEADER)
        deadline = headers.get(DEADLINE_HEADER)
        budget = DEFAULT_BUDGET_SECONDS
        if isinstance(deadline, str) and deadline.isdecimal() and len(deadline) < 16:
            budget = (int(deadline) - now_milliseconds()) / 1000
        return cls(
            reply_to=properties.get("reply_to"),
            correlation_id=properties.get("correlation_id"),
            trace=trace[:64] if isinstance(trace, str) else "",
            idempotency_key=key if isinstance(key, str) else None,
            budget=min(budget, LONGEST_BUDGET_SECONDS),
        )


class CallConsumer(RpcConsumer):
    """The one queue of a service's requests."""

    queue_consumer = BusConsumer()

    def setup(self) -> None:
        """Name the queue as nameko does, so that any nameko client can call."""
        service = self.container.service_name
        self.queue = Queue(
            RPC_QUEUE_TEMPLATE.format(service),
            exchange=get_rpc_exchange(self.container.config),
            routing_key=f"{service}.*",
            durable=True,
            queue_arguments=topology.RPC_QUEUE_ARGUMENTS,
        )
        self.queue_consumer.register_provider(self)

    @property
    def prefetch(self) -> int:
        """No more requests than workers: the next one may be for another process."""
        return int(self.container.max_workers)

    def register_provider(self, provider: Any) -> None:
        """Find methods by name; nameko walks through all of them for each call."""
        super().register_provider(provider)
        self._methods: dict[str, Serve] = {entry.method_name: entry for entry in self._providers}

    def receive(self, message: Any) -> None:
        """Hand a request to a worker of its method; what no method is for goes to any, which says so."""
        method = message.delivery_info["routing_key"].rpartition(".")[2]
        self.queue_consumer.work(self._methods.get(method) or next(iter(self._methods.values())), message)


class Serve(Rpc):
    """nameko's RPC entrypoint with another way from message to answer."""

    rpc_consumer = CallConsumer()

    def __init__(
        self, operation: Operation, beforehand: Beforehand | None = None, alone: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.operation = operation
        self.steps = Steps(operation, beforehand, alone)

    def setup(self) -> None:
        """Refuse a method that would answer for another operation."""
        if (self.operation.service, self.operation.name) != (self.container.service_name, self.method_name):
            raise ConfigurationError(f"{self.method_name} serves {self.operation.routing_key}: give it that name")
        self.hash_key = str(self.container.config.get(IDEMPOTENCY_HASH_KEY, "")).encode()
        if self.operation.changes and not self.hash_key:
            raise ConfigurationError(f"{self.operation.routing_key} changes data: set {IDEMPOTENCY_HASH_KEY}")
        super().setup()

    def perform(self, service: Any, message: Any) -> None:
        """Answer one request; acknowledges it whatever comes of it."""
        consumer = self.rpc_consumer.queue_consumer
        call = Call.of(message)
        bind_trace(call.trace)
        if call.budget <= 0:
            metrics.CALLS_EXPIRED.labels(self.operation.routing_key).inc()
            consumer.acknowledge(message)
            return
        try:
            body = _read(message)
        except serialization.NotStrictJson as error:
            self._reply(call, _refused(call, CallRefused(ErrorCode.INVALID_REQUEST)))
            consumer.park(message, self.rpc_consumer.queue.name, f"not strict JSON: {error}")
            return
        started = time.perf_counter()
        outcome, reply = self._answer(service, call, message.delivery_info["routing_key"], body)
        self._reply(call, reply)
        consumer.acknowledge(message)
        seconds = time.perf_counter() - started
        metrics.CALLS.labels(self.operation.routing_key, outcome).observe(seconds)
        if self.operation.changes:  # reads are counted, not told: they are many, and leave nothing behind
            milliseconds = round(seconds * 1000, 1)
            _log.info("call_done", operation=self.operation.routing_key, outcome=outcome, milliseconds=milliseconds)

    def _reply(self, call: Call, reply: bytes) -> None:
        if call.reply_to:
            self.rpc_consumer.queue_consumer.replies.send(call.reply_to, call.correlation_id, reply)

    def _answer(self, service: Any, call: Call, routing_key: str, body: Any) -> tuple[str, bytes]:
        """The outcome, for the metrics, and the reply. Nothing but its own time limit may raise out of a method."""
        limit = eventlet.Timeout(call.budget)
        try:
            method = routing_key.rpartition(".")[2]
            if method == health.METHOD:
                return "answered", _answered(health.report(service, self.container.service_name))
            if method != self.method_name:
                raise CallRefused(ErrorCode.UNKNOWN_OPERATION)
            return "answered", self._run(service, call, body)
        except CallRefused as refusal:
            return refusal.code.value, _refused(call, refusal)
        except eventlet.Timeout as caught:
            if caught is not limit:
                raise
            _log.warning("deadline_exceeded", operation=self.operation.routing_key)
            return "deadline_exceeded", _refused(call, CallRefused(ErrorCode.DEADLINE_EXCEEDED))
        except Exception as error:  # noqa: BLE001 - whatever it is, its text stays here
            code = _code_of(error)
            _log.error("call_failed", operation=self.operation.routing_key, code=code.value, **failure(error))
            return code.value, _refused(call, CallRefused(code))
        finally:
            limit.cancel()

    def _run(self, service: Any, call: Call, body: Any) -> bytes:
        """Load, run the method in its transaction, dump, commit; what can't be sent is not committed either."""
        caller, raw, request = _load(self.operation, body)
        if call.idempotency_key is not None and not _UUID.fullmatch(call.idempotency_key):
            raise CallRefused(ErrorCode.INVALID_REQUEST, details={"header": "Idempotency-Key"})
        asked = under_key(self.operation, caller, call.idempotency_key, raw, self.hash_key)
        # A service without a database, which the type does not know, has methods that touch no connection.
        database: Any = getattr(service, "database", None)
        work = Work(
            database,
            caller=caller,
            now=clock.now(),
            trace=call.trace,
            budget=call.budget * SQL_SHARE,
            request_name=None if asked is None else asked.name,
        )

        def effect(prepared: dict[str, Any]) -> dict[str, Any]:
            answer = getattr(service, self.method_name)(work, prepared)
            dumped: dict[str, Any] = self.operation.answer.dump(answer)
            if self.operation.changes:
                self._audit(work, request, dumped)
            return dumped

        try:
            return self.steps.answer(
                service, work, request, asked=asked, seconds=call.budget, effect=effect, reply=_answered
            )
        except Refusal as refusal:
            raise _mapped(refusal, getattr(service, "refusals", {})) from None
        finally:
            work.close()

    def _audit(self, work: Work, request: dict[str, Any], answer: dict[str, Any]) -> None:
        """OPS-3: an entry for every change, in the transaction of the change."""
        audit.record_operation(
            work.connection, self.operation, request, answer, caller=work.caller, now=work.now, trace=work.trace
        )


def _read(message: Any) -> Any:
    """The body of a message; raises `NotStrictJson` for whatever is none."""
    if broker.UNREADABLE_HEADER in message.headers:
        raise serialization.NotStrictJson("the properties can't be decoded")
    if message.content_type not in (None, serialization.CONTENT_TYPE):
        raise serialization.NotStrictJson("another content type")
    return serialization.loads(message.body)


def _load(operation: Operation, body: Any) -> tuple[Caller, Any, dict[str, Any]]:
    """Caller, request as it came, and request as the schema loads it; refused where the caller's role may not ask this."""
    kwargs = body.get("kwargs") if isinstance(body, dict) else None
    if not isinstance(kwargs, dict) or not isinstance(kwargs.get("request"), dict):
        raise CallRefused(ErrorCode.INVALID_REQUEST, details={"expected": "kwargs with caller and request"})
    try:
        caller = _caller(tuple(kwargs.get("caller", {}).items()))
    except (AttributeError, TypeError, ValidationError):  # no mapping, a value that is a list, or a wrong one
        raise CallRefused(ErrorCode.INVALID_REQUEST, details={"expected": "a caller"}) from None
    if not operation.admits(caller):  # AUT-7, AUT-8; the gateway has looked already, but others may be on the bus
        raise CallRefused(ErrorCode.FORBIDDEN)
    try:
        request: dict[str, Any] = operation.request.load(kwargs["request"])
    except ValidationError as error:
        raise refusal_for(problems_of(operation.request, error.messages)) from None
    return caller, kwargs["request"], request


@lru_cache(maxsize=4096)
def _caller(fields: tuple[tuple[str, Any], ...]) -> Caller:
    """The same few callers come again and again; as `Caller` is frozen, they may be shared."""
    caller: Caller = _caller_schema.load(dict(fields))
    return caller


def _mapped(refusal: Refusal, refusals: Mapping[Any, ErrorCode]) -> CallRefused:
    code = {**RUNTIME_REFUSALS, **refusals}.get(refusal.reason)
    if code is None:
        _log.error("refusal_without_code", reason=str(refusal.reason))
        code = ErrorCode.INTERNAL
    return CallRefused(code, pointer=refusal.pointer, details=refusal.details)


def _code_of(error: Exception) -> ErrorCode:
    """What is told of an error nobody foresaw: whether it is worth trying again, and nothing else."""
    if isinstance(error, OperationalError) and getattr(error.orig, "pgcode", None) in _SQL_TIMEOUTS:
        return ErrorCode.DEADLINE_EXCEEDED
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return ErrorCode.SERVICE_UNAVAILABLE
    return ErrorCode.INTERNAL


def _answered(answer: Any) -> bytes:
    return serialization.dumps({"result": answer, "error": None})


def _refused(call: Call, refusal: CallRefused) -> bytes:
    refusal.trace = call.trace
    return serialization.dumps({"result": None, "error": refusal_as_dict(refusal)})
