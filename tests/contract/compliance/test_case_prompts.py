"""What waits for staff in cases is shown to them, and mailed once a day (CMP-9, CMP-13, OPS-4)."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.bureau_prompts.tables import bureau_prompts
from services.compliance.conduct.domain.openings import DemandSettings
from services.compliance.watch.tables import expected_days
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.messaging import (
    APPLICATION_REFUSED,
    DEMAND_REFUSED,
    MESSAGE_REPORTED,
    UNEXPLAINED_FEE_RECORDED,
)
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import MINISTRY, OPERATIONS, OSAKA, TOKYO, opened, stepped
from tests.contract.compliance.test_reports_and_demands import demand, report
from tests.contract.compliance.watch_story import agency as agency_of_tokyo
from tests.contract.compliance.watch_story import on, with_missing_report


def shown(compliance: Compliance, staff: Caller = TOKYO, state: str = "all") -> list[tuple[str, str | None]]:
    return [
        (one["prompt"], one["became"])
        for one in compliance.call(contract.LIST_PROMPTS, staff, state=state, limit=100)["prompts"]
    ]


def waiting(compliance: Compliance, staff: Caller = TOKYO) -> list[str]:
    return [prompt for prompt, _ in shown(compliance, staff, "open")]


def look(compliance: Compliance) -> int:
    with compliance.work() as work:
        return compliance.service.look_for_late_answers(work)


def mailed(compliance: Compliance) -> list[dict[str, Any]]:
    """What the hourly duty told now: whose, and what is not 0."""
    before = len(compliance.published(contract.STAFF_PROMPTED))
    with compliance.work() as work:
        compliance.service.tell_of_cases(work)
    told = compliance.published(contract.STAFF_PROMPTED)[before:]
    return [{name: value for name, value in one.items() if value != 0 and name != "day"} for one in told]


def reported(compliance: Compliance, agency: Caller, **changes: Any) -> None:
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, **changes))


def case_id_of(compliance: Compliance, agency: Caller) -> str:
    (head,) = compliance.call(contract.LIST_CASES, TOKYO, organization_id=agency.organization_id)["cases"]
    return str(head["case_id"])


def by_blocks(compliance: Compliance, agency: Caller) -> None:
    compliance.service.block_settings = BlockSettings(count=0)
    compliance.tell(compliance.guided(agency), compliance.block(agency, 1))
    with compliance.work() as work:
        compliance.service.look_at_blocks(work)


def by_demand(compliance: Compliance, agency: Caller) -> None:
    compliance.service.demand_settings = DemandSettings(tolerated=0)
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))


def by_refusal(compliance: Compliance, agency: Caller) -> None:
    refused = {"ground": "other", "refused_on": compliance.today, "note": ""}
    compliance.receive(APPLICATION_REFUSED, {**_of_conversation(compliance, agency), **refused})


def by_fee(compliance: Compliance, agency: Caller) -> None:
    compliance.receive(
        UNEXPLAINED_FEE_RECORDED, {**_of_conversation(compliance, agency), "accepted_on": compliance.today}
    )


def _of_conversation(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    return {
        "conversation_id": new_id(),
        "organization_id": agency.organization_id,
        "seeker_number": "48210937561",
        "recorded_at": compliance.now,
    }


@pytest.mark.parametrize("opens", [reported, by_blocks, by_demand, by_refusal, by_fee])
def test_a_case_that_a_rule_or_a_report_opens_waits_for_its_bureau_until_staff_act_in_it(
    compliance: Compliance, opens: Any
) -> None:
    """CMP: rules may only open cases; staff decide, and must learn of them."""
    agency = compliance.agency()
    opens(compliance, agency)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["prompt"], prompt["organization_id"]) == ("case_opened", agency.organization_id)
    assert prompt["case_id"] == case_id_of(compliance, agency)
    assert waiting(compliance, OSAKA) == []
    assert mailed(compliance) == [{"bureau_code": "13", "case_opened": 1}]
    stepped(compliance, prompt["case_id"], 1, contract.SET_CASE_DAY, happened_on="2026-04-01")
    assert waiting(compliance) == ["case_opened"], "nothing was decided"
    stepped(compliance, prompt["case_id"], 2, contract.REQUEST_CORRECTION)
    assert shown(compliance) == [("case_opened", "requested")]


def test_many_reports_in_one_case_are_one_prompt_and_one_mail_a_day(compliance: Compliance) -> None:
    """MSG-9: no bureau is flooded; what comes after staff have acted is told once more."""
    agency = compliance.agency()
    for days in range(20):
        reported(compliance, agency, message_day=dt.date(2026, 4, 1) + dt.timedelta(days=days))
    assert (shown(compliance), mailed(compliance), mailed(compliance)) == (
        [("case_opened", None)],
        [{"bureau_code": "13", "case_opened": 1}],
        [],
    )
    stepped(compliance, case_id_of(compliance, agency), 1, contract.REQUEST_CORRECTION)
    reported(compliance, agency, message_day=dt.date(2026, 4, 1))
    assert waiting(compliance) == ["case_joined"], "another seeker, whatever the day of the message"
    for _ in range(20):
        reported(compliance, agency, message_day=dt.date(2026, 4, 22))
    assert waiting(compliance) == ["case_joined"]
    assert mailed(compliance) == [], "a mail a day"
    compliance.pass_by(days=1)
    assert mailed(compliance) == [{"bureau_code": "13", "case_joined": 1}]
    compliance.pass_by(days=1)
    assert mailed(compliance) == [], "nothing new"


def in_every_gap(connection: Connection, *others: Callable[[], None]) -> None:
    """Let others commit something after each statement of a transaction, in turn."""
    left = list(others)

    def after(*_: Any) -> None:
        if left:
            left.pop(0)()

    event.listen(connection, "after_cursor_execute", after)


def test_cmp_13_no_prompt_is_marked_as_told_that_the_mail_did_not_count(compliance: Compliance) -> None:
    """Reports commit while the mail is made: each is in this mail or in the next."""
    reported(compliance, compliance.agency())
    others = [partial(reported, compliance, compliance.agency(f"団体{number}")) for number in range(8)]
    with compliance.work() as work:
        in_every_gap(work.connection, *others)
        compliance.service.tell_of_cases(work)
    (mail,) = compliance.published(contract.STAFF_PROMPTED)
    with compliance.database.transaction() as connection:
        marked = connection.scalar(sa.select(sa.func.count(bureau_prompts.c.told_on)))
    assert mail["case_opened"] == marked
    compliance.pass_by(days=1)
    assert mailed(compliance)[0]["case_opened"] > marked


APPROVED = dt.date(2025, 6, 2)


def test_cmp_6_no_prompt_about_what_is_overdue_is_marked_that_the_mail_did_not_count(compliance: Compliance) -> None:
    """The same of what is overdue."""
    owing = [agency_of_tokyo(compliance, permission_valid_until=None, approved_on=APPROVED) for _ in range(8)]
    with_missing_report(compliance)
    before = len(compliance.published(contract.BUREAU_PROMPTED))

    def prompted(caller: Caller, prompt: str | None = "demand") -> None:
        of_it = expected_days.c.organization_id == caller.organization_id
        with compliance.database.transaction() as connection:
            connection.execute(expected_days.update().where(of_it).values(prompt=prompt, prompt_told_on=None))

    for caller in owing:
        prompted(caller, None)
    prompted(owing.pop())
    with compliance.work() as work:
        in_every_gap(work.connection, *(partial(prompted, caller) for caller in owing))
        compliance.service.tell_bureaus(work)
    (mail,) = compliance.published(contract.BUREAU_PROMPTED)[before:]
    with compliance.database.transaction() as connection:
        marked = connection.scalar(sa.select(sa.func.count(expected_days.c.prompt_told_on)))
    assert mail["demand"] == marked


def test_cmp_13_a_prompt_raised_anew_on_the_day_of_its_mail_waits_for_the_next_day(compliance: Compliance) -> None:
    """A mail a day at most, and none is forgotten."""
    agency = compliance.agency()
    reported(compliance, agency)
    stepped(compliance, case_id_of(compliance, agency), 1, contract.REQUEST_CORRECTION)
    reported(compliance, agency)
    assert mailed(compliance) == [{"bureau_code": "13", "case_joined": 1}]
    stepped(compliance, case_id_of(compliance, agency), 2, contract.REQUEST_CORRECTION)
    reported(compliance, agency)
    assert (waiting(compliance), mailed(compliance)) == (["case_joined"], [])
    stepped(compliance, case_id_of(compliance, agency), 3, contract.REQUEST_CORRECTION)
    reported(compliance, agency)
    assert mailed(compliance) == []
    compliance.pass_by(days=1)
    assert (mailed(compliance), mailed(compliance)) == ([{"bureau_code": "13", "case_joined": 1}], [])


def test_cmp_13_an_answer_waits_for_staff_and_its_day_that_passes_without_one_does(compliance: Compliance) -> None:
    agency = compliance.agency()
    case_id = opened(compliance, agency)
    assert waiting(compliance) == [], "staff who open a case know of it"
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION, due_on="2026-05-01")
    compliance.now = dt.datetime(2026, 5, 1, 1, 0, tzinfo=dt.UTC)
    assert look(compliance) == 0
    compliance.pass_by(days=1)
    assert (look(compliance), look(compliance)) == (1, 0)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["prompt"], prompt["due_on"], prompt["ground"]) == ("answer_late", "2026-05-01", "other_breach")
    assert mailed(compliance) == [{"bureau_code": "13", "answer_late": 1}]
    compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=2, text="やめました。")
    assert shown(compliance) == [("answered", None), ("answer_late", "answered")]
    assert mailed(compliance) == [], "tomorrow"
    compliance.pass_by(days=1)
    assert mailed(compliance) == [{"bureau_code": "13", "answered": 1}]
    stepped(compliance, case_id, 3, contract.REQUEST_CORRECTION, due_on="2026-05-20")
    assert waiting(compliance) == []
    compliance.now = dt.datetime(2026, 5, 21, 1, 0, tzinfo=dt.UTC)
    assert look(compliance) == 1, "another day counts anew"
    assert mailed(compliance) == [{"bureau_code": "13", "answer_late": 1}]
    stepped(compliance, case_id, 4, contract.SUSPEND_IN_CASE, kind="suspension_until_corrected")
    assert (look(compliance), waiting(compliance)) == (0, []), "they have acted on that day"


def test_cmp_9_a_view_and_the_day_for_it_that_passes_wait_for_staff(compliance: Compliance) -> None:
    stated, silent = compliance.agency(), compliance.agency("別の団体")
    for agency in (stated, silent):
        case_id = opened(compliance, agency, ground="malice")
        stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING, due_on="2026-05-01")
    compliance.call(
        contract.ANSWER_CASE, stated, case_id=case_id_of(compliance, stated), seen_version=2, text="意見はありません。"
    )
    assert waiting(compliance) == ["view_stated"]
    compliance.now = dt.datetime(2026, 5, 2, 1, 0, tzinfo=dt.UTC)
    assert look(compliance) == 1
    assert sorted(waiting(compliance)) == ["view_late", "view_stated"]
    stepped(compliance, case_id_of(compliance, silent), 2, contract.TERMINATE_IN_CASE)
    stepped(compliance, case_id_of(compliance, stated), 3, contract.ADVANCE_CASE, event="close")
    assert sorted(shown(compliance)) == [("view_late", "terminated"), ("view_stated", "closed")]


@pytest.mark.parametrize("answered", [True, False])
def test_ops_4_operations_are_told_that_their_demand_was_answered_or_its_day_has_passed(
    compliance: Compliance, answered: bool
) -> None:
    """001 14: 応じない場合. The bureau decides nothing in it and is not mailed."""
    agency = compliance.agency()
    request = {"organization_id": agency.organization_id, "text": "接続元を遮断してください。", "due_on": "2026-04-24"}
    case_id = compliance.call(contract.DEMAND_SECURITY_MEASURES, OPERATIONS, **request)["case_id"]
    if answered:
        compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=2, text="遮断しました。")
    else:
        compliance.pass_by(days=3)
        look(compliance)
    kind = "answered" if answered else "answer_late"
    assert waiting(compliance, OPERATIONS) == [kind]
    assert mailed(compliance) == [{"bureau_code": None, kind: 1}]


def test_cmp_6_what_is_overdue_has_prompts_of_its_own(compliance: Compliance) -> None:
    with_missing_report(compliance)
    compliance.call(
        contract.DEMAND_REPORTS, TOKYO, text="提出してください。", due_on=str(compliance.today + dt.timedelta(days=3))
    )
    compliance.pass_by(days=4)
    assert (look(compliance), mailed(compliance)) == (0, [])


def test_cmp_6_of_a_report_a_bureau_is_told_on_21_april_whatever_it_was_mailed_of_that_day(
    compliance: Compliance,
) -> None:
    """Also of one that is found later that day, as a mail a day would not (decision 245)."""
    owes: dict[str, Any] = {"permission_valid_until": None, "approved_on": APPROVED}
    compliance.now = dt.datetime.fromisoformat("2026-04-21T00:10:00+09:00")
    reported(compliance, agency_of_tokyo(compliance, **owes))
    assert mailed(compliance) == [{"bureau_code": "13", "case_opened": 1}]
    on(compliance, "2026-04-21", hour=1)
    agency_of_tokyo(compliance, **owes)
    on(compliance, "2026-04-21", hour=2)
    assert mailed(compliance) == [], "of cases one was mailed"
    told = compliance.published(contract.BUREAU_PROMPTED)
    assert [(str(one["day"]), one["demand"]) for one in told] == [("2026-04-21", 1), ("2026-04-21", 2)]


def test_cmp_13_staff_list_the_cases_whose_organization_is_late(compliance: Compliance) -> None:
    late, in_time, done = (compliance.agency(name) for name in ("遅れた団体", "期限内の団体", "回答した団体"))
    for agency, due_on in ((late, "2026-04-25"), (in_time, "2026-05-01"), (done, "2026-04-25")):
        stepped(compliance, opened(compliance, agency), 1, contract.REQUEST_CORRECTION, due_on=due_on)
    compliance.call(
        contract.ANSWER_CASE, done, case_id=case_id_of(compliance, done), seen_version=2, text="やめました。"
    )
    compliance.pass_by(days=4)
    for staff in (TOKYO, MINISTRY):
        found = compliance.call(contract.LIST_CASES, staff, late=True)["cases"]
        assert [(one["organization_id"], one["awaited"]["late"]) for one in found] == [(late.organization_id, True)]
    assert len(compliance.call(contract.LIST_CASES, TOKYO, late=False)["cases"]) == 3
    assert compliance.call(contract.LIST_CASES, OSAKA, late=True)["cases"] == []


def terminated(compliance: Compliance, agency: Caller, case_id: str) -> str:
    """The organization was heard in a case on malice and is terminated in it; answers the measure's ID."""
    version = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["version"]
    stepped(compliance, case_id, version, contract.ANNOUNCE_HEARING)
    compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=version + 1, text="意見はありません。")
    return str(stepped(compliance, case_id, version + 2, contract.TERMINATE_IN_CASE)["steps"][-1]["measure_id"])


def taken_back(compliance: Compliance, measure_id: str) -> None:
    compliance.call(contract.WITHDRAW_DECISION, TOKYO, measure_id=measure_id, reason="誤り。", note="")


def test_cmp_9_of_a_terminated_organization_nothing_is_late_until_that_is_taken_back(compliance: Compliance) -> None:
    """AUT-9: it answers no more, in any of its cases."""
    agency = compliance.agency()
    asked, heard = opened(compliance, agency), opened(compliance, agency, ground="malice")
    last = opened(compliance, agency, ground="malice")
    stepped(compliance, asked, 1, contract.REQUEST_CORRECTION, due_on="2026-04-24")
    stepped(compliance, heard, 1, contract.ANNOUNCE_HEARING, due_on="2026-04-24")
    compliance.pass_by(days=5)
    assert (look(compliance), sorted(waiting(compliance))) == (2, ["answer_late", "view_late"])
    measure_id = terminated(compliance, agency, last)
    assert waiting(compliance) == []
    assert ("answer_late", "terminated") in shown(compliance)
    compliance.pass_by(days=1)
    assert look(compliance) == 0
    taken_back(compliance, measure_id)
    assert sorted(waiting(compliance)) == ["answer_late", "view_late"]
    assert mailed(compliance) == [{"bureau_code": "13", "answer_late": 1, "view_late": 1}]


def test_a_case_that_is_open_again_after_a_wrong_termination_waits_for_its_bureau(compliance: Compliance) -> None:
    """Decisions 158, 245: a suspension that runs on in it has to be brought to its end."""
    agency = compliance.agency()
    case_id = opened(compliance, agency, ground="labour_law")
    stepped(compliance, case_id, 1, contract.SUSPEND_IN_CASE, kind="suspension_until_corrected")
    measure_id = terminated(compliance, agency, case_id)
    assert waiting(compliance) == []
    taken_back(compliance, measure_id)
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["state"] == "opened"
    assert waiting(compliance) == ["case_opened"]


def test_cmp_9_of_a_hearing_that_another_day_has_ended_nothing_waits(compliance: Compliance) -> None:
    """The view that was stated, or its day that is over: what is to be done is another hearing, or none."""
    cases = [opened(compliance, compliance.agency(), ground="malice") for _ in range(2)]
    for case_id in cases:
        stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING, due_on="2026-04-24")
    agency = compliance.call(contract.SHOW_CASE, TOKYO, case_id=cases[0])["organization_id"]
    itself = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=agency)
    compliance.call(contract.ANSWER_CASE, itself, case_id=cases[0], seen_version=2, text="覚えがありません。")
    compliance.pass_by(days=3)
    look(compliance)
    assert sorted(waiting(compliance)) == ["view_late", "view_stated"]
    stepped(compliance, cases[0], 3, contract.SET_CASE_DAY, happened_on="2026-04-01")
    stepped(compliance, cases[1], 2, contract.SET_CASE_DAY, day_unknown=True)
    assert sorted(shown(compliance)) == [("view_late", "superseded"), ("view_stated", "superseded")]
