"""Turns of a duty over many items, each in a transaction of its own, so that none waits for the others and none holds them up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from services.runtime.work import Work

Item = TypeVar("Item")


class NoMoreTurns(Exception):
    """Nothing can be done for any item just now; what is left comes with the next run."""


def take_turns(
    work: Work,
    items: Iterable[Item],
    act: Callable[[Work, Item], int],
    failed: Callable[[Work, Item, Exception], None],
    *,
    seconds: float,
) -> int:
    """Let `act` deal with each item in a transaction of its own, for so many seconds; answers the sum of what it did.

    What fails is undone, and told to `failed` in another transaction, so that what that notes of it stays; then the next item has its
    turn. `act` raises `NoMoreTurns` to end the run. Right under concurrency: only what one item's transaction locks is held, and only as
    long as it takes, so that no two duties and no request wait for each other in a ring.
    """
    done = 0
    give_up = time.monotonic() + seconds
    for item in items:
        part = work.in_a_transaction_of_its_own()
        try:
            did = act(part, item)
            part.commit()
            done += did
        except NoMoreTurns:
            break
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one item, the others have their turn
            part.close()
            _note(work.in_a_transaction_of_its_own(), item, error, failed)
        finally:
            part.close()
        if time.monotonic() > give_up:
            break
    return done


def _note(part: Work, item: Item, error: Exception, failed: Callable[[Work, Item, Exception], None]) -> None:
    try:
        failed(part, item, error)
        part.commit()
    finally:
        part.close()
