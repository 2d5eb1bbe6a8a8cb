"""Several who begin together, each told on its own."""

import threading
from collections.abc import Callable
from typing import Any

from services.contracts.errors import ErrorCode
from tests.contract.served import Refused

DONE = "done"
Outcome = ErrorCode | str


def at_once(*steps: Callable[[], Any]) -> list[Outcome]:
    """What became of steps that begin together, in their order: `DONE`, the code of a refusal, or "lost" by another error."""
    barrier = threading.Barrier(len(steps))
    outcomes: list[Outcome] = ["lost"] * len(steps)

    def take(index: int, step: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            step()
            outcomes[index] = DONE
        except Refused as refused:
            outcomes[index] = refused.code

    threads = [threading.Thread(target=take, args=(index, step)) for index, step in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes
