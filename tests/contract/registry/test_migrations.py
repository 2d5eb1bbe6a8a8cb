"""Migrations beside the version before: what was there is told anew, and so is what older processes write afterwards."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.contracts.registry import ENTER_PAPER_APPLICATION, SHOW_APPLICATION
from services.registry.organizations.tables import application_transitions, applications, organizations
from services.registry.schema import metadata
from services.runtime.migrations import migrate
from tests.contract.registry.conftest import Registry, staff
from tests.contract.registry.examples import EMAIL, an_application

TABLES = [import_module(f"services.registry.{room}.tables") for room in ("accounts", "organizations")]
BETWEEN = "0029"
"""After the migrations that mend what was there, before the one that mends what is written afterwards."""
WRITTEN = ["before the migration", "between the migrations", "by an older process beside newer ones"]
_a, _t = applications.c, application_transitions.c


def take_back(registry: Registry, version: str | None) -> None:
    """The database as it was at a version, with the organizations, applications and accounts that are there; None: as it is."""
    if version is None:
        return
    kept = [table for module in TABLES for table in vars(module).values() if isinstance(table, sa.Table)]
    with registry.database.transaction() as connection:
        rows = {table: [dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in kept}
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    migrate("registry", registry.database, target=version)
    with registry.database.transaction() as connection:
        for table in metadata.sorted_tables:
            if rows.get(table):
                known = _known(connection, table)
                connection.execute(table.insert(), [{name: row[name] for name in known} for row in rows[table]])
        for row in rows[organizations]:
            where = organizations.c.organization_id == row["organization_id"]
            in_force = {"content_application_id": row["content_application_id"]}
            connection.execute(sa.update(organizations).where(where).values(**in_force))


def _known(connection: Connection, table: sa.Table) -> list[str]:
    """The columns that this version has, but for what the database counts itself."""
    there = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    later = "content_application_id"  # of organizations, which name applications that name them
    return [each.name for each in table.columns if each.name in there - {later} and each.identity is None]


def on_paper(registry: Registry) -> str:
    """An application that staff enter from paper; its ID."""
    paper = {name: value for name, value in an_application(email="paper@example.jp").items() if name != "password"}
    request = {"application": paper, "received_on": registry.today.isoformat(), "way": "post"}
    entered = registry.call(
        ENTER_PAPER_APPLICATION, staff(), **request, explanation="電話で説明しました。", documents=[]
    )
    return str(entered["application_id"])


def marked(registry: Registry, column: sa.ColumnElement[bool]) -> list[str]:
    with registry.database.transaction() as connection:
        return [str(each) for each in connection.execute(sa.select(_a.application_id).where(column)).scalars()]


def end_as_before(connection: Connection, application_id: str, registry: Registry, by: str | None) -> None:
    """As processes before 0026 ended a registration: replaced by its applicant, or by nobody where it gave way."""
    connection.execute(
        sa.text("UPDATE applications SET state = 'lapsed', replaced = true WHERE application_id = :id"),
        {"id": application_id},
    )
    _log(connection, application_id, "replaced", "lapsed", registry.now, by)


def _log(connection: Connection, application_id: str, event: str, state: str, at: dt.datetime, by: str | None) -> None:
    row: dict[str, Any] = {"application_id": application_id, "event": event, "state": state, "account_id": by}
    connection.execute(application_transitions.insert().values(**row, at=at, note=""))


def applicant(connection: Connection, application_id: str) -> str:
    return str(connection.scalar(sa.select(_a.account_id).where(_a.application_id == application_id)))


@pytest.mark.parametrize("version", ["0025", BETWEEN, None], ids=WRITTEN)
def test_what_gave_way_is_known_by_its_log_and_what_its_applicant_replaced_is_left_alone(
    registry: Registry, version: str | None
) -> None:
    """REG-7, SEE-7."""
    gone = registry.register()["application_id"]
    replaced = registry.register(email="b@example.jp")["application_id"]
    take_back(registry, version)
    with registry.database.transaction() as connection:
        end_as_before(connection, gone, registry, None)
        end_as_before(connection, replaced, registry, applicant(connection, replaced))
    migrate("registry", registry.database)
    assert marked(registry, _a.gave_way) == [gone]
    assert marked(registry, _a.replaced) == [replaced]
    steps = registry.call(SHOW_APPLICATION, staff(), application_id=gone)["transitions"]
    assert [step["event"] for step in steps] == ["registered", "replaced"]


@pytest.mark.parametrize("version", ["0023", BETWEEN, None], ids=WRITTEN)
def test_what_staff_registered_and_received_at_one_instant_came_on_paper_and_nothing_else_did(
    registry: Registry, version: str | None
) -> None:
    """REG-9."""
    paper = on_paper(registry)
    on_site = registry.register()["application_id"]
    registry.pass_by(days=1)
    registry.receive_form(on_site)
    with (
        registry.database.transaction() as connection
    ):  # an older process leaves the column as it is, and logs the receipt last
        connection.execute(applications.update().values(on_paper=False))
        where = (_t.application_id == paper) & (_t.event == "form_received")
        received = connection.execute(
            application_transitions.delete().where(where).returning(_t.account_id, _t.at)
        ).one()
    take_back(registry, version)
    with registry.database.transaction() as connection:
        registered = (_t.application_id == paper) & (_t.event == "registered")  # both are written in one transaction
        connection.execute(application_transitions.update().where(registered).values(note=_t.note))
        _log(connection, paper, "form_received", "form_received", received.at, received.account_id)
    migrate("registry", registry.database)
    assert marked(registry, _a.on_paper) == [paper]


@pytest.mark.parametrize("version", ["0023", BETWEEN, None], ids=WRITTEN)
def test_a_form_received_in_a_later_transaction_at_the_same_instant_was_not_entered_on_paper(
    registry: Registry, version: str | None
) -> None:
    """REG-9: two transactions by clocks that are apart, or by one that was set back."""
    on_site = registry.register()["application_id"]
    registry.receive_form(on_site)
    with registry.database.transaction() as connection:
        received = connection.execute(
            application_transitions.delete().where(_t.event == "form_received").returning(_t.account_id)
        ).one()
    take_back(registry, version)
    with registry.database.transaction() as connection:
        registered = connection.scalar(sa.select(_t.at).where(_t.event == "registered"))
    assert received.account_id
    assert registered
    with registry.database.transaction() as connection:
        _log(connection, on_site, "form_received", "form_received", registered, received.account_id)
    migrate("registry", registry.database)
    assert marked(registry, _a.on_paper) == []


@pytest.mark.parametrize("version", ["0024", BETWEEN, None], ids=WRITTEN)
def test_accounts_of_an_organization_that_was_renamed_are_called_by_its_new_name(
    registry: Registry, version: str | None
) -> None:
    """REG-13: others are left alone."""
    organization_id = registry.approved()["organization_id"]
    registry.approved(email="other@example.jp", permission_number="13-ユ-654321")
    take_back(registry, version)
    with registry.database.transaction() as connection:
        where = organizations.c.organization_id == organization_id
        connection.execute(sa.update(organizations).where(where).values(name="株式会社新東京"))
    migrate("registry", registry.database)
    called = [registry.log_in(email)["display_name"] for email in (EMAIL, "other@example.jp")]
    assert called == ["株式会社新東京", "株式会社東京キャリアサポート"]


def test_no_check_is_left_that_was_not_looked_at(registry: Registry) -> None:
    """Those of tables in use are added without a look at their rows, which would lock writers out, and looked at later."""
    query = sa.text(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND NOT convalidated"
    )
    with registry.database.transaction() as connection:
        assert connection.execute(query).scalars().all() == []
