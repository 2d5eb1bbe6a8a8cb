"""The audit log in PostgreSQL (OPS-3): one chain however many write, nothing changed, searched by operations alone."""

import base64
import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from services.compliance.audit import storage
from services.compliance.audit.domain.chain import Entry, Fault
from services.compliance.audit.tables import audit_entries
from services.compliance.audit.verify_command import verify
from services.contracts.audit import AUDIT_RECORDED, SOURCES
from services.contracts.caller import Caller, Role
from services.contracts.compliance import AUDIT_LOG_SEALED, SEARCH_AUDIT_ENTRIES
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from services.runtime.work import ReceivedEvent
from tests.contract.at_once import shared_out
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.served import Refused

OPERATIONS = Caller(Role.OPERATIONS, account_id=new_id(), address="203.0.113.7")


def recorded(compliance: Compliance, source: str = "registry", **changed: Any) -> dict[str, Any]:
    data = {
        "action": f"{source}.do_it",
        "subject_kind": "application",
        "subject_id": "a-1",
        "role": Role.BUREAU_STAFF,
        "account_id": new_id(),
        "organization_id": None,
        "bureau_code": "13",
        "network_address": "198.51.100.1",
        "details": {"documents": 2, "late": False, "day": "2026-05-12", "none": None},
        **changed,
    }
    event = AUDIT_RECORDED[source]
    loaded = event.data.load(event.data.dump(data))
    received = ReceivedEvent(new_id(), event.type, event.version, "subject", compliance.now, loaded)
    with compliance.work() as work:
        getattr(compliance.service, f"on_audit_recorded_by_{source}")(work, received)
    return data


def search(compliance: Compliance, **asked: Any) -> list[dict[str, Any]]:
    return list(compliance.call(SEARCH_AUDIT_ENTRIES, OPERATIONS, **asked)["entries"])


def broken(compliance: Compliance, heads: dict[int, bytes] | None = None) -> Any:
    return verify(compliance.database, heads or {})[1]


def test_what_every_service_records_stands_in_one_chain(compliance: Compliance) -> None:
    """OPS-3."""
    for source in SOURCES:
        recorded(compliance, source)
    found = search(compliance)
    assert [entry["source"] for entry in found] == list(reversed(SOURCES))
    assert [entry["position"] for entry in found] == [6, 5, 4, 3, 2, 1]
    assert verify(compliance.database, {6: bytes.fromhex(found[0]["hash"])})[1] is None


def test_an_entry_comes_back_as_it_was_recorded(compliance: Compliance) -> None:
    """OPS-3: who, what, when, from where."""
    data = recorded(compliance)
    (entry,) = search(compliance)
    assert {name: entry[name] for name in data} == {**data, "role": "bureau_staff"}
    assert entry["occurred_at"] == "2026-04-22T01:00:00Z"


def test_many_who_append_at_once_make_one_chain(compliance: Compliance) -> None:
    """OPS-3: none is lost, none takes another's place."""

    def append(number: int) -> None:
        with compliance.database.transaction() as connection:
            storage.append(connection, [_entry(f"{number}-{part}") for part in range(3)])

    shared_out(append, range(40), 8)
    verification, fault = verify(compliance.database, {})
    assert (verification.entries, fault) == (120, None)


def _entry(subject: str) -> Entry:
    return Entry(
        entry_id=new_id(),
        occurred_at=dt.datetime(2026, 5, 12, 1, tzinfo=dt.UTC),
        source="registry",
        action="registry.do_it",
        subject_kind="application",
        subject_id=subject,
        role="system",
        account_id=None,
        organization_id=None,
        bureau_code=None,
        network_address=None,
        trace="t",
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'registry.nothing'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
    ],
)
def test_the_database_refuses_to_change_what_is_written(compliance: Compliance, statement: str) -> None:
    """OPS-3."""
    recorded(compliance)
    with pytest.raises(DBAPIError, match="appended to and never changed"), compliance.database.transaction() as there:
        there.execute(sa.text(statement))
    assert len(search(compliance)) == 1


def tamper(compliance: Compliance, statement: str) -> None:
    """As somebody could who owns the table."""
    with compliance.database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "place", "fault"),
    [
        ("UPDATE audit_entries SET account_id = NULL WHERE position = 2", 2, Fault.CHANGED),
        ("UPDATE audit_entries SET details = '{}' WHERE position = 3", 3, Fault.CHANGED),
        ("DELETE FROM audit_entries WHERE position = 2", 2, Fault.MISSING),
        ("DELETE FROM audit_entries WHERE position = 1", 1, Fault.MISSING),
        ("DELETE FROM audit_entries WHERE position >= 3", 3, Fault.CUT_OFF),
        ("DELETE FROM audit_entries", 1, Fault.CUT_OFF),
    ],
)
def test_whoever_owns_the_table_is_found_out(compliance: Compliance, statement: str, place: int, fault: Fault) -> None:
    """OPS-3."""
    for _ in range(4):
        recorded(compliance)
    with compliance.work() as work:
        compliance.service.seal_audit_log(work)
    (head,) = compliance.published(AUDIT_LOG_SEALED)
    heads = {head["position"]: bytes.fromhex(head["hash"])}
    assert broken(compliance, heads) is None
    tamper(compliance, statement)
    found = broken(compliance, heads)
    assert (found.position, found.fault) == (place, fault)


def test_the_command_verifies_against_kept_heads_and_names_the_first_broken_link(
    compliance: Compliance, tmp_path: Path
) -> None:
    """OPS-3, as operations run it: 0 whole, 1 broken, 2 not verified."""
    for _ in range(4):
        recorded(compliance)
    with compliance.work() as work:
        compliance.service.seal_audit_log(work)
    (head,) = compliance.published(AUDIT_LOG_SEALED)
    kept = tmp_path / "heads"
    kept.write_text(f"{head['position']} {head['hash']}\n", encoding="utf-8")

    def run() -> tuple[int, list[str]]:
        command = [sys.executable, "-m", "services.run", "verify-audit", "--heads", str(kept)]
        environment = {
            **os.environ,
            "COMPLIANCE_DATABASE_URL": compliance.database.url,
            "COMPLIANCE_IDEMPOTENCY_HASH_KEY": base64.b64encode(bytes(32)).decode(),
            "AMQP_URI": "amqp://nowhere//",
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout or done.stderr).splitlines()

    code, lines = run()
    assert (code, lines[0].split(",")[0]) == (0, "4 entries verified against 1 heads")
    assert lines[0].endswith(str(head["hash"]))
    tamper(compliance, "UPDATE audit_entries SET details = '{}' WHERE position = 3")
    code, lines = run()
    assert (code, lines[0]) == (1, f"broken at 3: {broken(compliance).fault}")
    kept.write_text("nothing of the kind\n", encoding="utf-8")
    assert run() == (2, ["line 1 is no head: a position, a blank and a hash are expected"])


def test_an_empty_log_has_no_head_to_tell(compliance: Compliance) -> None:
    with compliance.work() as work:
        compliance.service.seal_audit_log(work)
    assert compliance.published(AUDIT_LOG_SEALED) == []


def test_operations_find_by_time_account_action_subject_and_organization(compliance: Compliance) -> None:
    """OPS-3."""
    one = recorded(compliance)
    compliance.pass_by(minutes=1)
    other = recorded(
        compliance,
        "messaging",
        action="messaging.reply",
        subject_kind="conversation",
        subject_id="c-1",
        organization_id=new_id(),
        network_address="2001:db8::1",
    )

    def positions(**asked: Any) -> list[int]:
        return [entry["position"] for entry in search(compliance, **asked)]

    assert positions(account_id=one["account_id"]) == [1]
    assert positions(action="messaging.reply") == [2]
    assert positions(source="registry") == [1]
    assert positions(subject_kind="conversation", subject_id="c-1") == [2]
    assert positions(organization_id=other["organization_id"]) == [2]
    assert positions(network_address="2001:db8::1") == [2]
    assert positions(since="2026-04-22T01:01:00Z") == [2]
    assert positions(until="2026-04-22T01:01:00Z") == [1]
    assert positions(account_id=one["account_id"], action="messaging.reply") == []


def test_pages_hold_each_entry_once_while_others_are_appended(compliance: Compliance) -> None:
    """OPS-3: also where many bear the same instant."""
    for _ in range(7):
        recorded(compliance)
    seen, cursor = [], None
    while True:
        page = compliance.call(SEARCH_AUDIT_ENTRIES, OPERATIONS, limit=3, cursor=cursor)
        seen += [entry["position"] for entry in page["entries"]]
        recorded(compliance)
        cursor = page["cursor"]
        if cursor is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    whole = compliance.call(SEARCH_AUDIT_ENTRIES, OPERATIONS, limit=10)
    assert (len(whole["entries"]), whole["cursor"]) == (10, None), "a page that holds all of them is the last"


@pytest.mark.parametrize("cursor", ["x", "2026-04-22_1", "2026-04-22T01:00:00+00:00_", "2026-04-22T01:00:00+00:00_1e3"])
def test_a_cursor_of_somebodys_own_making_is_refused(compliance: Compliance, cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        search(compliance, cursor=cursor)
    assert refused.value.code is ErrorCode.STALE_CURSOR


def test_searching_the_log_is_itself_recorded(compliance: Compliance) -> None:
    """OPS-3: who looked for what, and how much was found."""
    data = recorded(compliance)
    search(compliance, account_id=data["account_id"], network_address="198.51.100.1")
    (entry,) = compliance.published(AUDIT_RECORDED["compliance"])
    assert (entry["action"], entry["account_id"]) == ("compliance.search_audit_entries", OPERATIONS.account_id)
    assert entry["details"] == {"account_id": data["account_id"], "found": 1}


def test_who_acquired_and_who_guided_whom_in_which_role_and_from_where_is_in_the_log_once(
    compliance: Compliance,
) -> None:
    """OPS-3, SRC-7: guidance is one entry, and what it acquired, which search alone knows, is another."""
    agency = compliance.agency()
    whence = {"role": Role.ORGANIZATION_ADDITIONAL, "network_address": "198.51.100.7"}
    (viewed, seen), (guided, sent) = compliance.viewed(agency), compliance.guided(agency, "48210937562", "48210937563")
    acquired = {**compliance.viewed(agency, "48210937562")[1], "reason": "guidance"}
    compliance.tell((viewed, {**seen, **whence}), (guided, {**sent, **whence}), (viewed, {**acquired, **whence}))
    found = search(compliance, organization_id=agency.organization_id)
    assert sorted((entry["action"], entry["subject_id"], entry["details"].get("reason")) for entry in found) == [
        ("messaging.guide_seeker", "48210937562", None),
        ("messaging.guide_seeker", "48210937563", None),
        ("search.acquire_record", SEEKER, "view"),
        ("search.acquire_record", "48210937562", "guidance"),
    ]
    assert {(entry["account_id"], entry["role"], entry["network_address"]) for entry in found} == {
        (agency.account_id, *whence.values())
    }
    assert broken(compliance) is None


def test_an_acquisition_of_which_the_role_is_not_told_is_the_main_accounts(compliance: Compliance) -> None:
    """As services of the release before tell it."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    (entry,) = search(compliance, organization_id=agency.organization_id)
    assert (entry["role"], entry["network_address"]) == ("organization_main", None)


def test_the_index_of_the_newest_entries_is_used(compliance: Compliance) -> None:
    """OPS-3: a search of one account does not read the whole log."""
    with compliance.database.transaction() as connection:
        storage.append(connection, [_entry(str(number)) for number in range(2_000)])
        connection.execute(sa.text("ANALYZE audit_entries"))
        query = (
            sa.select(audit_entries.c.position)
            .where(audit_entries.c.subject_id == "77")
            .order_by(audit_entries.c.occurred_at.desc(), audit_entries.c.position.desc())
            .limit(50)
        )
        plan = "\n".join(
            connection.scalars(sa.text(f"EXPLAIN {query.compile(compile_kwargs={'literal_binds': True})}"))
        )
    assert "ix_audit_entries_subject" in plan
