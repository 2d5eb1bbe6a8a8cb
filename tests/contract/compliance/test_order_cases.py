"""CMP-2: an order against a number opens a case on each organization under it, and its own bureau learns of its course."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.cases.tables import cases
from services.compliance.order_cases.usecases import follow_orders
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.registry import ORGANIZATION_CHANGED
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import opened, stepped
from tests.contract.compliance.test_orders import NUMBER, OSAKA, TOKYO, correct, record


def branch(compliance: Compliance, bureau_code: str = "27", **state: Any) -> Caller:
    """An organization under the number, of the bureau where it has its office."""
    agency = compliance.agency()
    changes = {"version": 2, "main_numbers": [NUMBER], "bureau_code": bureau_code, **state}
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, **changes))
    return agency


def run(compliance: Compliance) -> int:
    with compliance.work() as work:
        return follow_orders(work)


def told(compliance: Compliance) -> list[tuple[str, str, str]]:
    published = compliance.published(contract.ORDER_FOLLOWED)
    return [(one["bureau_code"], one["case_id"], one["state"]) for one in published]


def case_of(compliance: Compliance, agency: Caller, staff: Caller = OSAKA) -> dict[str, Any]:
    (head,) = compliance.call(contract.LIST_CASES, staff, organization_id=agency.organization_id)["cases"]
    return compliance.call(contract.SHOW_CASE, staff, case_id=head["case_id"])


def test_cmp_2_each_bureau_gets_a_case_on_its_organization_under_the_number_once(compliance: Compliance) -> None:
    """Whoever issued the order: the branch elsewhere is suspended by its own bureau, and nothing is decided by the rule."""
    away, at_home, other = branch(compliance), branch(compliance, "13"), compliance.agency()
    record(compliance)
    assert run(compliance) == 2
    assert run(compliance) == 0
    case = case_of(compliance, away)
    assert (case["ground"], case["origin"], case["happened_on"], case["state"]) == (
        "order",
        "rule",
        "2026-04-20",
        "opened",
    )
    assert [(step["side"], step["account_id"]) for step in case["steps"]] == [("calendar", None)]
    assert "令和８年４月20日に、職業安定法に基づく改善命令" in case["steps"][0]["text"]
    assert "帳簿" not in case["steps"][0]["text"], "what another bureau wrote is read in its order"
    home = case_of(compliance, at_home, TOKYO)
    assert sorted(told(compliance)) == [("13", home["case_id"], "issued"), ("27", case["case_id"], "issued")]
    assert [step["event"] for step in compliance.published(contract.CASE_ADVANCED)] == ["open", "open"]
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED) == [], "an order by itself suspends nobody"
    assert compliance.count(cases, cases.c.organization_id == other.organization_id) == 0
    done = stepped(compliance, case["case_id"], 1, contract.SUSPEND_IN_CASE, OSAKA, kind="suspension_until_corrected")
    assert done["steps"][-1]["event"] == "suspend"


def test_cmp_2_the_bureau_learns_that_the_order_was_met_and_lifts(compliance: Compliance) -> None:
    """Suspended until the correction is confirmed: what the issuing bureau confirms is told to the one that suspends."""
    away = branch(compliance)
    order = record(compliance)
    run(compliance)
    case_id = case_of(compliance, away)["case_id"]
    stepped(compliance, case_id, 1, contract.SUSPEND_IN_CASE, OSAKA, kind="suspension_until_corrected")
    compliance.call(contract.MEET_ORDER, TOKYO, order_id=order["order_id"], met_on="2026-04-22")
    assert (run(compliance), run(compliance)) == (1, 0)
    assert told(compliance)[-1] == ("27", case_id, "met")
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]["standing"] == "suspended"
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, OSAKA, event="confirm")
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]["standing"] == "active"


@pytest.mark.parametrize("closed", [False, True])
def test_cmp_2_a_record_that_was_taken_back_is_told_while_its_case_is_open(
    compliance: Compliance, closed: bool
) -> None:
    away = branch(compliance)
    order = record(compliance)
    run(compliance)
    case_id = case_of(compliance, away)["case_id"]
    if closed:
        stepped(compliance, case_id, 1, contract.ADVANCE_CASE, OSAKA, event="close")
    correct(compliance, order, void=True)
    assert run(compliance) == (0 if closed else 1)
    assert told(compliance)[1:] == ([] if closed else [("27", case_id, "void")])
    compliance.pass_by(days=1)
    assert (run(compliance), compliance.count(cases)) == (0, 1)
    record(compliance, kind="business_suspension", issued_on="2026-04-23", starts_on="2026-04-23", ends_on="2026-05-22")
    assert run(compliance) == 1, "also where another order has the organization looked at"


def test_cmp_2_the_case_that_staff_have_opened_is_taken_over(compliance: Compliance) -> None:
    away = branch(compliance, "13")
    case_id = opened(compliance, away, ground="order", happened_on="2026-04-20")
    order = record(compliance)
    assert run(compliance) == 1
    assert (compliance.count(cases), told(compliance)) == (1, [])
    compliance.call(contract.MEET_ORDER, TOKYO, order_id=order["order_id"], met_on="2026-04-22")
    run(compliance)
    assert told(compliance) == [("13", case_id, "met")]
    record(compliance, kind="business_suspension", starts_on="2026-04-22", ends_on="2026-05-22")
    run(compliance)
    assert compliance.count(cases) == 2, "another order is another case"


def test_cmp_2_who_comes_under_the_number_later_is_found_and_who_has_gone_is_not(compliance: Compliance) -> None:
    """An application approved in the moment before the order; a withdrawal; an order that stands no more."""
    gone, ended = branch(compliance, standing="withdrawn"), branch(compliance)
    case_id = opened(compliance, ended, OSAKA, ground="malice")
    stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING, OSAKA)
    compliance.call(contract.ANSWER_CASE, ended, case_id=case_id, seen_version=2, text="ありません。")
    stepped(compliance, case_id, 3, contract.TERMINATE_IN_CASE, OSAKA)
    record(compliance)
    record(compliance, kind="business_suspension", issued_on="2026-03-02", starts_on="2026-03-02", ends_on="2026-04-21")
    for _ in range(2):
        run(compliance)
    assert (compliance.count(cases), told(compliance)) == (1, [])
    late = branch(compliance)
    assert (run(compliance), run(compliance)) == (1, 0)
    assert case_of(compliance, late)["happened_on"] == "2026-04-20"
    assert compliance.count(cases, cases.c.organization_id == gone.organization_id) == 0
    assert compliance.published(contract.ORDER_FOLLOWED)[0]["issued_on"] == dt.date(2026, 4, 20)
