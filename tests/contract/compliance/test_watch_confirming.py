"""What the bureau has confirmed, and what came or was refused after its word (CMP-6)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.cases.tables import cases
from services.compliance.standing.tables import measures
from services.compliance.watch.tables import expected_days
from services.contracts import compliance as contract
from services.contracts.registry import ORGANIZATION_CHANGED
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.watch_story import (
    ENDED,
    TOKYO,
    agency,
    case_of,
    confirm,
    events_of,
    last_text,
    on,
    run,
    standing_of,
    tell,
    with_missing_report,
)


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
    tell(compliance, caller, version=2, **CAME)
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


CAME = {"permission_valid_until": ENDED, "permission_change_received_on": dt.date(2026, 6, 10)}


def test_the_bureaus_word_ends_the_watch_also_where_a_receipt_had_been_taken_back_before_it(
    compliance: Compliance,
) -> None:
    """CMP-6, decisions 156, 306: what it says then it says of what it knows; the two came between two looks of the calendar."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    compliance.now = dt.datetime.fromisoformat("2026-06-10T10:00:00+09:00")
    tell(compliance, caller, version=2, **CAME)
    tell(compliance, caller, version=3, permission_valid_until=ENDED)
    compliance.pass_by(hours=1)
    confirm(compliance, caller)
    for day in ("2026-11-20", "2026-11-21", "2026-11-22"):
        on(compliance, day)
    assert (compliance.count(cases), standing_of(compliance, caller)) == (1, ("active", None))


@pytest.mark.parametrize("word_first", [True, False])
def test_a_form_told_after_its_refusal_is_missing_anew_as_in_order_unless_the_bureaus_word_came_last(
    compliance: Compliance, word_first: bool
) -> None:
    """CMP-6, decision 156: whichever of the two arrives first; what was so before the word makes no difference to it."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    word, came_at = (dt.datetime.fromisoformat(f"2026-06-{day}T09:00:00+09:00") for day in ("10", "12"))
    compliance.now = word if word_first else came_at + dt.timedelta(days=1)
    confirm(compliance, caller)
    compliance.now = came_at + dt.timedelta(days=2)
    tell(compliance, caller, version=3, permission_valid_until=ENDED)
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(caller, version=2, **CAME), came_at)
    for day in ("2026-11-20", "2026-11-21"):
        on(compliance, day)
    anew = (2, "suspended") if word_first else (1, "active")
    assert (compliance.count(cases), standing_of(compliance, caller)[0]) == anew


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
    assert last_text(compliance, caller).startswith("変更申請が令和８年５月20日に行われていたことを確認しました。")
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
