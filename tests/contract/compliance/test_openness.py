"""MSG-14: others are told which cases are open, as long as they are."""

import pytest
import sqlalchemy as sa

from services.compliance.cases.tables import cases
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from tests.contract.compliance import test_complaints
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import TOKYO, opened, stepped


def told(compliance: Compliance) -> list[tuple[str, int, bool]]:
    return [(one["case_id"], one["version"], one["open"]) for one in compliance.published(contract.CASE_CHANGED)]


@pytest.fixture
def agency(compliance: Compliance) -> Caller:
    return compliance.agency()


def test_msg_14_a_case_is_told_once_when_it_is_opened_and_once_when_it_is_closed(
    compliance: Compliance, agency: Caller
) -> None:
    case_id = opened(compliance, agency)
    assert told(compliance) == [(case_id, 1, True)]
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, event="close")
    assert told(compliance) == [(case_id, 1, True), (case_id, 4, False)]
    with compliance.work() as work:
        compliance.service.tell_openness_of_cases(work)
    assert len(told(compliance)) == 2


def test_msg_14_a_case_that_comes_to_rest_on_another_ground_is_told_anew(
    compliance: Compliance, agency: Caller
) -> None:
    """On what it rests decides whether messages are read in it."""
    case_id = opened(compliance, agency, ground="other_breach")
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="advertising")
    stepped(compliance, case_id, 2, contract.REQUEST_CORRECTION)
    changes = [(one["version"], one["open"], one["ground"]) for one in compliance.published(contract.CASE_CHANGED)]
    assert changes == [(1, True, "other_breach"), (2, True, "advertising")]


def test_msg_14_a_case_that_its_term_closes_is_told_by_the_duty(compliance: Compliance, agency: Caller) -> None:
    """CMP-14: nobody takes a step then."""
    case_id = opened(compliance, agency, ground="offer_information")
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    stepped(compliance, case_id, 2, contract.SUSPEND_IN_CASE, kind="suspension_with_term", text="違反のため。")
    compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=3, text="やめました。")
    stepped(compliance, case_id, 4, contract.ADVANCE_CASE, event="confirm")
    assert told(compliance) == [(case_id, 1, True)], "its suspension runs"
    compliance.pass_by(days=200)
    for duty in ("end_suspensions", "tell_openness_of_cases"):
        with compliance.work() as work:
            getattr(compliance.service, duty)(work)
    assert [(one[0], one[2]) for one in told(compliance)] == [(case_id, True), (case_id, False)]


def test_msg_14_cases_from_before_others_were_told_are_told_by_the_duty(compliance: Compliance, agency: Caller) -> None:
    case_id = opened(compliance, agency, staff=TOKYO)
    with compliance.work() as work:
        work.connection.execute(cases.update().values(told=0))
        work.connection.execute(sa.text("DELETE FROM outbox"))
    with compliance.work() as work:
        compliance.service.tell_openness_of_cases(work)
    assert told(compliance) == [(case_id, 1, True)]


def test_msg_14_a_complaint_is_told_to_be_open_until_it_is_closed(compliance: Compliance, agency: Caller) -> None:
    """CMP-12: also one that is answered and not closed is still dealt with."""
    complaint = test_complaints.filed(compliance, agency)
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    answered = test_complaints.stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "answer")
    mine = {**complaint, "version": answered["version"]}
    test_complaints.stepped(compliance, contract.PURSUE_COMPLAINT, test_complaints.PERSON, mine, "close")
    changes = [(one["version"], one["open"]) for one in compliance.published(contract.COMPLAINT_CHANGED)]
    assert changes == [(1, True), (2, True), (3, False)]
