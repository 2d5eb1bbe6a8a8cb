"""Demands of operations for security measures, and what follows where the contact manager does not comply (OPS-4, CMP-10)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.cases.tables import cases
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

OPERATIONS = Caller(role=Role.OPERATIONS, account_id=new_id())
TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))


def demanded(compliance: Compliance, agency: Caller, **changes: Any) -> dict[str, Any]:
    request = {"organization_id": agency.organization_id, "text": "不正な接続元の遮断を求めます。", **changes}
    return compliance.call(contract.DEMAND_SECURITY_MEASURES, OPERATIONS, **request)


def suspend(compliance: Compliance, case: dict[str, Any], seen: int = 2, staff: Caller = OPERATIONS) -> dict[str, Any]:
    decision = {"kind": "suspension_until_corrected", "text": "措置要求に応じないため。"}
    return compliance.call(contract.SUSPEND_IN_CASE, staff, case_id=case["case_id"], seen_version=seen, **decision)


def test_a_demand_opens_its_case_and_asks_the_contact_manager_until_a_day(compliance: Compliance) -> None:
    """OPS-4; 001 14: one mail, to the contact managers as well; the organization answers in the case."""
    agency = compliance.agency()
    case = demanded(compliance, agency, due_on="2026-04-24")
    assert (case["ground"], case["article"], case["state"]) == (
        "security_demand",
        "利用規約14",
        "correction_requested",
    )
    assert case["awaited"] == {"kind": "answer", "due_on": "2026-04-24", "late": False}
    (mail,) = compliance.published(contract.CASE_ADVANCED)
    assert (mail["event"], mail["contact_managers"]) == ("request_correction", True)
    answer = {"case_id": case["case_id"], "seen_version": 2, "text": "遮断しました。"}
    assert compliance.call(contract.ANSWER_CASE, agency, **answer)["state"] == "answered"
    done = compliance.call(
        contract.ADVANCE_CASE,
        OPERATIONS,
        case_id=case["case_id"],
        seen_version=3,
        event="confirm",
        text="確認しました。",
    )
    assert done["state"] == "closed"


def test_operations_suspend_only_who_does_not_comply_and_confirm_it_themselves(compliance: Compliance) -> None:
    """OPS-4, CMP-10; 001 14: after the day has passed, or after an answer that is no compliance."""
    late, unwilling = compliance.agency(), compliance.agency("別の団体")
    first = demanded(compliance, late, due_on="2026-04-24")
    second = demanded(compliance, unwilling, due_on="2026-05-20")
    for case in (first, second):
        with pytest.raises(Refused) as refused:
            suspend(compliance, case)
        assert refused.value.code is ErrorCode.SECURITY_DEMAND_PENDING
    answer = {"case_id": second["case_id"], "seen_version": 2, "text": "応じられません。"}
    compliance.call(contract.ANSWER_CASE, unwilling, **answer)
    suspend(compliance, second, seen=3)
    compliance.now = dt.datetime(2026, 4, 24, 15, 0, tzinfo=dt.UTC)  # 25 April in Japan
    suspend(compliance, first)
    standing = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=late.organization_id)
    (measure,) = standing["measures"]
    assert (standing["standing"], measure["rule"], measure["bureau_code"]) == ("suspended", "CMP-10", None)
    with pytest.raises(Refused) as refused:
        compliance.call(contract.LIFT_MEASURE, TOKYO, measure_id=measure["measure_id"], note="確認した。")
    assert refused.value.code is ErrorCode.OTHER_AUTHORITYS_MEASURE
    lifted = compliance.call(contract.LIFT_MEASURE, OPERATIONS, measure_id=measure["measure_id"], note="確認した。")
    assert lifted["standing"] == "active"


def test_the_competent_bureau_sees_a_demand_and_no_other_bureau_does(compliance: Compliance) -> None:
    """OPS-4, AUT-7: it decides nothing in it."""
    case = demanded(compliance, compliance.agency())
    seen = compliance.call(contract.LIST_CASES, TOKYO, ground="security_demand")["cases"]
    assert [one["case_id"] for one in seen] == [case["case_id"]]
    assert compliance.call(contract.LIST_CASES, TOKYO, ground="overdue")["cases"] == []
    assert compliance.call(contract.LIST_CASES, OSAKA, ground="security_demand")["cases"] == []
    with pytest.raises(Refused) as refused:
        suspend(compliance, case, staff=TOKYO)
    assert refused.value.code is ErrorCode.OTHER_AUTHORITYS_MEASURE


def test_a_demand_with_a_day_that_leaves_no_time_opens_nothing(compliance: Compliance) -> None:
    """OPS-4, CMP-13."""
    with pytest.raises(Refused) as refused:
        demanded(compliance, compliance.agency(), due_on="2026-04-22")
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.DUE_DAY_UNFIT, "/due_on")
    assert compliance.count(cases) == 0
