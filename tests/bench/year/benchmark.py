"""10,000 applications lapse, change, renew, withdraw and expire in a simulated year, by the registry's own use cases and duties.

Beside it: the same days as bare UPDATEs of a table with the same number of rows, the least there is to do: no lock, no
reason, no log, no mail, no event.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import sqlalchemy as sa
from argon2 import PasswordHasher

from services.registry.accounts.domain.authentication_key import KeySettings
from services.registry.accounts.passwords import Passwords
from services.registry.desk.domain.settings import DeskSettings
from services.registry.offloading import at_once
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.personal_data import PersonalData
from services.registry.service import RegistryService
from services.registry.tools import Tools
from services.runtime.database import Database
from tests.bench.servers import Servers
from tests.bench.table import Table, tenths, whole
from tests.contract.served import Served
from tests.simulated_year.plans.days import FIRST_DAY, LAST_DAY
from tests.simulated_year.plans.lives import lives
from tests.simulated_year.simulation import Simulation

APPLICATIONS = 10_000
# What is measured are days, not logins: the least work that Argon2 can do.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def run(servers: Servers, applications: int = APPLICATIONS, say: Callable[[str], None] = print) -> list[Table]:
    """Play the year on an empty registry. Raises AssertionError where a date is wrong: then no figure counts."""
    database = servers.database("registry")
    say(f"year: {applications:,} applications, {(LAST_DAY - FIRST_DAY).days + 1} days")
    year = Simulation(Served(_registry(database), database), lives(applications))
    year.run()
    assert not year.wrong, f"{len(year.wrong)} wrong: {year.wrong[:10]}"
    counts = _counts(database)
    least = _least(database)
    servers.forget_database("registry")
    return [_table(year, counts, least)]


def _registry(database: Database) -> RegistryService:
    service = RegistryService()
    service.database = database
    service.tools = Tools(
        personal_data=PersonalData({"bench": bytes(32)}, b"\x01" * 32),
        passwords=Passwords(QUICK),
        applications=ApplicationSettings(),
        keys=KeySettings(),
        # Staff mail it, on a day of its plan: the dates of REG-9 are played.
        desk=DeskSettings(addresses_mailed_at_once=False),
        run=at_once,
    )
    return service


def _counts(database: Database) -> dict[str, int]:
    """How often each step was taken, by its name; applications by kind; mails; closures at the end of the year."""
    with database.transaction() as connection:
        steps = connection.execute(
            sa.text("SELECT event, count(*) FROM application_transitions GROUP BY event ORDER BY event")
        )
        counts = dict(map(tuple, steps))
        kinds = connection.execute(
            sa.text("SELECT application_kind, count(*) FROM applications GROUP BY application_kind")
        )
        counts |= dict(map(tuple, kinds))
        counts["mails"] = connection.scalar(sa.text("SELECT count(*) FROM outgoing_mails"))
        counts["closed"] = connection.scalar(
            sa.text("SELECT count(*) FROM organizations WHERE seeker_information_closed_on IS NOT NULL")
        )
    return counts


def _by_kind(counts: dict[str, int]) -> str:
    return ", ".join(
        f"{whole(counts[kind])} {kind} applications" for kind in ("new", "change", "renewal", "withdrawal")
    )


def _least(database: Database) -> float:
    """Seconds of an UPDATE a day of a plain table with these applications, which lapses as many of them."""
    with database.transaction() as connection:
        connection.execute(
            sa.text(
                "CREATE UNLOGGED TABLE plain AS SELECT application_id, form_due_on,"
                " CASE state WHEN 'lapsed' THEN 'registered' ELSE state END AS state FROM applications"
            )
        )
    began = time.perf_counter()
    day = FIRST_DAY
    while day <= LAST_DAY:
        with database.transaction() as connection:
            connection.execute(
                sa.text("UPDATE plain SET state = 'lapsed' WHERE state = 'registered' AND form_due_on < :day"),
                {"day": day},
            )
        day = day.fromordinal(day.toordinal() + 1)
    return time.perf_counter() - began


def _table(year: Simulation, counts: dict[str, int], least: float) -> Table:
    days = (LAST_DAY - FIRST_DAY).days + 1
    duties, done = year.duties, year.people.acts
    acts = done.total() - done["entered"]  # which is counted as registered
    return Table(
        f"A year of {whole(done['registered'])} applications, day by day",
        ("what", "number", "seconds", "a second"),
        [
            [
                f"duties of {days} days, morning and evening",
                whole(duties),
                tenths(year.duty_seconds),
                whole(duties / year.duty_seconds),
            ],
            ["slowest day of them", "", f"{year.slowest_day:.2f}", ""],
            ["the same lapses as a bare UPDATE a day", whole(days), f"{least:.2f}", whole(days / least)],
            [
                "people: registered, received, addressed, decided",
                whole(acts),
                tenths(year.act_seconds),
                whole(acts / year.act_seconds),
            ],
            ["wrong dates", whole(len(year.wrong)), "", ""],
        ],
        goal="not one wrong date against the oracle of the law",
        reached=not year.wrong,
        notes=(
            (
                f"{whole(counts.get('lapsed', 0))} registrations lapsed, {whole(counts.get('form_received', 0))} forms "
                f"were received, {whole(counts.get('approved', 0))} applications approved, "
                f"{whole(counts.get('refused', 0))} refused; seeker information of {whole(counts['closed'])} organizations "
                f"closed. {_by_kind(counts)}; {whole(done['entered'])} of them entered from paper; "
                f"{whole(counts['mails'])} mails, each held against the law by its day and the day that it tells of. "
                "Each lapse is locked, logged, mailed and entered in the audit log; people's figure includes tries that the law "
                "refuses. The oracle (tests/simulated_year/oracle) shares no code with the registry."
            ),
        ),
    )
