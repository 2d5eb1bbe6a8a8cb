"""A service with its own database and without the bus: each call loads, runs and dumps as the entrypoints do."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from services.contracts.caller import SYSTEM, Caller
from services.contracts.errors import ErrorCode
from services.contracts.events import Event
from services.contracts.operations import Operation
from services.contracts.problems import problems_of, refusal_for
from services.runtime.answering import Steps, under_key
from services.runtime.clock import japanese_day
from services.runtime.database import Database
from services.runtime.entrypoints.rpc import RUNTIME_REFUSALS, Serve
from services.runtime.identifiers import new_id
from services.runtime.outbox import outbox_table
from services.runtime.refusal import Refusal
from services.runtime.serialization import loads
from services.runtime.work import ReceivedEvent, Work

START = dt.datetime(2026, 4, 22, 1, 0, tzinfo=dt.UTC)
"""A Wednesday, 10:00 in Japan."""

HASH_KEY = b"of these tests"

_outbox = outbox_table(sa.MetaData())


class Refused(Exception):
    """What the caller is told."""

    def __init__(self, code: ErrorCode, pointer: str | None, details: dict[str, Any]) -> None:
        super().__init__(code.value)
        self.code, self.pointer, self.details = code, pointer, details


class Served:
    """One service. `now` stands still until a test moves it."""

    def __init__(self, service: Any, database: Database) -> None:
        self.service = service
        self.database = database
        self.now = START
        self.idempotency_key: str | None = None

    @property
    def today(self) -> dt.date:
        return japanese_day(self.now)

    def pass_by(self, **duration: float) -> None:
        self.now += dt.timedelta(**duration)

    @contextmanager
    def work(self, caller: Caller = SYSTEM, request_name: str | None = None) -> Iterator[Work]:
        work = Work(self.database, caller=caller, now=self.now, trace="trace", request_name=request_name)
        try:
            yield work
            work.commit()
        finally:
            work.close()

    def call(self, operation: Operation, caller: Caller, **request: Any) -> dict[str, Any]:
        """The answer as it crosses the bus; raises `Refused` with the contract's code."""
        assert caller.role in operation.roles, f"{caller.role} may not call {operation.routing_key}"
        loaded = self._loaded(operation, request)
        method = getattr(self.service, operation.name)
        asked = under_key(operation, caller, self.idempotency_key, request, HASH_KEY)
        try:
            with self.work(caller, None if asked is None else asked.name) as work:

                def effect(prepared: dict[str, Any]) -> dict[str, Any]:
                    dumped: dict[str, Any] = operation.answer.dump(method(work, prepared))
                    return dumped

                answer = self._steps(operation).answer(
                    self.service, work, loaded, asked=asked, seconds=30.0, effect=effect, reply=dict
                )
        except Refusal as refusal:
            code = {**RUNTIME_REFUSALS, **self.service.refusals}[refusal.reason]
            raise Refused(code, refusal.pointer, refusal.details) from refusal
        assert not operation.answer.validate(answer)
        return answer

    @staticmethod
    def _loaded(operation: Operation, request: dict[str, Any]) -> dict[str, Any]:
        """As the entrypoints load it: what is wrong with its characters alone has a code; all else is no request at all."""
        try:
            loaded: dict[str, Any] = operation.request.load(request)
        except ValidationError as error:
            refusal = refusal_for(problems_of(operation.request, error.messages))
            if refusal.code is ErrorCode.INVALID_REQUEST:
                raise
            raise Refused(refusal.code, refusal.pointer, dict(refusal.details)) from error
        return loaded

    def _steps(self, operation: Operation) -> Steps:
        """What its entrypoint does around the method."""
        entrypoints = getattr(getattr(type(self.service), operation.name), ENTRYPOINT_EXTENSIONS_ATTR)
        (steps,) = (entrypoint.steps for entrypoint in entrypoints if isinstance(entrypoint, Serve))
        assert isinstance(steps, Steps)
        return steps

    def receive(self, event: Event, data: dict[str, Any], occurred_at: dt.datetime | None = None) -> None:
        """Hand an event to its handler; `data` in Python's types, checked by the event's schema on the way."""
        loaded = event.data.load(event.data.dump(data))
        received = ReceivedEvent(new_id(), event.type, event.version, "subject", occurred_at or self.now, loaded)
        with self.work() as work:
            getattr(self.service, f"on_{event.type}")(work, received)

    def published(self, event: Event) -> list[dict[str, Any]]:
        """The data of all events of a type in the outbox, in order, as a subscriber loads them."""
        query = sa.select(_outbox.c.body).where(_outbox.c.routing_key == event.type).order_by(_outbox.c.seq)
        with self.database.transaction() as connection:
            return [event.data.load(loads(body)["data"]) for body in connection.scalars(query)]

    def count(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
        with self.database.transaction() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0
