"""The audit log: entries appended a second against plain rows, and entries verified a second against rows read."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from services.compliance.audit import storage
from services.compliance.audit.domain.chain import Entry
from services.compliance.audit.tables import audit_entries
from services.compliance.audit.verify_command import verify
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.bench.servers import Servers
from tests.bench.table import Table, whole

APPENDED = 2_000
WRITERS = 4
"""As many events as compliance takes at a time."""
VERIFIED = 50_000
AT_A_TIME = 1_000


def run(servers: Servers, say: Callable[[str], None] = print) -> list[Table]:
    """Append, each entry in a transaction of its own; then fill the log and walk it."""
    database = servers.database("compliance")
    appended = _each_in_a_transaction(database, _append)
    with database.transaction() as connection:
        _PLAIN.create(connection)
    plain = _each_in_a_transaction(database, _insert)
    say(f"audit: {APPENDED:,} entries appended")
    for _ in range((VERIFIED - APPENDED) // AT_A_TIME):
        with database.transaction() as connection:
            storage.append(connection, [_entry() for _ in range(AT_A_TIME)])
    read = _seconds(lambda: sum(1 for _ in storage.walk(database)))
    verified = _seconds(lambda: _verify(database))
    servers.forget_database("compliance")
    return [_table(appended, plain, verified, read)]


def _each_in_a_transaction(database: Database, write: Callable[[sa.Connection], None]) -> float:
    def one(_: int) -> None:
        with database.transaction() as connection:
            write(connection)

    with ThreadPoolExecutor(WRITERS) as writers:
        started = time.perf_counter()
        for _ in writers.map(one, range(APPENDED)):
            pass
        return time.perf_counter() - started


def _append(connection: sa.Connection) -> None:
    storage.append(connection, [_entry()])


_PLAIN = sa.Table("plain_entries", sa.MetaData(), *(sa.Column(column.name, column.type) for column in audit_entries.c))


def _insert(connection: sa.Connection) -> None:
    connection.execute(
        _PLAIN.insert(), {**vars(_entry()), "position": 1, "previous_hash": bytes(32), "hash": bytes(32)}
    )


def _verify(database: Database) -> None:
    verification, broken = verify(database, {})
    if broken is not None or verification.entries < VERIFIED:
        raise RuntimeError(f"the chain is broken: {broken}")


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _entry() -> Entry:
    return Entry(
        entry_id=new_id(),
        occurred_at=clock.now(),
        source="registry",
        action="registry.approve_application",
        subject_kind="application",
        subject_id=new_id(),
        role="bureau_staff",
        account_id=new_id(),
        organization_id=None,
        bureau_code="13",
        network_address="203.0.113.7",
        trace=new_id(),
        details={"documents": 2, "received_on": "2026-05-12"},
    )


def _table(appended: float, plain: float, verified: float, read: float) -> Table:
    return Table(
        "Audit log",
        ("what", "a second", "plain peer a second", "of the peer"),
        [
            ["entries appended", whole(APPENDED / appended), whole(APPENDED / plain), f"{plain / appended:.2f}"],
            ["entries verified", whole(VERIFIED / verified), whole(VERIFIED / read), f"{read / verified:.2f}"],
        ],
        notes=(
            (
                f"{APPENDED:,} entries, each in a transaction of its own, by {WRITERS} threads: one after the other under the "
                "chain's lock, against rows in a table without index, chain or lock."
            ),
            f"{VERIFIED:,} entries walked from the first to the last, against reading them without computing a hash.",
        ),
    )
