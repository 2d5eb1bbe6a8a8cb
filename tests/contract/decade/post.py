"""What carries events from one service's outbox to the handlers of others, as a bus may: out of order, and twice (reliability.md 2)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
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
    data: Mapping[str, Any]
    occurred_at: dt.datetime


@dataclass
class Post:
    """`routes`: whose events of which type go to whom. `delivered`: so that one may come again, long after."""

    draw: random.Random
    routes: Sequence[tuple[Served, Event, Sequence[Served]]]
    delivered: list[Letter] = field(default_factory=list)
    overtaken: int = 0
    _read: dict[int, int] = field(default_factory=dict)

    def deliver(self, now: dt.datetime) -> None:
        """Deliver all that was published, and what that makes others publish, until nothing is left."""
        while letters := list(self._collected()):
            before = list(letters)
            self.draw.shuffle(letters)
            self.overtaken += before != letters
            again = [letter for letter in letters if self.draw.random() < 0.2]
            late = self.draw.sample(self.delivered, min(len(self.delivered), self.draw.randrange(2)))
            for letter in (*letters, *again, *late):
                letter.to.now = now
                letter.to.receive(letter.event, dict(letter.data), letter.occurred_at)
            self.delivered += letters

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
                yield from (Letter(target, event, event.data.load(body["data"]), at) for target in targets)
