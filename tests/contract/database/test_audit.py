"""The audit log's entries (OPS-3): in the transaction of what they tell, small, and none forgotten."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from services.contracts import compliance, messaging, search
from services.contracts.audit import AUDIT_RECORDED, SOURCES, small
from services.contracts.caller import SYSTEM, Caller, CallerSchema, Role
from services.runtime import audit
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.outbox import outbox_table
from services.runtime.serialization import loads

NOW = dt.datetime(2026, 5, 12, 1, 0, tzinfo=dt.UTC)
STAFF = Caller(Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13", address="203.0.113.7")
DUTY = {"duty_id": new_id()}


@pytest.fixture
def outbox(database: Database) -> sa.Table:
    metadata = sa.MetaData()
    table = outbox_table(metadata)
    metadata.drop_all(database.engine)
    metadata.create_all(database.engine)
    return table


def entries(database: Database, outbox: sa.Table) -> list[dict[str, Any]]:
    with database.transaction() as connection:
        rows = connection.execute(sa.select(outbox).order_by(outbox.c.seq)).all()
    assert {row.routing_key for row in rows} <= {"audit_recorded"}
    return [{**loads(row.body)["data"], "exchange": row.exchange} for row in rows]


def test_an_entry_says_who_did_what_to_what_and_from_where(database: Database, outbox: sa.Table) -> None:
    """OPS-3."""
    with database.transaction() as connection:
        audit.record(
            connection,
            action="registry.approve_application",
            subject=("application", "a-1"),
            caller=STAFF,
            now=NOW,
            trace="t",
            details={"letter_posted_on": "2026-05-12", "documents": 2},
        )
    (entry,) = entries(database, outbox)
    assert entry == {
        "action": "registry.approve_application",
        "subject_kind": "application",
        "subject_id": "a-1",
        "role": "bureau_staff",
        "account_id": STAFF.account_id,
        "organization_id": None,
        "bureau_code": "13",
        "network_address": "203.0.113.7",
        "details": {"letter_posted_on": "2026-05-12", "documents": 2},
        "exchange": "registry.events",
    }


def test_what_is_rolled_back_leaves_no_entry(database: Database, outbox: sa.Table) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        audit.record(connection, action="registry.x", subject=("x", "1"), caller=SYSTEM, now=NOW, trace="t")
        raise ZeroDivisionError
    assert entries(database, outbox) == []


def operation_done(database: Database, *, recorded: bool = False, **options: Any) -> None:
    operation = options.pop("operation", compliance.CONFIRM_DUTY)
    with database.transaction() as connection:
        if recorded:
            audit.record(connection, action="compliance.y", subject=("x", "1"), caller=SYSTEM, now=NOW, trace="t")
        audit.record_operation(
            connection,
            operation,
            options.pop("request", DUTY),
            options.pop("answer", {}),
            caller=options.pop("caller", STAFF),
            now=NOW,
            trace="t",
        )


def test_a_change_whose_use_case_forgot_to_record_it_is_recorded_all_the_same(
    database: Database, outbox: sa.Table
) -> None:
    """OPS-3: with the operation's name, and the first ID it names."""
    operation_done(database)
    (entry,) = entries(database, outbox)
    assert (entry["action"], entry["subject_kind"], entry["subject_id"]) == (
        "compliance.confirm_duty",
        "duty",
        DUTY["duty_id"],
    )


def test_a_change_is_recorded_once_also_where_the_next_one_comes_on_the_same_connection(
    database: Database, outbox: sa.Table
) -> None:
    operation_done(database, recorded=True)
    operation_done(database)
    assert [entry["action"] for entry in entries(database, outbox)] == ["compliance.y", "compliance.confirm_duty"]


def test_reading_is_no_change_and_what_is_recorded_elsewhere_is_not_recorded_twice(
    database: Database, outbox: sa.Table
) -> None:
    operation_done(database, operation=compliance.LIST_DUTIES)
    operation_done(database, operation=search.SHOW_SEEKER)
    operation_done(database, operation=replace(compliance.CONFIRM_DUTY, service="specimen"))
    assert entries(database, outbox) == []


def test_where_neither_request_nor_answer_name_anything_the_subject_is_who_asked(
    database: Database, outbox: sa.Table
) -> None:
    organization = Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
    operation_done(database, operation=messaging.SEND_GUIDANCE, request={}, caller=organization)
    operation_done(database, operation=messaging.SEND_GUIDANCE, request={}, caller=SYSTEM)
    subjects = [(entry["subject_kind"], entry["subject_id"]) for entry in entries(database, outbox)]
    assert subjects == [("organization", organization.organization_id), ("operation", "send_guidance")]


@pytest.mark.parametrize(
    "details",
    [
        {"reason": "申請書に不備があるため"},
        {"email": "tanaka@example.jp"},
        {"text": "x" * 201},
        {"many": [1, 2]},
        {"Name": "x"},
        {"fraction": 0.5},
        {f"d{number}": 1 for number in range(21)},
    ],
)
def test_an_entry_has_no_room_for_sentences_or_personal_data(details: dict[str, Any]) -> None:
    """SEE-2."""
    with pytest.raises(ValidationError):
        small(details)


@given(st.text(min_size=1))
def test_whatever_is_no_plain_ascii_is_no_detail(text: str) -> None:
    """SEE-2: Japanese names and addresses are refused whole, e-mail addresses for their sign."""
    if text.isascii() and text.isprintable() and not set(text) & set("@\"'<>()[]{}&%$#!?*=~^|\\;`"):
        small({"code": text})
    else:
        with pytest.raises(ValidationError):
            small({"code": text})


def test_every_source_has_its_event_in_its_own_exchange() -> None:
    assert {event.exchange for event in AUDIT_RECORDED.values()} == {f"{source}.events" for source in SOURCES}


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::1", None])
def test_the_network_address_travels_with_the_caller(address: str | None) -> None:
    """OPS-3."""
    caller = replace(STAFF, address=address)
    assert CallerSchema().load(CallerSchema().dump(caller)) == caller


@pytest.mark.parametrize("address", ["evil.example", "1.2.3.4\n", "", "x" * 46])
def test_what_is_no_network_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        CallerSchema().load({"role": "operations", "address": address})
