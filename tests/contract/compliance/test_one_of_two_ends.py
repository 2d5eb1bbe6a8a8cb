"""The term of one suspension ends while another goes on: told to the organization and its bureau (CMP-13, CMP-14)."""

import datetime as dt
from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_standing import TOKYO, lift, run_the_duty, suspend, told
from tests.contract.compliance.watch_story import agency, on

OPEN_ENDED = {"kind": "suspension_until_corrected", "ground": "excessive_solicitation"}


def twice_suspended(compliance: Compliance, **second: Any) -> Caller:
    """For offer information to 22 October, and beside it for something else."""
    caller = compliance.agency()
    suspend(compliance, caller)
    suspend(compliance, caller, seen_version=1, **(second or OPEN_ENDED))
    return caller


def ended(compliance: Compliance) -> list[dict[str, Any]]:
    return compliance.published(contract.SUSPENSION_ENDED)


@pytest.mark.parametrize("first", ["the duty", "a step of staff"])
def test_cmp_14_the_end_of_a_term_is_told_where_another_suspension_goes_on(compliance: Compliance, first: str) -> None:
    """Once, by whoever notes it first; with what goes on, and until when that is known."""
    caller = twice_suspended(compliance)
    compliance.now = dt.datetime.fromisoformat("2026-10-22T23:59:00+09:00")
    assert (run_the_duty(compliance), ended(compliance)) == (0, [])
    compliance.pass_by(minutes=1)
    if first == "a step of staff":
        about = {"organization_id": caller.organization_id, "ground": "other_breach", "text": "確認します。"}
        compliance.call(contract.OPEN_CASE, TOKYO, **about, day_unknown=True)
    assert (run_the_duty(compliance), run_the_duty(compliance)) == (0 if first == "a step of staff" else 1, 0)
    (one,) = ended(compliance)
    assert (one["organization_id"], one["bureau_code"]) == (caller.organization_id, "13")
    assert (one["article"], one["last_day"]) == ("利用規約８(2)①", dt.date(2026, 10, 22))
    assert one["going_on"] == [
        {
            "kind": "suspension_until_corrected",
            "ground": "excessive_solicitation",
            "article": "利用規約８(2)③",
            "until": None,
        }
    ]
    assert told(compliance)[-1]["standing"] == "suspended", "so that no resumption is told"
    assert one["case_id"] == compliance.call(contract.LIST_CASES, TOKYO)["cases"][-1]["case_id"]


def test_cmp_13_both_sides_see_in_the_case_that_its_suspension_has_ended_by_its_term(compliance: Compliance) -> None:
    caller = twice_suspended(compliance)
    compliance.now = dt.datetime.fromisoformat("2026-10-23T00:00:00+09:00")
    run_the_duty(compliance)
    going_on, over = (one["case_id"] for one in compliance.call(contract.LIST_CASES, TOKYO)["cases"])
    for operation, who in ((contract.SHOW_CASE, TOKYO), (contract.SHOW_OWN_CASE, caller)):
        (one,) = compliance.call(operation, who, case_id=over)["suspensions"]
        assert (one["last_day"], one["end"], one["ended_at"]) == ("2026-10-22", "term_over", "2026-10-22T15:00:00Z")
        (one,) = compliance.call(operation, who, case_id=going_on)["suspensions"]
        assert (one["last_day"], one["end"], one["ended_at"]) == (None, None, None)


def test_cmp_14_a_term_whose_end_opens_the_services_is_told_by_the_standing_alone(compliance: Compliance) -> None:
    caller = compliance.agency()
    suspend(compliance, caller)
    suspend(compliance, caller, seen_version=1, ground="advertising")
    compliance.now = dt.datetime.fromisoformat("2026-10-23T00:00:00+09:00")
    run_the_duty(compliance)
    assert (told(compliance)[-1]["standing"], ended(compliance)) == ("active", [])


def test_cmp_14_each_of_several_terms_that_are_over_is_told(compliance: Compliance) -> None:
    """Two terms over on one day beside one without a term; and the last end is a resumption, told by the standing."""
    caller = compliance.agency()
    suspend(compliance, caller)
    suspend(compliance, caller, seen_version=1, ground="advertising")
    third = suspend(compliance, caller, seen_version=2, **OPEN_ENDED)["measures"][0]["measure_id"]
    compliance.now = dt.datetime.fromisoformat("2026-10-23T00:00:00+09:00")
    run_the_duty(compliance)
    assert {one["article"] for one in ended(compliance)} == {"利用規約８(2)①", "利用規約８(2)②"}
    assert len(ended(compliance)) == 2
    lift(compliance, third)
    assert (told(compliance)[-1]["standing"], len(ended(compliance))) == ("active", 2)


def test_cmp_6_what_goes_on_beyond_its_term_has_not_ended(compliance: Compliance) -> None:
    """Its going on is told by the case; and beside it another one whose term is over is told, with what goes on."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-05-25")
    suspend(compliance, caller, seen_version=1)
    on(compliance, "2026-11-21")
    assert compliance.published(contract.CASE_ADVANCED)[-1]["event"] == "go_on"
    assert ended(compliance) == [], "its own term is over, and it goes on"
    on(compliance, "2026-11-26")
    (one,) = ended(compliance)
    assert one["going_on"] == [
        {"kind": "suspension_with_term", "ground": "overdue", "article": "利用規約８(2)④ａ", "until": None}
    ]
