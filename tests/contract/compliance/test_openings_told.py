"""An organization learns on the next working day of a case that a report has opened, and of no minute before (MSG-9, CMP-13)."""

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from services.compliance.cases.tables import cases
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import MESSAGE_REPORTED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import TOKYO, stepped
from tests.contract.compliance.test_reports_and_demands import case_of, report
from tests.contract.served import Refused

NEXT = dt.datetime(2026, 4, 22, 15, 20, tzinfo=dt.UTC)
"""Within the first hour of the next working day in Japan."""


def run(compliance: Compliance) -> int:
    with compliance.work() as work:
        return compliance.service.tell_openings(work)


def reported(compliance: Compliance, reason: str | None = "advertising") -> tuple[Caller, str]:
    agency = compliance.agency()
    compliance.receive(MESSAGE_REPORTED, report(compliance, agency, reason))
    return agency, str(case_of(compliance)["case_id"])


def instant_in(case_id: str) -> dt.datetime:
    return dt.datetime.fromtimestamp((uuid.UUID(case_id).int >> 80) / 1000, dt.UTC)


def test_msg_9_neither_mail_nor_case_nor_its_id_tells_when_a_seeker_reported(compliance: Compliance) -> None:
    """Decisions 223, 244: it knows whom it had to do with that minute. The bureau sees it at once."""
    agency, case_id = reported(compliance)
    assert case_of(compliance)["opened_at"] == "2026-04-22T01:00:00Z"
    assert (run(compliance), compliance.published(contract.CASE_ADVANCED)) == (0, [])
    assert compliance.call(contract.LIST_OWN_CASES, agency)["cases"] == []
    with pytest.raises(Refused) as refused:
        compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert refused.value.code is ErrorCode.NOT_FOUND
    compliance.now = NEXT
    assert (run(compliance), run(compliance)) == (1, 0)
    assert [(step["event"], step["case_id"]) for step in compliance.published(contract.CASE_ADVANCED)] == [
        ("open", case_id)
    ]
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert (own["opened_at"], own["steps"][0]["at"]) == ("2026-04-22T15:20:00Z",) * 2
    assert "2026-04-22T01:00:00Z" not in str(own)
    until_it_is_told = instant_in(case_id) - instant_in(new_id()) + dt.timedelta(hours=10)
    assert abs(until_it_is_told - dt.timedelta(days=1)) < dt.timedelta(minutes=10), "as if made when that day begins"
    (head,) = compliance.call(contract.LIST_OWN_CASES, agency)["cases"]
    assert head["opened_at"] == "2026-04-22T15:20:00Z"


def test_msg_9_before_a_holiday_it_is_told_after_it_and_days_that_were_missed_are_caught_up(
    compliance: Compliance,
) -> None:
    """CAL-2, CAL-6: 28 April 2026, before Showa Day."""
    compliance.now = dt.datetime(2026, 4, 28, 1, 0, tzinfo=dt.UTC)
    reported(compliance)
    compliance.now = dt.datetime(2026, 4, 29, 1, 0, tzinfo=dt.UTC)
    assert run(compliance) == 0
    compliance.now = dt.datetime(2026, 5, 7, 1, 0, tzinfo=dt.UTC)
    assert run(compliance) == 1


def test_cmp_13_what_staff_ask_before_tells_it_of_the_case_at_once_and_of_no_opening_after(
    compliance: Compliance,
) -> None:
    agency, case_id = reported(compliance)
    compliance.pass_by(hours=2)
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert [(step["event"], step["at"]) for step in own["steps"]] == [
        ("open", "2026-04-22T03:00:00Z"),
        ("request_correction", "2026-04-22T03:00:00Z"),
    ]
    compliance.now = NEXT
    assert run(compliance) == 0
    assert [step["event"] for step in compliance.published(contract.CASE_ADVANCED)] == ["request_correction"]


def test_cmp_1_of_a_suspected_offence_it_learns_neither_then_nor_ever_when_it_was_reported(
    compliance: Compliance,
) -> None:
    """Decision 151: it sees the case with all that went before as soon as something is asked of it."""
    agency, case_id = reported(compliance, "money")
    compliance.now = NEXT
    assert run(compliance) == 0
    assert compliance.call(contract.LIST_OWN_CASES, agency)["cases"] == []
    assert compliance.published(contract.CASE_ADVANCED) == []
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="other_breach")
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert own["steps"][0]["at"] == "2026-04-22T15:20:00Z"


def test_cmp_13_no_step_of_a_timeline_is_older_than_its_beginning(compliance: Compliance) -> None:
    """MSG-9, CMP-1: what staff did before it was told is shown with its opening, as of then."""
    agency, case_id = reported(compliance, "money")
    compliance.pass_by(hours=1)
    stepped(compliance, case_id, 1, contract.ADVANCE_CASE, event="refer")
    compliance.now = NEXT
    stepped(compliance, case_id, 2, contract.RECLASSIFY_CASE, ground="other_breach")
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert [step["at"] for step in own["steps"]] == ["2026-04-22T15:20:00Z"] * 3
    times = [step["at"] for step in compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["steps"]]
    assert times == ["2026-04-22T01:00:00Z", "2026-04-22T02:00:00Z", "2026-04-22T15:20:00Z"], "staff see when"


@pytest.mark.parametrize("ended", [True, False])
def test_cmp_13_whom_a_process_of_the_release_before_has_told_by_a_step_is_told_of_no_opening(
    compliance: Compliance, ended: bool
) -> None:
    """Decision 282: it mails the step and leaves the day of the opening; the case began with that step, as for everybody."""
    agency, case_id = reported(compliance)
    compliance.pass_by(hours=2)
    if ended:
        stepped(compliance, case_id, 1, contract.ADVANCE_CASE, event="close")
    else:
        stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    with compliance.database.transaction() as connection:
        connection.execute(cases.update().values(tell_on=dt.date(2026, 4, 23), shown_at=None))
    before = compliance.published(contract.CASE_ADVANCED)
    compliance.now = NEXT
    assert (run(compliance), run(compliance)) == (0, 0)
    assert compliance.published(contract.CASE_ADVANCED) == before
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert [step["at"] for step in own["steps"]] == ["2026-04-22T03:00:00Z"] * 2
    with compliance.database.transaction() as connection:
        assert connection.execute(sa.select(cases.c.tell_on)).scalar() is None


def test_cases_of_one_day_have_ids_of_their_own(compliance: Compliance) -> None:
    """MSG-9."""
    first = compliance.agency()
    for reason in ("advertising", "other"):
        compliance.receive(MESSAGE_REPORTED, report(compliance, first, reason))
    found = compliance.call(contract.LIST_CASES, TOKYO)["cases"]
    assert len({one["case_id"] for one in found}) == 2


def test_cmp_1_who_is_suspected_of_an_offence_before_it_was_told_does_not_learn_of_the_case(
    compliance: Compliance,
) -> None:
    """A report of advertising that shows an offence: an inquiry of which nothing was known."""
    agency, case_id = reported(compliance)
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="suspected_offence")
    compliance.now = NEXT
    assert run(compliance) == 0
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, event="refer")
    assert compliance.call(contract.LIST_OWN_CASES, agency)["cases"] == []
    assert compliance.published(contract.CASE_ADVANCED) == []
    stepped(compliance, case_id, 3, contract.RECLASSIFY_CASE, ground="other_breach")
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert own["opened_at"] == own["steps"][0]["at"] == "2026-04-22T15:20:00Z"
