"""Migrations of compliance beside the version before them: no row of holdings is written while the table is locked (decision 282)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.tables import holdings
from services.compliance.custody.usecases.working_off import open_duties_of_ended_periods
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.migrations import migrate
from tests.contract.compliance.conftest import Compliance

BEFORE, IT = "0005_openness_of_cases", "0006_ends_demands_certificates"
FIRST_FORM = (
    "UPDATE holdings SET confirm_by = (duty_since AT TIME ZONE 'Asia/Tokyo')::date + 7 WHERE duty_since IS NOT NULL",
    "ALTER TABLE holdings VALIDATE CONSTRAINT ck_holdings_demand_makes_duty",
    "ALTER TABLE holdings VALIDATE CONSTRAINT ck_holdings_deleted_on_when_confirmed",
    "ALTER TABLE holdings VALIDATE CONSTRAINT ck_holdings_duty_ground_known",
)
"""What 0006 did beside what it does now."""
FIRST_FORM_OF_0016 = (
    "CREATE INDEX ix_complaints_facts_over_on ON complaints (facts_over_on) WHERE facts_over_on IS NOT NULL",
    "ALTER TABLE complaints VALIDATE CONSTRAINT ck_complaints_facts_over_after_close",
)
SINCE = dt.datetime(2026, 4, 1, 20, 0, tzinfo=dt.UTC)
"""2 April in Japan."""


@pytest.fixture
def old(open_database: Callable[..., Database]) -> Database:
    """A database of the version before, without rows."""
    database = open_database("compliance")
    with database.transaction() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    migrate("compliance", database, target=BEFORE)
    return database


def hold(connection: Connection, number: str, *, confirmed: bool) -> None:
    row = {
        "holding_id": new_id(),
        "organization_id": new_id(),
        "seeker_number": number,
        "acquired_at": SINCE,
        "reason": "view",
        "keep_until": dt.date(2026, 6, 30),
        "duty_ground": "block",
        "duty_since": SINCE,
        "deleted_at": SINCE if confirmed else None,
    }
    columns = ", ".join(row)
    connection.execute(sa.text(f"INSERT INTO holdings ({columns}) VALUES (:{', :'.join(row)})"), row)


def rows(database: Database) -> list[Any]:
    with database.transaction() as connection:
        query = sa.text("SELECT seeker_number, xmin::text, confirm_by FROM holdings ORDER BY seeker_number")
        return [tuple(row) for row in connection.execute(query)]


def schema_of(database: Database) -> set[tuple[str, ...]]:
    """Columns, constraints and whether they were looked at, indexes."""
    questions = (
        (
            "SELECT 'column', table_name, column_name, data_type, is_nullable, coalesce(column_default, '')"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        (
            "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated::text, ''"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        ),
        "SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public'",
    )
    with database.transaction() as connection:
        return {tuple(map(str, row)) for question in questions for row in connection.execute(sa.text(question))}


def test_no_holding_is_written_by_a_migration_and_the_duty_gives_each_its_day(old: Database) -> None:
    """MSG-11: seven days after the Japanese day on which the duty began, of confirmed ones too, in batches."""
    with old.transaction() as connection:
        for number in ("10000000001", "10000000002", "10000000003"):
            hold(connection, number, confirmed=True)
        before = connection.execute(sa.text("SELECT seeker_number, xmin::text FROM holdings ORDER BY 1")).all()
    migrate("compliance", old)
    assert rows(old) == [(*row, None) for row in before]
    compliance = Compliance(None, old)
    with compliance.work() as work:
        assert open_duties_of_ended_periods(work, work.today, AgeingSettings()) == 3
    assert [row[2] for row in rows(old)] == [dt.date(2026, 4, 9)] * 3
    with compliance.work() as work:
        assert open_duties_of_ended_periods(work, work.today, AgeingSettings()) == 0


def test_a_confirmed_duty_is_dated_as_an_open_one_is(compliance: Compliance) -> None:
    """A demand shortens it, and never gives more time."""
    demanded = dt.datetime(2026, 4, 3, 1, 0, tzinfo=dt.UTC)
    with compliance.database.transaction() as connection:
        hold(connection, "10000000001", confirmed=True)
        hold(connection, "10000000002", confirmed=True)
        second = holdings.c.seeker_number == "10000000002"
        connection.execute(holdings.update().where(second).values(demanded_at=demanded))
    with compliance.work() as work:
        open_duties_of_ended_periods(work, work.today, AgeingSettings())
    assert [row[2] for row in rows(compliance.database)] == [dt.date(2026, 4, 9), dt.date(2026, 4, 4)]


def test_a_database_that_first_forms_have_migrated_ends_in_the_same_schema(old: Database) -> None:
    """0006 has validated its constraints and written its rows by then, 0016 its constraint and built its index."""
    with old.transaction() as connection:
        hold(connection, "10000000001", confirmed=False)
    migrate("compliance", old, target=IT)
    with old.transaction() as connection:
        for statement in FIRST_FORM:
            connection.execute(sa.text(statement))
    migrate("compliance", old, target="0016_facts_over")
    with old.transaction() as connection:
        for statement in FIRST_FORM_OF_0016:
            connection.execute(sa.text(statement))
    migrate("compliance", old)
    migrated = schema_of(old)
    with old.transaction() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    migrate("compliance", old)
    assert migrated == schema_of(old)
    assert not [row for row in migrated if row[0] == "constraint" and row[4] != "true"], "all were looked at"
