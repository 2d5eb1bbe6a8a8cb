"""How one consumer takes one type of event (reliability.md 2 and 3); whoever reads the queue, with nameko or without."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kombu import Exchange, Queue
from marshmallow import EXCLUDE, ValidationError

from services.contracts.caller import SYSTEM
from services.contracts.events import Envelope, Event
from services.runtime import broker, clock, inbox, metrics, serialization, topology
from services.runtime.database import Database
from services.runtime.logging import bind_trace
from services.runtime.work import ReceivedEvent, Work

_envelope = Envelope()
_RECEIVED = ("id", "type", "version", "subject", "occurred_at", "data")

Handler = Callable[[Work, ReceivedEvent], None]


class Unreadable(Exception):
    """No later attempt can do better with this message: it has to wait for a person. The text holds no value of it."""


@dataclass(frozen=True)
class Subscription:
    """`consumer`, `<service>.<method>`, is part of the durable queue's name and of the inbox: it never changes."""

    event: Event
    consumer: str

    @property
    def queue_name(self) -> str:
        """As nameko names it."""
        return f"evt-{self.event.source}-{self.event.type}--{self.consumer}"

    def queue(self) -> Queue:
        """The quorum queue, bound to the publisher's exchange."""
        return Queue(
            self.queue_name,
            exchange=Exchange(self.event.exchange, type="topic", durable=True),
            routing_key=self.event.type,
            durable=True,
            queue_arguments=topology.EVENT_QUEUE_ARGUMENTS,
        )

    def apply(self, message: Any, database: Database, handle: Handler) -> str:
        """Apply a message in one transaction: inbox row, effect, what it publishes. Answers `applied` or `doubled`.

        Raises `Unreadable`, or whatever the handler raises; then nothing was done.
        """
        whole = self._read(message)
        bind_trace(whole["trace"])
        now = clock.now()
        work = Work(database, caller=SYSTEM, now=now, trace=whole["trace"])
        try:
            if not inbox.first_time(work.connection, self.consumer, whole["id"], now):
                return "doubled"
            handle(work, ReceivedEvent(**{name: whole[name] for name in _RECEIVED}))
            work.commit()
        finally:
            work.close()
        metrics.EVENT_LAG.labels(self.consumer).observe(max((now - whole["occurred_at"]).total_seconds(), 0))
        return "applied"

    def _read(self, message: Any) -> dict[str, Any]:
        if broker.UNREADABLE_HEADER in message.headers:
            raise Unreadable("the properties can't be decoded")
        if message.content_type not in (None, serialization.CONTENT_TYPE):
            raise Unreadable("another content type")
        try:
            whole: dict[str, Any] = _envelope.load(serialization.loads(message.body))
            if (whole["type"], whole["version"]) != (self.event.type, self.event.version):
                raise Unreadable(f"{self.event.type} version {self.event.version} is expected here")
            whole["data"] = self.event.data.load(whole["data"], unknown=EXCLUDE)
        except serialization.NotStrictJson as error:
            raise Unreadable(f"not strict JSON: {error}") from None
        except ValidationError as error:
            places = sorted(error.messages) if isinstance(error.messages, dict) else []
            raise Unreadable(f"not the event's schema at {places}") from None
        return whole


def queues_of(name: str, handlers: Mapping[str, tuple[Event, Handler]]) -> list[Queue]:
    """The queues of a `Subscriber` with these handlers."""
    return [Subscription(event, f"{name}.{method}").queue() for method, (event, _) in handlers.items()]


def attempts_made(message: Any) -> int:
    """Attempts before this one; believed only of what came by the default exchange (topology.ATTEMPTS_HEADER)."""
    attempts = message.headers.get(topology.ATTEMPTS_HEADER)
    known = message.delivery_info["exchange"] == "" and isinstance(attempts, int) and 0 <= attempts < 1000
    return attempts if known else 0
