"""SEE-7, MSG-11: a seeker demands that an organization delete what it holds (seed 001, 7(2)①オ(ア))."""

import datetime as dt
from typing import Any

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.compliance import (
    CONFIRM_DUTY,
    DELETION_DEMANDED,
    DEMAND_DELETION,
    LIST_DUTIES,
    LIST_HOLDERS,
    RECORD_DELETED,
)
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from tests.contract.at_once import together
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.served import START, Refused

PERSON = Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=SEEKER)


def demand(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    return compliance.call(DEMAND_DELETION, PERSON, organization_id=agency.organization_id)


def duty_of(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    (duty,) = compliance.call(LIST_DUTIES, agency)["duties"]
    return dict(duty)


def test_msg_11_a_demand_is_due_at_once_and_the_organization_is_told(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.pass_by(hours=1)
    answer = demand(compliance, agency)
    assert (answer["outcome"], answer["demanded_at"]) == ("demanded", "2026-04-22T02:00:00Z")
    assert answer["covers"]
    assert answer["leaves"]
    duty = duty_of(compliance, agency)
    assert (duty["ground"], duty["urgency"], duty["opened_at"]) == ("demand", "at_once", "2026-04-22T02:00:00Z")
    assert duty["confirm_by"] == "2026-04-23"
    (told,) = compliance.published(DELETION_DEMANDED)
    assert (told["organization_id"], told["seeker_number"]) == (agency.organization_id, SEEKER)


def test_msg_11_the_seeker_learns_when_the_deletion_is_confirmed(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.pass_by(hours=1)
    demand(compliance, agency)
    compliance.pass_by(hours=1)
    compliance.call(CONFIRM_DUTY, agency, duty_id=duty_of(compliance, agency)["duty_id"])
    (deleted,) = compliance.published(RECORD_DELETED)
    assert deleted["demanded_at"] == START + dt.timedelta(hours=1)
    (holder,) = compliance.call(LIST_HOLDERS, PERSON)["holders"]
    assert (holder["ground"], holder["demanded_at"]) == ("demand", "2026-04-22T02:00:00Z")
    assert (holder["deletion_due"], holder["deleted_at"]) == (False, "2026-04-22T03:00:00Z")


def test_a_demand_made_twice_is_told_once(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    first = demand(compliance, agency)
    compliance.pass_by(days=1)
    second = demand(compliance, agency)
    assert (second["outcome"], second["demanded_at"]) == ("already_demanded", first["demanded_at"])
    assert len(compliance.published(DELETION_DEMANDED)) == 1


def test_of_many_demands_at_once_one_counts(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    outcomes = [answer["outcome"] for answer in together(*[lambda: demand(compliance, agency)] * 8)]
    assert outcomes.count("demanded") == 1
    assert len(compliance.published(DELETION_DEMANDED)) == 1


def test_a_demand_where_nothing_is_held_is_answered_so(compliance: Compliance) -> None:
    agency = compliance.agency()
    answer = demand(compliance, agency)
    assert (answer["outcome"], answer["demanded_at"], answer["deleted_at"]) == ("nothing_held", None, None)
    assert compliance.call(LIST_DUTIES, agency)["duties"] == []
    compliance.tell(compliance.viewed(agency, at=START - dt.timedelta(seconds=1)))
    assert duty_of(compliance, agency)["ground"] == "demand", "an acquisition of before whose event was on its way"
    (told,) = compliance.published(DELETION_DEMANDED)
    assert (told["organization_id"], told["demanded_at"]) == (agency.organization_id, START), "and it is told then"


def test_what_is_acquired_after_a_demand_is_not_covered_by_it(compliance: Compliance) -> None:
    agency = compliance.agency()
    demand(compliance, agency)
    compliance.pass_by(minutes=1)
    compliance.tell(compliance.viewed(agency))
    assert compliance.call(LIST_DUTIES, agency)["duties"] == []


def test_after_a_confirmed_deletion_a_demand_tells_of_it(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    demand(compliance, agency)
    compliance.call(CONFIRM_DUTY, agency, duty_id=duty_of(compliance, agency)["duty_id"])
    compliance.pass_by(days=1)
    answer = demand(compliance, agency)
    assert (answer["outcome"], answer["deleted_at"]) == ("nothing_held", "2026-04-22T01:00:00Z")


def test_msg_11_a_demand_after_acceptance_is_a_duty_that_names_the_acceptance(compliance: Compliance) -> None:
    """What came through the service is due; the application that the organization accepted is its own."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.placement(agency, 2, START.date(), new_id()))
    assert demand(compliance, agency)["accepted_on"] == "2026-04-22"
    assert duty_of(compliance, agency)["accepted_on"] == "2026-04-22"


def test_msg_11_a_demand_after_a_block_makes_it_urgent_and_leaves_the_ground(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1))
    assert duty_of(compliance, agency)["urgency"] == "without_delay"
    compliance.pass_by(days=2)
    demand(compliance, agency)
    duty = duty_of(compliance, agency)
    assert (duty["ground"], duty["urgency"], duty["confirm_by"]) == ("block", "at_once", "2026-04-25")
    assert duty["demanded_at"] == "2026-04-24T01:00:00Z"


def test_a_demand_of_an_unknown_organization_is_refused(compliance: Compliance) -> None:
    with pytest.raises(Refused) as refused:
        compliance.call(DEMAND_DELETION, PERSON, organization_id=new_id())
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/organization_id")
