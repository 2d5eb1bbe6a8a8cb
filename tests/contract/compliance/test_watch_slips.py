"""A receipt that was recorded by a slip, and a day of receipt that is corrected, once the suspension is over (CMP-6; decision 306)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.cases.tables import cases
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.watch_story import (
    ENDED,
    TOKYO,
    agency,
    case_of,
    confirm,
    events_of,
    on,
    run,
    standing_of,
    tell,
)

SLIP = dt.date(2026, 6, 10)
"""The suspension is from 21 May to 20 November 2026."""
TAKEN_BACK: dict[str, Any] = {"permission_change_received_on": None, "permission_changes_refused": 0}
REFUSED: dict[str, Any] = {"permission_change_received_on": None, "permission_changes_refused": 1}
OF_BEFORE: dict[str, Any] = {"permission_change_received_on": None}


def term(compliance: Compliance, caller: Caller, version: int, **state: Any) -> None:
    """The registry tells of the term that ended on 20 April."""
    tell(compliance, caller, **{"version": version, "permission_valid_until": ENDED, **state})


def newest(compliance: Compliance, caller: Caller) -> tuple[list[str], str]:
    """The steps of the newest case, and what the last one says to the organization."""
    case = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"][0]
    steps = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case["case_id"])["steps"]
    return [one["event"] for one in steps], steps[-1]["text"]


def suspended_until_a_receipt(compliance: Compliance) -> Caller:
    """Suspended by date, with a receipt recorded on 10 June; its term has run in full, and use is resumed."""
    caller = agency(compliance, permission_changes_refused=0)
    on(compliance, "2026-05-21")
    on(compliance, str(SLIP))
    term(compliance, caller, 2, permission_change_received_on=SLIP, permission_changes_refused=0)
    run(compliance)
    assert (events_of(compliance, caller)[-1], standing_of(compliance, caller)) == (
        "confirm",
        ("suspended", "2026-11-20"),
    )
    on(compliance, "2026-11-21")
    assert standing_of(compliance, caller) == ("active", None)
    on(compliance, "2026-12-01")
    return caller


def test_a_suspension_that_ended_by_a_receipt_which_is_taken_back_goes_on_until_the_form_comes(
    compliance: Compliance,
) -> None:
    """Its six months have run: the bureau is prompted at once, and the form ends it at once."""
    caller = suspended_until_a_receipt(compliance)
    term(compliance, caller, 3, **TAKEN_BACK)
    run(compliance)
    assert (compliance.count(cases), standing_of(compliance, caller)) == (2, ("suspended", None))
    steps, text = newest(compliance, caller)
    assert steps == ["open", "suspend"]
    assert text.endswith(
        "なお、変更申請が行われたとの記録により終えた利用停止（令和８年11月20日まで）を、その記録が取り消されたため、続けるものです。"
        "その期間は既に満了しているため、変更申請が行われるまで続きます。"
    )
    prompted = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert [one["prompt"] for one in prompted] == ["unmended"]
    on(compliance, "2026-12-02")
    assert newest(compliance, caller)[0] == ["open", "suspend"]
    term(compliance, caller, 4, permission_change_received_on=dt.date(2026, 12, 2), permission_changes_refused=0)
    run(compliance)
    assert standing_of(compliance, caller) == ("active", None)
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == []


def test_one_taken_back_while_the_suspension_runs_lets_it_go_on_beyond_its_term(compliance: Compliance) -> None:
    """CMP-14: until its last day nothing changes."""
    caller = agency(compliance, permission_changes_refused=0)
    on(compliance, "2026-05-21")
    term(compliance, caller, 2, permission_change_received_on=SLIP, permission_changes_refused=0)
    on(compliance, "2026-06-11")
    term(compliance, caller, 3, **TAKEN_BACK)
    on(compliance, "2026-11-20")
    assert (compliance.count(cases), standing_of(compliance, caller)) == (1, ("suspended", "2026-11-20"))
    on(compliance, "2026-11-21")
    assert (compliance.count(cases), standing_of(compliance, caller)) == (2, ("suspended", None))


@pytest.mark.parametrize(("told", "until"), [(TAKEN_BACK, None), (REFUSED, "2027-06-01")], ids=["a slip", "refused"])
def test_the_bureaus_word_on_the_strength_of_a_slip_is_none(
    compliance: Compliance, told: dict[str, Any], until: str | None
) -> None:
    """Decision 156: the word was said of what was on record, which the calendar had not looked at yet."""
    caller = agency(compliance, permission_changes_refused=0)
    on(compliance, "2026-05-21")
    compliance.now = dt.datetime.fromisoformat("2026-06-10T10:00:00+09:00")
    term(compliance, caller, 2, permission_change_received_on=SLIP, permission_changes_refused=0)
    confirm(compliance, caller)
    on(compliance, "2026-11-21")
    on(compliance, "2026-12-01")
    term(compliance, caller, 3, **told)
    run(compliance)
    assert standing_of(compliance, caller) == ("suspended", until)


def test_what_goes_on_after_a_slip_is_undone_with_the_one_that_it_goes_on_from(compliance: Compliance) -> None:
    """REG-7: it had come in time all along."""
    caller = suspended_until_a_receipt(compliance)
    term(compliance, caller, 3, **TAKEN_BACK)
    run(compliance)
    in_time = dt.date(2026, 5, 20)
    term(compliance, caller, 4, permission_change_received_on=in_time, permission_changes_refused=0)
    run(compliance)
    shown = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)
    assert (shown["standing"], [one["annulled_at"] is not None for one in shown["measures"]]) == (
        "active",
        [True, True],
    )
    assert events_of(compliance, caller)[-1] == newest(compliance, caller)[0][-1] == "annul"


@pytest.mark.parametrize("told", [REFUSED, OF_BEFORE], ids=["refused", "told by the version before"])
def test_a_form_that_came_and_is_refused_is_suspended_for_anew(compliance: Compliance, told: dict[str, Any]) -> None:
    """Decision 240; where the sender does not tell the two apart, as before."""
    caller = suspended_until_a_receipt(compliance)
    term(compliance, caller, 3, **told)
    run(compliance)
    assert standing_of(compliance, caller) == ("suspended", "2027-06-01")
    assert newest(compliance, caller)[1].endswith("変更申請の手続が行われないため。")


def test_what_goes_on_from_a_suspension_is_none_that_staff_have_taken_back(compliance: Compliance) -> None:
    """Decision 158: it has not been, so that nothing can go on from it."""
    caller = suspended_until_a_receipt(compliance)
    (measure,) = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)["measures"]
    taken_back = {"measure_id": measure["measure_id"], "reason": "誤りでした。", "note": ""}
    compliance.call(contract.WITHDRAW_DECISION, TOKYO, **taken_back)
    term(compliance, caller, 3, **TAKEN_BACK)
    run(compliance)
    assert standing_of(compliance, caller) == ("suspended", "2027-06-01")


def test_a_corrected_day_that_shows_the_form_in_time_undoes_a_suspension_that_is_over(compliance: Compliance) -> None:
    """REG-7, decision 240: it counts as no earlier suspension; how it ended stays as it was."""
    caller = suspended_until_a_receipt(compliance)
    in_time = dt.date(2026, 5, 20)
    term(compliance, caller, 3, permission_change_received_on=in_time, permission_changes_refused=0)
    run(compliance)
    run(compliance)
    assert (case_of(compliance, caller)["state"], events_of(compliance, caller)[-2:]) == (
        "closed",
        ["confirm", "annul"],
    )
    assert newest(compliance, caller)[1].startswith("変更申請が令和８年５月20日に行われていたことを確認しました。")
    (measure,) = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=caller.organization_id)["measures"]
    assert (measure["end"], measure["annulled_at"] is not None) == ("term_over", True)
    assert standing_of(compliance, caller) == ("active", None)


def test_a_corrected_day_that_is_late_leaves_a_suspension_that_is_over(compliance: Compliance) -> None:
    """CMP-6."""
    caller = suspended_until_a_receipt(compliance)
    late = dt.date(2026, 5, 21)
    term(compliance, caller, 3, permission_change_received_on=late, permission_changes_refused=0)
    run(compliance)
    assert events_of(compliance, caller)[-1] == "confirm"
