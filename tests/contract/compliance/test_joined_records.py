"""SEE-1, SEE-7, MSG-11: what a person refuses and demands is of a second record too, once the registry has joined it (decision 136)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.compliance.blocks.usecases import Conduct, conduct_of, figures_of
from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.usecases.working_off import open_duties_of_ended_periods
from services.contracts.caller import Caller, Role
from services.contracts.compliance import (
    CONFIRM_DUTY,
    DELETION_DEMANDED,
    DEMAND_DELETION,
    LIST_DUTIES,
    LIST_HOLDERS,
    LIST_MY_COMPLAINTS,
    PURSUE_COMPLAINT,
    RECORD_DELETED,
)
from services.contracts.registry import SEEKERS_JOINED
from services.runtime.clock import japanese_day
from services.runtime.identifiers import new_id
from tests.contract.at_once import together
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.compliance.test_complaints import events, filed, stepped
from tests.contract.compliance.test_deletion_demands import PERSON, demand
from tests.contract.served import START

SECOND = "51310567592"
SECOND_PERSON = Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=SECOND)
JOINED = (SEEKERS_JOINED, {"seeker_number": SEEKER, "joined_number": SECOND})


@pytest.fixture
def agency(compliance: Compliance) -> Caller:
    """It holds the second record alone."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency, SECOND, at=START - dt.timedelta(hours=1)))
    return agency


def duties(compliance: Compliance, agency: Caller) -> list[tuple[str, str]]:
    found = compliance.call(LIST_DUTIES, agency)["duties"]
    return sorted((duty["seeker_number"], duty["ground"]) for duty in found)


def holders(compliance: Compliance) -> list[dict[str, Any]]:
    return list(compliance.call(LIST_HOLDERS, PERSON)["holders"])


def test_the_person_sees_who_holds_the_second_record(compliance: Compliance, agency: Caller) -> None:
    """SEE-7; told twice as once."""
    assert holders(compliance) == []
    compliance.tell(JOINED, JOINED)
    assert [one["organization_id"] for one in holders(compliance)] == [agency.organization_id]
    assert duties(compliance, agency) == [], "a record that is joined is no duty of itself"


def test_who_holds_both_records_is_seen_once_since_the_first_and_until_the_last_goes(compliance: Compliance) -> None:
    """SRC-7, MSG-11, MSG-12: acquired in March and April; the one must go at the end of May, the other of June."""
    agency, march = compliance.agency(), dt.datetime(2026, 3, 10, 3, 0, tzinfo=dt.UTC)
    compliance.tell(compliance.viewed(agency, SECOND, at=march), compliance.guided(agency, at=START), JOINED)
    (seen,) = holders(compliance)
    assert (seen["acquired_at"], seen["reason"], seen["keep_until"]) == ("2026-03-10T03:00:00Z", "view", "2026-06-30")
    assert (seen["deletion_due"], seen["deleted_at"]) == (False, None)
    compliance.pass_by(days=40)
    with compliance.work() as work:
        open_duties_of_ended_periods(work, work.today, AgeingSettings())
    (seen,) = holders(compliance)
    assert (seen["deletion_due"], seen["ground"], seen["due_since"]) == (True, "period_over", "2026-05-31T15:00:00Z")
    (duty,) = compliance.call(LIST_DUTIES, agency)["duties"]
    compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])
    (seen,) = holders(compliance)
    assert (seen["deletion_due"], seen["deleted_at"], seen["keep_until"]) == (False, None, "2026-06-30")
    compliance.pass_by(minutes=1)
    demand(compliance, agency)
    (duty,) = compliance.call(LIST_DUTIES, agency)["duties"]
    confirmed = compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])["confirmed_at"]
    (seen,) = holders(compliance)
    assert (seen["deletion_due"], seen["deleted_at"]) == (False, confirmed)
    compliance.pass_by(minutes=1)
    compliance.tell(compliance.viewed(agency))
    assert [one["deleted_at"] for one in holders(compliance)] == [None, confirmed], "acquired anew, it is held anew"


def test_a_demand_is_of_every_record_and_the_deletion_of_each_is_told(compliance: Compliance, agency: Caller) -> None:
    """MSG-11."""
    compliance.tell(JOINED, compliance.viewed(agency))
    compliance.pass_by(minutes=1)
    assert demand(compliance, agency)["outcome"] == "demanded"
    assert duties(compliance, agency) == [(SEEKER, "demand"), (SECOND, "demand")]
    assert {one["seeker_number"] for one in compliance.published(DELETION_DEMANDED)} == {SEEKER, SECOND}
    assert demand(compliance, agency)["outcome"] == "already_demanded"
    compliance.pass_by(minutes=1)
    for duty in compliance.call(LIST_DUTIES, agency)["duties"]:
        compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])
    assert {one["seeker_number"] for one in compliance.published(RECORD_DELETED)} == {SEEKER, SECOND}
    compliance.pass_by(minutes=1)
    answer = demand(compliance, agency)
    assert (answer["outcome"], answer["deleted_at"]) == ("nothing_held", "2026-04-22T01:02:00Z")


def test_what_was_demanded_before_is_demanded_of_the_second_record_when_it_joins(
    compliance: Compliance, agency: Caller
) -> None:
    """MSG-11: the person knew of one record, and demanded that all be deleted."""
    assert demand(compliance, agency)["outcome"] == "nothing_held"
    compliance.pass_by(minutes=1)
    compliance.tell(JOINED)
    assert duties(compliance, agency) == [(SECOND, "demand")]


def test_a_second_record_that_joins_later_is_demanded_beside_the_first(compliance: Compliance, agency: Caller) -> None:
    """MSG-11."""
    compliance.tell(compliance.viewed(agency, at=START - dt.timedelta(minutes=1)))
    demand(compliance, agency)
    compliance.tell(JOINED)
    assert duties(compliance, agency) == [(SEEKER, "demand"), (SECOND, "demand")]
    assert demand(compliance, agency)["outcome"] == "already_demanded"


@pytest.mark.parametrize("joined_first", [True, False])
def test_a_block_before_and_after_makes_the_second_record_due(
    compliance: Compliance, agency: Caller, joined_first: bool
) -> None:
    """MSG-7, MSG-11."""
    block = compliance.block(agency, 1)
    compliance.tell(*((JOINED, block) if joined_first else (block, JOINED)))
    assert duties(compliance, agency) == [(SECOND, "block")]


def test_an_acquisition_on_its_way_is_due_when_it_comes(compliance: Compliance) -> None:
    """SRC-7, MSG-11: of a second record that has joined meanwhile."""
    agency = compliance.agency()
    compliance.tell(compliance.block(agency, 1), JOINED)
    compliance.tell(compliance.viewed(agency, SECOND, at=START - dt.timedelta(seconds=1)))
    assert duties(compliance, agency) == [(SECOND, "block")]


@pytest.mark.parametrize("turn", range(5))
def test_a_block_and_the_joining_at_once_know_of_each_other(compliance: Compliance, agency: Caller, turn: int) -> None:
    """MSG-11: whichever comes first; the acquisition comes at the same moment by another organization."""
    other = compliance.agency()
    together(
        lambda: compliance.tell(compliance.block(agency, 1)),
        lambda: compliance.tell(JOINED),
        lambda: compliance.tell(compliance.block(other, 1)),
        lambda: compliance.tell(compliance.viewed(other, SECOND, at=START - dt.timedelta(seconds=1))),
    )
    assert duties(compliance, agency) == duties(compliance, other) == [(SECOND, "block")]


def test_what_others_refuse_is_theirs(compliance: Compliance, agency: Caller) -> None:
    compliance.tell(JOINED, compliance.block(agency, 1, number="24762481877"))
    assert duties(compliance, agency) == []


def test_what_was_refused_and_demanded_under_the_second_number_is_of_the_first_record(compliance: Compliance) -> None:
    """MSG-7, MSG-11: each number counts its own changes of a block; an end of one ends not the other's."""
    blocked, demanded = compliance.agency(), compliance.agency()
    for agency in (blocked, demanded):
        compliance.tell(compliance.viewed(agency, at=START - dt.timedelta(hours=1)))
    changes = [(SEEKER, 1, True, 5), (SEEKER, 2, False, 4), (SECOND, 1, True, 4.5), (SECOND, 2, False, 0.5)]
    for number, version, is_block, hours_ago in changes:
        at = START - dt.timedelta(hours=hours_ago)
        compliance.tell(compliance.block(blocked, version, blocked=is_block, number=number, at=at))
    compliance.call(DEMAND_DELETION, SECOND_PERSON, organization_id=demanded.organization_id)
    assert duties(compliance, blocked) == duties(compliance, demanded) == []
    compliance.tell(JOINED)
    assert duties(compliance, blocked) == [(SEEKER, "block")]
    assert duties(compliance, demanded) == [(SEEKER, "demand")]


def test_a_block_that_has_ended_under_each_number_makes_nothing_due(compliance: Compliance) -> None:
    """MSG-7, MSG-11: messaging tells the end of each; until the last, what is acquired is due."""
    agency, before = compliance.agency(), START - dt.timedelta(hours=1)
    compliance.tell(compliance.block(agency, 1, number=SECOND, at=before), JOINED, compliance.block(agency, 1))
    compliance.pass_by(minutes=1)
    compliance.tell(compliance.block(agency, 2, blocked=False, number=SECOND))
    compliance.tell(compliance.block(agency, 2, blocked=False))
    compliance.pass_by(minutes=1)
    compliance.tell(compliance.viewed(agency))
    assert duties(compliance, agency) == []


@pytest.mark.parametrize("last_first", [True, False])
def test_records_joined_one_into_the_other_are_all_the_persons(
    compliance: Compliance, agency: Caller, last_first: bool
) -> None:
    """SEE-1: in whatever order it is told."""
    third = "62673309803"
    compliance.tell(compliance.viewed(agency, third, at=START - dt.timedelta(hours=1)))
    into_the_second = (SEEKERS_JOINED, {"seeker_number": SECOND, "joined_number": third})
    compliance.tell(*((JOINED, into_the_second) if last_first else (into_the_second, JOINED)))
    assert len(holders(compliance)) == 1
    assert demand(compliance, agency)["outcome"] == "demanded"
    assert duties(compliance, agency) == [(SECOND, "demand"), (third, "demand")]


def test_a_person_blocks_once(compliance: Compliance, agency: Caller) -> None:
    """CMP-11: messaging tells of the block under the number that stays, beside the one of before."""
    compliance.tell(compliance.block(agency, 1, number=SECOND), compliance.block(agency, 1))
    with compliance.database.transaction() as connection:
        assert figures_of(connection, str(agency.organization_id)).blocking == 2
    compliance.tell(JOINED)
    with compliance.database.transaction() as connection:
        assert figures_of(connection, str(agency.organization_id)).blocking == 1


def test_a_person_is_guided_once_and_on_the_day_of_either_number(compliance: Compliance) -> None:
    """CMP-11: whom the organization guided under the second number, and who blocks under the one that stays."""
    agency, hour = compliance.agency(), dt.timedelta(hours=1)
    compliance.tell(compliance.guided(agency, SEEKER, at=START - 60 * hour))
    compliance.tell(compliance.guided(agency, SECOND, at=START - 30 * hour))
    compliance.tell(compliance.block(agency, 1), JOINED)
    with compliance.database.transaction() as connection:
        figures = figures_of(connection, str(agency.organization_id))
        conduct = conduct_of(connection, str(agency.organization_id))
    assert (figures.blocking, figures.guided) == (1, 1)
    assert conduct == Conduct(japanese_day(START - 30 * hour), guided=True)


def test_the_person_goes_on_with_a_complaint_made_under_the_second_number(
    compliance: Compliance, agency: Caller
) -> None:
    """CMP-12, SEE-7."""
    mine = filed(compliance, agency, SECOND_PERSON)
    assert compliance.call(LIST_MY_COMPLAINTS, PERSON)["complaints"] == []
    compliance.tell(JOINED)
    (shown,) = compliance.call(LIST_MY_COMPLAINTS, PERSON)["complaints"]
    assert shown["complaint_id"] == mine["complaint_id"]
    added = stepped(compliance, PURSUE_COMPLAINT, PERSON, shown, "add")
    assert events(added) == ["file", "add"]
