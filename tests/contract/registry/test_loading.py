"""Organizations approved elsewhere come in by the same rules (REG-1 to REG-16), the demo's 398 among them."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from deploy.demo import particular_organizations as particular
from deploy.demo import procedures as demo_procedures
from deploy.demo.organizations import PASSWORD, organizations
from services.contracts.registry import ORGANIZATION_CHANGED, NewApplication
from services.registry.organizations.loading import Loaded, load_organizations
from services.registry.organizations.loading_procedures import load_procedures
from services.registry.organizations.tables import applications
from services.registry.organizations.tables import organizations as organization_table
from services.registry.organizations.usecases.decision import Acting
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import an_application

REPOSITORY = Path(__file__).parents[3]


def load(
    registry: Registry, given: list[dict[str, Any]], password_hash: str | None = None, on: dt.date | None = None
) -> Loaded:
    with registry.database.transaction() as connection:
        return load_organizations(
            connection,
            [NewApplication().load(application) for application in given],
            now=registry.now,
            today=on or registry.today,
            trace="trace",
            personal_data=registry.personal_data,
            passwords=registry.service.tools.passwords,
            password_hash=password_hash,
            settings=registry.service.tools.applications,
        )


def loading(registry: Registry, connection: Connection) -> Acting:
    """Who loads, and tells nobody."""
    return Acting(
        connection,
        by=None,
        now=registry.now,
        today=registry.today,
        trace="trace",
        personal_data=registry.personal_data,
        settings=registry.service.tools.applications,
        silent=True,
    )


def test_the_398_organizations_of_seed_003_meet_all_rules_and_are_told(registry: Registry) -> None:
    """RPT-4 counts 288 of the private and 110 of the municipal class."""
    given = list(organizations(registry.today))
    hashed = registry.service.tools.passwords.hash(PASSWORD)
    assert load(registry, given, hashed) == Loaded(organizations=398)
    told = registry.published(ORGANIZATION_CHANGED)
    classes = [state["class_"] for state in told]
    assert (classes.count("private"), classes.count("municipal")) == (288, 110)
    assert registry.count(organization_table, organization_table.c.standing == "active") == 398
    assert registry.log_in(given[0]["email"], PASSWORD)["role"] == "organization_main"
    assert registry.mails() == []
    letter_missing = applications.c.letter_posted_on.is_(None)
    assert registry.count(applications, letter_missing) == 288, "letters of the municipal class were posted (REG-10)"


def test_loading_again_changes_nothing(registry: Registry) -> None:
    given = [an_application(), an_application(email="second@example.jp")]
    assert load(registry, given) == Loaded(organizations=2)
    assert load(registry, given) == Loaded(present=2)
    assert len(registry.published(ORGANIZATION_CHANGED)) == 2


def test_each_step_of_a_loaded_application_is_logged(registry: Registry) -> None:
    load(registry, [an_application()])
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(applications)).one()
    assert (row.state, row.form_received_on, row.decided_on) == ("approved", registry.today, registry.today)


def test_an_application_that_the_rules_refuse_is_named_and_the_others_are_loaded(registry: Registry) -> None:
    """REG-3, REG-17."""
    given = [
        an_application(latest_regular_placement_on=None, email="first@example.jp"),
        an_application(),
        an_application(municipality_code="999999", email="third@example.jp"),
    ]
    done = load(registry, given)
    assert done.organizations == 1
    assert done.refused == [(1, ["no_regular_placement"]), (3, ["unknown_code at /application/municipality_code"])]


@pytest.fixture
def run(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`python -m services.run …` with the registry's settings."""

    def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "services.run", *arguments]
        return subprocess.run(command, cwd=REPOSITORY, env=environment, input=stdin, capture_output=True, text=True)

    return run


def test_the_command_loads_a_file_of_json_lines_once(run: Callable[..., Any], tmp_path: Path) -> None:
    today = dt.datetime.now(dt.UTC).date()  # noqa: TID251 - the command reads the machine's clock
    given = [
        an_application(
            email=f"{number}@example.jp",
            latest_regular_placement_on=str(today - dt.timedelta(days=7)),
            permission_valid_until=str(today + dt.timedelta(days=700)),
        )
        for number in range(3)
    ]
    file = tmp_path / "organizations.jsonl"
    file.write_text("\n".join(json.dumps(application) for application in given))
    first, second = run("load-organizations", str(file), "--one-password"), run("load-organizations", str(file))
    assert first.stdout == "3 organizations loaded, 0 were there already\n", first.stderr
    assert second.stdout == "0 organizations loaded, 3 were there already\n", second.stderr


def test_the_command_names_the_line_that_is_no_application(run: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "organizations.jsonl"
    file.write_text(json.dumps(an_application(phone="none of your business")) + "\n")
    done = run("load-organizations", str(file))
    assert done.returncode == 1
    assert "line 1" in done.stderr
    assert "phone" in done.stderr
    assert "business" not in done.stderr


def test_the_command_makes_accounts_of_staff_with_a_password_from_standard_input(run: Callable[..., Any]) -> None:
    """AUT-7."""
    account = ("create-account", "--role", "bureau_staff", "--bureau", "13", "--email", "staff@example.jp")
    assert run(*account, stdin="a long enough password\n").stdout.endswith("made\n")
    assert run(*account, stdin="a long enough password\n").stdout.endswith("exists already\n")
    assert run(*account, stdin="short\n").returncode == 2
    assert run("create-account", "--role", "seeker", "--email", "a@example.jp").returncode == 2
    assert run("create-account", "--role", "ministry", "--email", "staff@example.jp", stdin="x" * 12).returncode == 2


def test_procedures_handed_in_elsewhere_are_loaded_by_the_same_rules_and_once(registry: Registry) -> None:
    """REG-5, REG-16: the demo's own, over organizations approved long enough ago for a renewal."""
    earlier = registry.today - dt.timedelta(days=demo_procedures.APPROVED_DAYS_AGO)
    given = list(demo_procedures.earlier_organizations(registry.today))
    assert load(registry, given, on=earlier).refused == []
    rest = list(islice(organizations(registry.today), max(demo_procedures.LATE)))
    assert load(registry, rest).present == len(demo_procedures.RENEWING + demo_procedures.LATE)
    lines = list(demo_procedures.procedures(registry.today))
    lines.append({"email": "nobody@example.jp", "kind": "withdrawal", "request": {"services": ["offers"]}})
    lines.append({**lines[2], "email": rest[0]["email"], "on": str(registry.today + dt.timedelta(days=1))})
    for expected in ((7, 0), (0, 7)):
        with registry.database.transaction() as connection:
            done = load_procedures(loading(registry, connection), lines)
        assert (done.applications, done.present) == expected
        assert done.refused == [(8, "no organization has this ID"), (9, "registered on a day to come")]
    standings = [state["standing"] for state in registry.published(ORGANIZATION_CHANGED)]
    assert standings.count("withdrawn") == 1
    with registry.database.transaction() as connection:
        due = connection.execute(
            sa.select(sa.func.min(applications.c.form_due_on)).where(applications.c.state == "registered")
        )
        assert due.scalar_one() == registry.today, "one that lapses tomorrow"
    assert registry.mails() == []


def test_the_particular_organizations_of_the_demo_stand_beside_the_398_by_the_same_rules(registry: Registry) -> None:
    """REG-1, REG-4, REG-16: no school uses seeker information, and a term is counted from the approval of last year."""
    assert load(registry, list(organizations(registry.today))).refused == []
    for approved_on, application in particular.particular_organizations(registry.today):
        assert load(registry, [application], on=approved_on) == Loaded(organizations=1)
    terms = {
        particular.SCHOOL: None,
        particular.ENDING: registry.today + dt.timedelta(days=7),
        particular.FAILING: registry.today,
    }
    with registry.database.transaction() as connection:
        for email, until in terms.items():
            number = particular.NUMBERS[email]
            query = sa.select(organization_table).where(organization_table.c.permission_number == number)
            assert connection.execute(query).one().seeker_information_until == until


def test_the_failing_renewal_of_the_demo_has_failed_by_its_receipt(registry: Registry) -> None:
    """REG-3: no regular placement in the 3 months before it; seeker information will close when its term ends."""
    for approved_on, application in particular.particular_organizations(registry.today):
        assert load(registry, [application], on=approved_on).refused == []
    with registry.database.transaction() as connection:
        acting = loading(registry, connection)
        assert load_procedures(acting, [particular.failing_renewal(registry.today)]).applications == 1
        failed = sa.select(organization_table.c.permission_number).where(
            organization_table.c.renewal_failed_on.is_not(None)
        )
        assert connection.execute(failed).scalars().all() == [particular.NUMBERS[particular.FAILING]]
