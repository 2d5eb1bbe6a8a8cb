"""What carries events from one service's outbox to the handlers of others, as a bus may: out of order, twice, and late (reliability.md 2).

An event that failed is tried again later, or lies parked until somebody sends it on: then what came after it in its subject has come
before it. So an event of a decision may come after that of its withdrawal, or only the one after the other is there at all.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from services.contracts.events import Event
from services.runtime.outbox import outbox_table
from services.runtime.serialization import loads
from tests.contract.served import Served

_outbox = outbox_table(sa.MetaData())


@dataclass(frozen=True)
class Letter:
    """An event on its way to one service."""

    to: Served
    event: Event
    subject: str
    data: Mapping[str, Any]
    occurred_at: dt.datetime

    def follows(self, other: Letter) -> bool:
        """Whether it tells the same service of the same subject, in a list that is in the order of the outbox."""
        return (self.to, self.event.type, self.subject) == (other.to, other.event.type, other.subject)

    @property
    def organizations(self) -> set[str]:
        """Whom it is about."""
        return {one["organization_id"] for one in self.data.get("pairs", [self.data])}


@dataclass
class Post:
    """`routes`: whose events of which type go to whom. `delivered`: so that one may come again, long after.

    `stuck`: organizations of which nothing arrives for now. `overtaken`: what lies behind, as a newer event of its subject has come.
    """

    draw: random.Random
    routes: Sequence[tuple[Served, Event, Sequence[Served]]]
    delivered: list[Letter] = field(default_factory=list)
    stuck: set[str] = field(default_factory=set)
    waiting: list[Letter] = field(default_factory=list)
    overtaken: list[Letter] = field(default_factory=list)
    on_overtaken: Callable[[Letter], None] = lambda _: None
    disordered: int = 0
    _read: dict[int, int] = field(default_factory=dict)

    def deliver(self, now: dt.datetime) -> None:
        """Deliver what was published and does not stick, and what that makes others publish; some of it comes later, overtaken."""
        while letters := self._ready():
            self._deliver(letters, now)
        late = [letter for letter in self._loose(self.overtaken) if self.draw.random() < 0.2]
        if late:
            self._come_late(late, now)
            self.deliver(now)

    def settle(self, organization_id: str, now: dt.datetime) -> None:
        """Deliver all that does not stick, until nothing about an organization is left that was overtaken."""
        self.deliver(now)
        while late := [one for one in self._loose(self.overtaken) if organization_id in one.organizations]:
            self._come_late(late, now)
            self.deliver(now)

    def _ready(self) -> list[Letter]:
        self.waiting += self._collected()
        ready = self._loose(self.waiting)
        self.waiting = [letter for letter in self.waiting if letter not in ready]
        return ready

    def _loose(self, letters: Sequence[Letter]) -> list[Letter]:
        return [letter for letter in letters if not letter.organizations & self.stuck]

    def _deliver(self, letters: list[Letter], now: dt.datetime) -> None:
        """The newest of each subject comes; of those before it some come, in whatever order, and the rest is overtaken."""
        behind = [
            letter
            for place, letter in enumerate(letters)
            if any(later.follows(letter) for later in letters[place + 1 :]) and self.draw.random() < 0.7
        ]
        coming = [letter for letter in letters if letter not in behind]
        in_order = list(coming)
        self.draw.shuffle(coming)
        self.disordered += in_order != coming
        again = [letter for letter in coming if self.draw.random() < 0.2]
        before = self.draw.sample(self.delivered, min(len(self.delivered), self.draw.randrange(2)))
        self._hand_over((*coming, *again, *self._loose(before)), now)
        self.delivered += coming
        self.overtaken += behind

    def _come_late(self, late: Sequence[Letter], now: dt.datetime) -> None:
        """After what took it back, and perhaps twice."""
        self.overtaken = [letter for letter in self.overtaken if letter not in late]
        for letter in late:
            self.on_overtaken(letter)
        self._hand_over((*late, *(letter for letter in late if self.draw.random() < 0.3)), now)
        self.delivered += late

    def _hand_over(self, letters: Sequence[Letter], now: dt.datetime) -> None:
        for letter in letters:
            letter.to.now = now
            letter.to.receive(letter.event, dict(letter.data), letter.occurred_at)

    def _collected(self) -> Iterator[Letter]:
        for source, event, targets in self.routes:
            key = hash((id(source), event.type))
            query = (
                sa.select(_outbox.c.seq, _outbox.c.body)
                .where(_outbox.c.routing_key == event.type, _outbox.c.seq > self._read.get(key, 0))
                .order_by(_outbox.c.seq)
            )
            with source.database.transaction() as connection:
                rows = connection.execute(query).all()
            for row in rows:
                self._read[key] = row.seq
                body = loads(row.body)
                at = dt.datetime.fromisoformat(body["occurred_at"])
                data = event.data.load(body["data"])
                yield from (Letter(target, event, body["subject"], data, at) for target in targets)
