"""The day of a conduct is when the organization did it, not when it became known; what joins a case, and what is new (CMP-3 to CMP-5)."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.conduct.domain.openings import DemandSettings
from services.contracts import compliance as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.messaging import DEMAND_REFUSED, MESSAGE_REPORTED
from services.japanese_calendar import in_era
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import opened, stepped
from tests.contract.compliance.test_reports_and_demands import demand, report
from tests.contract.compliance.test_standing import suspend
from tests.contract.served import Refused

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
APRIL, RESUMED, JUNE = dt.date(2026, 4, 1), dt.date(2026, 6, 1), dt.date(2026, 6, 8)


def at(compliance: Compliance, day: dt.date) -> None:
    compliance.now = dt.datetime.combine(day, dt.time(1, 0), dt.UTC)


def resumed(compliance: Compliance) -> Caller:
    """An agency that was suspended for excessive solicitation on 22 April, and uses the service again since 1 June."""
    agency = compliance.agency()
    at(compliance, dt.date(2026, 4, 22))
    case_id = opened(compliance, agency, ground="excessive_solicitation")
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    stepped(compliance, case_id, 2, contract.SUSPEND_IN_CASE, kind="suspension_until_corrected")
    at(compliance, dt.date(2026, 5, 31))
    stepped(compliance, case_id, 3, contract.ADVANCE_CASE, event="confirm")
    at(compliance, dt.date(2026, 6, 10))
    return agency


def newest(compliance: Compliance) -> dict[str, Any]:
    head = compliance.call(contract.LIST_CASES, TOKYO)["cases"][0]
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])


@pytest.mark.parametrize(("message_day", "terminable"), [(APRIL, []), (JUNE, ["excessive_solicitation"])])
def test_cmp_5_a_message_of_before_the_resumption_that_is_reported_after_it_is_no_repetition(
    compliance: Compliance, message_day: dt.date, terminable: list[str]
) -> None:
    """001 8(2)③: 利用再開後、再度利用規約違反行為を行った場合. The click is the seeker's, and no conduct of the organization's."""
    agency = resumed(compliance)
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "other", message_day=message_day))
    case = newest(compliance)
    assert (case["happened_on"], case["terminable"]) == (message_day.isoformat(), terminable)
    assert case["reports"][0]["message_day"] == message_day.isoformat()


def test_msg_9_the_organization_is_not_told_the_day_of_the_reported_message(compliance: Compliance) -> None:
    """Decision 223: whom it wrote to on that day it knows."""
    agency = compliance.agency()
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, message_day=APRIL))
    compliance.pass_by(days=1)
    with compliance.work() as work:
        compliance.service.tell_openings(work)
    (head,) = compliance.call(contract.LIST_OWN_CASES, agency)["cases"]
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=head["case_id"])
    assert (head["happened_on"], own["happened_on"]) == (None, None)
    assert APRIL.isoformat() not in str(own)


@pytest.mark.parametrize(("guided_on", "terminable"), [(APRIL, []), (JUNE, ["excessive_solicitation"])])
def test_cmp_11_blocks_after_guidance_of_before_the_resumption_are_no_repetition(
    compliance: Compliance, guided_on: dt.date, terminable: list[str]
) -> None:
    """CMP-5: what the figures point to is the guidance; reclassified, it counts by its day."""
    compliance.service.block_settings = BlockSettings(count=1, share_from=50)
    agency, numbers = resumed(compliance), ("10000000001", "10000000002")
    written = dt.datetime.combine(guided_on, dt.time(3, 0), dt.UTC)
    compliance.tell(compliance.guided(agency, *numbers, at=written))
    compliance.tell(compliance.guided(agency, "10000000009"))  # who does not block
    compliance.tell(*(compliance.block(agency, 1, number=number) for number in numbers))
    compliance.tell(
        compliance.guided(agency, numbers[0], at=compliance.now + dt.timedelta(minutes=1))
    )  # after its block
    with compliance.work() as work:
        compliance.service.look_at_blocks(work)
    case = newest(compliance)
    assert case["happened_on"] == guided_on.isoformat()
    assert f"利用案内を最後に送信した日（{in_era(guided_on)}）" in case["steps"][0]["note"]
    stepped(compliance, case["case_id"], 1, contract.RECLASSIFY_CASE, ground="excessive_solicitation")
    assert newest(compliance)["terminable"] == terminable


def test_cmp_11_blocks_of_seekers_who_were_never_guided_count_from_the_first_of_them(compliance: Compliance) -> None:
    """No conduct is known at all: the doubt is the organization's."""
    compliance.service.block_settings = BlockSettings(count=1, share_from=50)
    agency = compliance.agency()
    compliance.tell(compliance.block(agency, 1, number="10000000001"))
    compliance.pass_by(days=5)
    compliance.tell(compliance.block(agency, 1, number="10000000002"))
    with compliance.work() as work:
        compliance.service.look_at_blocks(work)
    case = newest(compliance)
    assert case["happened_on"] == "2026-04-22"
    text, note = (case["steps"][0][name] for name in ("text", "note"))
    assert text.startswith("利用案内を送信した求職者はいませんが、受信を拒否している求職者が２人となりました。")
    assert "送信した記録がないため、行為のあった日は、最初に受信を拒否された日（令和８年４月22日）" in note


def test_cmp_5_staff_set_the_day_of_the_conduct_right_and_the_step_is_kept(compliance: Compliance) -> None:
    """CMP-13, OPS-3."""
    agency = resumed(compliance)
    case_id = opened(compliance, agency, happened_on="2026-06-08")
    assert newest(compliance)["terminable"] == ["excessive_solicitation"]
    case = stepped(compliance, case_id, 1, contract.SET_CASE_DAY, happened_on="2026-04-01", note="送信の記録による。")
    assert (case["happened_on"], case["terminable"], case["version"]) == ("2026-04-01", [], 2)
    assert (case["steps"][1]["event"], case["steps"][1]["happened_on"]) == ("set_day", "2026-04-01")
    audited = compliance.published(AUDIT_RECORDED["compliance"])[-1]
    assert (audited["action"], audited["details"]["happened_on"]) == ("compliance.case_set_day", "2026-04-01")
    assert compliance.published(contract.CASE_ADVANCED)[-1]["event"] == "set_day"


@pytest.mark.parametrize("stated", [{"happened_on": None}, {"day_unknown": True}], ids=["not at all", "twice"])
def test_cmp_13_staff_state_the_day_of_the_conduct_or_that_nobody_knows_it(
    compliance: Compliance, stated: dict[str, Any]
) -> None:
    """However they open the case, and where they set its day: nobody else may fill it in (CMP-3, CMP-5)."""
    agency = compliance.agency()
    case_id = opened(compliance, agency)
    ways: tuple[Callable[[], Any], ...] = (
        partial(opened, compliance, agency, **stated),
        partial(suspend, compliance, agency, **stated),
        partial(stepped, compliance, case_id, 1, contract.SET_CASE_DAY, **{"happened_on": "2026-04-01", **stated}),
    )
    for way in ways:
        with pytest.raises(Refused) as refused:
            way()
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.CASE_DAY_UNSTATED, "/happened_on")
    assert len(compliance.call(contract.LIST_CASES, TOKYO)["cases"]) == 1


def test_cmp_5_a_conduct_of_which_nobody_knows_the_day_is_no_repetition_until_the_day_is_known(
    compliance: Compliance,
) -> None:
    """001 8(2)③: 利用再開後、再度. That it came later must be shown; both sides see that the day is not known (CMP-13)."""
    agency = resumed(compliance)
    case_id = opened(compliance, agency, happened_on=None, day_unknown=True)

    def shown() -> tuple[str | None, bool, list[str]]:
        case = newest(compliance)
        own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
        (head, _) = compliance.call(contract.LIST_OWN_CASES, agency)["cases"]
        assert [(one["happened_on"], one["day_unknown"]) for one in (own, head)] == 2 * [
            (case["happened_on"], case["day_unknown"])
        ]
        assert own["steps"][-1]["happened_on"] == case["happened_on"]
        return case["happened_on"], case["day_unknown"], case["terminable"]

    assert shown() == (None, True, [])
    stepped(compliance, case_id, 1, contract.SET_CASE_DAY, happened_on="2026-06-08")
    assert shown() == ("2026-06-08", False, ["excessive_solicitation"])
    stepped(compliance, case_id, 2, contract.SET_CASE_DAY, day_unknown=True)
    assert shown() == (None, True, [])
    audited = [one for one in compliance.published(AUDIT_RECORDED["compliance"]) if one["action"].endswith("set_day")]
    assert [one["details"]["happened_on"] for one in audited] == ["2026-06-08", None]


@pytest.mark.parametrize("heard", [False, True])
def test_cmp_9_another_day_than_the_one_that_was_heard_needs_a_hearing_of_its_own(
    compliance: Compliance, heard: bool
) -> None:
    """001 8(2)③: whether it is a repetition hangs on the day, so the organization states its view on that one."""
    agency = resumed(compliance)
    case_id = opened(compliance, agency, happened_on="2026-06-08")
    version = stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING)["version"]
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert (own["steps"][-1]["event"], own["steps"][-1]["happened_on"]) == ("announce_hearing", "2026-06-08")
    if heard:
        answered = compliance.call(
            contract.ANSWER_CASE, agency, case_id=case_id, seen_version=2, text="覚えがありません。"
        )
        version = answered["version"]
    case = stepped(compliance, case_id, version, contract.SET_CASE_DAY, happened_on="2026-06-02")
    assert (case["state"], case["awaited"], case["terminable"]) == ("opened", None, ["excessive_solicitation"])
    mailed = compliance.published(contract.CASE_ADVANCED)[-1]
    assert mailed["event"] == "set_day"
    assert "改めてお知らせします" in mailed["text"]
    at(compliance, dt.date(2026, 7, 30))
    with pytest.raises(Refused) as refused:
        stepped(compliance, case_id, case["version"], contract.TERMINATE_IN_CASE)
    assert refused.value.code is ErrorCode.CASE_OUT_OF_ORDER
    again = stepped(compliance, case_id, case["version"], contract.ANNOUNCE_HEARING)
    assert again["awaited"]["due_on"] > "2026-07-30", "with time of its own"
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert own["steps"][-1]["happened_on"] == "2026-06-02"
    compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=own["version"], text="認めます。")
    done = stepped(compliance, case_id, own["version"] + 1, contract.TERMINATE_IN_CASE)
    assert done["state"] == "closed"


def test_cmp_9_what_joins_a_case_in_its_hearing_does_not_move_the_day_that_is_heard(compliance: Compliance) -> None:
    """Staff see it, and set the day where it matters: that needs a hearing of its own. Nor is it told who reported (MSG-9)."""
    agency = resumed(compliance)
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "other", message_day=RESUMED))
    case_id = newest(compliance)["case_id"]
    stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING)
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "other", message_day=JUNE))
    case = newest(compliance)
    assert (case["happened_on"], case["state"], len(case["reports"])) == (RESUMED.isoformat(), "hearing", 2)
    assert case["steps"][-1]["happened_on"] == RESUMED.isoformat()
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert {step["happened_on"] for step in own["steps"]} == {None}
    assert (own["happened_on"], own["day_unknown"]) == (None, False)


@pytest.mark.parametrize(
    ("case", "day", "code"),
    [
        ({}, "2026-04-23", ErrorCode.CASE_DAY_UNFIT),
        (
            {"ground": "overdue", "happened_on": None, "overdue": {"item": "report", "due_on": "2026-04-20"}},
            "2026-04-01",
            ErrorCode.OVERDUE_UNFIT,
        ),
    ],
)
def test_cmp_13_no_day_to_come_and_no_day_but_the_due_day_of_what_is_overdue_is_set(
    compliance: Compliance, case: dict[str, Any], day: str, code: ErrorCode
) -> None:
    """CMP-6."""
    case_id = opened(compliance, compliance.agency(), **case)
    with pytest.raises(Refused) as refused:
        stepped(compliance, case_id, 1, contract.SET_CASE_DAY, happened_on=day)
    assert refused.value.code is code


def test_cmp_1_the_day_of_a_suspected_offence_is_set_without_a_word_to_the_organization(compliance: Compliance) -> None:
    agency = compliance.agency()
    case_id = opened(compliance, agency, ground="suspected_offence")
    stepped(compliance, case_id, 1, contract.SET_CASE_DAY, happened_on="2026-04-01")
    assert compliance.call(contract.LIST_OWN_CASES, agency)["cases"] == []
    assert compliance.published(contract.CASE_ADVANCED) == []


def advertised(compliance: Compliance) -> tuple[Caller, str]:
    """An agency that a case on reported advertising has suspended for six months, with no correction confirmed."""
    agency = compliance.agency()
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "advertising", message_day=APRIL))
    case_id = newest(compliance)["case_id"]
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    stepped(compliance, case_id, 2, contract.SUSPEND_IN_CASE, kind="suspension_with_term")
    return agency, case_id


def test_cmp_4_what_is_reported_after_the_suspension_of_a_case_has_ended_is_a_case_of_its_own(
    compliance: Compliance,
) -> None:
    """In the old one, whose correction was never confirmed, nothing could be decided on it any more (one suspension a case)."""
    agency, case_id = advertised(compliance)
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "advertising", message_day=APRIL))
    assert len(newest(compliance)["reports"]) == 2, "while it runs"
    at(compliance, dt.date(2026, 10, 23))
    again = dt.date(2026, 10, 23)
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "advertising", message_day=again))
    case = newest(compliance)
    assert (case["case_id"] != case_id, case["happened_on"], len(case["reports"])) == (True, again.isoformat(), 1)
    stepped(compliance, case["case_id"], 1, contract.REQUEST_CORRECTION)
    stepped(compliance, case["case_id"], 2, contract.SUSPEND_IN_CASE, kind="suspension_with_term")


def test_cmp_4_after_a_suspension_that_was_taken_back_reports_join_the_case(compliance: Compliance) -> None:
    """Decision 158: it has never been. (Whose measure had ended before stays open.)"""
    agency, case_id = advertised(compliance)
    at(compliance, dt.date(2026, 10, 23))
    measure_id = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["suspensions"][0]["measure_id"]
    compliance.call(contract.WITHDRAW_DECISION, TOKYO, measure_id=measure_id, reason="誤った決定であったため。")
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "advertising", message_day=APRIL))
    assert (newest(compliance)["case_id"], len(newest(compliance)["reports"])) == (case_id, 2)


def test_cmp_4_a_later_message_that_joins_an_open_case_moves_its_day_and_an_earlier_one_does_not(
    compliance: Compliance,
) -> None:
    """The day of a conduct is the latest known; no step of the timeline tells the organization of it (decision 223)."""
    agency = resumed(compliance)
    for day, known in ((APRIL, APRIL), (JUNE, JUNE), (RESUMED, JUNE)):
        compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "other", message_day=day))
        case = newest(compliance)
        assert (case["happened_on"], case["version"]) == (known.isoformat(), 1)
    assert (case["terminable"], len(case["reports"])) == (["excessive_solicitation"], 3)


@pytest.mark.parametrize("what", ["reports", "demands"])
def test_cmp_5_a_day_that_staff_have_set_stands_whatever_joins_and_they_are_prompted(
    compliance: Compliance, what: str
) -> None:
    """CMP-13: they know what it was set by; by itself nothing takes its place."""
    compliance.service.demand_settings = DemandSettings(tolerated=0)
    agency = compliance.agency()

    def comes() -> dict[str, Any]:
        if what == "reports":
            compliance.receive(MESSAGE_REPORTED, report(compliance, agency))
        else:
            compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
        return newest(compliance)

    case_id = comes()["case_id"]
    stepped(compliance, case_id, 1, contract.SET_CASE_DAY, happened_on=APRIL.isoformat())
    stepped(compliance, case_id, 2, contract.REQUEST_CORRECTION)
    case = comes()
    assert (case["case_id"], case["happened_on"], len(case[what])) == (case_id, APRIL.isoformat(), 2)
    assert [one["prompt"] for one in compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]] == ["case_joined"]


def test_msg_8_a_later_refused_demand_that_joins_an_open_case_moves_its_day(compliance: Compliance) -> None:
    compliance.service.demand_settings = DemandSettings(tolerated=0)
    agency = compliance.agency()
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    compliance.pass_by(days=3)
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    assert newest(compliance)["happened_on"] == "2026-04-25"


@pytest.mark.parametrize("what", ["reports", "demands"])
def test_msg_9_what_comes_after_a_confirmed_correction_is_something_new(compliance: Compliance, what: str) -> None:
    """Decision 223: also while the term of the suspension still runs, so that the case is not closed yet (CMP-14)."""
    compliance.service.demand_settings = DemandSettings(tolerated=0)
    agency = compliance.agency()

    def comes() -> dict[str, Any]:
        if what == "reports":
            compliance.receive(MESSAGE_REPORTED, report(compliance, agency, "advertising"))
        else:
            compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
        return newest(compliance)

    case_id = comes()["case_id"]
    if what == "demands":
        stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="advertising")
    seen = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["version"]
    stepped(compliance, case_id, seen, contract.REQUEST_CORRECTION)
    stepped(compliance, case_id, seen + 1, contract.SUSPEND_IN_CASE, kind="suspension_with_term")
    stepped(compliance, case_id, seen + 2, contract.ADVANCE_CASE, event="confirm")
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["state"] == "confirmed"
    case = comes()
    assert (case["case_id"] != case_id, len(case[what])) == (True, 1)
