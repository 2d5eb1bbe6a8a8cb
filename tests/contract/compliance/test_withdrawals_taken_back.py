"""What a withdrawal that was taken back took from an organization is given back, and what was passed over looked at (CMP-6, CMP-11)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.blocks.domain.threshold import BlockSettings
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from tests.contract.compliance import test_blocks as blocks
from tests.contract.compliance import watch_story
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_standing import TOKYO
from tests.contract.compliance.watch_story import ENDED, agency, events_of, on, standing_of, tell

WHOLE, PART = ["change", "renewal"], ["renewal"]
PERMISSION = {"permission_valid_until": ENDED, "approved_on": dt.date(2026, 4, 1)}
SEEKERS = {"seeker_information_until": ENDED, "approved_on": dt.date(2026, 4, 1)}


def at(compliance: Compliance, day: str) -> None:
    """Let it be a day, before its duties run."""
    compliance.now = dt.datetime.fromisoformat(f"{day}T08:00:00+09:00")


def barred(since: str, until: str, kinds: list[str]) -> list[dict[str, Any]]:
    return [{"since": dt.date.fromisoformat(since), "until": dt.date.fromisoformat(until), "kinds": kinds}]


def newest(compliance: Compliance, caller: Caller) -> dict[str, Any]:
    """The newest case of an organization on a term that is over, as staff see it."""
    found = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"]
    of_terms = [case["case_id"] for case in found if case["overdue"]["item"] != "report"]
    return compliance.call(contract.SHOW_CASE, TOKYO, case_id=of_terms[0])


def withdrawn(compliance: Compliance, caller: Caller, day: str, **state: Any) -> None:
    at(compliance, day)
    tell(compliance, caller, version=2, standing="withdrawn", ended_on=compliance.today, **state)
    on(compliance, day)


def taken_back(compliance: Compliance, caller: Caller, since: str, day: str, **state: Any) -> None:
    """The state of who had withdrawn whole on an earlier day, and is in use again since this one."""
    at(compliance, day)
    tell(compliance, caller, version=3, procedures_barred=barred(since, day, WHOLE), **state)
    on(compliance, day)


def test_the_month_stands_still_while_an_organization_had_wrongly_withdrawn(compliance: Compliance) -> None:
    """CMP-6: nine days were left on the day of the approval; as many are from the day after the taking back, announced anew."""
    caller = agency(compliance)
    for day in ("2026-04-21", "2026-05-10"):
        on(compliance, day)
    withdrawn(compliance, caller, "2026-05-11", **PERMISSION)
    on(compliance, "2026-05-21")
    taken_back(compliance, caller, "2026-05-11", "2026-07-01", **PERMISSION)
    assert watch_story.told(compliance) == ["warn", "close", "warn"]
    anew = newest(compliance, caller)
    assert [step["event"] for step in anew["steps"]] == ["open", "warn"], "in a case of its own"
    assert "（取り消された退会の間を除き、令和８年７月10日まで）" in anew["steps"][0]["text"]
    assert "令和８年７月11日から" in anew["steps"][1]["text"]
    on(compliance, "2026-07-10")
    assert standing_of(compliance, caller) == ("active", None)
    on(compliance, "2026-07-11")
    assert standing_of(compliance, caller) == ("suspended", "2027-01-08")


def test_of_what_fell_due_meanwhile_the_whole_month_is_left(compliance: Compliance) -> None:
    """CMP-6: due on 20 April, thirty days to 20 May; from the day after the taking back on 1 July they end on the 31st."""
    caller = agency(compliance)
    withdrawn(compliance, caller, "2026-04-10", **PERMISSION)
    on(compliance, "2026-05-21")
    taken_back(compliance, caller, "2026-04-10", "2026-07-01", **PERMISSION)
    assert events_of(compliance, caller) == ["open"]
    on(compliance, "2026-07-31")
    assert standing_of(compliance, caller) == ("active", None)
    on(compliance, "2026-08-01")
    assert standing_of(compliance, caller)[0] == "suspended"


def test_what_was_over_before_the_withdrawal_stays_over(compliance: Compliance) -> None:
    """CMP-6: nothing was left that could be given back."""
    caller = agency(compliance)
    withdrawn(compliance, caller, "2026-05-21", **PERMISSION)
    taken_back(compliance, caller, "2026-05-21", "2026-07-01", **PERMISSION)
    assert standing_of(compliance, caller)[0] == "suspended"


def test_a_withdrawal_from_seeker_information_alone_stops_the_month_of_its_renewal_alone(
    compliance: Compliance,
) -> None:
    """CMP-6, AUT-9: a change of the permission's term could be handed in all the time."""
    both = {**PERMISSION, **SEEKERS}
    renewing, changing = agency(compliance, **both), agency(compliance, **both)
    on(compliance, "2026-04-21")
    at(compliance, "2026-05-11")
    for caller in (renewing, changing):
        tell(compliance, caller, version=2, services=["offers"], **PERMISSION)
    changed = {"permission_valid_until": dt.date(2031, 4, 20)}
    tell(compliance, renewing, version=3, services=["offers"], **changed)
    on(compliance, "2026-05-18")
    times = barred("2026-05-11", "2026-05-18", PART)
    tell(compliance, renewing, version=4, **SEEKERS, **changed, procedures_barred=times)
    tell(compliance, changing, version=4, **both, procedures_barred=times)
    on(compliance, "2026-05-21")
    assert standing_of(compliance, renewing) == ("active", None)
    assert standing_of(compliance, changing)[0] == "suspended"
    on(compliance, "2026-05-27")
    assert standing_of(compliance, renewing) == ("active", None)
    on(compliance, "2026-05-28")
    assert standing_of(compliance, renewing)[0] == "suspended"


def test_a_report_was_to_be_filed_all_the_time_and_its_case_is_looked_at_again(compliance: Compliance) -> None:
    """CMP-6, AUT-9, RPT-1: who has withdrawn files what it owes; nothing was suspended meanwhile."""
    caller = watch_story.with_missing_report(compliance)
    asked = {"text": "提出してください。", "due_on": "2026-05-29"}
    compliance.call(contract.DEMAND_REPORTS, TOKYO, **asked)
    withdrawn(compliance, caller, "2026-05-25", approved_on=dt.date(2025, 6, 2))
    on(compliance, "2026-06-10")
    assert standing_of(compliance, caller) == ("active", None)
    taken_back(compliance, caller, "2026-05-25", "2026-06-15", approved_on=dt.date(2025, 6, 2))
    assert standing_of(compliance, caller)[0] == "suspended"


def test_a_form_that_came_within_the_days_given_back_and_is_recorded_late_undoes_the_suspension(
    compliance: Compliance,
) -> None:
    """CMP-6, REG-7: the day of receipt decides."""
    caller = agency(compliance)
    withdrawn(compliance, caller, "2026-05-11", **PERMISSION)
    taken_back(compliance, caller, "2026-05-11", "2026-07-01", **PERMISSION)
    on(compliance, "2026-07-11")
    received = {"permission_change_received_on": dt.date(2026, 7, 10)}
    tell(compliance, caller, version=4, **PERMISSION, **received)
    watch_story.run(compliance)
    assert events_of(compliance, caller)[-2:] == ["suspend", "annul"]


def test_the_prompt_shows_the_month_with_the_days_given_back_whatever_an_older_sender_leaves_out(
    compliance: Compliance,
) -> None:
    """CMP-6: a state of a registry that does not know of such times says nothing of those that were told."""
    caller = agency(compliance)
    withdrawn(compliance, caller, "2026-05-11", **PERMISSION)
    taken_back(compliance, caller, "2026-05-11", "2026-07-01", **PERMISSION)
    tell(compliance, caller, version=4, **PERMISSION)
    on(compliance, "2026-07-10")
    assert standing_of(compliance, caller) == ("active", None)
    on(compliance, "2026-07-11")
    on(compliance, "2027-01-11")
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["prompt"], prompt["grace_until"]) == ("unmended", "2026-07-10")


def test_nothing_is_terminated_for_what_is_overdue_before_the_days_given_back_are_over(compliance: Compliance) -> None:
    """CMP-6, CMP-9: the same again after a suspension may end in termination; whether by now, staff see in its case."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    tell(compliance, caller, version=2, permission_valid_until=dt.date(2027, 4, 20), approved_on=dt.date(2026, 4, 1))
    on(compliance, "2026-11-21")
    overdue = {"permission_valid_until": dt.date(2027, 4, 20), "approved_on": dt.date(2026, 4, 1)}
    on(compliance, "2027-05-11")
    at(compliance, "2027-05-12")
    times = barred("2027-05-10", "2027-05-12", WHOLE)
    tell(compliance, caller, version=3, **overdue, procedures_barred=times)
    on(compliance, "2027-05-22")
    assert newest(compliance, caller)["terminable"] == []
    on(compliance, "2027-05-23")
    assert newest(compliance, caller)["terminable"] == ["overdue"]


def test_blocks_that_came_meanwhile_open_their_case(compliance: Compliance) -> None:
    """CMP-11: of who has withdrawn none is opened."""
    compliance.service.block_settings = BlockSettings(count=3, share_percent=50, share_from=2)
    caller = agency(compliance, permission_valid_until=None)
    compliance.tell(compliance.guided(caller, *blocks.SEEKERS))
    withdrawn(compliance, caller, "2026-05-11")
    blocks.blocked(compliance, caller, *blocks.SEEKERS[:4])
    assert blocks.cases(compliance) == []
    taken_back(compliance, caller, "2026-05-11", "2026-05-12")
    blocks.run(compliance)
    assert [case["ground"] for case in blocks.cases(compliance)] == ["many_blocks"]


@pytest.mark.parametrize("part", [False, True])
def test_duties_to_delete_stay_and_the_next_view_is_a_new_acquisition(compliance: Compliance, part: bool) -> None:
    """MSG-11, MSG-12: what was deleted is gone, and who deleted at once is not worse off than who waited."""
    caller = compliance.agency()
    compliance.tell(compliance.viewed(caller))
    compliance.now += dt.timedelta(days=1)
    gone: dict[str, Any] = {"services": ["offers"]} if part else {"standing": "withdrawn", "ended_on": compliance.today}
    tell(compliance, caller, version=2, **gone)
    (duty,) = compliance.call(contract.LIST_DUTIES, caller)["duties"]
    compliance.now += dt.timedelta(days=1)
    tell(compliance, caller, version=3)
    compliance.review()
    assert compliance.call(contract.LIST_DUTIES, caller)["duties"] == [duty]
    compliance.call(contract.CONFIRM_DUTY, caller, duty_id=duty["duty_id"])
    compliance.now += dt.timedelta(minutes=1)
    compliance.tell(compliance.viewed(caller))
    assert compliance.call(contract.LIST_DUTIES, caller)["duties"] == []
    (held,) = compliance.call(contract.LIST_CUSTODY, caller)["holdings"]
    assert held["acquired_at"] != duty["acquired_at"]


@pytest.mark.parametrize(
    ("back", "overdue"), [("2026-03-20", True), ("2026-04-10", False)], ids=["in the year", "after its last day"]
)
@pytest.mark.parametrize("again", [False, True], ids=["no more", "the whole as well"])
def test_a_report_of_who_had_left_by_mistake_is_of_the_whole_year_only_where_its_last_day_was_out(
    compliance: Compliance, back: str, again: bool, overdue: bool
) -> None:
    """RPT-1, CMP-6, decision 306: what is used after the taking back is still to be reported, and is overdue like a first report."""
    state = {"permission_valid_until": None, "approved_on": dt.date(2025, 6, 2)}
    at(compliance, "2026-02-02")
    caller = agency(compliance, **state)
    withdrawn(compliance, caller, "2026-02-10", **state)
    watch_story.filed(compliance, caller)
    taken_back(compliance, caller, "2026-02-10", back, **state)
    if again:
        at(compliance, "2026-04-20")
        watch_story.filed(compliance, caller, version=2)
        watch_story.filed(compliance, caller, day="2026-02-10")  # told once more, and late
    on(compliance, "2026-04-21")
    on(compliance, "2026-04-22")
    prompts = [one["prompt"] for one in compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]]
    assert prompts == (["demand"] if overdue and not again else [])
