"""Guidance without a bus: the same use case and the same event handlers, called in as many processes as batches are in flight.

`python -m tests.bench.guidance.in_process` reads a JSON object from standard input: `batches`, each an organization and the
seeker numbers it guides, and `in_flight`. Each process takes its share of the batches, and after each hands what the outboxes hold to its
handlers until nothing is left that no other process has in hand. It answers a JSON object: `dispatches`, `seconds`, and
`processor_seconds` of these processes.
"""

from __future__ import annotations

import inspect
import json
import multiprocessing
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from services.compliance.service import ComplianceService
from services.contracts.messaging import SEND_GUIDANCE
from services.messaging.service import MessagingService
from services.registry.service import RegistryService
from services.reporting.service import ReportingService
from services.runtime import audit, clock, settings
from services.runtime.database import Database
from services.runtime.entrypoints import SettingsProvider
from services.runtime.entrypoints.events import On
from services.runtime.outbox import outbox_table
from services.runtime.subscription import Subscription
from services.runtime.work import Work
from tests.bench.rooms import WITHIN_SECONDS, agency, count

CLASSES = (MessagingService, RegistryService, ComplianceService, ReportingService)
AT_ONCE = 20
"""Of an outbox in one hand: few enough that the others find some, too."""
_outbox = outbox_table(sa.MetaData())

Apply = Callable[[Any], object]


class Rooms:
    """The services as objects, each on its database, with the handlers of every event."""

    def __init__(self) -> None:
        self.databases: dict[str, Database] = {}
        self.services: dict[str, Any] = {}
        self.handlers: dict[tuple[str, str], list[Apply]] = defaultdict(list)
        for class_ in CLASSES:
            name = str(class_.name)
            config = settings.load(name)
            service = class_()
            for attribute, provider in inspect.getmembers(class_, lambda value: isinstance(value, SettingsProvider)):
                setattr(service, attribute, provider.read(config))
            self.databases[name] = Database(config.text("DATABASE_URL"))
            self.services[name] = service
            self._subscribe(name, service)

    def _subscribe(self, name: str, service: Any) -> None:
        for method, function in inspect.getmembers(type(service), inspect.isfunction):
            for entrypoint in getattr(function, ENTRYPOINT_EXTENSIONS_ATTR, ()):
                if isinstance(entrypoint, On):
                    self._on(Subscription(entrypoint.event, f"{name}.{method}"), name, getattr(service, method))

    def _on(self, subscription: Subscription, name: str, handle: Callable[..., None]) -> None:
        def apply(message: Any) -> object:
            return subscription.apply(message, self.databases[name], handle)

        self.handlers[subscription.event.exchange, subscription.event.type].append(apply)

    def send(self, organization_id: str, seeker_numbers: list[str]) -> int:
        """A batch, as the entrypoint runs it; answers how many went out."""
        request = SEND_GUIDANCE.request.load({"seeker_numbers": seeker_numbers})
        caller = agency(organization_id)
        work = Work(self.databases["messaging"], caller=caller, now=clock.now(), trace="bench")
        try:
            answer: dict[str, Any] = SEND_GUIDANCE.answer.dump(self.services["messaging"].send_guidance(work, request))
            audit.record_operation(
                work.connection, SEND_GUIDANCE, request, answer, caller=caller, now=work.now, trace=work.trace
            )
            work.commit()
        finally:
            work.close()
        return int(answer["sent"])

    def deliver(self) -> None:
        """Hand what the outboxes hold to its handlers, in order, until nothing is left that no other process has in hand."""
        while any(self._deliver_of(name) for name in self.databases):
            pass

    def _deliver_of(self, name: str) -> bool:
        waiting = sa.select(_outbox).order_by(_outbox.c.seq).limit(AT_ONCE).with_for_update(skip_locked=True)
        with self.databases[name].transaction() as connection:
            rows = connection.execute(waiting).all()
            for row in rows:
                for apply in self.handlers[row.exchange, row.routing_key]:
                    apply(SimpleNamespace(headers={}, content_type=None, body=row.body))
            connection.execute(_outbox.delete().where(_outbox.c.seq.in_([row.seq for row in rows])))
        return bool(rows)

    def left(self) -> int:
        """How many events are still on their way."""
        return sum(count(database, "SELECT count(*) FROM outbox") for database in self.databases.values())


Batch = tuple[str, Sequence[str]]


def _work_off(batches: Sequence[Batch], ready: Barrier, done: Queue[tuple[int, float]]) -> None:
    """A process: its batches, each with everything that follows."""
    rooms, dispatches = Rooms(), 0
    ready.wait(WITHIN_SECONDS)
    used = time.process_time()
    for organization_id, numbers in batches:
        dispatches += rooms.send(organization_id, list(numbers))
        rooms.deliver()
    done.put((dispatches, time.process_time() - used))


def main() -> int:
    """Send and deliver everything, timed."""
    asked = json.load(sys.stdin)
    batches, in_flight = asked["batches"], asked["in_flight"]
    rooms = Rooms()
    rooms.deliver()  # what is left of before
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(in_flight + 1), context.Queue()
    processes = [
        context.Process(target=_work_off, args=(batches[number::in_flight], ready, done), daemon=True)
        for number in range(in_flight)
    ]
    for process in processes:
        process.start()
    ready.wait(WITHIN_SECONDS)
    started = time.perf_counter()
    told = [done.get(timeout=WITHIN_SECONDS) for _ in processes]  # none comes where a process has failed
    seconds = time.perf_counter() - started
    for process in processes:
        process.join()
    if rooms.left():
        raise RuntimeError("events are left that nobody took in")
    dispatches, used = (sum(each) for each in zip(*told, strict=True))
    json.dump({"dispatches": dispatches, "seconds": seconds, "processor_seconds": used}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
