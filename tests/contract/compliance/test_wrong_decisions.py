"""A measure that was wrongly decided is taken back: what is then as if it had not been, and what is not (CMP-9, CMP-13, CMP-14)."""

from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from tests.contract.compliance import test_cases as in_cases
from tests.contract.compliance import watch_story
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_service_ends import duties, learn
from tests.contract.compliance.test_standing import (
    MINISTRY,
    OPERATIONS,
    OSAKA,
    TOKYO,
    code_of,
    heard,
    lift,
    shown,
    suspend,
    terminate,
    told,
)
from tests.contract.served import Refused

REASON = "別の利用団体に対する決定を、誤って行ったため。"


def taken_back(compliance: Compliance, measure_id: str, staff: Caller = TOKYO) -> dict[str, Any]:
    return compliance.call(
        contract.WITHDRAW_DECISION, staff, measure_id=measure_id, reason=REASON, note="番号の取り違え。"
    )


def test_a_wrong_suspension_ends_at_once_with_its_case_and_both_sides_see_why(compliance: Compliance) -> None:
    """CMP-13, CMP-14: one with a term, too, which nothing else ends before it is over."""
    agency = compliance.agency()
    (measure,) = suspend(compliance, agency)["measures"]
    after = taken_back(compliance, measure["measure_id"])
    assert (after["standing"], after["measures"][0]["end"]) == ("active", "annulled")
    assert after["measures"][0]["end_note"] == "番号の取り違え。"
    assert [one["standing"] for one in told(compliance)] == ["suspended", "active"]
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=measure["case_id"])
    last = own["steps"][-1]
    assert (own["state"], last["event"], last["side"], last["text"]) == ("closed", "annul", "bureau", REASON)
    assert (last["measure_id"], own["suspensions"][0]["end"]) == (measure["measure_id"], "annulled")
    assert "取り違え" not in str(own)
    (mail,) = [one for one in compliance.published(contract.CASE_ADVANCED) if one["event"] == "annul"]
    assert mail["text"] == REASON
    assert compliance.published(AUDIT_RECORDED["compliance"])[-1]["action"] == "compliance.case_annul"
    assert [one["open"] for one in compliance.published(contract.CASE_CHANGED)] == [True, False]


def test_a_suspension_that_was_taken_back_opens_no_termination_for_a_later_breach(compliance: Compliance) -> None:
    """CMP-3: 利用再開後、再度: also where it is taken back after its own end, which stays as it was."""
    agency = compliance.agency()
    measure_id = suspend(compliance, agency)["measures"][0]["measure_id"]
    compliance.pass_by(days=200)
    again = in_cases.opened(compliance, agency, happened_on=compliance.today.isoformat())
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=again)["terminable"] == ["offer_information"]
    ended_at = shown(compliance, agency)["measures"][0]["ended_at"]
    after = taken_back(compliance, measure_id)
    assert (after["measures"][0]["end"], after["measures"][0]["ended_at"]) == ("annulled", ended_at)
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=again)["terminable"] == []


def test_a_wrong_termination_is_taken_back_and_a_right_one_may_follow(compliance: Compliance) -> None:
    """CMP-9: it bars nobody any more, and stands in nobody's way."""
    agency = compliance.agency()
    terminate(compliance, heard(compliance, agency))
    (measure,) = shown(compliance, agency)["measures"]
    after = taken_back(compliance, measure["measure_id"], MINISTRY)
    assert (after["standing"], after["bar_until"]) == ("active", None)
    assert [(one["standing"], one["bar_until"] is None) for one in told(compliance)] == [
        ("terminated", False),
        ("active", True),
    ]
    terminate(compliance, heard(compliance, agency))
    assert shown(compliance, agency)["standing"] == "terminated"


def test_a_suspension_that_a_wrong_termination_ended_stays_ended(compliance: Compliance) -> None:
    """Decision 158: whether it is still needed, staff decide anew."""
    agency = compliance.agency()
    suspend(compliance, agency)
    terminate(compliance, heard(compliance, agency))
    (termination,) = [one for one in shown(compliance, agency)["measures"] if one["kind"] == "termination"]
    assert taken_back(compliance, termination["measure_id"])["standing"] == "active"
    assert suspend(compliance, agency, seen_version=shown(compliance, agency)["version"])["standing"] == "suspended"


def test_a_wrong_measure_whose_case_goes_on_leaves_it_open(compliance: Compliance) -> None:
    """CMP-10, CMP-13: a provisional suspension that is over, taken back, ends neither the inquiry nor the other suspension."""
    agency = compliance.agency()
    provisional = {"kind": "provisional_suspension", "ground": "facts_unclear"}
    (measure,) = suspend(compliance, agency, **provisional)["measures"]
    lift(compliance, measure["measure_id"])
    taken_back(compliance, measure["measure_id"])
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=measure["case_id"])["state"] == "opened"


def test_duties_to_delete_that_it_made_stay(compliance: Compliance) -> None:
    """MSG-11, decisions 158, 230, 240: what was deleted is gone, and who deleted at once is not worse off than who waited."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    measure_id = suspend(compliance, agency)["measures"][0]["measure_id"]
    learn(compliance, agency)
    due = duties(compliance, agency)
    taken_back(compliance, measure_id)
    learn(compliance, agency)
    compliance.review()
    assert (len(due), duties(compliance, agency)) == (1, due)


def test_what_the_calendar_suspended_for_is_not_suspended_for_again(compliance: Compliance) -> None:
    """CMP-6, decision 240: the case that staff have closed is not opened anew for the same thing."""
    caller = watch_story.agency(compliance)
    watch_story.on(compliance, "2026-05-21")
    (measure,) = shown(compliance, caller)["measures"]
    taken_back(compliance, measure["measure_id"])
    for day in ("2026-05-22", "2026-07-01", "2026-12-01"):
        watch_story.on(compliance, day)
    assert watch_story.standing_of(compliance, caller)[0] == "active"
    assert watch_story.events_of(compliance, caller)[-1] == "annul"


def test_who_may_not_decide_on_it_may_not_take_it_back_and_nobody_does_twice(compliance: Compliance) -> None:
    """AUT-7, CMP-10: the competent bureau or the ministry; operations what they suspended by article 14."""
    agency = compliance.agency()
    measure_id = suspend(compliance, agency)["measures"][0]["measure_id"]
    for staff, code in (
        (OSAKA, ErrorCode.OTHER_BUREAUS_ORGANIZATION),
        (OPERATIONS, ErrorCode.OTHER_AUTHORITYS_MEASURE),
    ):
        with pytest.raises(Refused) as refused:
            taken_back(compliance, measure_id, staff)
        assert code_of(refused) is code
    with pytest.raises(Refused) as refused:
        taken_back(compliance, new_id())
    assert code_of(refused) is ErrorCode.NOT_FOUND
    assert shown(compliance, agency)["standing"] == "suspended"
    taken_back(compliance, measure_id)
    with pytest.raises(Refused) as refused:
        taken_back(compliance, measure_id)
    assert code_of(refused) is ErrorCode.DECISION_WITHDRAWN_ALREADY
