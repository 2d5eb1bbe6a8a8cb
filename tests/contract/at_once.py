"""Several who begin together: no one is done before the last has begun, however few processors there are."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.contracts.errors import ErrorCode
from services.runtime.database import Database
from tests.contract.served import Refused

DONE = "done"
Outcome = ErrorCode | str
Answer = TypeVar("Answer")
Value = TypeVar("Value")
MEET_WITHIN = 60.0


def together(*steps: Callable[[], Answer]) -> list[Answer]:
    """What steps answer that begin together, in their order; raises what the first of them raised."""
    barrier = threading.Barrier(len(steps))

    def take(step: Callable[[], Answer]) -> Answer:
        barrier.wait(MEET_WITHIN)
        return step()

    with ThreadPoolExecutor(len(steps)) as threads:
        taken = [threads.submit(take, step) for step in steps]
    return [one.result() for one in taken]


def shared_out(act: Callable[[Value], Answer], values: Sequence[Value], threads: int) -> list[Answer]:
    """What `act` answers to each value, in their order: each of so many threads takes its share, and all begin together."""

    def take_all(share: Iterable[Value]) -> list[Answer]:
        return [act(value) for value in share]

    answers: list[Answer] = [None] * len(values)  # type: ignore[list-item]
    for first, share in enumerate(together(*(partial(take_all, values[one::threads]) for one in range(threads)))):
        answers[first::threads] = share
    return answers


def at_once(*steps: Callable[[], object]) -> list[Outcome]:
    """What became of steps that begin together, in their order: `DONE`, or the code of a refusal."""

    def outcome_of(step: Callable[[], object]) -> Outcome:
        try:
            step()
        except Refused as refused:
            return refused.code
        return DONE

    return together(*(partial(outcome_of, step) for step in steps))


def waits_for_a_lock(database: Database, thread: threading.Thread) -> bool:
    """Whether a thread comes to wait for another session of this database, rather than to its end."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while thread.is_alive():
        with database.reading() as connection:
            if connection.scalar(waiting):
                return True
        thread.join(0.01)
    return False


def waits_for(holding: Connection, other: Future[Answer]) -> bool:
    """Whether a step that was begun comes to wait for a lock that this connection's transaction holds, rather than to its end."""
    asked = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    while not other.done():
        if holding.scalar(asked):
            return True
        wait([other], 0.01)
    return False
