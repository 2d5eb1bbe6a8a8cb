"""Scheduled duties (reliability.md 6): `@every(seconds)` on a method `(self, work) -> int`, which answers how much it did.

What is due it finds by `work.day`, so that it can be run by command for a day (`duty_command`, CAL-6).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from nameko.timer import Timer

from services.contracts.caller import SYSTEM
from services.runtime import clock, duties
from services.runtime.identifiers import new_id
from services.runtime.logging import bind_trace, failure
from services.runtime.work import Work

_log = structlog.get_logger(__name__)

Method = TypeVar("Method", bound=Callable[[Any, Work], int])


def every(seconds: float) -> Callable[[Method], Method]:
    """Run a method so often, in one process of the service at a time; it only writes rows and the outbox."""
    decorate: Callable[[Method], Method] = Every.decorator(seconds)
    return decorate


class Every(Timer):
    """nameko's timer, which fires in every process, with the lock and the row that let one of them through."""

    def __init__(self, seconds: float, **options: Any) -> None:
        super().__init__(seconds, eager=True, **options)
        self.seconds = seconds

    def perform(self, service: Any) -> None:
        """Run the duty if it is due and no other process is at it; a failure waits for the next time."""
        trace = new_id()
        bind_trace(trace)
        work = Work(service.database, caller=SYSTEM, now=clock.now(), trace=trace)
        try:
            if duties.due(work.connection, self.method_name, self.seconds, work.now):
                done = getattr(service, self.method_name)(work)
                work.commit()
                if done:
                    _log.info("duty_done", duty=self.method_name, done=done, day=work.day.isoformat())
        except Exception as error:  # noqa: BLE001 - the next turn tries again
            _log.error("duty_failed", duty=self.method_name, **failure(error))
        finally:
            work.close()
