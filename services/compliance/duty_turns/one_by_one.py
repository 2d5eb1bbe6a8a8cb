"""What a duty does on many organizations, each in a transaction of its own, so that none waits for the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.duty_turns.tables import failed_turns
from services.runtime.logging import failure, get_logger
from services.runtime.turns import take_turns
from services.runtime.work import Work

_log = get_logger(__name__)

Item = TypeVar("Item", str, tuple[str, str, dt.date])

SECONDS_A_TURN = 30.0
"""Half of the time after which the database ends the duty's own, idle transaction; the rest comes with the next turn."""


def one_by_one(
    work: Work, duty: str, find: Callable[[int], Sequence[Item]], act: Callable[[Work, Item], int], limit: int
) -> int:
    """Let `act` deal with each item in a transaction of its own, `limit` of them at most; answers the sum of what it did.

    `find` answers so many items that are due, the first due first. An item whose turn fails is undone, logged as an error, holds
    up no other and stays due. From then on it comes after all that have not failed, and of the failed ones that comes first which
    waits longest: so each has its turn, however many fail again and again (CAL-6).

    A duty runs in one process at a time, so that nobody else writes its failures.
    """
    failed = _failed(work.connection, duty)
    found = find(limit + len(failed))

    def turn(part: Work, item: Item) -> int:
        did = act(part, item)
        if _name(item) in failed:
            _forget(part.connection, duty, [_name(item)])
        return did

    def note(part: Work, item: Item, error: Exception) -> None:
        _log.error("turn_failed", what=duty, item=_name(item), **failure(error))
        _note_failure(part, duty, _name(item))

    first_those_that_have_not = sorted(found, key=lambda one: failed.get(_name(one), 0))[:limit]
    done = take_turns(work, first_those_that_have_not, turn, note, seconds=SECONDS_A_TURN)
    if len(found) < limit + len(failed):  # all that is due
        _forget(work.connection, duty, failed.keys() - {_name(item) for item in found})
    return done


def _name(item: Item) -> str:
    return item if isinstance(item, str) else "/".join(map(str, item))


def _failed(connection: Connection, duty: str) -> dict[str, int]:
    """Items whose last turn failed, with their place among them: from 1, the one that waits longest first."""
    mine = failed_turns.c.duty == duty
    query = sa.select(failed_turns.c.item).where(mine).order_by(failed_turns.c.failed_at, failed_turns.c.item)
    return {item: place for place, item in enumerate(connection.scalars(query), start=1)}


def _note_failure(work: Work, duty: str, item: str) -> None:
    insert = pg.insert(failed_turns).values(duty=duty, item=item, failed_at=work.now, times=1)
    again = {"failed_at": work.now, "times": failed_turns.c.times + 1}
    work.connection.execute(insert.on_conflict_do_update(index_elements=["duty", "item"], set_=again))


def _forget(connection: Connection, duty: str, items: Iterable[str]) -> None:
    mine = (failed_turns.c.duty == duty, failed_turns.c.item.in_(list(items)))
    connection.execute(failed_turns.delete().where(*mine))
