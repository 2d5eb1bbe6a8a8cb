"""SEE-2, OPS-3: operations find who has read what of a person, why and when; also each address that a mail went to."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    CHANGE_CHOICES_AT_OFFICE,
    PERSONAL_COLUMNS,
    SEARCH_PERSONAL_DATA_READINGS,
)
from services.registry.seekers.domain.person import PERSON_FIELDS
from services.registry.seekers.tables import personal_data_reads
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import go_to, run
from tests.contract.registry_people.conftest import BringIn, office, register, registration
from tests.contract.registry_people.test_erasure import erase
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

OPERATIONS = Caller(role=Role.OPERATIONS, account_id=new_id(), address="203.0.113.7")


def search(registry: Registry, **asked: Any) -> list[dict[str, Any]]:
    return list(registry.call(SEARCH_PERSONAL_DATA_READINGS, OPERATIONS, **asked)["readings"])


@pytest.fixture
def reminded(registry: Registry, bring_in: BringIn) -> tuple[str, str]:
    """Two seekers whose addresses have been read, once each, to remind them of the end of their applications."""
    numbers = bring_in(1, valid_until="2026-07-31"), bring_in(2, valid_until="2026-07-31")
    with registry.database.transaction() as connection:
        connection.execute(personal_data_reads.delete())
    go_to(registry, "2026-07-20")
    run(registry, "remind_seekers_of_end")
    return numbers


def test_an_address_that_a_mail_went_to_is_found_though_the_audit_log_has_no_entry(
    registry: Registry, reminded: tuple[str, str]
) -> None:
    """Decision 120: of mails sent by the thousand these rows alone tell."""
    mine, _ = reminded
    assert not [entry for entry in registry.audited() if "remind" in entry["action"]]
    (reading,) = search(registry, seeker_number=mine)
    assert reading.keys() == set(SEARCH_PERSONAL_DATA_READINGS.answer.fields["readings"].inner.schema.fields)
    told = ("seeker_number", "column", "purpose", "account_id", "read_at", "trace")
    read_at = "2026-07-20T01:00:00Z"
    assert [reading[name] for name in told] == [mine, "email", "validity_ends_soon", None, read_at, "trace"]


def test_what_somebody_has_read_is_found_by_the_account(registry: Registry, reminded: tuple[str, str]) -> None:
    """AUT-7: here the staff of an office, in whose name the person was told of a choice."""
    mine, _ = reminded
    staff = office(registry, mine)
    registry.call(CHANGE_CHOICES_AT_OFFICE, staff, seeker_number=mine, provision_choice="none")
    (reading,) = search(registry, account_id=staff.account_id)
    assert (reading["seeker_number"], reading["column"]) == (mine, "email")
    assert len(search(registry, seeker_number=mine)) == 2


def test_whoever_is_read_whole_is_found_column_by_column(registry: Registry, bring_in: BringIn) -> None:
    """SEE-1: where the feed is held against an online registrant. Every column has its name in the document."""
    number = register(registry)
    bring_in(60, email=registration()["email"], changed_at="2026-06-10T00:59:00Z")
    whole = search(registry, seeker_number=number, purpose="link_to_feed")
    assert {one["column"] for one in whole} == set(PERSON_FIELDS) == set(PERSONAL_COLUMNS)
    (birth,) = search(registry, purpose="link_to_feed", column="birth_date")
    assert birth["seeker_number"] == number


def test_readings_are_found_by_their_instants_newest_first_and_page_by_page(
    registry: Registry, reminded: tuple[str, str]
) -> None:
    go_to(registry, "2026-07-21")
    staff = office(registry, reminded[0])
    registry.call(CHANGE_CHOICES_AT_OFFICE, staff, seeker_number=reminded[0], provision_choice="none")
    pages, after = [], None
    while not pages or after:
        page = registry.call(SEARCH_PERSONAL_DATA_READINGS, OPERATIONS, limit=1, after=after)
        pages += page["readings"]
        after = page["next"]
    whole = search(registry)
    assert pages == whole
    assert [one["read_at"][:10] for one in whole] == ["2026-07-21", "2026-07-20", "2026-07-20"]
    assert {one["seeker_number"] for one in search(registry, until="2026-07-21T01:00:00Z")} == set(reminded)
    assert search(registry, since="2026-07-21T01:00:00Z") == whole[:1]
    with pytest.raises(Refused) as refused:
        search(registry, after=new_id())
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.STALE_CURSOR, "/after")


def test_that_somebody_has_looked_is_written_down(registry: Registry, reminded: tuple[str, str]) -> None:
    """OPS-3: of a seeker as of the seeker; of all others as of the readings."""
    for asked in ({"seeker_number": reminded[0]}, {"column": "email"}):
        search(registry, **asked)
    written = [entry for entry in registry.audited() if entry["action"] == "registry.search_personal_data_readings"]
    assert [(one["subject_kind"], one["subject_id"], one["details"]["found"]) for one in written] == [
        ("seeker", reminded[0], 1),
        ("registry", "personal_data_reads", 2),
    ]
    assert {(one["account_id"], one["network_address"]) for one in written} == {
        (OPERATIONS.account_id, OPERATIONS.address)
    }


def test_what_was_read_of_a_person_is_found_after_the_erasure(registry: Registry, bring_in: BringIn) -> None:
    """Decision 132: accountability demands it, and the rows say nothing about the person."""
    number = bring_in(1)
    erase(registry, number)
    assert {one["purpose"] for one in search(registry, seeker_number=number)} == {"seeker_erasure_done"}
    assert str(feeds.row(1)["email"]) not in str(search(registry))
