"""OPS-3: what the calendar and commands of operations do to somebody leaves an entry in the audit log, as the system's own."""

import datetime as dt
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.registry import ACCEPT_ONLINE_APPLICATION, ORGANIZATION_CHANGED
from services.registry.accounts.usecases.reservation import reserve_ids
from services.registry.schema import outbox
from services.registry.seekers import feed_import
from services.registry.seekers.tables import feed_imports
from services.registry.service import RegistryService
from services.runtime.database import Database
from services.runtime.entrypoints.duty_command import duties_of
from services.runtime.serialization import loads
from tests.contract.registry import employers
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.examples import EMAIL, an_application
from tests.contract.registry.procedures import go_to, renewal, run
from tests.contract.registry.test_tokens import make
from tests.contract.registry_people import conftest as seekers_at_home
from tests.contract.registry_people.test_feed_by_event import item, state_seekers
from tests.contract.registry_seekers.feeds import NOW, feed, row
from tests.contract.served import Refused, Served

REPOSITORY = Path(__file__).parents[3]


def entries(served: Served, action: str) -> list[dict[str, Any]]:
    """The entries of a duty or command: all of the system, no person's."""
    found = [entry for entry in served.published(AUDIT_RECORDED["registry"]) if entry["action"] == f"registry.{action}"]
    assert {(entry["role"], entry["account_id"]) for entry in found} <= {(Role.SYSTEM, None)}
    return found


def subjects(served: Served, action: str) -> list[tuple[str, str]]:
    return [(entry["subject_kind"], entry["subject_id"]) for entry in entries(served, action)]


@pytest.fixture
def member(registry: Registry) -> Caller:
    registry.approved()
    return main_account(registry)


def test_a_lapse_is_recorded_once_with_its_last_day(registry: Registry) -> None:
    """REG-7, OPS-3."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=10)
    run(registry, "lapse_overdue")
    run(registry, "lapse_overdue")
    [entry] = entries(registry, "lapse_overdue")
    assert (entry["subject_kind"], entry["subject_id"]) == ("application", application_id)
    assert entry["details"] == {"form_due_on": "2026-05-01"}


def test_that_the_list_of_bureaus_was_pointed_to_is_recorded(registry: Registry) -> None:
    """REG-9, OPS-3."""
    application_id = registry.register()["application_id"]
    registry.pass_by(days=7)
    run(registry, "point_to_the_list")
    run(registry, "point_to_the_list")
    assert subjects(registry, "point_to_the_list") == [("application", application_id)]


def test_a_released_id_is_recorded_by_its_account(registry: Registry, member: Caller) -> None:
    """REG-11, OPS-3."""
    with registry.database.transaction() as connection:
        reserve_ids(connection, str(member.organization_id), registry.today)
    go_to(registry, "2031-04-22")
    run(registry, "release_ids")
    assert entries(registry, "release_ids") == []
    go_to(registry, "2031-04-23")
    run(registry, "release_ids")
    run(registry, "release_ids")
    assert subjects(registry, "release_ids") == [("account", member.account_id)]


def test_a_notice_of_a_terms_end_and_a_closing_are_recorded(registry: Registry, member: Caller) -> None:
    """REG-3, REG-16, OPS-3."""
    go_to(registry, "2027-04-20")
    run(registry, "tell_ends_of_terms")
    run(registry, "tell_ends_of_terms")
    [notice] = entries(registry, "tell_ends_of_terms")
    assert notice["details"] == {"term": "seekers", "until": "2027-04-22", "days_before": 7}
    registry.receive_form(renewal(registry, member, latest_regular_placement_on="2026-04-01")["application_id"])
    go_to(registry, "2027-04-23")
    run(registry, "close_ended_seeker_information")
    run(registry, "close_ended_seeker_information")
    [closed] = entries(registry, "close_ended_seeker_information")
    assert (closed["subject_id"], closed["details"]) == (member.organization_id, {"until": "2027-04-22"})


def test_a_seeker_whose_day_has_come_is_recorded_by_number(registry: Registry, tmp_path: Path) -> None:
    """SEE-6, OPS-3: an entry each; nothing of the person stands in it."""
    path = feed(tmp_path / "f.csv", *(row(index, valid_until="2026-06-30") for index in (1, 2)))
    feed_import.import_file(registry.database, registry.personal_data, path, now=lambda: NOW, trace="trace")
    for day in ("2026-06-30", "2026-07-01", "2026-07-01"):
        go_to(registry, day)
        run(registry, "tell_seekers_by_date")
    found = entries(registry, "tell_seekers_by_date")
    assert {entry["subject_kind"] for entry in found} == {"seeker"}
    assert len({entry["subject_id"] for entry in found}) == len(found) == 2
    assert [entry["details"] for entry in found] == [{"day": "2026-07-01"}] * 2


def test_an_employers_request_that_lapses_is_recorded_with_its_last_day(registry: Registry) -> None:
    """REG-11, OPS-3."""
    asked = employers.ask(registry)
    registry.pass_by(days=60)
    run(registry, "lapse_employer_requests")
    run(registry, "lapse_employer_requests")
    assert subjects(registry, "lapse_employer_requests") == [("application", asked["application_id"])]


def test_an_erasure_at_the_end_of_the_retention_is_recorded_by_number(registry: Registry, tmp_path: Path) -> None:
    """SEE-2, OPS-3."""
    path = feed(tmp_path / "f.csv", row(1, valid_until="2026-06-30"))
    feed_import.import_file(registry.database, registry.personal_data, path, now=lambda: NOW, trace="trace")
    go_to(registry, "2033-01-05")
    run(registry, "erase_seekers_after_retention")
    run(registry, "erase_seekers_after_retention")
    assert [kind for kind, _ in subjects(registry, "erase_seekers_after_retention")] == ["seeker"]


def test_that_an_owner_was_told_of_a_lock_is_recorded_by_account(registry: Registry, member: Caller) -> None:
    """AUT-6, OPS-3."""
    for _ in range(20):
        with pytest.raises(Refused):
            registry.log_in(EMAIL, "a wrong and long password")
    run(registry, "tell_of_locks")
    run(registry, "tell_of_locks")
    assert subjects(registry, "tell_of_locks") == [("account", member.account_id)]


def test_that_the_end_of_a_token_was_told_is_recorded_by_token(registry: Registry, member: Caller) -> None:
    """AUT-8, OPS-3."""
    token_id = make(registry, member, days=30)["token_id"]
    registry.pass_by(days=16)
    run(registry, "tell_of_token_expiry")
    run(registry, "tell_of_token_expiry")
    assert subjects(registry, "tell_of_token_expiry") == [("token", token_id)]


WITHOUT_ENTRY = {
    "remind_seekers_of_end": "a mail to each; that its address was read stands in personal_data_reads (decision 120)",
    "list_unlisted": "writes on the public list what the approvals stand for, which have entries; nothing is decided",
    "forget_old_attempts": "drops counts and keys that nobody can use any more",
    "forget_old_keys": "drops keys of requests that nobody repeats any more",
}
"""Duties of the registry that leave no entry, and why (OPS-3)."""


def test_every_duty_of_the_registry_leaves_an_entry_or_says_why_not() -> None:
    """OPS-3, decision 120: a test above sees the entry of each of the others."""
    text = Path(__file__).read_text(encoding="utf-8")
    seen = set(re.findall(r"(?:entries|subjects)\(registry, \"([a-z_]+)\"\)", text))
    duties = set(duties_of(RegistryService))
    assert duties - seen == set(WITHOUT_ENTRY)
    assert seen <= duties | {"link_to_feed", "confirm_hello_work_id", "take_seeker_statements"}


def test_who_is_read_whole_for_the_feed_is_recorded_as_is_each_event_of_it(registry: Registry) -> None:
    """SEE-2, OPS-3: an online registrant is compared with whom the feed tells of; nobody else is opened."""
    registry.now = NOW
    number = seekers_at_home.register(registry)
    told = seekers_at_home.registration()
    state_seekers(registry, item(1))
    assert entries(registry, "link_to_feed") == []
    state_seekers(registry, item(2, email=told["email"]), item(3))
    assert subjects(registry, "link_to_feed") == [("seeker", number)]
    found = entries(registry, "take_seeker_statements")
    assert [entry["subject_kind"] for entry in found] == ["feed_event"] * 2
    assert [(entry["details"]["created"], entry["details"]["refused"]) for entry in found] == [(1, 0), (1, 1)]


def test_each_run_of_a_command_leaves_one_entry_and_what_it_did_bears_its_trace(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """AUT-7, REG-17, SEE-1, OPS-3: an account that was there already leaves none."""
    today = dt.datetime.now(dt.UTC).date()  # noqa: TID251 - the commands read the machine's clock
    organizations = tmp_path / "organizations.jsonl"
    terms = {
        "latest_regular_placement_on": str(today - dt.timedelta(days=7)),
        "permission_valid_until": str(today + dt.timedelta(days=700)),
    }
    lines = [json.dumps(an_application(email=f"{number}@example.jp", **terms)) for number in range(2)]
    organizations.write_text("\n".join(lines))
    account = ("create-account", "--role", "bureau_staff", "--bureau", "13", "--email", "staff@example.jp")
    for arguments in (
        account,
        account,
        ("load-organizations", str(organizations), "--one-password"),
        ("import-seekers", str(feed(tmp_path / "f.csv", row(1), row(2)))),
    ):
        command = [sys.executable, "-m", "services.run", *arguments]
        done = subprocess.run(
            command, cwd=REPOSITORY, env=environment, input="a long password\n", text=True, check=True
        )
        assert done.returncode == 0
    database = Database(environment["REGISTRY_DATABASE_URL"], pool_size=1)
    served = Served(None, database)
    [made] = entries(served, "create_account")
    assert made["details"] == {"role": "bureau_staff", "bureau": "13", "office": None}
    [(kind, loading)] = subjects(served, "load_organizations")
    [(_, importing)] = subjects(served, "import_seekers")
    assert kind == "run"
    with database.transaction() as connection:
        states = connection.scalars(sa.select(outbox.c.body).where(outbox.c.routing_key == ORGANIZATION_CHANGED.type))
        assert [loads(body)["trace"] for body in states] == [loading] * 2
        assert [str(found) for found in connection.scalars(sa.select(feed_imports.c.import_id))] == [importing]
    database.close()


def test_who_is_compared_under_an_id_entered_at_a_desk_is_recorded_until_a_row_has_agreed(registry: Registry) -> None:
    """SEE-2, OPS-3, decision 136."""
    registry.now = NOW
    number = seekers_at_home.register(registry)
    told = seekers_at_home.registration()
    same = {name: told[name] for name in ("birth_date", "family_name_kana", "given_name_kana")}
    asked = {"seeker_number": number, "source_id": "T000001"}
    registry.call(ACCEPT_ONLINE_APPLICATION, seekers_at_home.at_office("X1301"), **asked)
    for at in ("2026-06-10T01:05:00Z", "2026-06-10T01:06:00Z"):
        state_seekers(registry, item(1, **same, changed_at=at))
    assert subjects(registry, "confirm_hello_work_id") == [("seeker", number)]
