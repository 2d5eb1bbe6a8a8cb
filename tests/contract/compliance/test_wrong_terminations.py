"""What a wrong termination took from an organization is given back with its withdrawal, and what it ended is as it was (CMP-6, CMP-9)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.cases.usecases.annulling import DAYS_BACK
from services.contracts import compliance as contract
from services.contracts.caller import Caller
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


# In a case on something overdue, in the place of the suspension by date ----------------------------------------------


def overdue_again(compliance: Compliance) -> Caller:
    """An agency whose permission ended twice: once it was suspended for it until 20 November, and now its month is over again."""
    caller = watch_story.agency(compliance)
    watch_story.on(compliance, "2026-05-21")
    came = {"permission_change_received_on": dt.date(2026, 7, 1)}
    watch_story.tell(compliance, caller, version=2, permission_valid_until=watch_story.ENDED, **came)
    watch_story.on(compliance, "2026-07-01")
    watch_story.on(compliance, "2026-11-21")
    again = dt.date(2027, 1, 15)
    watch_story.tell(compliance, caller, version=3, permission_valid_until=again)
    watch_story.on(compliance, "2027-02-10")
    return caller


def newest_case(compliance: Compliance, caller: Caller) -> dict[str, Any]:
    found = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"]
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=found[0]["case_id"])


def terminated_for_overdue(compliance: Compliance, caller: Caller, day: str, item: str = "permission") -> str:
    """Staff terminate in the newest case on something, before the calendar has looked that day; answers the measure."""
    on(compliance, day)
    listed = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id, open_only=True)[
        "cases"
    ]
    case = next(one for one in listed if one["overdue"]["item"] == item)
    case_id, version = case["case_id"], case["version"]
    in_cases.stepped(compliance, case_id, version, contract.ANNOUNCE_HEARING)
    compliance.call(contract.ANSWER_CASE, caller, case_id=case_id, seen_version=version + 1, text="ありません。")
    in_cases.stepped(compliance, case_id, version + 2, contract.TERMINATE_IN_CASE)
    (measure,) = [
        one for one in shown(compliance, caller)["measures"] if one["kind"] == "termination" and one["in_force"]
    ]
    return str(measure["measure_id"])


def test_what_is_overdue_is_suspended_for_where_its_termination_was_wrong(compliance: Compliance) -> None:
    """CMP-6, CMP-14: its month was over before, so that use stops at the first look, for six months from that day; in the same case."""
    caller = overdue_again(compliance)
    measure_id = terminated_for_overdue(compliance, caller, "2027-02-16")
    watch_story.run(compliance)
    on(compliance, "2027-04-01")
    assert taken_back(compliance, measure_id)["standing"] == "active"
    case = newest_case(compliance, caller)
    watch_story.run(compliance)
    assert watch_story.standing_of(compliance, caller) == ("suspended", "2027-10-01")
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["prompt"], prompt["case_id"]) == ("repeated", case["case_id"]), (
        "to be decided on anew, after a hearing"
    )
    watch_story.on(compliance, "2027-10-02")
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO, prompt="unmended")["prompts"]
    assert prompt["case_id"] == case["case_id"]


def test_what_was_terminated_for_and_came_meanwhile_is_over_with_its_case(compliance: Compliance) -> None:
    """CMP-6: received before the termination and recorded after it: nothing is missing that use could be suspended for."""
    caller = overdue_again(compliance)
    measure_id = terminated_for_overdue(compliance, caller, "2027-02-16")
    came = {"permission_change_received_on": dt.date(2027, 2, 15)}
    watch_story.tell(compliance, caller, version=4, permission_valid_until=dt.date(2027, 1, 15), **came)
    watch_story.on(compliance, "2027-03-01")
    taken_back(compliance, measure_id)
    watch_story.run(compliance)
    assert watch_story.standing_of(compliance, caller) == ("active", None)
    assert [one["event"] for one in newest_case(compliance, caller)["steps"]][-2:] == ["annul", "close"]


def test_an_overdue_report_that_was_terminated_for_waits_again_for_the_end_of_another_suspension(
    compliance: Compliance,
) -> None:
    """CMP-6: one measure on a ground at a time; the bureau's demand stands and needs not be made anew."""
    caller = overdue_again(compliance)
    watch_story.on(compliance, "2027-02-16")
    watch_story.on(compliance, "2027-04-21")
    compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。", due_on="2027-05-10")
    watch_story.on(compliance, "2027-05-21")
    measure_id = terminated_for_overdue(compliance, caller, "2027-05-24", item="report")
    watch_story.on(compliance, "2027-06-01")
    assert taken_back(compliance, measure_id)["standing"] == "suspended", "for the permission"
    watch_story.run(compliance)
    assert watch_story.standing_of(compliance, caller) == ("suspended", "2027-08-16")
    came = {"permission_change_received_on": dt.date(2027, 6, 2)}
    watch_story.tell(compliance, caller, version=4, permission_valid_until=dt.date(2027, 1, 15), **came)
    watch_story.on(compliance, "2027-06-02")
    assert watch_story.standing_of(compliance, caller) == ("suspended", "2027-08-16")
    watch_story.on(compliance, "2027-08-17")
    assert watch_story.standing_of(compliance, caller) == ("suspended", "2028-02-17")
    watch_story.filed(compliance, caller, year=2026)
    watch_story.run(compliance)
    watch_story.on(compliance, "2028-02-18")
    assert watch_story.standing_of(compliance, caller) == ("active", None)


def test_a_wrong_suspension_stays_wrong_where_the_termination_after_it_is_taken_back_too(
    compliance: Compliance,
) -> None:
    """Decision 240: what staff have taken back is not suspended for again, in whatever order both are taken back."""
    for suspension_first in (True, False):
        caller = watch_story.agency(compliance, permission_valid_until=compliance.today - dt.timedelta(days=1))
        due = compliance.today
        watch_story.on(compliance, str(due + dt.timedelta(days=40)))
        (suspension,) = shown(compliance, caller)["measures"]
        watch_story.on(compliance, str(due + dt.timedelta(days=260)))
        wrong = terminated_for_overdue(compliance, caller, str(due + dt.timedelta(days=261)))
        both = [suspension["measure_id"], wrong] if suspension_first else [wrong, suspension["measure_id"]]
        for measure_id in both:
            taken_back(compliance, measure_id)
        watch_story.run(compliance)
        watch_story.on(compliance, str(due + dt.timedelta(days=300)))
        assert watch_story.standing_of(compliance, caller) == ("active", None)
        assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=suspension["case_id"])["state"] == "closed"
