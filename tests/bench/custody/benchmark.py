"""An organization that holds many records withdraws: seconds until all are due, and how long others wait meanwhile (MSG-11)."""

from __future__ import annotations

import datetime as dt
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.tables import holdings
from services.compliance.custody.usecases import duties, keeping, working_off
from services.contracts.caller import SYSTEM, Caller, Role
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.work import Work
from tests.bench.servers import Servers
from tests.bench.table import Table, whole

RECORDS = 100_000
CONFIRMED = 1_000
SETTINGS = AgeingSettings()
ORGANIZATION, OTHER = new_id(), new_id()
AGENCY = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=ORGANIZATION)


def run(servers: Servers, say: Callable[[str], None] = print) -> list[Table]:
    """Fill, end the service, review while the same and another organization acquire, then confirm."""
    database = servers.database("compliance")
    _fill(database)
    say(f"custody: {RECORDS:,} records held")
    _end_the_service(database)
    waits: dict[str, list[float]] = {ORGANIZATION: [], OTHER: []}
    over = threading.Event()
    acquiring = [threading.Thread(target=_acquire, args=(database, one, waits[one], over)) for one in waits]
    for thread in acquiring:
        thread.start()
    batches = _review(database)
    over.set()
    for thread in acquiring:
        thread.join()
    confirmed = _confirm(database)
    servers.forget_database("compliance")
    return [_table(batches, waits, confirmed)]


def _work(database: Database, caller: Caller = SYSTEM) -> Work:
    return Work(database, caller=caller, now=clock.now(), trace=new_id())


def _timed(database: Database, act: Callable[[Work], Any], caller: Caller = SYSTEM) -> tuple[float, Any]:
    started = time.perf_counter()
    work = _work(database, caller)
    try:
        answer = act(work)
        work.commit()
    finally:
        work.close()
    return time.perf_counter() - started, answer


def _fill(database: Database) -> None:
    """As the events of a long use would have left it: a fact and a holding a record."""
    at = clock.now() - dt.timedelta(days=10)
    fill = sa.text("""
        INSERT INTO acquisitions (organization_id, seeker_number, acquired_at, reason)
        SELECT CAST(:organization AS uuid), lpad(number::text, 11, '0'), :at, 'view' FROM generate_series(1, :records) number
    """)
    held = sa.text("""
        INSERT INTO holdings (holding_id, organization_id, seeker_number, acquired_at, reason, keep_until)
        SELECT gen_random_uuid(), organization_id, seeker_number, acquired_at, reason, DATE '2199-12-31' FROM acquisitions
    """)
    with database.transaction() as connection:
        connection.execute(fill, {"organization": ORGANIZATION, "at": at, "records": RECORDS})
        connection.execute(held)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _end_the_service(database: Database) -> None:
    state = {
        "organization_id": ORGANIZATION,
        "version": 2,
        "standing": "withdrawn",
        "services": [],
        "ended_on": None,
        "seeker_information_closed_on": None,
    }
    _timed(database, lambda work: working_off.keep_service(work, state, work.now, SETTINGS))


def _review(database: Database) -> list[float]:
    """What the duty does, batch by batch; seconds of each."""
    batches: list[float] = []
    while True:
        seconds, done = _timed(database, lambda work: working_off.review_batch(work, SETTINGS))
        if not done:
            break
        batches.append(seconds)
    with database.transaction() as connection:
        due = connection.scalar(
            sa.select(sa.func.count()).where(
                holdings.c.organization_id == ORGANIZATION, holdings.c.duty_ground == "service_ended"
            )
        )
    if due is None or due < RECORDS:
        raise RuntimeError(f"only {due} of {RECORDS} records are due")
    return batches


def _acquire(database: Database, organization_id: str, waits: list[float], over: threading.Event) -> None:
    number = 0
    while not over.is_set():
        number += 1
        acquired = {
            "organization_id": organization_id,
            "seeker_number": f"9{number:010}",
            "acquired_at": clock.now(),
            "reason": "view",
            "account_id": None,
        }
        seconds, _ = _timed(database, lambda work, one=acquired: keeping.keep_acquisitions(work, [one], SETTINGS))
        waits.append(seconds)
        time.sleep(0.02)


def _confirm(database: Database) -> float:
    with database.transaction() as connection:
        chosen = connection.scalars(
            sa.select(holdings.c.holding_id).where(holdings.c.organization_id == ORGANIZATION).limit(CONFIRMED)
        ).all()
    seconds, outcomes = _timed(database, lambda work: duties.confirm_duties(work, list(chosen), None, SETTINGS), AGENCY)
    if any(outcome.result is not duties.Result.CONFIRMED for outcome in outcomes):
        raise RuntimeError("not all were confirmed")
    return seconds


def _table(batches: list[float], waits: dict[str, list[float]], confirmed: float) -> Table:
    def shown(organization_id: str) -> str:
        found = waits[organization_id]
        return f"median {statistics.median(found) * 1_000:.0f} ms, longest {max(found) * 1_000:.0f} ms"

    return Table(
        "Custody at the end of the service",
        ("what", "figure"),
        [
            [f"{RECORDS:,} records due, seconds", f"{sum(batches):.1f}"],
            ["records a second", whole(RECORDS / sum(batches))],
            ["transactions, the longest", f"{len(batches)}, {max(batches):.2f} s"],
            ["an acquisition of the same organization meanwhile", shown(ORGANIZATION)],
            ["an acquisition of another organization meanwhile", shown(OTHER)],
            [f"{CONFIRMED:,} deletions confirmed in one request, seconds", f"{confirmed:.2f}"],
        ],
        notes=(
            (
                f"Batches of {working_off.PAIRS_A_BATCH:,} under the organization's lock, each with its facts read, decided, written "
                "and told to the other services through the outbox; two threads take in acquisitions of both organizations all the "
                "while. The duty runs every five seconds."
            ),
        ),
    )
