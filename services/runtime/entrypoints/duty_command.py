"""`python -m services.run duties`: scheduled duties in an operator's hands, run for a day (CAL-6).

A duty is a method of a service class with `@every`: there is no second list. The command runs that method as the timer does,
under the timer's lock; what it did is printed, and that it was used stands in the audit log before anything is done (OPS-3).
"""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import inspect
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nameko.containers import WorkerContext
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from services.contracts.caller import SYSTEM, Caller, Role
from services.runtime import audit, clock, duties, serialization, settings
from services.runtime.database import Database
from services.runtime.entrypoints.container import Container
from services.runtime.entrypoints.timers import Every
from services.runtime.identifiers import new_id
from services.runtime.work import Work

BUSY = 75
"""Exit code where the duty is being run just now (EX_TEMPFAIL): try again."""


@dataclass(frozen=True)
class Duty:
    """A duty of a service, how often its timer runs it, and what it does."""

    name: str
    seconds: float
    purpose: str


def duties_of(service_class: type) -> dict[str, Duty]:
    """Every duty of a service class by its name: the methods with `@every`."""
    return {
        name: Duty(name, entrypoint.seconds, inspect.getdoc(method) or "")
        for name, method in inspect.getmembers(service_class, inspect.isfunction)
        for entrypoint in getattr(method, ENTRYPOINT_EXTENSIONS_ATTR, ())
        if isinstance(entrypoint, Every)
    }


class DutyRuns(RuntimeError):
    """The duty is being run by a timer or another command."""


def run_duty(service: Any, name: str, database: Database, *, until: dt.date, now: dt.datetime, trace: str) -> int:
    """Run one turn of a duty of a service as its timer does, up to a day; answers how much was done.

    Raises `DutyRuns` where another process holds the duty's lock. The timer's own last run is written only for today: a turn
    for an earlier day does less than the timer's next one. Twice does no harm: the second finds nothing left.
    """
    work = Work(database, caller=SYSTEM, now=now, trace=trace, until=until)
    try:
        if not duties.take(work.connection, name):
            raise DutyRuns(name)
        done: int = getattr(service, name)(work)
        if until == work.today:
            duties.record_run(work.connection, name, now)
        work.commit()
    finally:
        work.close()
    return done


@contextmanager
def standing_alone(service_class: type, config: Mapping[str, Any]) -> Iterator[Any]:
    """A service with all it works with, and without the bus: its providers as nameko sets them up, none of its entrypoints."""
    serialization.install()
    container = Container(service_class, dict(config))
    service = service_class()
    worker = WorkerContext(container, service, None)
    ready = []
    try:
        for provider in container.dependencies:
            provider.setup()
            ready.append(provider)
            setattr(service, provider.attr_name, provider.get_dependency(worker))
        yield service
    finally:
        for provider in ready:
            provider.stop()


def main(
    arguments: list[str],
    services: Collection[str],
    class_of: Callable[[str], type],
    now: Callable[[], dt.datetime] = clock.now,
) -> int:
    """`duties list [service] | run <service> <duty>… [--day YYYY-MM-DD]`: what duties there are; one turn of some, in order.

    `--day`: does what was due by that day, and leaves what became due later to the timers; by default today. Ends with 75 where
    a duty is being run just now: those named before it are done, those after it are not.
    """
    asked, parser = _asked(arguments, services)
    if asked.action == "list":
        for service in [asked.service] if asked.service else services:
            for duty in duties_of(class_of(service)).values():
                sys.stdout.write(f"{service}\t{duty.name}\t{duty.seconds:.0f} s\t{' '.join(duty.purpose.split())}\n")
        return 0
    service_class, today = class_of(asked.service), clock.japanese_day(now())
    known, day = duties_of(service_class), asked.day or today
    for unknown in [name for name in asked.duty if name not in known]:
        parser.error(f"{asked.service} has no duty {unknown}; it has {', '.join(known)}")
    if day > today:
        parser.error(f"{day} is yet to come: a duty runs for today ({today}) or a day before")
    with standing_alone(service_class, settings.load(asked.service).values) as service:
        for name in asked.duty:
            run = new_id()
            _record(service.database, asked.service, name, day, run, now())
            try:
                done = run_duty(service, name, service.database, until=day, now=now(), trace=run)
            except DutyRuns:
                sys.stderr.write(f"{asked.service} {name}: is being run just now; try again\n")
                return BUSY
            sys.stdout.write(f"{asked.service} {name} for {day}: {done} done\n")
    return 0


def _asked(arguments: list[str], services: Collection[str]) -> tuple[argparse.Namespace, argparse.ArgumentParser]:
    parser = argparse.ArgumentParser(prog="python -m services.run duties", description=main.__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="every duty: service, name, period, what it does")
    listing.add_argument("service", nargs="?", choices=services)
    running = actions.add_parser("run", help="one turn of a duty, or of several in order")
    running.add_argument("service", choices=services)
    running.add_argument("duty", nargs="+")
    running.add_argument("--day", type=dt.date.fromisoformat, help="do what was due by this day; by default today")
    return parser.parse_args(arguments), parser


def _record(database: Database, service: str, duty: str, day: dt.date, run: str, now: dt.datetime) -> None:
    """Committed before the duty runs, so that nothing is done without an entry; the run's own entries bear its trace."""
    with database.transaction() as connection:
        audit.record(
            connection,
            action=f"{service}.run_duty",
            subject=("run", run),
            caller=Caller(role=Role.OPERATIONS),
            now=now,
            trace=run,
            details={"duty": duty, "day": day.isoformat(), "operator": audit.as_code(getpass.getuser())},
        )
