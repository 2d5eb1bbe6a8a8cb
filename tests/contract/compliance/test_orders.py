"""Orders under the Employment Security Act as bureaus record them, with what the registry is told (CMP-2, REG-2)."""

import datetime as dt
from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))
MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())
NUMBER = "13-ユ-123456"


def content(**changes: Any) -> dict[str, Any]:
    return {"kind": "improvement", "issued_on": "2026-04-20", "summary": "帳簿の備付けを命じた。", **changes}


def record(compliance: Compliance, staff: Caller = TOKYO, **changes: Any) -> dict[str, Any]:
    return compliance.call(contract.RECORD_ORDER, staff, **content(**{"number": NUMBER, **changes}))


def correct(compliance: Compliance, order: dict[str, Any], staff: Caller = TOKYO, **changes: Any) -> dict[str, Any]:
    request = {"order_id": order["order_id"], "seen_version": order["version"], "note": "誤記のため。", **changes}
    return compliance.call(contract.CORRECT_ORDER, staff, **content(**request))


def told(compliance: Compliance) -> list[dict[str, Any]]:
    return compliance.published(contract.BUSINESS_ORDER_CHANGED)


def test_an_order_is_told_under_its_number_without_the_branch(compliance: Compliance) -> None:
    """CMP-2, REG-2."""
    order = record(compliance, number=f"{NUMBER}-2")
    assert (order["number"], order["stands"], order["bureau_code"]) == (NUMBER, True, "13")
    (state,) = told(compliance)
    assert (state["main_number"], state["version"]) == (NUMBER, 1)
    assert state["orders"] == [
        {"order_id": order["order_id"], "kind": "improvement", "since": dt.date(2026, 4, 20), "until": None}
    ]


def test_an_order_names_the_organizations_on_which_staff_decide(compliance: Compliance) -> None:
    """CMP-2: an order by itself suspends nobody; of who has withdrawn nothing is to be decided."""
    agency = compliance.agency()
    compliance.tell((ORGANIZATION_CHANGED, compliance.state(agency, version=2, main_numbers=[NUMBER])))
    gone = compliance.state(compliance.agency(), version=2, main_numbers=[NUMBER], standing="withdrawn")
    compliance.tell((ORGANIZATION_CHANGED, gone))
    (concerned,) = record(compliance)["organizations"]
    assert (concerned["organization_id"], concerned["standing"]) == (agency.organization_id, "active")
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED) == []


def test_an_improvement_that_was_confirmed_frees_the_number_from_that_day(compliance: Compliance) -> None:
    """CMP-2, REG-2."""
    order = record(compliance)
    met = compliance.call(contract.MEET_ORDER, TOKYO, order_id=order["order_id"], met_on="2026-04-22")
    assert (met["stands"], met["version"]) == (False, 2)
    assert told(compliance)[-1]["orders"][0]["until"] == dt.date(2026, 4, 21)
    with pytest.raises(Refused) as refused:
        compliance.call(contract.MEET_ORDER, TOKYO, order_id=order["order_id"], met_on="2026-04-22")
    assert refused.value.code is ErrorCode.ORDER_RECORDED_ALREADY


def test_only_an_improvement_is_met(compliance: Compliance) -> None:
    """CMP-2."""
    order = record(compliance, kind="revocation")
    with pytest.raises(Refused) as refused:
        compliance.call(contract.MEET_ORDER, TOKYO, order_id=order["order_id"], met_on="2026-04-22")
    assert refused.value.code is ErrorCode.ORDER_NOT_TO_BE_MET


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"number": "27-ユ-123456"}, ErrorCode.OTHER_BUREAUS_NUMBER, "/number"),
        ({"issued_on": "2026-04-23"}, ErrorCode.ORDER_DAY_UNFIT, "/issued_on"),
        ({"kind": "business_suspension"}, ErrorCode.ORDER_TERM_UNFIT, "/starts_on"),
        ({"ends_on": "2026-05-01"}, ErrorCode.ORDER_TERM_UNFIT, "/ends_on"),
    ],
)
def test_what_can_not_be_recorded_is_refused_at_its_place(
    compliance: Compliance, changes: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """CMP-2, AUT-7."""
    with pytest.raises(Refused) as refused:
        record(compliance, **changes)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    assert told(compliance) == []


def test_an_order_is_recorded_once_also_by_two_staff_at_once(compliance: Compliance) -> None:
    """CMP-2."""
    outcomes = at_once(*[lambda: record(compliance)] * 4)
    assert sorted(outcomes) == [DONE, *["order_recorded_already"] * 3]


def test_a_correction_keeps_what_was_there_and_comes_from_who_saw_the_newest(compliance: Compliance) -> None:
    """CMP-2, CMP-13."""
    order = record(compliance)
    term = {"starts_on": "2026-05-01", "ends_on": "2026-05-31"}
    corrected = correct(compliance, order, kind="business_suspension", **term)
    assert (corrected["ends_on"], corrected["version"]) == ("2026-05-31", 2)
    assert [(step["event"], step["account_id"]) for step in corrected["steps"]] == [
        ("recorded", TOKYO.account_id),
        ("corrected", TOKYO.account_id),
    ]
    with pytest.raises(Refused) as refused:
        correct(compliance, order)
    assert refused.value.code is ErrorCode.ORDER_CHANGED
    with pytest.raises(Refused) as refused:
        correct(compliance, corrected, OSAKA)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.OTHER_BUREAUS_NUMBER, "/order_id")


def test_a_record_made_by_mistake_is_taken_back_and_can_then_be_made_again(compliance: Compliance) -> None:
    """CMP-2."""
    order = record(compliance)
    void = correct(compliance, order, void=True)
    assert (void["void"], void["stands"]) == (True, False)
    assert told(compliance)[-1]["orders"] == []
    with pytest.raises(Refused) as refused:
        correct(compliance, void)
    assert refused.value.code is ErrorCode.ORDER_VOID
    assert record(compliance)["stands"] is True
    assert [state["version"] for state in told(compliance)] == [1, 2, 3]


def test_a_bureau_lists_the_orders_of_its_numbers_and_of_its_organizations(compliance: Compliance) -> None:
    """AUT-7: an agency of Tokyo may be under the permission that Osaka gave."""
    agency = compliance.agency()
    compliance.tell((ORGANIZATION_CHANGED, compliance.state(agency, version=2, main_numbers=["27-ユ-000001"])))
    first = record(compliance)
    second = record(compliance, OSAKA, number="27-ユ-000001")
    third = record(compliance, OSAKA, number="27-ユ-000002", kind="revocation")

    def listed(staff: Caller, **request: Any) -> list[str]:
        return [order["order_id"] for order in compliance.call(contract.LIST_ORDERS, staff, **request)["orders"]]

    ids = [order["order_id"] for order in (third, second, first)]
    assert listed(TOKYO) == ids[1:]
    assert listed(OSAKA) == ids[:2]
    assert listed(MINISTRY) == ids
    assert listed(MINISTRY, number="27-ユ-000002-1") == ids[:1]
    compliance.call(contract.MEET_ORDER, TOKYO, order_id=first["order_id"], met_on="2026-04-22")
    assert listed(MINISTRY, standing_only=True) == ids[:2]
    page = compliance.call(contract.LIST_ORDERS, MINISTRY, limit=2)
    assert page["next"] == second["order_id"]
    assert listed(MINISTRY, limit=2, after=page["next"]) == ids[2:]
