"""Guidance without a bus: the same use case and the same event handlers, called one after the other in one process.

`python -m tests.bench.guidance.in_process` reads a JSON object from standard input: `organizations`, `seeker_numbers` and
`batch`. Each organization guides every seeker in batches of that size; after each batch what the outboxes hold is handed to its
handlers until they are empty. It answers a JSON object: `dispatches` and `seconds`.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
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
from tests.bench.rooms import agency

CLASSES = (MessagingService, RegistryService, ComplianceService, ReportingService)
AT_ONCE = 100
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
        """Hand what the outboxes hold to its handlers, in order, until they are empty."""
        while any(self._deliver_of(name) for name in self.databases):
            pass

    def _deliver_of(self, name: str) -> bool:
        with self.databases[name].transaction() as connection:
            rows = connection.execute(sa.select(_outbox).order_by(_outbox.c.seq).limit(AT_ONCE)).all()
        for row in rows:
            for apply in self.handlers[row.exchange, row.routing_key]:
                apply(SimpleNamespace(headers={}, content_type=None, body=row.body))
        with self.databases[name].transaction() as connection:
            connection.execute(_outbox.delete().where(_outbox.c.seq.in_([row.seq for row in rows])))
        return bool(rows)


def main() -> int:
    """Send and deliver everything, timed."""
    asked = json.load(sys.stdin)
    rooms, numbers, batch = Rooms(), asked["seeker_numbers"], asked["batch"]
    rooms.deliver()
    dispatches, started = 0, time.perf_counter()
    for organization_id in asked["organizations"]:
        for first in range(0, len(numbers), batch):
            dispatches += rooms.send(organization_id, numbers[first : first + batch])
            rooms.deliver()
    json.dump({"dispatches": dispatches, "seconds": time.perf_counter() - started}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
