"""What is overdue is watched by date: opened, announced, suspended, and ended by the form that comes (CMP-6)."""

import datetime as dt

import pytest
from structlog.testing import capture_logs

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.cases.tables import case_steps, cases
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.standing.tables import measures
from services.contracts import compliance as contract
from services.contracts.errors import ErrorCode
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.watch_story import (
    ENDED,
    MINISTRY,
    OSAKA,
    TOKYO,
    agency,
    case_of,
    events_of,
    filed,
    last_text,
    on,
    run,
    standing_of,
    tell,
    told,
    with_missing_report,
)
from tests.contract.served import Refused


def test_a_permission_that_ended_suspends_on_the_day_after_the_month_of_grace(compliance: Compliance) -> None:
    """CMP-6, CAL-4, CMP-14: opened on the day after, announced before, suspended for 6 months; nothing twice."""
    caller = agency(compliance)
    on(compliance, "2026-04-20")
    assert compliance.count(cases) == 0, "the last day itself"
    on(compliance, "2026-04-21")
    case = case_of(compliance, caller)
    assert (case["origin"], case["rule"]) == ("rule", "CMP-6")
    assert case["overdue"] == {"item": "permission", "due_on": "2026-04-20"}
    assert [(step["side"], step["account_id"]) for step in case["steps"]] == [("calendar", None)]
    assert last_text(compliance, caller).endswith("６か月間利用を停止します。")
    assert told(compliance) == [], "the registry tells of the end of a term on this day (REG-16)"
    on(compliance, "2026-05-09")
    assert events_of(compliance, caller) == ["open"]
    on(compliance, "2026-05-10")
    on(compliance, "2026-05-20", 23)
    assert events_of(compliance, caller) == ["open", "warn"]
    assert "令和８年５月21日から" in compliance.published(contract.CASE_ADVANCED)[0]["text"]
    assert standing_of(compliance, caller) == ("active", None)
    on(compliance, "2026-05-21", 0)
    for _ in range(2):
        run(compliance)
    assert standing_of(compliance, caller) == ("suspended", "2026-11-20")
    assert events_of(compliance, caller) == ["open", "warn", "suspend"]
    (state,) = compliance.published(contract.ORGANIZATION_STANDING_CHANGED)
    assert state["measures"][0]["article"] == "利用規約８(2)④ａ"
    assert told(compliance) == ["warn"], "the standing tells of the suspension"


def test_the_months_that_are_told_are_those_of_the_class(compliance: Compliance) -> None:
    """CMP-6, CMP-13: 001 binds the private class alone; for the municipal class its months are settings, also where they are told."""
    compliance.service.case_settings = CaseSettings(overdue_months={"private": 1, "municipal": 2})
    compliance.service.standing_settings = StandingSettings(suspension_months={"private": 6, "municipal": 3})
    private, municipal = (
        agency(compliance, permission_valid_until=None, approved_on=dt.date(2025, 6, 2), class_=class_)
        for class_ in ("private", "municipal")
    )
    on(compliance, "2026-04-21")
    compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。", due_on="2026-04-30")
    for day in ("2026-05-11", "2026-05-21", "2026-06-11", "2026-06-22"):
        on(compliance, day)
    for caller, grace, term, until in (
        (private, "１か月", "６か月間", "2026-11-20"),
        (municipal, "２か月", "３か月間", "2026-09-18"),
    ):
        assert standing_of(compliance, caller) == ("suspended", until)
        texts = {step["event"]: step["text"] for step in case_of(compliance, caller)["steps"]}
        assert f"翌日から{grace}（" in texts["open"]
        assert term in texts["open"]
        assert term in texts["warn"]
        assert f"翌日から{grace}を過ぎても" in texts["suspend"]


def test_a_month_of_grace_that_ends_on_a_holiday_ends_earlier(compliance: Compliance) -> None:
    """CMP-6, CAL-4: due 20 April 2023, ends on Friday 19 May instead of Saturday; suspended from 20 May."""
    compliance.now = dt.datetime(2023, 4, 3, 1, tzinfo=dt.UTC)
    caller = agency(compliance, permission_valid_until=dt.date(2023, 4, 20))
    on(compliance, "2023-05-19")
    assert standing_of(compliance, caller)[0] == "active"
    on(compliance, "2023-05-20")
    assert standing_of(compliance, caller)[0] == "suspended"


def test_days_that_were_missed_are_caught_up_in_order_and_with_todays_effect(compliance: Compliance) -> None:
    """CAL-6, CMP-14: not dated back; the notices that would say less now are not made up for."""
    early, late = agency(compliance, permission_valid_until=dt.date(2026, 4, 10)), agency(compliance)
    on(compliance, "2026-06-03")
    assert events_of(compliance, early) == events_of(compliance, late) == ["open", "suspend"]
    assert standing_of(compliance, late) == ("suspended", "2026-12-03")
    with compliance.database.transaction() as connection:
        order = connection.execute(measures.select().order_by(measures.c.measure_id)).all()
    assert [row.organization_id for row in order] == [early.organization_id, late.organization_id]
    assert {row.decided_at for row in order} == {compliance.now}
    assert {row.decided_by for row in order} == {None}


def test_a_form_that_came_before_the_suspension_closes_the_case(compliance: Compliance) -> None:
    """CMP-6: mended is, form received; the term that takes the place of the old one is watched from then on."""
    caller = agency(compliance)
    on(compliance, "2026-04-21")
    on(compliance, "2026-05-19")
    tell(
        compliance, caller, version=2, permission_valid_until=ENDED, permission_change_received_on=dt.date(2026, 5, 19)
    )
    run(compliance)
    assert (case_of(compliance, caller)["state"], events_of(compliance, caller)[-1]) == ("closed", "close")
    assert last_text(compliance, caller) == "変更申請が行われたことなどにより、この件は終了しました。"
    tell(compliance, caller, version=3, permission_valid_until=dt.date(2031, 4, 20))
    on(compliance, "2026-05-21")
    assert standing_of(compliance, caller) == ("active", None)
    of_permission = cases.c.overdue_item == "permission"
    assert compliance.count(cases, of_permission) == 1
    on(compliance, "2031-04-21")
    assert compliance.count(cases, of_permission) == 2


def test_a_form_that_was_refused_did_not_come(compliance: Compliance) -> None:
    """CMP-6: what is missing again is overdue again, in a case of its own."""
    caller = agency(compliance)
    on(compliance, "2026-04-21")
    tell(
        compliance, caller, version=2, permission_valid_until=ENDED, permission_change_received_on=dt.date(2026, 4, 22)
    )
    on(compliance, "2026-04-23")
    tell(compliance, caller, version=3, permission_valid_until=ENDED)
    on(compliance, "2026-05-21")
    assert compliance.count(cases) == 2
    assert standing_of(compliance, caller)[0] == "suspended"


def test_a_form_after_the_suspension_lets_the_term_run_in_full_and_then_end_by_itself(compliance: Compliance) -> None:
    """CMP-6, CMP-14: mended by rule, as the receipt is a fact that staff have recorded."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-06-10")
    tell(
        compliance, caller, version=2, permission_valid_until=ENDED, permission_change_received_on=dt.date(2026, 6, 10)
    )
    run(compliance)
    case = case_of(compliance, caller)
    assert (case["state"], case["steps"][-1]["event"], case["steps"][-1]["side"]) == (
        "confirmed",
        "confirm",
        "calendar",
    )
    assert "利用停止は、期間の末日まで続き、期間の満了により終了します。" in case["steps"][-1]["text"]
    tell(compliance, caller, version=3, permission_valid_until=dt.date(2031, 4, 20))
    on(compliance, "2026-11-20")
    assert standing_of(compliance, caller)[0] == "suspended"
    on(compliance, "2026-11-21")
    assert standing_of(compliance, caller) == ("active", None)
    assert [state["standing"] for state in compliance.published(contract.ORGANIZATION_STANDING_CHANGED)] == [
        "suspended",
        "active",
    ]


def test_a_term_of_seeker_information_is_watched_until_its_renewal_and_not_after_it_was_closed(
    compliance: Compliance,
) -> None:
    """CMP-6, REG-3, REG-16: who can't renew has nothing to be suspended for."""
    renewing = agency(compliance, permission_valid_until=None, seeker_information_until=ENDED)
    closing = agency(compliance, permission_valid_until=None, seeker_information_until=ENDED)
    leaving = agency(compliance, permission_valid_until=None, seeker_information_until=ENDED)
    on(compliance, "2026-04-21")
    assert compliance.count(cases) == 3
    closed = {"seeker_information_until": ENDED, "seeker_information_closed_on": dt.date(2026, 4, 21)}
    tell(compliance, closing, version=2, **closed)
    tell(compliance, leaving, version=2, seeker_information_until=ENDED, standing="withdrawn")
    on(compliance, "2026-05-21")
    assert case_of(compliance, renewing)["overdue"]["item"] == "seeker_term"
    standings = [standing_of(compliance, one)[0] for one in (renewing, closing, leaving)]
    assert standings == ["suspended", "active", "active"]


def test_the_term_of_a_permission_is_not_watched_of_a_kind_that_has_none(compliance: Compliance) -> None:
    """CMP-6, REG-16: whatever the registry told once; the same state told again ends what was watched before."""
    school = {"kind": "school", "services": ["offers"]}
    stated = agency(compliance, **school)
    watched = agency(compliance, permission_valid_until=dt.date(2026, 4, 10))
    on(compliance, "2026-04-21")
    assert compliance.count(cases) == 1
    tell(compliance, watched, **school, permission_valid_until=dt.date(2026, 4, 10))
    on(compliance, "2026-05-21")
    assert [standing_of(compliance, one)[0] for one in (stated, watched)] == ["active", "active"]


def test_a_case_that_staff_closed_is_not_opened_anew_and_one_they_opened_is_taken_over(compliance: Compliance) -> None:
    """CMP-6, CMP-13."""
    closed, opened = agency(compliance), agency(compliance)
    compliance.now = dt.datetime.fromisoformat("2026-04-21T00:00:00+09:00")
    compliance.call(
        contract.OPEN_CASE,
        TOKYO,
        organization_id=opened.organization_id,
        ground="overdue",
        overdue={"item": "permission", "due_on": str(ENDED)},
        text="確認します。",
    )
    on(compliance, "2026-04-21")
    head = case_of(compliance, closed)
    compliance.call(
        contract.ADVANCE_CASE, TOKYO, case_id=head["case_id"], seen_version=1, event="close", text="終わります。"
    )
    on(compliance, "2026-05-21")
    assert compliance.count(cases) == 2
    assert (standing_of(compliance, closed)[0], standing_of(compliance, opened)[0]) == ("active", "suspended")


def test_two_overdue_things_of_one_organization_suspend_one_after_the_other(compliance: Compliance) -> None:
    """CMP-6, CMP-14: one measure on a ground at a time."""
    agency(compliance, seeker_information_until=ENDED)
    on(compliance, "2026-05-21")
    assert compliance.count(cases) == 2
    assert compliance.count(measures) == 1


# Reports -------------------------------------------------------------------------------------------------------------


def test_a_report_suspends_only_after_the_bureaus_demand(compliance: Compliance) -> None:
    """CMP-6: 提出依頼にも関わらず; the bureau is prompted on 21 April and can demand all in one step."""
    lazy, early, new = (
        agency(compliance, permission_valid_until=None, approved_on=day)
        for day in (dt.date(2025, 6, 2), dt.date(2025, 6, 2), dt.date(2026, 4, 1))
    )
    filed(compliance, early)
    compliance.now = dt.datetime.fromisoformat("2026-04-20T12:00:00+09:00")
    run(compliance)
    assert compliance.count(cases) == 0
    on(compliance, "2026-04-21")
    assert told(compliance) == ["open"], "nobody else tells of an overdue report"
    assert last_text(compliance, lazy).endswith("６か月間利用を停止することがあります。"), "as nothing was demanded yet"
    assert compliance.published(contract.CASE_ADVANCED)[0]["overdue_item"] == "report", (
        "by which its mails name the steps"
    )
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["organization_id"], prompt["prompt"]) == (lazy.organization_id, "demand")
    assert compliance.call(contract.LIST_PROMPTS, MINISTRY)["prompts"] == [prompt]
    assert compliance.call(contract.LIST_PROMPTS, OSAKA)["prompts"] == []
    (mail,) = compliance.published(contract.BUREAU_PROMPTED)
    assert mail["demand"] == 1
    with capture_logs() as logged:
        on(compliance, "2026-05-25")
    assert standing_of(compliance, lazy)[0] == "active", "nothing was demanded"
    assert "look_refused" not in {entry["event"] for entry in logged}, "the look knows, before a rule has to refuse it"
    assert compliance.call(contract.DEMAND_REPORTS, OSAKA, text="提出してください。")["demanded"] == 0
    done = compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。", due_on="2026-05-29")
    assert (done["demanded"], done["case_ids"], done["more"]) == (1, [prompt["case_id"]], False)
    assert compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")["demanded"] == 0
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == []
    on(compliance, "2026-05-29")
    assert standing_of(compliance, lazy)[0] == "active", "the demand leaves time until then"
    on(compliance, "2026-05-30")
    assert standing_of(compliance, lazy)[0] == "suspended"
    assert {standing_of(compliance, one)[0] for one in (early, new)} == {"active"}


def test_a_report_demanded_on_21_april_suspends_on_21_may_and_is_mended_by_filing(compliance: Compliance) -> None:
    """CMP-6, RPT-1: a correction of the report later changes nothing."""
    caller = with_missing_report(compliance)
    compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    on(compliance, "2026-05-20")
    assert standing_of(compliance, caller)[0] == "active"
    on(compliance, "2026-05-21")
    assert standing_of(compliance, caller) == ("suspended", "2026-11-20")
    filed(compliance, caller)
    run(compliance)
    filed(compliance, caller, version=2)
    run(compliance)
    assert events_of(compliance, caller) == ["open", "request_correction", "warn", "suspend", "confirm"]
    on(compliance, "2026-11-21")
    assert standing_of(compliance, caller)[0] == "active"


def test_a_demand_with_a_day_that_can_not_be_set_is_refused_as_a_whole(compliance: Compliance) -> None:
    """CMP-13."""
    with_missing_report(compliance)
    with pytest.raises(Refused) as refused:
        compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。", due_on="2026-04-21")
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.DUE_DAY_UNFIT, "/due_on")
    assert compliance.count(case_steps) == 1


def test_reports_of_years_before_the_site_watches_and_of_who_has_left_are_not_missed(compliance: Compliance) -> None:
    """CMP-6, RPT-1."""
    agency(compliance, permission_valid_until=None, approved_on=dt.date(2019, 6, 2))
    gone = agency(compliance, permission_valid_until=None, approved_on=dt.date(2019, 6, 2))
    tell(compliance, gone, version=2, approved_on=dt.date(2019, 6, 2), standing="withdrawn")
    on(compliance, "2027-04-21")
    found = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    assert sorted(case["overdue"]["due_on"] for case in found) == ["2026-04-20", "2027-04-20"]


def test_a_term_found_over_by_a_step_is_told_at_once(compliance: Compliance) -> None:
    """CMP-14: whoever comes before the duty of that minute, the other services learn of it."""
    caller = compliance.agency()
    compliance.call(
        contract.SUSPEND_ORGANIZATION,
        TOKYO,
        organization_id=caller.organization_id,
        kind="suspension_with_term",
        ground="advertising",
        public_reason="違反のため。",
        day_unknown=True,
        seen_version=0,
    )
    compliance.now = dt.datetime.fromisoformat("2026-10-23T00:00:01+09:00")
    about = {"organization_id": caller.organization_id, "ground": "other_breach", "day_unknown": True}
    compliance.call(contract.OPEN_CASE, TOKYO, **about, text="確認します。")
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]["standing"] == "active"
