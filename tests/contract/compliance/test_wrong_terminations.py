"""What a wrong termination took from an organization is given back with its withdrawal, and what it ended is as it was (CMP-6, CMP-9)."""

import datetime as dt

import pytest

from services.compliance.cases.usecases.annulling import DAYS_BACK
from services.contracts import compliance as contract
from services.contracts.errors import ErrorCode
from tests.contract.compliance import test_cases as in_cases
from tests.contract.compliance import watch_story
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_standing import TOKYO, heard, shown, suspend, terminate
from tests.contract.compliance.test_wrong_decisions import REASON, overdue_events, taken_back, terminated_wrongly
from tests.contract.served import Refused


def on(compliance: Compliance, day: str) -> None:
    compliance.now = dt.datetime.fromisoformat(f"{day}T09:00:00+09:00")


def test_the_month_of_grace_stands_still_while_an_organization_is_wrongly_terminated(compliance: Compliance) -> None:
    """CMP-6: nine days were left on the day of the termination; as many are from the day after its withdrawal, announced anew."""
    caller = watch_story.agency(compliance)
    watch_story.on(compliance, "2026-04-21")
    watch_story.on(compliance, "2026-05-10")
    on(compliance, "2026-05-11")
    measure_id = terminated_wrongly(compliance, caller)
    watch_story.on(compliance, "2026-05-21")
    on(compliance, "2026-07-01")
    taken_back(compliance, measure_id)
    watch_story.run(compliance)
    assert overdue_events(compliance, caller) == ["open", "warn", "warn"]
    assert "令和８年７月11日から" in compliance.published(contract.CASE_ADVANCED)[-1]["text"]
    watch_story.on(compliance, "2026-07-10")
    assert watch_story.standing_of(compliance, caller) == ("active", None)
    watch_story.on(compliance, "2026-07-11")
    assert watch_story.standing_of(compliance, caller) == ("suspended", "2027-01-08")


def test_a_form_that_comes_within_the_days_given_back_and_is_recorded_late_undoes_the_suspension(
    compliance: Compliance,
) -> None:
    """CMP-6, REG-7: the day of receipt decides."""
    caller = watch_story.agency(compliance)
    on(compliance, "2026-05-11")
    measure_id = terminated_wrongly(compliance, caller)
    on(compliance, "2026-07-01")
    taken_back(compliance, measure_id)
    watch_story.on(compliance, "2026-07-11")
    received = {"permission_change_received_on": dt.date(2026, 7, 10)}
    watch_story.tell(compliance, caller, version=2, permission_valid_until=watch_story.ENDED, **received)
    watch_story.run(compliance)
    assert overdue_events(compliance, caller)[-2:] == ["suspend", "annul"]


def test_the_prompts_of_a_report_show_the_month_with_the_days_given_back(compliance: Compliance) -> None:
    caller = watch_story.with_missing_report(compliance)
    on(compliance, "2026-05-10")
    measure_id = terminated_wrongly(compliance, caller)
    on(compliance, "2026-06-01")
    taken_back(compliance, measure_id)
    watch_story.run(compliance)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["due_on"], prompt["grace_until"]) == ("2026-04-20", "2026-06-11")


def test_who_was_to_be_heard_is_heard_after_a_wrong_termination(compliance: Compliance) -> None:
    """CMP-9, CMP-13: its day passed while it could state nothing; it has the days that were left, and reads of it."""
    agency = compliance.agency()
    case_id = in_cases.opened(compliance, agency, ground="malicious_breach")
    in_cases.stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING, due_on="2026-05-01")
    asked = in_cases.opened(compliance, agency, ground="other_breach")
    in_cases.stepped(compliance, asked, 1, contract.REQUEST_CORRECTION, due_on="2026-04-30")
    late = in_cases.opened(compliance, agency, ground="advertising")
    in_cases.stepped(compliance, late, 1, contract.REQUEST_CORRECTION, due_on="2026-04-23")
    on(compliance, "2026-04-27")
    wrong = heard(compliance, agency)
    terminate(compliance, wrong)
    on(compliance, "2026-06-01")
    taken_back(compliance, shown(compliance, agency)["measures"][0]["measure_id"])
    with pytest.raises(Refused) as refused:
        in_cases.stepped(compliance, case_id, 2, contract.TERMINATE_IN_CASE)
    assert refused.value.code is ErrorCode.ORGANIZATION_NOT_HEARD
    own = {one["case_id"]: one for one in compliance.call(contract.LIST_OWN_CASES, agency)["cases"]}
    assert own[case_id]["awaited"] == {"kind": "state_view", "due_on": "2026-06-05", "late": False}
    assert own[asked]["awaited"] == {"kind": "answer", "due_on": "2026-06-04", "late": False}
    assert own[late]["awaited"] == {"kind": "answer", "due_on": "2026-04-23", "late": True}, "as it was late before"
    assert compliance.published(contract.CASE_ADVANCED)[-1]["text"] == REASON + DAYS_BACK
    on(compliance, "2026-06-06")
    in_cases.stepped(compliance, case_id, 2, contract.TERMINATE_IN_CASE)
    assert shown(compliance, agency)["standing"] == "terminated"


def test_a_termination_that_is_taken_back_on_its_own_day_has_taken_no_days(compliance: Compliance) -> None:
    agency = compliance.agency()
    case_id = in_cases.opened(compliance, agency, ground="other_breach")
    in_cases.stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION, due_on="2026-04-30")
    taken_back(compliance, terminated_wrongly(compliance, agency))
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)
    assert case["awaited"]["due_on"] == "2026-04-30"
    assert compliance.published(contract.CASE_ADVANCED)[-1]["text"] == REASON


def test_of_a_wrong_suspension_and_the_wrong_termination_after_it_either_is_taken_back_first(
    compliance: Compliance,
) -> None:
    """CMP-14: the organization is in use again, and the suspension's case is over."""
    for suspension_first in (True, False):
        agency = compliance.agency()
        (suspension,) = suspend(compliance, agency)["measures"]
        both = [terminated_wrongly(compliance, agency), suspension["measure_id"]]
        for measure_id in reversed(both) if suspension_first else both:
            after = taken_back(compliance, measure_id)
        assert after["standing"] == "active"
        assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=suspension["case_id"])["state"] == "closed"


def test_a_confirmed_case_is_closed_with_the_termination_and_confirmed_again_without_it(compliance: Compliance) -> None:
    """CMP-14, MSG-14: other services are told of the end; nobody could close it any more."""
    agency = compliance.agency()
    (suspension,) = suspend(compliance, agency)["measures"]
    case_id = suspension["case_id"]
    in_cases.stepped(compliance, case_id, 3, contract.ADVANCE_CASE, event="confirm")
    measure_id = terminated_wrongly(compliance, agency)
    told = [one["open"] for one in compliance.published(contract.CASE_CHANGED) if one["case_id"] == case_id]
    assert told == [True, False]
    open_only = {"organization_id": agency.organization_id, "open_only": True}
    assert compliance.call(contract.LIST_CASES, TOKYO, **open_only)["cases"] == []
    assert taken_back(compliance, measure_id)["until"] == "2026-10-22"
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["state"] == "confirmed"


def test_a_right_suspension_after_one_that_was_taken_back_is_decided_in_a_case_of_its_own(
    compliance: Compliance,
) -> None:
    """CMP-13: a case has one, also where it was wrong and the case is open still."""
    agency = compliance.agency()
    (suspension,) = suspend(compliance, agency)["measures"]
    on(compliance, "2026-11-02")
    version = taken_back(compliance, suspension["measure_id"])["version"]
    with pytest.raises(Refused) as refused:
        in_cases.stepped(compliance, suspension["case_id"], 4, contract.SUSPEND_IN_CASE, kind="suspension_with_term")
    assert refused.value.code is ErrorCode.CASE_MEASURE_TAKEN
    assert suspend(compliance, agency, seen_version=version)["standing"] == "suspended"


def test_the_day_of_a_demand_stands_still_as_well(compliance: Compliance) -> None:
    """CMP-6: 提出依頼にも関わらず: nine days were left of the time that the demand had set."""
    caller = watch_story.with_missing_report(compliance)
    compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。", due_on="2026-06-10")
    on(compliance, "2026-06-01")
    measure_id = terminated_wrongly(compliance, caller)
    on(compliance, "2026-07-01")
    taken_back(compliance, measure_id)
    watch_story.on(compliance, "2026-07-10")
    assert watch_story.standing_of(compliance, caller) == ("active", None)
    watch_story.on(compliance, "2026-07-11")
    assert watch_story.standing_of(compliance, caller)[0] == "suspended"
