"""MSG-10, MSG-13: an application that is not accepted, and a fee that was not explained, open a case by rule."""

from typing import Any

import pytest

from services.compliance.cases.tables import cases
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.messaging import APPLICATION_REFUSED, UNEXPLAINED_FEE_RECORDED
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from tests.contract.compliance.conftest import SEEKER, Compliance

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")


def refusal(compliance: Compliance, agency: Caller, ground: str = "other") -> dict[str, Any]:
    return {
        "conversation_id": new_id(),
        "organization_id": agency.organization_id,
        "seeker_number": SEEKER,
        "refused_on": compliance.today,
        "ground": ground,
        "recorded_at": compliance.now,
    }


@pytest.mark.parametrize(
    ("ground", "of_the_case", "rule"),
    [
        ("other", "suspected_offence", "CMP-1"),
        ("violates_law", "facts_unclear", "CMP-10"),
        ("outside_scope", "facts_unclear", "CMP-10"),
    ],
)
def test_msg_13_a_refused_application_opens_a_case_on_the_ground_of_its_reason(
    compliance: Compliance, ground: str, of_the_case: str, rule: str
) -> None:
    agency = compliance.agency()
    refused = refusal(compliance, agency, ground)
    compliance.receive(APPLICATION_REFUSED, refused)
    (head,) = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    assert (head["ground"], head["rule"], head["origin"], head["state"]) == (of_the_case, rule, "rule", "opened")
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])
    (step,) = case["steps"]
    assert (step["side"], step["account_id"]) == ("calendar", None)
    assert refused["conversation_id"] in step["note"]
    told = compliance.published(contract.CASE_ADVANCED)
    assert len(told) == (of_the_case != "suspected_offence"), "CMP-1: nobody is told that an offence is suspected"
    assert "令和８年４月22日" in step["text"]
    assert SEEKER not in step["text"], "which goes to the organization: it says nothing of the seeker"


def test_msg_13_staff_take_the_case_on_as_any_other(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.receive(APPLICATION_REFUSED, refusal(compliance, agency))
    (head,) = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    step = {"case_id": head["case_id"], "seen_version": 1, "text": "需給調整事業担当に依頼しました。"}
    assert compliance.call(contract.ADVANCE_CASE, TOKYO, event="refer", **step)["state"] == "referred"
    other = compliance.agency()
    compliance.receive(APPLICATION_REFUSED, refusal(compliance, other))
    (referred,) = compliance.call(contract.LIST_CASES, TOKYO, state="referred")["cases"]
    assert referred["case_id"] == head["case_id"], "CMP-1: staff find what is referred"
    told = [step["event"] for step in compliance.published(contract.CASE_ADVANCED)]
    assert told == [], "CMP-1: who is suspected is not written to about the inquiry"


def test_msg_13_of_a_former_organization_there_is_no_case_left_to_open(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, standing="withdrawn"))
    compliance.receive(APPLICATION_REFUSED, refusal(compliance, agency))
    assert compliance.count(cases) == 0


def test_a_refusal_told_before_its_organization_is_tried_again(compliance: Compliance) -> None:
    """The two come from different services, in any order."""
    stranger = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
    with pytest.raises(Refusal):
        compliance.receive(APPLICATION_REFUSED, refusal(compliance, stranger))


def test_msg_10_a_fee_that_was_not_explained_opens_a_case_on_another_breach(compliance: Compliance) -> None:
    agency = compliance.agency()
    fee = {name: value for name, value in refusal(compliance, agency).items() if name not in {"ground", "refused_on"}}
    compliance.receive(UNEXPLAINED_FEE_RECORDED, {**fee, "accepted_on": compliance.today})
    (head,) = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    assert (head["ground"], head["rule"], head["origin"]) == ("other_breach", "CMP-8", "rule")
