"""CMP-3, CMP-5, CMP-6: a form does not wipe a record: who withdraws and applies anew under its number is the same agency.

Decision 089. Staff decide whether it comes to a termination; the rules say that it may.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import TOKYO, opened, stepped
from tests.contract.served import Refused

NUMBER, OTHER_NUMBER = "13-ユ-300001", "13-ユ-300009"


def member(compliance: Compliance, version: int = 1, caller: Caller | None = None, **state: Any) -> Caller:
    """An agency as the registry tells of it, new or once more."""
    agency = caller or compliance.agency()
    if caller is not None or state:
        compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=version + 1, **state))
    return agency


def serve(compliance: Compliance, agency: Caller, ground: str = "excessive_solicitation") -> None:
    """A suspension until corrected, which was corrected ten days later."""
    case_id = opened(compliance, agency, ground=ground, happened_on=compliance.today.isoformat())
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    stepped(compliance, case_id, 2, contract.SUSPEND_IN_CASE, kind="suspension_until_corrected", text="違反のため。")
    compliance.pass_by(days=10)
    stepped(compliance, case_id, 3, contract.ADVANCE_CASE, event="confirm")


def withdraw(compliance: Compliance, agency: Caller, **state: Any) -> None:
    left = {"standing": "withdrawn", "ended_on": compliance.today, "approved_on": dt.date(2026, 1, 5), **state}
    member(compliance, version=5, caller=agency, **left)


def a_later_case(compliance: Compliance, agency: Caller, ground: str = "other_breach") -> dict[str, Any]:
    compliance.pass_by(days=10)
    case_id = opened(compliance, agency, ground=ground, happened_on=compliance.today.isoformat())
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)


def test_any_breach_of_the_next_registration_may_end_in_termination_after_a_hearing(compliance: Compliance) -> None:
    """CMP-5: 利用再開後、再度; the case names whose measure it was, and the termination is decided on the new one."""
    first = compliance.agency("みなと人材紹介株式会社")
    serve(compliance, first)
    withdraw(compliance, first)
    anew = member(compliance, approved_on=compliance.today)
    case = a_later_case(compliance, anew)
    assert case["terminable"] == ["excessive_solicitation"]
    assert [one["organization_id"] for one in case["predecessors"]] == [first.organization_id]
    stepped(compliance, case["case_id"], 1, contract.ANNOUNCE_HEARING)
    compliance.call(contract.ANSWER_CASE, anew, case_id=case["case_id"], seen_version=2, text="やめました。")
    done = stepped(compliance, case["case_id"], 3, contract.TERMINATE_IN_CASE, text="再度の違反のため。")
    assert done["state"] == "closed"
    told = compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]
    assert (told["organization_id"], told["standing"]) == (anew.organization_id, "terminated")


@pytest.mark.parametrize(
    "how",
    [
        "another number",
        "another class",
        "beside it",
        "before the withdrawal was told with its day",
        "another ground of 8(2)⑤",
    ],
)
def test_who_is_another_or_did_nothing_that_is_repeated_begins_with_none(compliance: Compliance, how: str) -> None:
    """REG-4, decision 300: a department that was there all along is not stopped for another one's conduct."""
    first = compliance.agency()
    beside = member(compliance, approved_on=compliance.today - dt.timedelta(days=1))
    serve(compliance, first, "other_breach" if how == "another ground of 8(2)⑤" else "excessive_solicitation")
    withdraw(compliance, first, **({"ended_on": None} if how == "before the withdrawal was told with its day" else {}))
    changes: dict[str, Any] = {"approved_on": compliance.today}
    if how == "another number":
        changes["main_numbers"] = [OTHER_NUMBER]
    if how == "another class":
        changes |= {"class_": "municipal", "kind": "municipality_commissioning"}
    case = a_later_case(compliance, beside if how == "beside it" else member(compliance, **changes))
    assert case["terminable"] == []
    with pytest.raises(Refused) as refused:
        stepped(compliance, case["case_id"], 1, contract.ANNOUNCE_HEARING)
    assert refused.value.code is ErrorCode.TERMINATION_NOT_PROVIDED


def test_a_breach_of_the_predecessor_s_own_time_is_no_repetition(compliance: Compliance) -> None:
    """CMP-5: it happened before the use was resumed, whoever is registered when it is found out."""
    first = compliance.agency()
    before = compliance.today
    serve(compliance, first)
    withdraw(compliance, first)
    anew = member(compliance, approved_on=compliance.today)
    compliance.pass_by(days=10)
    case_id = opened(compliance, anew, happened_on=before.isoformat())
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["terminable"] == []
