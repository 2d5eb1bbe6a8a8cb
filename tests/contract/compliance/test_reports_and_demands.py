"""MSG-8, MSG-9: reports of seekers and refused demands open cases of the competent bureau, one for many."""

from functools import partial
from typing import Any

import pytest

from services.compliance.cases.tables import cases
from services.compliance.conduct.domain.openings import DemandSettings
from services.compliance.conduct.tables import message_reports
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.messaging import DEMAND_REFUSED, MESSAGE_REPORTED, REPORT_REASONS
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from tests.contract.at_once import together
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
OSAKA = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="27")


def report(compliance: Compliance, agency: Caller, reason: str | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "message_id": new_id(),
        "conversation_id": new_id(),
        "organization_id": agency.organization_id,
        "organization_class": "private",
        "reason": reason,
        "reported_at": compliance.now,
        "day": compliance.today,
        **changes,
    }


def demand(compliance: Compliance, agency: Caller, conversation_id: str | None = "", **changes: Any) -> dict[str, Any]:
    return {
        "demand_id": new_id(),
        "organization_id": agency.organization_id,
        "conversation_id": new_id() if conversation_id == "" else conversation_id,
        "account_id": agency.account_id,
        "refused_at": compliance.now,
        "day": compliance.today,
        **changes,
    }


def heads(compliance: Compliance, caller: Caller = TOKYO) -> list[dict[str, Any]]:
    return list(compliance.call(contract.LIST_CASES, caller)["cases"])


def case_of(compliance: Compliance) -> dict[str, Any]:
    (head,) = heads(compliance)
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])


@pytest.mark.parametrize(
    ("reason", "ground", "rule"),
    [
        (None, "advertising", "CMP-4"),
        ("advertising", "advertising", "CMP-4"),
        ("dispatch_registration", "advertising", "CMP-4"),
        ("money", "suspected_offence", "CMP-1"),
        ("harassment", "other_breach", "CMP-8"),
        ("other", "other_breach", "CMP-8"),
    ],
)
def test_msg_9_a_report_opens_a_case_of_the_competent_bureau_on_the_ground_of_its_reason(
    compliance: Compliance, reason: str | None, ground: str, rule: str
) -> None:
    told = report(compliance, compliance.agency(), reason)
    compliance.receive(MESSAGE_REPORTED, told)
    case = case_of(compliance)
    assert (case["ground"], case["rule"], case["origin"], case["state"]) == (ground, rule, "report", "opened")
    (shown,) = case["reports"]
    assert (shown["message_id"], shown["conversation_id"]) == (told["message_id"], told["conversation_id"])
    assert shown["reason"] == reason
    assert heads(compliance, OSAKA) == []


def test_msg_9_every_reason_has_its_case(compliance: Compliance) -> None:
    """MSG-10's urging of a registration for dispatch among them."""
    for reason in REPORT_REASONS:
        compliance.receive(MESSAGE_REPORTED, report(compliance, compliance.agency(), reason))
    assert compliance.count(cases) == len(REPORT_REASONS)


def test_msg_9_reports_on_one_organization_join_its_open_case(compliance: Compliance) -> None:
    agency = compliance.agency()
    for _ in range(3):
        compliance.receive(MESSAGE_REPORTED, report(compliance, agency))
        compliance.pass_by(days=1)
    case = case_of(compliance)
    assert len(case["reports"]) == 3
    assert (case["version"], len(case["steps"])) == (1, 1)


def test_cmp_1_a_suspected_offence_does_not_hide_in_a_case_on_advertising(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "advertising"))
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "money"))
    assert sorted(head["ground"] for head in heads(compliance)) == ["advertising", "suspected_offence"]


def test_msg_9_reports_join_the_case_also_when_staff_have_reclassified_it(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "other"))
    step = {"case_id": heads(compliance)[0]["case_id"], "seen_version": 1, "text": "根拠を改めました。"}
    compliance.call(contract.RECLASSIFY_CASE, TOKYO, ground="advertising", **step)
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "other"))
    assert len(case_of(compliance)["reports"]) == 2


def test_msg_9_a_report_after_the_case_was_closed_opens_another(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency))
    step = {"case_id": heads(compliance)[0]["case_id"], "seen_version": 1, "text": "問題はありませんでした。"}
    compliance.call(contract.ADVANCE_CASE, TOKYO, event="close", **step)
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency))
    assert [len(case["reports"]) for case in (shown(compliance, head) for head in heads(compliance))] == [1, 1]


def shown(compliance: Compliance, head: dict[str, Any]) -> dict[str, Any]:
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])


def test_msg_9_a_report_told_twice_is_one(compliance: Compliance) -> None:
    told = report(compliance, compliance.agency())
    compliance.receive(MESSAGE_REPORTED, told)
    compliance.receive(MESSAGE_REPORTED, told)
    assert len(case_of(compliance)["reports"]) == 1


@pytest.mark.parametrize(
    ("class_", "wording"),
    [("private", "職業紹介と関係のない広告や宣伝"), ("municipal", "職業紹介又は就職支援と関係のない広告や宣伝")],
)
def test_msg_9_the_organization_is_told_that_there_was_a_report_and_neither_of_which_message_nor_by_whom(
    compliance: Compliance, class_: str, wording: str
) -> None:
    agency = compliance.agency()
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, class_=class_))
    reported = report(compliance, agency, "advertising", organization_class=class_)
    compliance.receive(MESSAGE_REPORTED, reported)
    compliance.pass_by(days=1)
    with compliance.work() as work:
        compliance.service.tell_openings(work)
    (told,) = compliance.published(contract.CASE_ADVANCED)
    assert wording in told["text"]
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=told["case_id"])
    for secret in (reported["message_id"], reported["conversation_id"]):
        assert secret not in str(told) + str(own)
    assert "reports" not in own


def test_msg_9_a_report_on_a_former_organization_is_kept_without_a_case(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, standing="withdrawn"))
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency))
    assert (compliance.count(cases), compliance.count(message_reports)) == (0, 1)


def test_a_report_told_before_its_organization_is_tried_again(compliance: Compliance) -> None:
    stranger = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
    with pytest.raises(Refusal):
        compliance.receive(MESSAGE_REPORTED, report(compliance, stranger))
    assert compliance.count(message_reports) == 0


def test_msg_9_eight_reports_at_once_are_one_case(compliance: Compliance) -> None:
    agency = compliance.agency()
    told = [report(compliance, agency) for _ in range(8)]
    together(*(partial(compliance.receive, MESSAGE_REPORTED, one) for one in told))
    assert len(case_of(compliance)["reports"]) == 8


def test_msg_8_demands_in_more_conversations_than_tolerated_open_one_case_by_rule(compliance: Compliance) -> None:
    agency = compliance.agency()
    for _ in range(5):
        compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    assert heads(compliance) == []
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    case = case_of(compliance)
    assert (case["ground"], case["rule"], case["origin"]) == ("other_breach", "CMP-8", "rule")
    assert len(case["demands"]) == 6
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    assert len(case_of(compliance)["demands"]) == 7
    (told,) = compliance.published(contract.CASE_ADVANCED)
    assert "30日間に６件" in told["text"]


def test_msg_8_who_tries_again_in_one_conversation_has_asked_one_seeker(compliance: Compliance) -> None:
    agency, conversation_id = compliance.agency(), new_id()
    for _ in range(20):
        compliance.receive(DEMAND_REFUSED, demand(compliance, agency, conversation_id))
    assert heads(compliance) == []


def test_msg_8_texts_to_several_seekers_count_once_a_day_and_the_setting_decides(compliance: Compliance) -> None:
    compliance.service.demand_settings = DemandSettings(tolerated=1)
    agency = compliance.agency()
    for _ in range(5):  # a template that is rewritten until it is taken
        compliance.receive(DEMAND_REFUSED, demand(compliance, agency, None))
    assert heads(compliance) == []
    compliance.pass_by(days=1)
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency, None))
    assert len(case_of(compliance)["demands"]) == 6


def test_msg_8_demands_of_more_than_thirty_days_ago_no_longer_count(compliance: Compliance) -> None:
    agency = compliance.agency()
    for _ in range(5):
        compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    compliance.pass_by(days=30)
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    assert heads(compliance) == []


def test_msg_8_a_demand_told_twice_and_another_organizations_do_not_add_up(compliance: Compliance) -> None:
    agency, other = compliance.agency(), compliance.agency("別の団体")
    twice = demand(compliance, agency)
    for told in (twice, twice, *(demand(compliance, agency) for _ in range(4)), demand(compliance, other)):
        compliance.receive(DEMAND_REFUSED, told)
    assert heads(compliance) == []


def test_aut_7_another_bureau_sees_neither_reports_nor_demands(compliance: Compliance) -> None:
    compliance.receive(MESSAGE_REPORTED, report(compliance, compliance.agency()))
    (head,) = heads(compliance)
    with pytest.raises(Refused):
        compliance.call(contract.SHOW_CASE, OSAKA, case_id=head["case_id"])
