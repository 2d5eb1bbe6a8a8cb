"""Every operation of an organization, at compliance: all of them are duties; but one they are open in every standing (AUT-9)."""

from typing import Any

import pytest

from gateway.roles_document import organization_operations
from services.contracts.caller import Caller, Role
from services.contracts.compliance import (
    ANNOUNCE_HEARING,
    ANSWER_CASE,
    LIST_OWN_CASES,
    OPEN_CASE,
    REQUEST_CORRECTION,
    SHOW_CASE,
    SHOW_OWN_CASE,
    SUSPEND_IN_CASE,
    TERMINATE_IN_CASE,
)
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED, STANDINGS
from services.contracts.standings import ALWAYS, UNLESS_TERMINATED, standings_for
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
OPERATIONS = [operation for operation in organization_operations() if operation.service == "compliance"]
REQUESTS: dict[str, dict[str, Any]] = {
    "confirm_duty": {"duty_id": new_id()},
    "confirm_duties": {"duty_ids": [new_id()]},
    "issue_certificate": {"duty_ids": [new_id()]},
    "get_certificate": {"certificate_id": new_id()},
    "show_own_case": {"case_id": new_id()},
    "answer_complaint": {"complaint_id": new_id(), "seen_version": 1, "text": "お答えします。", "event": "answer"},
    "hand_in_register": {"demand_id": new_id()},
    "record_complaint": {"complainant": "seeker", "received_on": "2026-04-22", "content": "説明がなかった。"},
    "show_complaint": {"complaint_id": new_id()},
    "answer_case": {"case_id": new_id(), "seen_version": 1, "text": "是正しました。"},
}


@pytest.mark.parametrize("standing", STANDINGS)
def test_duties_are_open_in_every_standing(compliance: Compliance, standing: str) -> None:
    """AUT-9, MSG-11."""
    agency = compliance.agency()
    compliance.receive(
        ORGANIZATION_CHANGED,
        {
            "organization_id": agency.organization_id,
            "version": 2,
            "kind": "paid_agency",
            "class_": "private",
            "name": "みなと人材紹介株式会社",
            "bureau_code": "13",
            "services": ["seekers"],
            "standing": standing,
            "approved_on": compliance.today,
            "mandatory_information": None,
            "privacy_manager_name": None,
            "privacy_manager_contact": None,
        },
    )
    refusals = set()
    for operation in OPERATIONS:
        expected = UNLESS_TERMINATED if operation is ANSWER_CASE else ALWAYS  # which the rules of cases hold it to
        assert standings_for(operation) == expected, f"compliance has no gate: {operation.routing_key} needs one"
        try:
            compliance.call(operation, agency, **REQUESTS.get(operation.name, {}))
        except Refused as refused:
            refusals.add(refused.code)
    assert refusals <= {ErrorCode.NOT_FOUND}


@pytest.mark.parametrize("asked", ["request_correction", "announce_hearing"])
@pytest.mark.parametrize("standing", STANDINGS)
def test_what_a_case_awaits_can_be_answered_and_of_who_may_not_answer_nothing_is_awaited(
    compliance: Compliance, standing: str, asked: str
) -> None:
    """AUT-9, CMP-13: suspended and withdrawn ones answer; the terminated have notices, deletions and reports alone."""
    agency = compliance.agency()
    about = {"organization_id": agency.organization_id, "text": "お知らせします。"}
    operation = REQUEST_CORRECTION if asked == "request_correction" else ANNOUNCE_HEARING
    ground = "other_breach" if asked == "request_correction" else "malice"
    case_id = compliance.call(OPEN_CASE, TOKYO, ground=ground, day_unknown=True, **about)["case_id"]
    compliance.call(operation, TOKYO, case_id=case_id, seen_version=1, text="お知らせします。")
    assert compliance.call(SHOW_OWN_CASE, agency, case_id=case_id)["awaited"] is not None
    _come_into(compliance, agency, standing)
    answer = {"case_id": case_id, "seen_version": 2, "text": "お答えします。"}
    if standing != "terminated":
        assert compliance.call(ANSWER_CASE, agency, **answer)["awaited"] is None
        return
    assert compliance.call(SHOW_OWN_CASE, agency, case_id=case_id)["awaited"] is None
    assert [one["awaited"] for one in compliance.call(LIST_OWN_CASES, agency)["cases"]] == [None, None]
    assert compliance.call(SHOW_CASE, TOKYO, case_id=case_id)["awaited"] is None
    with pytest.raises(Refused) as refused:
        compliance.call(ANSWER_CASE, agency, **answer)
    assert refused.value.code is ErrorCode.ORGANIZATION_TERMINATED


def _come_into(compliance: Compliance, agency: Caller, standing: str) -> None:
    """By a case of its own, or by the registry's word."""
    about = {"organization_id": agency.organization_id, "text": "お知らせします。"}
    if standing == "suspended":
        other = compliance.call(OPEN_CASE, TOKYO, ground="order", day_unknown=True, **about)["case_id"]
        step = {"case_id": other, "seen_version": 1, "text": "停止します。"}
        compliance.call(SUSPEND_IN_CASE, TOKYO, kind="suspension_until_corrected", **step)
    elif standing == "terminated":
        other = compliance.call(OPEN_CASE, TOKYO, ground="malicious_breach", day_unknown=True, **about)["case_id"]
        step = {"case_id": other, "text": "お知らせします。"}
        compliance.call(ANNOUNCE_HEARING, TOKYO, seen_version=1, **step)
        compliance.call(ANSWER_CASE, agency, seen_version=2, **step)
        compliance.call(TERMINATE_IN_CASE, TOKYO, seen_version=3, **step)
    elif standing == "withdrawn":
        compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, standing=standing))
