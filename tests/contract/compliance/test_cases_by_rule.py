"""MSG-10, MSG-13: an application that is not accepted, and a fee that was not explained, open a case by rule."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa

from services.compliance.cases.tables import cases
from services.compliance.conduct.tables import refused_applications
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.messaging import APPLICATION_REFUSED, REFUSAL_CORRECTED, UNEXPLAINED_FEE_RECORDED
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.served import Refused

MIGRATIONS = "services.compliance.migrations.versions"
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


def corrections(refused: dict[str, Any], compliance: Compliance) -> list[dict[str, Any]]:
    """The refusal as it was corrected a minute later, and taken back another minute later."""
    minute = dt.timedelta(minutes=1)
    return [
        {**refused, "ground": "outside_scope", "reason": None, "recorded_at": compliance.now + minute},
        {
            **refused,
            "refused_on": None,
            "ground": None,
            "reason": "never_happened",
            "recorded_at": compliance.now + 2 * minute,
        },
    ]


@pytest.mark.parametrize("ground", ["other", "violates_law"])
def test_msg_13_a_corrected_refusal_is_a_step_of_the_case_that_it_opened(compliance: Compliance, ground: str) -> None:
    """Of what stands; staff see each record beside the case. Events come in any order: what came late makes no step any more.

    The organization learns nothing by it of an inquiry (CMP-1).
    """
    agency, bystander = compliance.agency(), compliance.agency()
    refused = refusal(compliance, agency, ground)
    corrected, taken_back = corrections(refused, compliance)
    compliance.receive(REFUSAL_CORRECTED, taken_back)
    compliance.receive(APPLICATION_REFUSED, refused)
    compliance.receive(REFUSAL_CORRECTED, corrected)
    compliance.receive(APPLICATION_REFUSED, refusal(compliance, bystander))
    mine = compliance.call(contract.LIST_CASES, TOKYO, organization_id=agency.organization_id)
    (head,) = mine["cases"]
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])
    told = [(one["refused_on"], one["ground"], one["reason"]) for one in case["refusals"]]
    day = compliance.today.isoformat()
    assert told == [(day, ground, None), (day, "outside_scope", None), (None, None, "never_happened")]
    assert {one["conversation_id"] for one in case["refusals"]} == {refused["conversation_id"]}
    assert (case["version"], case["state"], case["ground"]) == (2, "opened", head["ground"])
    opening, step = case["steps"]
    assert (opening["event"], step["event"], step["side"]) == ("open", "correct_refusal", "organization")
    assert "その事実がなかった" in step["text"]
    assert step["note"] == opening["note"], "which names conversation and seeker to staff"
    of_the_case = [one for one in compliance.published(contract.CASE_ADVANCED) if one["case_id"] == head["case_id"]]
    assert len(of_the_case) == (ground != "other")
    if ground == "other":
        assert compliance.call(contract.LIST_OWN_CASES, agency)["cases"] == []
        with pytest.raises(Refused) as hidden:
            compliance.call(contract.SHOW_OWN_CASE, agency, case_id=head["case_id"])
        assert hidden.value.code is ErrorCode.NOT_FOUND
    else:
        own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=head["case_id"])
        assert "refusals" not in own
        assert [step["event"] for step in own["steps"]] == ["open", "correct_refusal"], "CMP-13: both see the timeline"
        assert own["version"] == 2


def test_cmp_13_who_decides_on_a_refusal_that_was_corrected_meanwhile_is_told(compliance: Compliance) -> None:
    """As of every step; then staff see the correction, and close the case knowing of it."""
    agency = compliance.agency()
    refused = refusal(compliance, agency, "outside_scope")
    compliance.receive(APPLICATION_REFUSED, refused)
    (head,) = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    corrected, taken_back = corrections(refused, compliance)
    compliance.receive(REFUSAL_CORRECTED, corrected)
    suspension = {"case_id": head["case_id"], "kind": "provisional_suspension", "text": "事実関係を確認するため。"}
    with pytest.raises(Refused) as overtaken:
        compliance.call(contract.SUSPEND_IN_CASE, TOKYO, seen_version=head["version"], **suspension)
    assert (overtaken.value.code, overtaken.value.pointer) == (ErrorCode.CASE_CHANGED, "/seen_version")
    seen = compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])
    assert "届け出た取扱職種の範囲等の外にある" in seen["steps"][-1]["text"]
    closing = {"case_id": head["case_id"], "event": "close", "text": "確認を終わります。"}
    closed = compliance.call(contract.ADVANCE_CASE, TOKYO, seen_version=seen["version"], **closing)
    compliance.receive(REFUSAL_CORRECTED, taken_back)
    after = compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])
    assert after["version"] == closed["version"], "the timeline of a closed case is over"
    assert len(after["refusals"]) == 3, "what is recorded stands beside it all the same"


def test_cmp_1_a_correction_in_a_hidden_inquiry_looks_as_it_would_without_one(compliance: Compliance) -> None:
    """That it were missing from the timeline would tell of the inquiry; its version fits the next answer."""
    agency = compliance.agency()
    refused = refusal(compliance, agency, "outside_scope")
    compliance.receive(APPLICATION_REFUSED, refused)
    (head,) = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    step = {"case_id": head["case_id"], "text": "確認しています。"}
    asked = compliance.call(contract.REQUEST_CORRECTION, TOKYO, seen_version=1, **step)
    seen = {"seen_version": asked["version"], "ground": "suspected_offence"}
    compliance.call(contract.RECLASSIFY_CASE, TOKYO, **seen, **step)
    compliance.receive(REFUSAL_CORRECTED, corrections(refused, compliance)[0])
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=head["case_id"])
    assert [one["event"] for one in own["steps"]] == ["open", "request_correction", "correct_refusal"]
    assert (own["version"], own["ground"], own["state"]) == (3, "facts_unclear", "correction_requested")
    assert {one["ground"] for one in own["steps"]} == {"facts_unclear"}
    answered = {"case_id": head["case_id"], "seen_version": own["version"], "text": "記録の誤りでした。"}
    assert compliance.call(contract.ANSWER_CASE, agency, **answered)["state"] == "answered"


def test_cmp_13_the_bureau_sees_to_a_correction_where_it_has_acted_in_the_case(compliance: Compliance) -> None:
    agency = compliance.agency()
    refused = refusal(compliance, agency, "outside_scope")
    compliance.receive(APPLICATION_REFUSED, refused)
    (head,) = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    corrected, taken_back = corrections(refused, compliance)
    compliance.receive(REFUSAL_CORRECTED, corrected)
    assert waiting(compliance) == ["case_opened"], "which it has not looked at yet"
    asked = {"case_id": head["case_id"], "seen_version": 2, "text": "事情を回答してください。"}
    compliance.call(contract.REQUEST_CORRECTION, TOKYO, **asked)
    compliance.receive(REFUSAL_CORRECTED, taken_back)
    assert waiting(compliance) == ["case_joined"]


def waiting(compliance: Compliance) -> list[str]:
    """What the bureau is prompted to do."""
    return [one["prompt"] for one in compliance.call(contract.LIST_PROMPTS, TOKYO, state="open")["prompts"]]


def test_msg_13_a_correction_stands_in_a_case_that_a_version_before_opened_beside_the_migration(
    compliance: Compliance,
) -> None:
    """It kept nothing of the refusal, and 0027 had looked already; staff see both all the same."""
    agency, bystander = compliance.agency(), compliance.agency("別の団体")
    refused = refusal(compliance, agency, "outside_scope")
    compliance.receive(APPLICATION_REFUSED, refused)
    compliance.receive(APPLICATION_REFUSED, refusal(compliance, agency))
    compliance.receive(APPLICATION_REFUSED, refusal(compliance, bystander))
    with compliance.database.transaction() as connection:
        connection.execute(refused_applications.delete())
    for corrected in corrections(refused, compliance):
        compliance.receive(REFUSAL_CORRECTED, corrected)
    found = [
        [(one["conversation_id"], one["ground"]) for one in shown["refusals"]]
        for shown in (
            compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])
            for head in compliance.call(contract.LIST_CASES, TOKYO)["cases"]
        )
    ]
    of_it = refused["conversation_id"]
    assert sorted(found, key=len) == [[], [], [(of_it, "outside_scope"), (of_it, "outside_scope"), (of_it, None)]]


def test_msg_13_a_refusal_from_before_they_were_kept_is_found_by_the_step_that_opened_its_case(
    compliance: Compliance,
) -> None:
    """So that a correction of it stands in that case too; a fee without explanation opened another one."""
    agency = compliance.agency()
    refused = refusal(compliance, agency, "outside_scope")
    compliance.receive(APPLICATION_REFUSED, refused)
    fee = {name: value for name, value in refused.items() if name not in {"ground", "refused_on"}}
    compliance.receive(UNEXPLAINED_FEE_RECORDED, {**fee, "conversation_id": new_id(), "accepted_on": compliance.today})
    with compliance.database.transaction() as connection:
        kept = [row._asdict() for row in connection.execute(refused_applications.select())]
        connection.execute(refused_applications.delete())
        connection.execute(sa.text(import_module(f"{MIGRATIONS}.0027_refusals_of_before").OF_BEFORE))
        assert [row._asdict() for row in connection.execute(refused_applications.select())] == kept


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
