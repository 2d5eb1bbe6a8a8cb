"""Exports (SRC-7, decision 290): each record taken out is an acquisition, and no more is told or given than by a view."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.compliance import LIST_CUSTODY, LIST_HOLDERS
from services.contracts.errors import ErrorCode
from services.contracts.search import EXPORT_SEEKERS, MOST_EXPORTED, SEEKER_RECORD_ACQUIRED, SHOW_SEEKER
from services.contracts.seeker_record import SeekerRecord
from services.search import projections
from services.search.service import SearchService
from tests.contract.at_once import DONE, at_once
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.conftest import compliance as compliance
from tests.contract.search.conftest import MUNICIPAL, PRIVATE, ReadModel, reader
from tests.contract.search.records import NOON, TODAY
from tests.contract.served import Refused, Served

ONE, TWO, THREE = "00000000001", "00000000002", "00000000003"
DAY = dt.timedelta(days=1)


@pytest.fixture
def search(read_model: ReadModel) -> Served:
    served = Served(SearchService(), read_model.database)
    served.now = NOON
    return served


@pytest.fixture
def agency() -> Caller:
    return reader(PRIVATE)


def export(search: Served, agency: Caller, *numbers: str) -> list[dict[str, Any]]:
    return list(search.call(EXPORT_SEEKERS, agency, seeker_numbers=list(numbers))["results"])


def told(search: Served) -> list[tuple[str, str]]:
    return [(one["seeker_number"], one["reason"]) for one in search.published(SEEKER_RECORD_ACQUIRED)]


def test_an_export_is_an_acquisition_of_each_record_with_its_reason(
    search: Served, read_model: ReadModel, agency: Caller
) -> None:
    """SRC-7: who, which, when and why, in the transaction that gives the records out."""
    read_model.add(1)
    read_model.add(2)
    results = export(search, agency, TWO, ONE)
    assert [(one["seeker_number"], one["result"], one["acquired_at"]) for one in results] == [
        (TWO, "exported", "2026-05-15T03:00:00Z"),
        (ONE, "exported", "2026-05-15T03:00:00Z"),
    ]
    assert sorted(told(search)) == [(ONE, "export"), (TWO, "export")]
    [first, _] = search.published(SEEKER_RECORD_ACQUIRED)
    assert (first["organization_id"], first["account_id"]) == (PRIVATE, agency.account_id)


def test_msg_12_what_was_acquired_before_keeps_its_month_and_its_reason(
    search: Served, read_model: ReadModel, agency: Caller
) -> None:
    """SRC-7: an export after a view moves nothing, and so a view after an export."""
    read_model.add(1)
    read_model.add(2)
    search.call(SHOW_SEEKER, agency, seeker_number=ONE)
    export(search, agency, TWO)
    search.now = NOON + 20 * DAY
    assert {one["acquired_at"] for one in export(search, agency, ONE, TWO)} == {"2026-05-15T03:00:00Z"}
    assert search.call(SHOW_SEEKER, agency, seeker_number=TWO)["acquired_at"] == "2026-05-15T03:00:00Z"
    assert told(search) == [(ONE, "view"), (TWO, "export")]


def test_what_is_exported_is_what_a_view_shows(search: Served, read_model: ReadModel, agency: Caller) -> None:
    """SEE-3, SEE-A, SEE-B: every field of both applications and nothing more."""
    read_model.add(1)
    [one] = export(search, agency, ONE)
    assert one["record"] == search.call(SHOW_SEEKER, agency, seeker_number=ONE)["record"]
    assert set(one["record"]) == set(SeekerRecord().fields)


def test_who_may_not_be_seen_is_told_row_by_row_as_a_view_tells_it(
    search: Served, read_model: ReadModel, agency: Caller
) -> None:
    """SRC-3, SEE-4, MSG-11: unknown, blocked, ended, not provided to the class: one word for all; and the others come."""
    read_model.add(1)
    read_model.add(2)
    read_model.block(TWO, PRIVATE)
    read_model.add(3, valid_until=str(TODAY - DAY))
    read_model.add(4, provided_to=("municipal",))
    read_model.add(5, provided_to=())
    read_model.add(6)
    search.call(SHOW_SEEKER, agency, seeker_number="00000000006")
    with read_model.database.transaction() as connection:
        pair = {"organization_id": PRIVATE, "seeker_number": "00000000006", "version": 1, "acquired_at": NOON}
        duty = {"keep_until": dt.date(2026, 7, 31), "due_since": NOON, "deleted_at": None}
        projections.project_custody(connection, [pair | duty])
    numbers = [f"{number:011d}" for number in range(1, 8)]
    answer = search.call(EXPORT_SEEKERS, agency, seeker_numbers=numbers)
    results = [one["result"] for one in answer["results"]]
    assert results == ["exported", *["not_found"] * 4, "to_be_deleted", "not_found"]
    assert answer["exported"] == 1
    viewed = {"not_found": ErrorCode.NOT_FOUND, "to_be_deleted": ErrorCode.RECORD_TO_BE_DELETED}
    for one in answer["results"][1:]:
        assert (one["record"], one["acquired_at"]) == (None, None)
        with pytest.raises(Refused) as refused:
            search.call(SHOW_SEEKER, agency, seeker_number=one["seeker_number"])
        assert refused.value.code is viewed[one["result"]]
    assert told(search) == [("00000000006", "view"), (ONE, "export")]


def test_msg_11_one_deleted_by_a_clock_ahead_of_ours_holds_up_none_of_the_others(
    search: Served, read_model: ReadModel, agency: Caller
) -> None:
    read_model.add(1)
    read_model.add(2)
    with read_model.database.transaction() as connection:
        pair = {"organization_id": PRIVATE, "seeker_number": ONE, "version": 1, "acquired_at": None}
        ahead = {"keep_until": None, "due_since": None, "deleted_at": search.now + dt.timedelta(seconds=2)}
        projections.project_custody(connection, [pair | ahead])
    answer = search.call(EXPORT_SEEKERS, agency, seeker_numbers=[ONE, TWO])
    assert [one["result"] for one in answer["results"]] == ["to_be_deleted", "exported"]


def test_cmp_14_a_suspended_organization_exports_nothing(search: Served, read_model: ReadModel, agency: Caller) -> None:
    """AUT-9: as with a view."""
    read_model.add(1)
    read_model.add_organization(PRIVATE, "private", version=2, standing="suspended")
    with pytest.raises(Refused) as refused:
        export(search, agency, ONE)
    assert refused.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE
    read_model.add_organization(PRIVATE, "private", version=3, services=["offers"])
    with pytest.raises(Refused) as refused:
        export(search, agency, ONE)
    assert refused.value.code is ErrorCode.NO_SEEKER_INFORMATION
    assert told(search) == []


@pytest.mark.parametrize(
    "numbers", [[], [ONE, ONE], [f"{number:011d}" for number in range(MOST_EXPORTED + 1)], ["1"]], ids=str
)
def test_an_export_is_bounded_and_names_each_seeker_once(numbers: list[str]) -> None:
    """SRC-7."""
    assert EXPORT_SEEKERS.request.validate({"seeker_numbers": numbers})
    assert not EXPORT_SEEKERS.request.validate({"seeker_numbers": [f"{n:011d}" for n in range(MOST_EXPORTED)]})


def test_ops_3_every_record_taken_out_is_an_entry_in_the_audit_log(
    search: Served, read_model: ReadModel, agency: Caller
) -> None:
    """Also where it was acquired before: what is taken out again is a copy more. Nothing of the record stands in it (SEE-2)."""
    three = f"{3:011d}"
    read_model.add(1)
    read_model.add(3)
    for _ in range(2):
        export(search, agency, ONE, TWO, three)
    entries = search.published(AUDIT_RECORDED["search"])
    assert [(one["action"], one["subject_kind"], one["subject_id"]) for one in entries] == [
        ("search.export_seekers", "seeker", number) for number in (ONE, three)
    ] * 2
    assert {one["account_id"] for one in entries} == {agency.account_id}
    assert [one["details"] for one in entries] == [{}] * 4


def test_exports_of_the_same_seekers_at_once_acquire_each_once(
    search: Served, read_model: ReadModel, agency: Caller
) -> None:
    """SRC-7: in whatever order they name them, neither waits for the other in a ring."""
    numbers = [f"{number:011d}" for number in range(1, 41)]
    for number in range(1, 41):
        read_model.add(number)
    orders = [numbers, numbers[::-1]] * 2
    assert at_once(*(partial(export, search, agency, *order) for order in orders)) == [DONE] * 4
    assert sorted(told(search)) == [(number, "export") for number in numbers]


def test_custody_keeps_an_export_as_it_keeps_a_view(
    search: Served, read_model: ReadModel, compliance: Compliance, agency: Caller
) -> None:
    """SRC-7, MSG-12, SEE-7: held until the end of the month after the next, and told to the seeker with its reason."""
    read_model.add(1)
    export(search, agency, ONE)
    compliance.now = NOON
    organization = compliance.agency()
    [acquired] = search.published(SEEKER_RECORD_ACQUIRED)
    compliance.receive(SEEKER_RECORD_ACQUIRED, {**acquired, "organization_id": organization.organization_id})
    [holding] = compliance.call(LIST_CUSTODY, organization)["holdings"]
    assert (holding["reason"], holding["keep_until"]) == ("export", "2026-07-31")
    [holder] = compliance.call(LIST_HOLDERS, Caller(Role.SEEKER, seeker_number=ONE))["holders"]
    assert holder["reason"] == "export"


def test_each_organization_exports_for_itself(search: Served, read_model: ReadModel, agency: Caller) -> None:
    """SRC-7."""
    read_model.add(1)
    export(search, agency, ONE)
    search.now = NOON + DAY
    [one] = export(search, reader(MUNICIPAL), ONE)
    assert one["acquired_at"] == "2026-05-16T03:00:00Z"
