"""What became of what the bureau was prompted to do, with the day (CMP-2, CMP-6)."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from services.compliance.bureau_prompts.domain import PROMPTS, Outcome
from services.contracts import compliance as contract
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import stepped
from tests.contract.compliance.test_order_cases import branch, case_of, run
from tests.contract.compliance.test_orders import MINISTRY, OSAKA, TOKYO, correct, record
from tests.contract.compliance.watch_story import ENDED, agency, filed, on, tell, with_missing_report


def listed(
    compliance: Compliance, staff: Any = TOKYO, **wanted: Any
) -> list[tuple[str, str, str, str | None, str | None]]:
    answer = compliance.call(contract.LIST_PROMPTS, staff, **{"state": "all", **wanted})["prompts"]
    return [(one["prompt"], one["state"], one["raised_on"], one["became"], one["ended_on"]) for one in answer]


def test_the_contract_names_every_prompt_and_outcome() -> None:
    """CMP-2, CMP-6."""
    assert set(PROMPTS) == set(contract.PROMPTS)
    assert set(Outcome) == set(contract.PROMPT_OUTCOMES)


@pytest.mark.parametrize("by_staff", [True, False])
def test_cmp_6_a_prompt_to_demand_a_report_says_whether_it_was_demanded_or_the_report_came(
    compliance: Compliance, by_staff: bool
) -> None:
    caller = with_missing_report(compliance)
    assert listed(compliance) == [("demand", "open", "2026-04-21", None, None)]
    compliance.now = dt.datetime.fromisoformat("2026-04-24T10:00:00+09:00")
    if by_staff:
        compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    else:
        filed(compliance, caller)
        on(compliance, "2026-04-24", 11)
    assert listed(compliance) == [("demand", "done", "2026-04-21", "demanded" if by_staff else "came", "2026-04-24")]
    assert listed(compliance, state="open") == []
    on(compliance, "2026-04-25")
    assert listed(compliance, state="done")[0][3:] == ("demanded" if by_staff else "came", "2026-04-24"), "kept"


def test_cmp_6_a_prompt_that_stands_anew_is_open_again_and_ends_with_what_came(compliance: Compliance) -> None:
    """A hearing is begun and not followed by a termination: the prompt is there again, since the day it was first raised."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-11-21")
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    about = {"case_id": prompt["case_id"], "text": "意見を伺います。"}
    compliance.call(contract.ANNOUNCE_HEARING, TOKYO, seen_version=prompt["case_version"], **about)
    assert listed(compliance) == [("unmended", "done", "2026-11-21", "hearing", "2026-11-21")]
    on(compliance, "2026-11-22")
    version = prompt["case_version"] + 1
    compliance.call(contract.ANSWER_CASE, caller, case_id=prompt["case_id"], seen_version=version, text="提出します。")
    compliance.call(contract.REQUEST_CORRECTION, TOKYO, seen_version=version + 1, **about)
    on(compliance, "2026-11-23")
    assert listed(compliance) == [("unmended", "open", "2026-11-21", None, None)]
    on(compliance, "2026-11-25")
    came = {"permission_valid_until": ENDED, "permission_change_received_on": dt.date(2026, 11, 25)}
    tell(compliance, caller, version=2, **came)
    on(compliance, "2026-11-25", 10)
    assert listed(compliance) == [("unmended", "done", "2026-11-21", "came", "2026-11-25")]


@pytest.mark.parametrize("silent", [True, False])
def test_cmp_6_a_hearing_is_followed_by_the_prompt_to_decide(compliance: Compliance, silent: bool) -> None:
    """CMP-9: also where nobody answers: when the day for it is over, the case waits for the bureau and for nobody else."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-11-21")
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    about = {"case_id": prompt["case_id"], "text": "意見を伺います。"}
    version = prompt["case_version"]
    compliance.call(contract.ANNOUNCE_HEARING, TOKYO, seen_version=version, due_on="2026-12-01", **about)
    on(compliance, "2026-12-01")
    assert listed(compliance) == [("unmended", "done", "2026-11-21", "hearing", "2026-11-21")]
    if not silent:
        compliance.call(
            contract.ANSWER_CASE, caller, case_id=prompt["case_id"], seen_version=version + 1, text="ありません。"
        )
    on(compliance, "2026-12-02" if silent else "2026-12-01", 10)
    assert listed(compliance) == [("unmended", "open", "2026-11-21", None, None)]
    assert [one["unmended"] for one in compliance.published(contract.BUREAU_PROMPTED)] == [1, 1], "by mail, too"
    stepped(compliance, prompt["case_id"], version + (1 if silent else 2), contract.TERMINATE_IN_CASE)
    assert listed(compliance)[0][3] == "terminated"


@pytest.mark.parametrize(("state", "became"), [({"standing": "withdrawn"}, "not_expected"), ({}, "superseded")])
def test_cmp_6_who_leaves_or_lets_time_pass_ends_a_prompt_too(
    compliance: Compliance, state: dict[str, Any], became: str
) -> None:
    """The services given up; or the six months over, so that another prompt takes the place of the one before."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    tell(compliance, caller, version=2, permission_valid_until=dt.date(2026, 11, 30))
    on(compliance, "2026-06-10")
    on(compliance, "2026-11-21")
    on(compliance, "2026-12-29")
    assert listed(compliance) == [("repeated", "open", "2026-12-29", None, None)]
    if state:
        tell(compliance, caller, version=3, permission_valid_until=dt.date(2026, 11, 30), **state)
    on(compliance, "2027-06-30")
    assert ("repeated", "done", "2026-12-29", became, "2027-06-30") in listed(compliance)
    waiting = {one[0] for one in listed(compliance, state="open")} - {"demand"}
    assert waiting == (set() if state else {"unmended"})


def test_cmp_2_the_bureau_sees_that_an_order_was_met_and_what_it_has_done_about_it(compliance: Compliance) -> None:
    away = branch(compliance)
    order = record(compliance)
    run(compliance)
    case_id = case_of(compliance, away)["case_id"]
    (prompt,) = compliance.call(contract.LIST_PROMPTS, OSAKA)["prompts"]
    assert (prompt["prompt"], prompt["case_id"], prompt["item"], prompt["due_on"]) == (
        "order_issued",
        case_id,
        None,
        None,
    )
    assert prompt["order"] == {
        "order_id": order["order_id"], "kind": "improvement", "issued_on": "2026-04-20", "state": "issued", "met_on": None,
    }  # fmt: skip
    assert listed(compliance, TOKYO) == [], "another bureau's organization"
    today = compliance.today.isoformat()
    stepped(compliance, case_id, 1, contract.SUSPEND_IN_CASE, OSAKA, kind="suspension_until_corrected")
    assert listed(compliance, OSAKA) == [("order_issued", "done", today, "suspended", today)]
    compliance.call(contract.MEET_ORDER, TOKYO, order_id=order["order_id"], met_on="2026-04-22")
    run(compliance)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, OSAKA)["prompts"]
    assert (prompt["prompt"], prompt["order"]["state"], prompt["order"]["met_on"]) == ("order_met", "met", "2026-04-22")
    compliance.pass_by(days=1)
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, OSAKA, event="confirm")
    tomorrow = compliance.today.isoformat()
    assert listed(compliance, OSAKA)[0] == ("order_met", "done", today, "confirmed", tomorrow)


def test_cmp_2_a_record_taken_back_and_one_put_right_change_what_is_to_be_done(compliance: Compliance) -> None:
    """Met by mistake: the suspension that stands waits for nothing. Taken back: the case is to be seen to."""
    away = branch(compliance)
    order = record(compliance)
    run(compliance)
    case_id = case_of(compliance, away)["case_id"]
    stepped(compliance, case_id, 1, contract.SUSPEND_IN_CASE, OSAKA, kind="suspension_until_corrected")
    met = compliance.call(contract.MEET_ORDER, TOKYO, order_id=order["order_id"], met_on="2026-04-22")
    run(compliance)
    issued = correct(compliance, met)
    run(compliance)
    assert [one[:2] + one[3:4] for one in listed(compliance, OSAKA)] == [
        ("order_met", "done", "superseded"),
        ("order_issued", "done", "suspended"),
    ]
    correct(compliance, issued, void=True)
    run(compliance)
    assert [one[0] for one in listed(compliance, OSAKA, state="open")] == ["order_void"]
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, OSAKA, event="confirm")
    assert listed(compliance, OSAKA)[0][3] == "confirmed"


def test_prompts_are_paged_over_those_that_are_done(compliance: Compliance) -> None:
    """CMP-6."""
    for _ in range(2):
        with_missing_report(compliance)
    compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    with_missing_report(compliance)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = compliance.call(contract.LIST_PROMPTS, TOKYO, state="all", limit=1, after=after)
        seen += [one["state"] for one in page["prompts"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["open", "done", "done"]


def test_what_stood_before_prompts_were_kept_is_taken_over(compliance: Compliance) -> None:
    """CMP-2, CMP-6: a migration loses no prompt of the version before, and brings none that is done."""
    done = branch(compliance)
    branch(compliance)
    record(compliance)
    run(compliance)
    suspended = case_of(compliance, done)["case_id"]
    stepped(compliance, suspended, 1, contract.SUSPEND_IN_CASE, OSAKA, kind="suspension_until_corrected")
    agency(compliance)
    on(compliance, "2026-11-21")
    on(compliance, "2027-05-22")
    before = {(one["case_id"], one["prompt"], one["raised_on"]) for one in waiting(compliance)}
    assert {prompt for _, prompt, _ in before} == {"order_issued", "demand", "unmended"}
    with compliance.database.transaction() as connection:
        connection.execute(sa.text("DROP TABLE bureau_prompts"))
        with Operations.context(MigrationContext.configure(connection)):
            for version in ("0017_bureau_prompts", "0028_prompts_of_cases", "0034_last_mails_of_prompts"):
                import_module(f"services.compliance.migrations.versions.{version}").upgrade()
    assert {(one["case_id"], one["prompt"], one["raised_on"]) for one in waiting(compliance)} == before


def waiting(compliance: Compliance) -> list[dict[str, Any]]:
    return list(compliance.call(contract.LIST_PROMPTS, MINISTRY, limit=100)["prompts"])
