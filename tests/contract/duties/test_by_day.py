"""What duties do for a day: what was due by it and no more; a second time nothing (CAL-6)."""

import datetime as dt
import json
from collections.abc import Collection
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.cases.tables import cases
from services.compliance.custody.usecases import working_off
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.compliance import AUDIT_LOG_SEALED
from services.contracts.messaging import MESSAGE_REPORTED
from services.contracts.registry import ORGANIZATION_CHANGED
from services.messaging.tables import guidance_texts, messages
from services.registry.accounts.usecases.reservation import reserve_ids
from services.registry.organizations.tables import applications
from services.registry.public_list.tables import public_entries
from services.registry.seekers import feed_import
from services.registry.seekers.tables import seekers
from services.run import SERVICES, _named
from services.runtime import clock, inbox
from services.runtime.entrypoints.duty_command import duties_of, run_duty
from services.runtime.entrypoints.timers import Every
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import opened
from tests.contract.compliance.test_complaint_facts import asked_for_facts, closed_by_its_complainant
from tests.contract.compliance.test_orders import NUMBER, record
from tests.contract.compliance.test_reports_and_demands import report
from tests.contract.compliance.test_standing import suspend
from tests.contract.messaging.conftest import Messaging
from tests.contract.messaging.test_keeping import deleted
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.employers import ask
from tests.contract.registry.procedures import go_to, renewal
from tests.contract.registry.test_audit_of_duties import WITHOUT_ENTRY as WITHOUT_ENTRY_IN_THE_REGISTRY
from tests.contract.registry.test_locks import lock
from tests.contract.registry.test_tokens import make
from tests.contract.registry_seekers.feeds import NOW, all_told, feed, row
from tests.contract.served import Served

WITHOUT_ENTRY = {
    **{f"registry.{duty}": reason for duty, reason in WITHOUT_ENTRY_IN_THE_REGISTRY.items()},
    "compliance.end_facts_closed": "shows and tells what the complainant's own closing did, which has an entry",
    "compliance.expect_reports": "notes by date that a report is owed; the case and the suspension that follow have entries",
    "compliance.forget_old_keys": "drops keys of requests and IDs of events that nobody repeats any more",
    "compliance.look_for_late_answers": "notes by date that an answer is owed; what staff do about it has entries",
    "compliance.seal_audit_log": "tells the head of the log itself: an entry would make the next head",
    "compliance.tell_bureaus": "a mail to a bureau with counts alone; what it counts has entries",
    "compliance.tell_of_cases": "a mail to a bureau or to operations with counts alone; what it counts has entries",
    "compliance.tell_openings": "tells an organization what the case's opening, which has an entry, has left for this day",
    "compliance.tell_openness_of_cases": "tells others of what the cases' own entries say",
    "messaging.fold_the_unfolded": "writes a text once more as it is searched for; nothing is decided or shown",
    "messaging.forget_old_keys": "drops keys of requests and IDs of events that nobody repeats any more",
    "reporting.forget_old_keys": "drops keys of requests and IDs of events that nobody repeats any more",
    "reporting.remind_of_reports": "a mail to each organization that owes a report; nothing is decided",
    "search.forget_old_keys": "drops keys and IDs that nobody repeats any more, and counts of days that are over",
    "search.tell_of_new_hits": "a mail to who keeps the search, with counts alone; nothing is decided",
}
"""Duties that leave no entry in the audit log, and why (OPS-3, decision 120)."""


def run(served: Served, duty: str, day: str | None = None) -> int:
    until = dt.date.fromisoformat(day) if day else served.today
    return run_duty(served.service, duty, served.database, until=until, now=served.now, trace=new_id())


def everything(served: Served) -> str:
    """Every row of every table but the note of when duties ran."""
    with served.database.transaction() as connection:
        tables = connection.scalars(
            sa.text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'duty_runs' ORDER BY 1"
            )
        ).all()
        rows = [
            connection.scalars(sa.text(f'SELECT to_jsonb(t)::text AS row FROM "{table}" t ORDER BY 1')).all()
            for table in tables
        ]
    return json.dumps(rows)


def run_twice(served: Served, besides: Collection[str] = ()) -> dict[str, int]:
    """Every duty of a service for today, each twice; the second time must change nothing. Answers what the first did.

    What the first does to somebody stands in the audit log, or in the list of what does not (OPS-3).
    """
    service = served.service.name
    done = {}
    for duty in sorted(duties_of(type(served.service)).keys() - set(besides), reverse=True):
        entries_before = len(served.published(AUDIT_RECORDED[service]))
        done[duty] = run(served, duty)
        entries = len(served.published(AUDIT_RECORDED[service])) - entries_before
        without = f"{service}.{duty}" in WITHOUT_ENTRY
        assert done[duty] == 0 or (entries == 0) == without, (
            f"{service}.{duty} left {entries} entries: see WITHOUT_ENTRY"
        )
        after = everything(served)
        assert run(served, duty) == 0, f"{duty} found something left the second time"
        assert everything(served) == after, f"{duty} changed something the second time"
    return done


def receive_a_notice(served: Served) -> None:
    """Write down that a message came, as each event that is taken does."""
    with served.database.transaction() as connection:
        assert inbox.first_time(connection, "a consumer", new_id(), served.now)


def state(registry: Registry, application_id: str) -> str:
    with registry.database.transaction() as connection:
        return connection.scalar(sa.select(applications.c.state).where(applications.c.application_id == application_id))


def test_what_was_due_by_a_day_is_done_and_what_became_due_later_is_left(registry: Registry) -> None:
    """CAL-6, REG-7: registered on 22 and 24 April, deleted on 2 and 9 May; on the 20th somebody catches the 5th up."""
    first = registry.register(email="first@example.jp")["application_id"]
    registry.pass_by(days=2)
    second = registry.register(email="second@example.jp")["application_id"]
    go_to(registry, "2026-05-20")
    assert run(registry, "lapse_overdue", "2026-05-01") == 0
    assert run(registry, "lapse_overdue", "2026-05-05") == 1
    assert (state(registry, first), state(registry, second)) == ("lapsed", "registered")
    assert run(registry, "lapse_overdue") == 1
    assert state(registry, second) == "lapsed"


def test_the_timer_says_what_its_turn_did_and_for_which_day(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CAL-6: and nothing where there was nothing to do, or where it is not its turn yet."""
    registry.register()
    go_to(registry, "2026-05-20")
    timer = Every(3_600)
    timer.method_name = "lapse_overdue"
    with capture_logs() as logs:
        for minutes in (0, 30, 60):
            monkeypatch.setattr(clock, "now", lambda minutes=minutes: registry.now + dt.timedelta(minutes=minutes))
            timer.perform(registry.service)
    said = [line for line in logs if line["event"].startswith("duty_")]
    assert said == [
        {"event": "duty_done", "log_level": "info", "duty": "lapse_overdue", "done": 1, "day": "2026-05-20"}
    ]


def test_what_is_done_for_an_earlier_day_is_told_as_things_are_today(registry: Registry) -> None:
    """CAL-6, REG-16: nobody is told on 1 June that a term is about to end which has ended on 22 April."""
    registry.approved()
    go_to(registry, "2027-06-01")
    assert run(registry, "tell_ends_of_terms", "2027-03-22") == 0
    assert run(registry, "tell_ends_of_terms", "2027-03-23") == 1
    assert registry.mails()[-1].kind == "seeker_information_ended"


def test_a_day_caught_up_opens_nothing_that_has_ended_since(registry: Registry, tmp_path: Path) -> None:
    """CAL-6, SEE-5, SEE-6: eligible from 1 July, ended with August; who catches July up in October makes nobody visible."""
    leaver = row(
        1, pupil_of="other_school", graduates_on="2026-03-31", applied_on="2026-06-01", valid_until="2026-08-31"
    )
    people = feed(tmp_path / "f.csv", leaver)
    feed_import.import_file(registry.database, registry.personal_data, people, now=lambda: NOW, trace="trace")
    go_to(registry, "2026-10-01")
    assert run(registry, "tell_seekers_by_date", "2026-06-30") == 0
    assert run(registry, "tell_seekers_by_date", "2026-07-01") == 1
    assert not any(state["provided_to"] for state in all_told(registry.database))
    assert run(registry, "tell_seekers_by_date") == 0


def test_each_duty_of_the_registry_run_twice_changes_nothing_the_second_time(
    registry: Registry, tmp_path: Path
) -> None:
    """CAL-6: five years after, when everything that can be due is."""
    registry.register(email="waits@example.jp")
    registry.approved(email="stays@example.jp", permission_valid_until="2031-08-10")
    lock(registry, "waits@example.jp")
    left = registry.approved(email="left@example.jp")
    member = registry.approved(email="failed@example.jp", permission_valid_until="2031-08-20")
    with registry.database.transaction() as connection:
        reserve_ids(connection, left["organization_id"], registry.today)
    ask(registry)
    people = feed(tmp_path / "f.csv", *(row(index, valid_until="2026-06-30") for index in (1, 2, 3)))
    feed_import.import_file(registry.database, registry.personal_data, people, now=lambda: NOW, trace="trace")
    go_to(registry, "2027-04-20")
    failed = main_account(registry, "failed@example.jp")
    late = renewal(registry, failed, latest_regular_placement_on="2026-04-01")["application_id"]
    registry.receive_form(late)
    go_to(registry, "2031-07-10")
    make(registry, failed, days=30)
    go_to(registry, "2031-07-22")
    new = {"permission_valid_until": "2035-03-31", "latest_regular_placement_on": "2031-07-01"}
    registry.register(email="new@example.jp", **new)
    go_to(registry, "2031-07-28")
    lock(registry, "stays@example.jp")
    with registry.database.transaction() as connection:
        one = sa.select(seekers.c.seeker_number).order_by(seekers.c.seeker_number).limit(1).scalar_subquery()
        ends_soon = {"valid_until": dt.date(2031, 8, 1), "look_again_on": dt.date(2031, 8, 2)}
        connection.execute(seekers.update().where(seekers.c.seeker_number == one).values(ends_soon))
        listed = public_entries.c.organization_id == member["organization_id"]
        connection.execute(public_entries.delete().where(listed))
    done = run_twice(registry)
    nothing_to_do = {duty for duty, number in done.items() if number == 0}
    assert nothing_to_do <= {"forget_old_keys"}, done


def test_each_duty_of_compliance_run_twice_changes_nothing_the_second_time(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CAL-6, but for the sealing of the audit log, which tells the same head again (OPS-3)."""
    monkeypatch.setattr(working_off, "PAIRS_A_BATCH", 1)  # so that an end of the service leaves something to its duty
    suspended, holder, ended, late = (compliance.agency() for _ in range(4))
    suspend(compliance, suspended)
    compliance.tell(compliance.viewed(holder), compliance.viewed(ended), compliance.viewed(ended, "10000000009"))
    compliance.tell(*(compliance.block(holder, 1, number=f"1000000000{digit}") for digit in range(4)))
    compliance.service.block_settings = BlockSettings(count=3)
    opened(compliance, holder)
    compliance.receive(MESSAGE_REPORTED, report(compliance, late))  # so that a case waits for its bureau
    closed_by_its_complainant(compliance, asked_for_facts(compliance, holder))
    record(compliance)
    with compliance.database.transaction() as connection:
        connection.execute(cases.update().values(told=0))
    receive_a_notice(compliance)
    reports = {"version": 2, "approved_on": dt.date(2025, 6, 2), "main_numbers": [NUMBER]}
    compliance.tell((ORGANIZATION_CHANGED, compliance.state(late, **reports)))
    run(compliance, "expect_reports")
    compliance.tell((ORGANIZATION_CHANGED, compliance.state(holder, **reports)))
    compliance.tell((ORGANIZATION_CHANGED, compliance.state(ended, version=2, standing="withdrawn")))
    compliance.now = dt.datetime(2026, 11, 2, 1, 0, tzinfo=dt.UTC)
    done = run_twice(compliance, besides={"seal_audit_log"})
    assert 0 not in done.values(), done
    heads = []
    for _ in range(2):
        run(compliance, "seal_audit_log")
        heads = [(sealed["position"], sealed["hash"]) for sealed in compliance.published(AUDIT_LOG_SEALED)]
    assert len(set(heads)) <= 1


def test_each_duty_of_messaging_run_twice_changes_nothing_the_second_time(messaging: Messaging) -> None:
    """CAL-6: and the first time each has something to do."""
    agency, number = messaging.organization(), messaging.seeker()
    messaging.conversation(agency, number)
    deleted(messaging, agency, number)
    messaging.conversation(agency, messaging.seeker())
    with messaging.database.transaction() as connection:
        connection.execute(messages.update().values(folded=None, bigrams=None))
        connection.execute(guidance_texts.update().values(folded=None))
    receive_a_notice(messaging)
    messaging.service.retention_months = 12
    messaging.now += dt.timedelta(days=500)
    done = run_twice(messaging)
    assert 0 not in done.values(), done


def test_every_duty_leaves_an_entry_or_says_why_not() -> None:
    """OPS-3, decision 120: those of registry, compliance and messaging are run above, those of the others are all in the list."""
    known = {f"{service}.{duty}" for service in SERVICES for duty in duties_of(_named(SERVICES[service]))}
    assert WITHOUT_ENTRY.keys() <= known, "take out what is no duty any more"
    not_run = {duty for duty in known if duty.split(".")[0] in {"search", "reporting"}}
    assert not_run <= WITHOUT_ENTRY.keys(), "let a test see its entry, or say in WITHOUT_ENTRY why there is none"
