"""MSG-11: at suspension, termination and withdrawal everything an organization holds becomes due."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.tables import holdings, reviews
from services.compliance.custody.usecases import working_off
from services.compliance.custody.usecases.working_off import review_batch, work_off
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.compliance import (
    CONFIRM_DUTY,
    CUSTODY_CHANGED,
    LIFT_MEASURE,
    LIST_CUSTODY,
    LIST_DUTIES,
    ORGANIZATION_STANDING_CHANGED,
    SUSPEND_ORGANIZATION,
)
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.served import START

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
OTHER = "48210937579"
LATER = "48210937587"


def suspend(compliance: Compliance, agency: Caller, kind: str, ground: str, *, seen_version: int = 0) -> dict[str, Any]:
    """A suspension by the competent bureau, and compliance told of its own decision."""
    answer = compliance.call(
        SUSPEND_ORGANIZATION,
        TOKYO,
        organization_id=agency.organization_id,
        kind=kind,
        ground=ground,
        public_reason="利用規約に違反したため。",
        day_unknown=True,
        seen_version=seen_version,
    )
    learn(compliance, agency)
    return answer


def learn(compliance: Compliance, agency: Caller) -> None:
    told = compliance.published(ORGANIZATION_STANDING_CHANGED)
    own = [standing for standing in told if standing["organization_id"] == agency.organization_id]
    compliance.receive(ORGANIZATION_STANDING_CHANGED, own[-1])


def reviewed(compliance: Compliance) -> int:
    """How many batches of reviews there have been, by the audit log."""
    entries = compliance.published(AUDIT_RECORDED["compliance"])
    return sum(entry["action"] == "compliance.review_custody" for entry in entries)


def duties(compliance: Compliance, agency: Caller) -> dict[str, tuple[str, str]]:
    return {
        duty["seeker_number"]: (duty["ground"], duty["opened_at"])
        for duty in compliance.call(LIST_DUTIES, agency)["duties"]
    }


def test_msg_11_a_suspension_makes_everything_due_and_a_resumption_does_not_undo_it(compliance: Compliance) -> None:
    agency, other = compliance.agency(), compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.guided(agency, OTHER), compliance.viewed(other))
    compliance.pass_by(days=1)
    answer = suspend(compliance, agency, "suspension_until_corrected", "excessive_solicitation")
    compliance.review()
    due = ("service_ended", "2026-04-23T01:00:00Z")
    assert duties(compliance, agency) == {SEEKER: due, OTHER: due}
    assert duties(compliance, other) == {}
    compliance.pass_by(days=1)
    compliance.call(LIFT_MEASURE, TOKYO, measure_id=answer["measures"][0]["measure_id"], note="是正を確認した。")
    learn(compliance, agency)
    compliance.tell(compliance.viewed(agency, LATER))
    compliance.review()
    assert duties(compliance, agency) == {SEEKER: due, OTHER: due}
    held = {one["seeker_number"]: one["ground"] for one in compliance.call(LIST_CUSTODY, agency)["holdings"]}
    assert held == {SEEKER: "service_ended", OTHER: "service_ended", LATER: None}


def test_cmp_14_what_it_holds_is_due_with_the_event_itself_of_a_measure_and_of_the_registry(
    compliance: Compliance,
) -> None:
    """No duty on a timer runs in between; nothing is left for it either."""
    agency, leaving = compliance.agency(), compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.viewed(leaving, OTHER))
    suspend(compliance, agency, "suspension_with_term", "advertising")
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(leaving, version=2, standing="withdrawn"))
    assert (list(duties(compliance, agency)), list(duties(compliance, leaving))) == ([SEEKER], [OTHER])
    assert compliance.count(reviews) == 0


def test_a_duty_that_the_version_before_wrote_without_its_day_gets_one_and_becomes_late(
    compliance: Compliance,
) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1))
    with compliance.work() as work:
        work.connection.execute(holdings.update().values(confirm_by=None))
    compliance.pass_by(days=30)
    assert compliance.call(LIST_DUTIES, agency, late=True)["duties"] == []
    with compliance.work() as work:
        assert compliance.service.open_duties_of_ended_periods(work) == 1
    (duty,) = compliance.call(LIST_DUTIES, agency, late=True)["duties"]
    assert (duty["ground"], duty["acquired_by"]) == ("block", agency.account_id)


def test_cmp_10_a_provisional_suspension_makes_no_duty_and_what_follows_it_does(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.pass_by(hours=1)
    suspend(compliance, agency, "provisional_suspension", "facts_unclear")
    assert reviewed(compliance) == 0, "there is nothing to review"
    compliance.pass_by(hours=1)
    compliance.tell(compliance.viewed(agency), compliance.placement(agency, 1, compliance.today, new_id()))
    assert duties(compliance, agency) == {}, "whatever else becomes known of the two"
    suspend(compliance, agency, "suspension_with_term", "advertising", seen_version=1)
    assert duties(compliance, agency) == {SEEKER: ("service_ended", "2026-04-22T03:00:00Z")}


def test_msg_11_what_arrives_after_the_suspension_is_due_too(compliance: Compliance) -> None:
    """Acquired before it and told of after it, as events of two services come in any order; acquired in it: due at once."""
    agency = compliance.agency()
    compliance.pass_by(days=1)
    suspend(compliance, agency, "suspension_with_term", "advertising")
    compliance.review()
    compliance.tell(compliance.viewed(agency, at=START), compliance.viewed(agency, OTHER))
    assert duties(compliance, agency) == {
        SEEKER: ("service_ended", "2026-04-23T01:00:00Z"),
        OTHER: ("service_ended", "2026-04-23T01:00:00Z"),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"standing": "withdrawn", "ended_on": dt.date(2026, 4, 23)},
        {"services": ["offers"]},
        {"services": [], "seeker_information_closed_on": dt.date(2026, 4, 23)},
    ],
)
def test_msg_11_withdrawal_also_from_seeker_information_alone_makes_everything_due(
    compliance: Compliance, change: dict[str, Any]
) -> None:
    """REG-3: where its term ended without renewal, too."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.pass_by(days=1)
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, **change))
    compliance.review()
    assert duties(compliance, agency) == {SEEKER: ("service_ended", "2026-04-23T01:00:00Z")}


def test_an_end_told_again_later_counts_from_its_day(compliance: Compliance) -> None:
    """As `republish-organizations` tells of what ended before custody knew of ends."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.pass_by(days=30)
    ended = compliance.state(agency, version=2, standing="withdrawn", ended_on=dt.date(2026, 4, 24))
    compliance.receive(ORGANIZATION_CHANGED, ended)
    compliance.review()
    assert duties(compliance, agency) == {SEEKER: ("service_ended", "2026-04-23T15:00:00Z")}


def test_msg_11_an_end_that_is_told_after_the_services_are_open_again_still_makes_the_duty(
    compliance: Compliance,
) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    opened, closed = START + dt.timedelta(days=2), START + dt.timedelta(days=1)
    compliance.now = opened
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=3), occurred_at=opened)
    ended = compliance.state(agency, version=2, services=["offers"])
    compliance.receive(ORGANIZATION_CHANGED, ended, occurred_at=closed)
    compliance.review()
    assert duties(compliance, agency) == {SEEKER: ("service_ended", "2026-04-23T01:00:00Z")}


def test_msg_11_the_ground_that_came_first_stands(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1, at=START))
    compliance.pass_by(days=1)
    suspend(compliance, agency, "suspension_with_term", "advertising")
    compliance.review()
    assert duties(compliance, agency) == {SEEKER: ("block", "2026-04-22T01:00:00Z")}


def test_others_are_told_of_each_pair_once_until_it_changes(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    assert compliance.published(CUSTODY_CHANGED) == []
    suspend(compliance, agency, "suspension_with_term", "advertising")
    for _ in range(2):
        learn(compliance, agency)
        compliance.review()
    (duty,) = compliance.call(LIST_DUTIES, agency)["duties"]
    compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])
    pairs = [pair for event in compliance.published(CUSTODY_CHANGED) for pair in event["pairs"]]
    assert [(pair["version"], pair["acquired_at"], pair["due_since"], pair["deleted_at"]) for pair in pairs] == [
        (1, START, START, None),
        (2, None, None, START),
    ]


def test_a_review_goes_on_where_it_was_stopped_and_holds_no_lock_for_all_of_it(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches of 10 for 35 records, the first with the event; the third of the duty fails, as a killed process would."""
    monkeypatch.setattr(working_off, "PAIRS_A_BATCH", 10)
    agency = compliance.agency()
    numbers = [f"{30_000_000_000 + index}" for index in range(35)]
    compliance.tell(compliance.guided(agency, *numbers))
    compliance.pass_by(days=1)
    suspend(compliance, agency, "suspension_with_term", "advertising")
    ran = 0

    def batch(part: Any) -> int:
        nonlocal ran
        ran += 1
        if ran == 3:
            raise ConnectionError
        return review_batch(part, AgeingSettings())

    with pytest.raises(ConnectionError), compliance.work() as work:
        work_off(work, batch)
    open_now = holdings.c.duty_ground.is_not(None)
    assert (compliance.count(holdings, open_now), compliance.count(reviews)) == (30, 1)
    compliance.tell(compliance.viewed(agency, "10000000000"))
    with compliance.work() as work:
        work_off(work, batch)
    assert (compliance.count(holdings, open_now), compliance.count(reviews)) == (36, 0)
