"""What a duty does on many organizations, each in a transaction of its own, so that none waits for the others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from services.runtime.logging import failure, get_logger
from services.runtime.work import Work

_log = get_logger(__name__)

Item = TypeVar("Item")

SECONDS_A_TURN = 30.0
"""Half of the time after which the database ends the duty's own, idle transaction; the rest comes with the next turn."""


def one_by_one(work: Work, what: str, items: Iterable[Item], act: Callable[[Work, Item], int]) -> int:
    """Let `act` deal with each item in a transaction of its own; answers the sum of what it did.

    Right under concurrency: the lock of one organization at a time is held, and only for as long as that one takes. So no two
    duties and no request can wait for each other in a ring. An item whose turn fails is undone and logged as an error, holds up
    no other, and is due again at the next turn.
    """
    done = 0
    give_up = time.monotonic() + SECONDS_A_TURN
    for item in items:
        part = work.in_a_transaction_of_its_own()
        try:
            did = act(part, item)
            part.commit()
            done += did
        except Exception as error:  # noqa: BLE001 - the next turn tries again
            _log.error("turn_failed", what=what, item=str(item), **failure(error))
        finally:
            part.close()
        if time.monotonic() > give_up:
            break
    return done
