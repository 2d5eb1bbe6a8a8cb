"""Calls of services: one way, with a deadline, one repetition under the same key, and a figure for each (reliability.md 5)."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any, Protocol

from gateway import metrics
from services.contracts.caller import Caller, CallerSchema
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation
from services.runtime.rpc_client import BusUnavailable, CallTimedOut

ATTEMPTS = 2
RETRY_AFTER_SECONDS = 5


class Bus(Protocol):
    """What is needed of the bus: `services.runtime.rpc_client.RpcClient` has it."""

    def ask(
        self,
        routing_key: str,
        kwargs: Mapping[str, Any],
        *,
        timeout: float,
        idempotency_key: str | None = None,
        trace: str = "",
    ) -> Any:
        """Call `<service>.<method>`; raises `CallRefused`, `CallTimedOut` or `BusUnavailable`."""


class Services:
    """All services, as the gateway calls them. For all threads of a process."""

    def __init__(self, bus: Bus, *, timeout: float = 5.0) -> None:
        self._bus = bus
        self._timeout = timeout
        self._dump_caller = CallerSchema().dump

    def call(
        self,
        operation: Operation,
        request: Mapping[str, Any],
        caller: Caller,
        *,
        trace: str,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Ask a service; request and answer are plain JSON, as they stand on the bus.

        The request was validated by the operation's schema and the service dumped its answer by it, so neither is turned
        into Python values in between. A call that found no bus or no answer is repeated once, unless it changes
        something and has no key. `timeout` in seconds, for each attempt.
        Raises `CallRefused` only: with SERVICE_UNAVAILABLE or DEADLINE_EXCEEDED where there is no answer.
        """
        kwargs = {"caller": self._dump_caller(caller), "request": request}
        attempts = ATTEMPTS if idempotency_key or not operation.changes else 1
        while True:
            attempts -= 1
            started = perf_counter()
            outcome = "answered"
            try:
                return self._bus.ask(
                    operation.routing_key,
                    kwargs,
                    timeout=timeout or self._timeout,
                    idempotency_key=idempotency_key,
                    trace=trace,
                )
            except CallRefused as refusal:
                outcome = refusal.code.value
                raise
            except (BusUnavailable, CallTimedOut) as failure:
                outcome = type(failure).__name__
                if not attempts:
                    timed_out = isinstance(failure, CallTimedOut)
                    code = ErrorCode.DEADLINE_EXCEEDED if timed_out else ErrorCode.SERVICE_UNAVAILABLE
                    raise CallRefused(code, trace=trace) from failure
            finally:
                metrics.CALLS.labels(operation.routing_key, outcome).observe(perf_counter() - started)
