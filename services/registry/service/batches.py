"""How a duty works off what is due: in batches, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import Connection

from services.runtime.work import Work

BATCHES_A_TURN = 50
"""Some 10 s of work: far within the time after which the database ends the duty's own, idle transaction."""


def in_batches(work: Work, most: int, batch: Callable[[Connection], int]) -> None:
    """Batches until one is not full; what is left after so many comes with the next turn (CAL-6)."""
    for _ in range(BATCHES_A_TURN):
        with work.database.transaction() as connection:
            done = batch(connection)
        if done < most:
            break
