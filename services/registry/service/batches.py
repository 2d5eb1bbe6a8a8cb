"""How a duty works off what is due: in batches, each a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import Connection

from services.runtime.work import Work

BATCHES_A_TURN = 50
"""Some 10 s of work: far within the time after which the database ends the duty's own, idle transaction."""


def in_batches(work: Work, most: int, batch: Callable[[Connection], int]) -> int:
    """Batches until one is not full; answers how many they did. What is left comes with the next turn (CAL-6)."""
    total = 0
    for _ in range(BATCHES_A_TURN):
        with work.database.transaction() as connection:
            done = batch(connection)
        total += done
        if done < most:
            break
    return total
