"""A measure that was wrongly decided is taken back: what is then as if it had not been, and what is not (CMP-9, CMP-13, CMP-14)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.standing.tables import measures
from services.contracts import compliance as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from tests.contract.compliance import test_blocks as blocks
from tests.contract.compliance import test_cases as in_cases
from tests.contract.compliance import test_order_cases as order_cases
from tests.contract.compliance import watch_story
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_orders import record
from tests.contract.compliance.test_service_ends import duties, learn
from tests.contract.compliance.test_standing import (
    LATE,
    MINISTRY,
    OPERATIONS,
    OSAKA,
    TOKYO,
    code_of,
    heard,
    lift,
    run_the_duty,
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


def test_who_confirmed_that_what_was_overdue_had_come_stays_with_a_suspension_that_is_taken_back(
    compliance: Compliance,
) -> None:
    """CMP-6, CMP-13: the confirmation was one official's, the withdrawal is another's."""
    agency = compliance.agency()
    compliance.pass_by(days=30)
    (measure,) = suspend(compliance, agency, ground="overdue", overdue=LATE)["measures"]
    lift(compliance, measure["measure_id"])
    (after,) = taken_back(compliance, measure["measure_id"], MINISTRY)["measures"]
    assert (after["end"], after["ended_by"], after["end_note"]) == ("annulled", TOKYO.account_id, "確認した。")
    assert (after["annulled_by"], after["annul_note"]) == (MINISTRY.account_id, "番号の取り違え。")


def test_a_suspension_that_was_taken_back_opens_no_termination_for_a_later_breach(compliance: Compliance) -> None:
    """CMP-3: 利用再開後、再度: also where it is taken back after its own end, which stays as it was."""
    agency = compliance.agency()
    measure_id = suspend(compliance, agency)["measures"][0]["measure_id"]
    compliance.pass_by(days=200)
    again = in_cases.opened(compliance, agency, happened_on=compliance.today.isoformat())
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=again)["terminable"] == ["offer_information"]
    before = shown(compliance, agency)["measures"][0]
    (after,) = taken_back(compliance, measure_id)["measures"]
    annulment = {name: after[name] for name in ("annulled_at", "annulled_by", "annul_reason", "annul_note")}
    assert {**after, **dict.fromkeys(annulment)} == before, "its own end, by whom, and the note of that"
    assert before["end"] == "term_over"
    assert annulment == {
        "annulled_at": compliance.now.isoformat().replace("+00:00", "Z"),
        "annulled_by": TOKYO.account_id,
        "annul_reason": REASON,
        "annul_note": "番号の取り違え。",
    }
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=before["case_id"])["suspensions"][0]
    assert (own["end"], own["annulled_at"]) == ("term_over", annulment["annulled_at"])
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


def test_a_suspension_that_a_wrong_termination_ended_runs_on_to_its_own_end(compliance: Compliance) -> None:
    """CMP-14: it runs in full, and nobody is free before by a mistake; mailed as what is in force now."""
    agency = compliance.agency()
    (before,) = suspend(compliance, agency)["measures"]
    compliance.pass_by(days=10)
    measure_id = terminated_wrongly(compliance, agency)
    compliance.pass_by(days=10)
    after = taken_back(compliance, measure_id)
    assert (after["standing"], after["until"]) == ("suspended", "2026-10-22")
    assert after["measures"][1] == before
    assert [one["standing"] for one in told(compliance)] == ["suspended", "terminated", "suspended"]
    compliance.now = dt.datetime.fromisoformat("2026-10-23T00:01:00+09:00")
    run_the_duty(compliance)
    assert told(compliance)[-1]["standing"] == "active"


def test_a_term_that_is_over_when_a_wrong_termination_is_taken_back_was_over_on_its_last_day(
    compliance: Compliance,
) -> None:
    """CMP-14."""
    agency = compliance.agency()
    suspend(compliance, agency)
    measure_id = terminated_wrongly(compliance, agency)
    compliance.pass_by(days=300)
    after = taken_back(compliance, measure_id)
    ended = after["measures"][1]
    assert (after["standing"], ended["end"], ended["ended_at"]) == ("active", "term_over", "2026-10-22T15:00:00Z")


def test_a_suspension_whose_case_staff_have_closed_since_stays_ended(compliance: Compliance) -> None:
    """Decision 158: nothing could end it there; whether it is still needed, staff decide anew."""
    agency = compliance.agency()
    (suspension,) = suspend(compliance, agency, ground="other_breach", kind="suspension_until_corrected")["measures"]
    measure_id = terminated_wrongly(compliance, agency)
    in_cases.stepped(compliance, suspension["case_id"], 3, contract.ADVANCE_CASE, event="close")
    assert taken_back(compliance, measure_id)["standing"] == "active"


def test_a_suspension_until_corrected_is_confirmed_in_its_case_after_a_wrong_termination(
    compliance: Compliance,
) -> None:
    """CMP-8, CMP-13."""
    agency = compliance.agency()
    (suspension,) = suspend(compliance, agency, ground="other_breach", kind="suspension_until_corrected")["measures"]
    assert taken_back(compliance, terminated_wrongly(compliance, agency))["standing"] == "suspended"
    in_cases.stepped(compliance, suspension["case_id"], 3, contract.ADVANCE_CASE, event="confirm")
    assert shown(compliance, agency)["standing"] == "active"


def test_what_is_overdue_goes_on_where_the_termination_of_its_own_case_was_wrong(compliance: Compliance) -> None:
    """CMP-6: suspended beyond the term until it is mended, the bureau prompted; the form that comes ends it at once."""
    caller = watch_story.agency(compliance)
    watch_story.on(compliance, "2026-05-21")
    watch_story.on(compliance, "2026-11-21")
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    case_id, version = prompt["case_id"], prompt["case_version"]
    in_cases.stepped(compliance, case_id, version, contract.ANNOUNCE_HEARING)
    compliance.call(contract.ANSWER_CASE, caller, case_id=case_id, seen_version=version + 1, text="ありません。")
    in_cases.stepped(compliance, case_id, version + 2, contract.TERMINATE_IN_CASE)
    watch_story.on(compliance, "2026-11-22")
    (termination,) = [one for one in shown(compliance, caller)["measures"] if one["kind"] == "termination"]
    assert taken_back(compliance, termination["measure_id"])["standing"] == "suspended"
    watch_story.run(compliance)
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)
    assert (case["state"], case["terminable"]) == ("opened", ["overdue"])
    assert [one["prompt"] for one in compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]] == ["unmended"]
    watch_story.on(compliance, "2026-11-25")
    received = {"permission_change_received_on": dt.date(2026, 11, 25)}
    watch_story.tell(compliance, caller, version=2, permission_valid_until=watch_story.ENDED, **received)
    watch_story.run(compliance)
    assert watch_story.standing_of(compliance, caller) == ("active", None)


def test_a_wrong_measure_whose_case_goes_on_leaves_it_open(compliance: Compliance) -> None:
    """CMP-10, CMP-13: a provisional suspension that is over, taken back, ends neither the inquiry nor the other suspension."""
    agency = compliance.agency()
    provisional = {"kind": "provisional_suspension", "ground": "facts_unclear"}
    (measure,) = suspend(compliance, agency, **provisional)["measures"]
    lift(compliance, measure["measure_id"])
    taken_back(compliance, measure["measure_id"])
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=measure["case_id"])["state"] == "opened"


def test_an_inquiry_stays_with_the_section_when_the_suspension_beside_it_is_taken_back(compliance: Compliance) -> None:
    """CMP-1, CMP-10: the section was asked about the offence, and goes on; the organization learns of the measure it felt."""
    agency = compliance.agency()
    case_id = in_cases.opened(compliance, agency, ground="suspected_offence")
    in_cases.stepped(compliance, case_id, 1, contract.ADVANCE_CASE, event="refer")
    in_cases.stepped(compliance, case_id, 2, contract.SUSPEND_IN_CASE, kind="provisional_suspension")
    (measure,) = shown(compliance, agency)["measures"]
    assert taken_back(compliance, measure["measure_id"])["standing"] == "active"
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)
    assert (case["state"], case["steps"][-1]["event"]) == ("referred", "annul")
    assert [one["event"] for one in compliance.published(contract.CASE_ADVANCED)] == ["annul"]
    in_cases.stepped(compliance, case_id, 4, contract.RECLASSIFY_CASE, ground="order")


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


def test_of_a_measure_from_before_cases_the_organization_learns_why_as_well(compliance: Compliance) -> None:
    """CMP-13: the reason is kept with the measure and told by itself; there is no timeline to write it into."""
    agency = compliance.agency()
    (measure,) = suspend(compliance, agency)["measures"]
    with compliance.database.transaction() as connection:
        connection.execute(measures.update().values(case_id=None))
    (after,) = taken_back(compliance, measure["measure_id"])["measures"]
    assert (after["annul_reason"], after["annul_note"]) == (REASON, "番号の取り違え。")
    (event,) = compliance.published(contract.DECISION_WITHDRAWN)
    assert event == {
        "measure_id": measure["measure_id"],
        "organization_id": agency.organization_id,
        "kind": "suspension_with_term",
        "ground": "offer_information",
        "article": "利用規約８(2)①",
        "decided_on": compliance.today,
        "withdrawn_on": compliance.today,
        "reason": REASON,
    }
    assert [one["standing"] for one in told(compliance)] == ["suspended", "active"]
    entry = compliance.published(AUDIT_RECORDED["compliance"])[-1]
    assert (entry["action"], entry["subject_id"]) == ("compliance.decision_withdrawn", agency.organization_id)


def terminated_wrongly(compliance: Compliance, agency: Caller) -> str:
    """A termination of a case that is about nothing overdue; answers the measure's ID."""
    terminate(compliance, heard(compliance, agency))
    return str(shown(compliance, agency)["measures"][0]["measure_id"])


def test_what_fell_due_during_a_wrong_termination_is_watched_again(compliance: Compliance) -> None:
    """CMP-6: the calendar had looked while nothing was left to suspend; also of a termination decided before cases were kept.

    The month after the due day, 30 days, begins after the withdrawal.
    """
    caller = watch_story.agency(compliance, permission_valid_until=dt.date(2026, 9, 30))
    watch_story.on(compliance, "2026-06-01")
    measure_id = terminated_wrongly(compliance, caller)
    with compliance.database.transaction() as connection:
        connection.execute(measures.update().values(case_id=None))
    watch_story.on(compliance, "2026-10-01")
    compliance.now = dt.datetime.fromisoformat("2026-10-15T09:00:00+09:00")
    taken_back(compliance, measure_id)
    watch_story.run(compliance)
    assert overdue_events(compliance, caller) == ["open"]
    opened = compliance.call(contract.LIST_CASES, TOKYO, ground="overdue")["cases"][0]["case_id"]
    text = compliance.call(contract.SHOW_CASE, TOKYO, case_id=opened)["steps"][0]["text"]
    assert "翌日から１か月（取り消された利用解除の間を除き、令和８年11月14日まで）" in text
    watch_story.on(compliance, "2026-11-03")
    assert overdue_events(compliance, caller) == ["open"]
    watch_story.on(compliance, "2026-11-04")
    watch_story.on(compliance, "2026-11-15")
    assert overdue_events(compliance, caller) == ["open", "warn", "suspend"]
    assert watch_story.standing_of(compliance, caller) == ("suspended", "2027-05-14")


def overdue_events(compliance: Compliance, caller: Caller) -> list[str]:
    """The steps of its one case on something overdue."""
    listed = {"organization_id": caller.organization_id, "ground": "overdue"}
    (head,) = compliance.call(contract.LIST_CASES, TOKYO, **listed)["cases"]
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])
    return [step["event"] for step in case["steps"]]


def test_the_prompt_of_a_report_is_there_again_after_a_wrong_termination(compliance: Compliance) -> None:
    """CMP-6: the demand is still to be recorded, and the bureau is told of it again."""
    caller = watch_story.with_missing_report(compliance)
    watch_story.on(compliance, "2026-05-10")
    measure_id = terminated_wrongly(compliance, caller)
    watch_story.on(compliance, "2026-05-11")
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == []
    watch_story.on(compliance, "2026-06-01")
    taken_back(compliance, measure_id)
    watch_story.run(compliance)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["prompt"], prompt["raised_on"]) == ("demand", "2026-04-21")
    assert [one["demand"] for one in compliance.published(contract.BUREAU_PROMPTED)] == [1, 1]


def test_an_order_of_during_a_wrong_termination_is_followed_by_its_case(compliance: Compliance) -> None:
    """CMP-2: each organization under the number gets a case, its bureau the prompt to decide."""
    agency = order_cases.branch(compliance, "13")
    measure_id = terminated_wrongly(compliance, agency)
    record(compliance)
    order_cases.run(compliance)
    assert order_cases.told(compliance) == []
    taken_back(compliance, measure_id)
    assert (order_cases.run(compliance), order_cases.run(compliance)) == (1, 0)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert order_cases.told(compliance) == [("13", prompt["case_id"], "issued")]


def test_many_blocks_of_during_a_wrong_termination_open_their_case(compliance: Compliance) -> None:
    """CMP-11: the figures are looked at again, though no seeker has blocked since."""
    compliance.service.block_settings = BlockSettings(count=3, share_percent=50, share_from=2)
    agency = compliance.agency()
    measure_id = terminated_wrongly(compliance, agency)
    blocks.blocked(compliance, agency, *blocks.SEEKERS[:4])
    taken_back(compliance, measure_id)
    blocks.run(compliance)
    assert [one["ground"] for one in blocks.cases(compliance)] == ["many_blocks", "malice"]
