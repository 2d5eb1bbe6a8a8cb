"""What is overdue is watched by date: opened, announced, suspended, gone on, mended, undone; the bureau is prompted (CMP-6)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.cases.tables import case_steps, cases
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.standing.tables import measures
from services.compliance.watch.tables import expected_days
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.contracts.reporting import REPORT_FILED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))
MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())
ENDED = dt.date(2026, 4, 20)
"""One month from the day after ends on 20 May, a Wednesday; six months from 21 May end on 20 November, a Friday."""


def on(compliance: Compliance, day: str, hour: int = 9) -> None:
    """Let it be a Japanese day, and run the duties of its every minute and hour."""
    compliance.now = dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+09:00")
    run(compliance)


def run(compliance: Compliance) -> None:
    for duty in ("end_suspensions", "expect_reports", "watch_overdue", "tell_bureaus"):
        with compliance.work() as work:
            getattr(compliance.service, duty)(work)


def agency(compliance: Compliance, **state: Any) -> Caller:
    """An agency of Tokyo whose permission ended on 20 April, unless told otherwise."""
    caller = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
    tell(compliance, caller, **{"permission_valid_until": ENDED, "approved_on": dt.date(2026, 4, 1), **state})
    return caller


def with_missing_report(compliance: Compliance) -> Caller:
    """An agency whose report of fiscal 2025 is overdue, on the day on which its bureau is prompted."""
    caller = agency(compliance, permission_valid_until=None, approved_on=dt.date(2025, 6, 2))
    on(compliance, "2026-04-21")
    return caller


def tell(compliance: Compliance, caller: Caller, **state: Any) -> None:
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(caller, **state))


def case_of(compliance: Compliance, caller: Caller) -> dict[str, Any]:
    found = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"]
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=found[-1]["case_id"])


def events_of(compliance: Compliance, caller: Caller) -> list[str]:
    return [step["event"] for step in case_of(compliance, caller)["steps"]]


def told(compliance: Compliance) -> list[str]:
    return [step["event"] for step in compliance.published(contract.CASE_ADVANCED)]


def standing_of(compliance: Compliance, caller: Caller) -> tuple[str, str | None]:
    shown = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)
    return shown["standing"], shown["until"]


def confirm(compliance: Compliance, caller: Caller, *, short: bool = True) -> None:
    """The bureau confirms what is overdue: the short way from the organization's page, or in the newest case."""
    if short:
        shown = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)
        measure_id = shown["measures"][0]["measure_id"]
        compliance.call(contract.LIFT_MEASURE, TOKYO, measure_id=measure_id, note="窓口で確認した。")
        return
    case = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"][0]
    act = {"case_id": case["case_id"], "seen_version": case["version"], "event": "confirm", "text": "確認しました。"}
    compliance.call(contract.ADVANCE_CASE, TOKYO, **act)


def filed(compliance: Compliance, caller: Caller, version: int = 1, year: int = 2025) -> None:
    told = {
        "organization_id": caller.organization_id,
        "bureau_code": "13",
        "fiscal_year": year,
        "version": version,
        "filed_on": compliance.today,
    }
    compliance.receive(REPORT_FILED, told)


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
    assert told(compliance) == [], "the registry tells of the end of a term on this day (REG-16)"
    on(compliance, "2026-05-09")
    assert events_of(compliance, caller) == ["open"]
    on(compliance, "2026-05-10")
    on(compliance, "2026-05-20", 23)
    assert events_of(compliance, caller) == ["open", "warn"]
    assert "2026年5月21日から" in compliance.published(contract.CASE_ADVANCED)[0]["text"]
    assert standing_of(compliance, caller) == ("active", None)
    on(compliance, "2026-05-21", 0)
    for _ in range(2):
        run(compliance)
    assert standing_of(compliance, caller) == ("suspended", "2026-11-20")
    assert events_of(compliance, caller) == ["open", "warn", "suspend"]
    (state,) = compliance.published(contract.ORGANIZATION_STANDING_CHANGED)
    assert state["measures"][0]["article"] == "利用規約8(2)④ａ"
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
    tell(compliance, caller, version=3, permission_valid_until=dt.date(2031, 4, 20))
    on(compliance, "2026-11-20")
    assert standing_of(compliance, caller)[0] == "suspended"
    on(compliance, "2026-11-21")
    assert standing_of(compliance, caller) == ("active", None)
    assert [state["standing"] for state in compliance.published(contract.ORGANIZATION_STANDING_CHANGED)] == [
        "suspended",
        "active",
    ]


@pytest.mark.parametrize("day", ["2026-06-10", "2026-11-25"])
@pytest.mark.parametrize("short", [True, False])
def test_what_the_bureau_confirms_ends_the_watch(compliance: Compliance, day: str, short: bool) -> None:
    """CMP-6, CMP-14: confirmed in the term it ends with it, after it at once; and nothing is opened or suspended for again."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, day)
    confirm(compliance, caller, short=short)
    run(compliance)
    for later in ("2026-11-21", "2026-11-25", "2026-11-26", "2027-04-01"):
        on(compliance, max(day, later))
        assert standing_of(compliance, caller) == ("active", None)
    assert compliance.count(cases, cases.c.overdue_item == "permission") == compliance.count(measures) == 1
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == []


def test_a_report_that_the_bureau_has_confirmed_is_not_demanded_again(compliance: Compliance) -> None:
    """CMP-6."""
    caller = with_missing_report(compliance)
    compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    on(compliance, "2026-05-21")
    confirm(compliance, caller)
    on(compliance, "2026-11-21")
    on(compliance, "2026-11-22")
    assert standing_of(compliance, caller) == ("active", None)
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == []
    assert compliance.count(cases) == 1


def test_a_form_that_came_after_the_bureaus_word_and_was_refused_is_missing_anew(compliance: Compliance) -> None:
    """CMP-6: what came takes the place of the word; refused, it has not come. The word holds for its own case alone."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    confirm(compliance, caller)
    came = {"permission_valid_until": ENDED, "permission_change_received_on": dt.date(2026, 6, 10)}
    tell(compliance, caller, version=2, **came)
    on(compliance, "2026-06-10")
    tell(compliance, caller, version=3, permission_valid_until=ENDED)
    on(compliance, "2026-11-20")
    assert compliance.count(cases) == 1
    on(compliance, "2026-11-21")
    assert (compliance.count(cases), standing_of(compliance, caller)[0]) == (2, "suspended")
    confirm(compliance, caller)
    on(compliance, "2027-06-01")
    on(compliance, "2027-06-02")
    assert (compliance.count(cases, cases.c.overdue_item == "permission"), standing_of(compliance, caller)[0]) == (
        2,
        "active",
    )


@pytest.mark.parametrize(
    "values", [{"met_on": dt.date(2026, 6, 10)}, {"in_force": False}], ids=["came", "expected no more"]
)
def test_what_the_version_before_has_written_down_and_is_refused_then_is_missing_anew(
    compliance: Compliance, values: dict[str, Any]
) -> None:
    """CMP-6: that version runs beside this one while it is replaced, and knows nothing of `was_settled`."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    confirm(compliance, caller)
    with compliance.database.transaction() as connection:
        connection.execute(expected_days.update().values(version=2, next_on=dt.date(2026, 6, 10), **values))
    tell(compliance, caller, version=3, permission_valid_until=ENDED)
    on(compliance, "2026-11-21")
    assert (compliance.count(cases), standing_of(compliance, caller)[0]) == (2, "suspended")


def test_a_receipt_in_time_that_is_recorded_late_undoes_the_suspension(compliance: Compliance) -> None:
    """CMP-6, REG-7: the day of receipt decides, not of its recording; and it never counts as an earlier suspension."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-05-25")
    # Approved as soon as recorded, and the events come in the other order: the older one still tells the day of receipt.
    tell(compliance, caller, version=3, permission_valid_until=dt.date(2031, 4, 20))
    tell(
        compliance, caller, version=2, permission_valid_until=ENDED, permission_change_received_on=dt.date(2026, 5, 20)
    )
    run(compliance)
    assert (case_of(compliance, caller)["state"], events_of(compliance, caller)[-1]) == ("closed", "annul")
    shown = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)
    assert (shown["standing"], shown["measures"][0]["end"]) == ("active", "annulled")
    tell(compliance, caller, version=4, permission_valid_until=dt.date(2026, 5, 25))
    on(compliance, "2026-05-26")
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == [], "nothing is repeated"


def test_a_receipt_one_day_late_undoes_nothing(compliance: Compliance) -> None:
    """CMP-6."""
    caller = agency(compliance)
    on(compliance, "2026-05-21", 0)
    tell(
        compliance, caller, version=2, permission_valid_until=ENDED, permission_change_received_on=dt.date(2026, 5, 21)
    )
    run(compliance)
    assert (case_of(compliance, caller)["state"], standing_of(compliance, caller)[0]) == ("confirmed", "suspended")


def test_what_is_not_mended_goes_on_after_six_months_and_prompts_the_bureau(compliance: Compliance) -> None:
    """CMP-6: until then the suspension goes on; termination is decided by staff; mended late, it ends at once."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-11-21")
    run(compliance)
    assert events_of(compliance, caller) == ["open", "suspend", "go_on"]
    assert standing_of(compliance, caller) == ("suspended", None)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["prompt"], prompt["grace_until"]) == ("unmended", "2026-05-20")
    assert case_of(compliance, caller)["terminable"] == ["overdue"]
    (mail,) = compliance.published(contract.BUREAU_PROMPTED)
    assert (mail["bureau_code"], mail["demand"], mail["unmended"], mail["repeated"]) == ("13", 0, 1, 0)
    on(compliance, "2026-11-25")
    tell(
        compliance, caller, version=2, permission_valid_until=ENDED, permission_change_received_on=dt.date(2026, 11, 25)
    )
    run(compliance)
    assert standing_of(compliance, caller) == ("active", None)
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == []


@pytest.mark.parametrize("first", ["the watch", "a step"])
def test_a_suspension_that_goes_on_is_told_of_whoever_notes_it_first(compliance: Compliance, first: str) -> None:
    """CMP-6, CMP-14, REG-14: the public list shows no period that is over, also where the duty that ends terms comes later."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    compliance.now = dt.datetime.fromisoformat("2026-11-21T00:00:01+09:00")
    if first == "the watch":
        with compliance.work() as work:
            compliance.service.watch_overdue(work)
    else:
        about = {"organization_id": caller.organization_id, "ground": "other_breach", "text": "確認します。"}
        compliance.call(contract.OPEN_CASE, TOKYO, **about)
    state = compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]
    assert (state["standing"], state["until"], state["measures"][0]["until"]) == ("suspended", None, None)
    run(compliance)
    assert len(compliance.published(contract.ORGANIZATION_STANDING_CHANGED)) == 2, "once"


def test_the_same_again_after_the_resumption_prompts_the_bureau(compliance: Compliance) -> None:
    """CMP-6: 利用再開後に直ちに同種の違反行為; whether it was at once is for staff to say (decision 150)."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    tell(compliance, caller, version=2, permission_valid_until=dt.date(2026, 11, 30))
    on(compliance, "2026-06-10")
    on(compliance, "2026-11-21")
    assert standing_of(compliance, caller)[0] == "active"
    on(compliance, "2026-12-01")
    on(compliance, "2026-12-28")
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == [], "the month runs (CAL-4: to Monday 28)"
    again = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"][0]
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=again["case_id"])["terminable"] == []
    on(compliance, "2026-12-29")
    assert standing_of(compliance, caller)[0] == "suspended"
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO, prompt="repeated")["prompts"]
    assert (prompt["item"], prompt["due_on"]) == ("permission", "2026-11-30")
    compliance.call(
        contract.ANNOUNCE_HEARING,
        TOKYO,
        case_id=prompt["case_id"],
        seen_version=prompt["case_version"],
        text="利用解除の前に意見を伺います。",
    )
    run(compliance)
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == [], "staff have begun"


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
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["organization_id"], prompt["prompt"]) == (lazy.organization_id, "demand")
    assert compliance.call(contract.LIST_PROMPTS, MINISTRY)["prompts"] == [prompt]
    assert compliance.call(contract.LIST_PROMPTS, OSAKA)["prompts"] == []
    (mail,) = compliance.published(contract.BUREAU_PROMPTED)
    assert mail["demand"] == 1
    on(compliance, "2026-05-25")
    assert standing_of(compliance, lazy)[0] == "active", "nothing was demanded"
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
        seen_version=0,
    )
    compliance.now = dt.datetime.fromisoformat("2026-10-23T00:00:01+09:00")
    compliance.call(
        contract.OPEN_CASE, TOKYO, organization_id=caller.organization_id, ground="other_breach", text="確認します。"
    )
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]["standing"] == "active"
