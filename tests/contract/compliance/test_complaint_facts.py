"""Facts that the authority asks of an organization, and what may stand in them (CMP-12, MSG-8)."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.complaints.tables import complaint_steps
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_complaints import PERSON, TOKYO, filed, stepped, told
from tests.contract.served import Refused


def asked_for_facts(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    """A complaint made to the authority alone, of which facts are asked; as staff see it."""
    mine = filed(compliance, agency, to_authority=True)
    seen = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    return stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, seen, "request_facts", due_on="2026-05-11")


def closed_by_its_complainant(compliance: Compliance, complaint: dict[str, Any]) -> None:
    mine = compliance.call(contract.SHOW_MY_COMPLAINT, PERSON, complaint_id=complaint["complaint_id"])
    assert stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, mine, "close")["state"] == "closed"


def entry_of(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    return entry


def end_facts(compliance: Compliance) -> int:
    with compliance.work() as work:
        return int(compliance.service.end_facts_closed(work))


@pytest.mark.parametrize("due_on", ["2026-04-22", "2026-05-23"])
def test_a_due_day_that_does_not_fit_is_refused_with_the_last_that_would(compliance: Compliance, due_on: str) -> None:
    """CMP-12: after today, and so many days ahead as the setting says, of cases and complaints alike."""
    compliance.service.case_settings = CaseSettings(longest_due_days=30)
    agency = compliance.agency()
    mine = filed(compliance, agency, to_authority=True)
    seen = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    demanded = {"first_day": "2026-04-01", "last_day": "2026-04-20", "due_on": due_on, "text": "提出してください。"}
    for operation, request in (
        (contract.HANDLE_COMPLAINT, {**step_of(seen), "event": "request_facts", "due_on": due_on}),
        (contract.DEMAND_REGISTER, {**demanded, "organization_id": agency.organization_id}),
    ):
        with pytest.raises(Refused) as refused:
            compliance.call(operation, TOKYO, **request)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.DUE_DAY_UNFIT, "/due_on")
        assert refused.value.details == {"latest": "2026-05-22"}
    assert stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, seen, "request_facts", due_on="2026-05-22")


def step_of(complaint: dict[str, Any]) -> dict[str, Any]:
    return {
        "complaint_id": complaint["complaint_id"],
        "seen_version": complaint["version"],
        "text": "事実関係を報告してください。",
    }


def test_an_organization_learns_that_facts_are_awaited_no_more(compliance: Compliance) -> None:
    """CMP-12: what staff close while facts are asked for is over for it too, and it is told so."""
    agency = compliance.agency()
    asked = asked_for_facts(compliance, agency)
    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, asked, "close")
    over_for(compliance, agency)
    assert end_facts(compliance) == 0


def over_for(compliance: Compliance, agency: Caller) -> None:
    entry = entry_of(compliance, agency)
    assert (entry["state"], entry["facts_due_on"]) == ("closed", None)
    assert told(compliance).count(("close", "organization")) == 1
    with pytest.raises(Refused) as refused:
        stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "report_facts")
    assert refused.value.code is ErrorCode.COMPLAINT_OUT_OF_ORDER


@pytest.mark.parametrize(
    ("closed_at", "still", "over"),
    [
        ("2026-04-22T14:20", "2026-04-22T23:50", "2026-04-23T00:10"),
        ("2026-05-01T14:20", "2026-05-06T23:50", "2026-05-07T00:10"),
    ],
)
def test_an_organization_does_not_learn_the_minute_in_which_a_complainant_closes(
    compliance: Compliance, closed_at: str, still: str, over: str
) -> None:
    """CMP-12, decision 244, CAL-2: on the next working day; till then it sees what it saw, and days that were missed are caught up."""
    agency = compliance.agency()
    asked = asked_for_facts(compliance, agency)
    before, events = entry_of(compliance, agency), told(compliance)
    compliance.now = dt.datetime.fromisoformat(f"{closed_at}+09:00")
    closed_by_its_complainant(compliance, asked)
    for instant in (closed_at, still):
        compliance.now = dt.datetime.fromisoformat(f"{instant}+09:00")
        assert end_facts(compliance) == 0
        assert entry_of(compliance, agency) == before
        assert told(compliance) == events
    compliance.now = dt.datetime.fromisoformat(f"{over}+09:00")
    assert [end_facts(compliance) for _ in range(2)] == [1, 0]
    over_for(compliance, agency)


def test_facts_may_be_reported_until_the_organization_is_told_that_it_is_over(compliance: Compliance) -> None:
    """CMP-12: the refusal would tell it; and what was reported is told to the authority."""
    agency = compliance.agency()
    closed_by_its_complainant(compliance, asked_for_facts(compliance, agency))
    reported = stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry_of(compliance, agency), "report_facts")
    assert (reported["state"], reported["facts_due_on"]) == ("closed", None), "as always after a report"
    assert told(compliance)[-1] == ("report_facts", "authority")
    compliance.pass_by(days=5)
    assert end_facts(compliance) == 0


def test_staff_may_note_and_link_what_its_complainant_has_closed(compliance: Compliance) -> None:
    """CMP-12: the day on which the organization is told stays."""
    agency = compliance.agency()
    asked = asked_for_facts(compliance, agency)
    closed_by_its_complainant(compliance, asked)
    compliance.pass_by(days=1)
    seen = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=asked["complaint_id"])
    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, seen, "note")
    assert end_facts(compliance) == 1


def test_what_organization_or_office_write_down_of_a_complaint_holds_no_personal_data(compliance: Compliance) -> None:
    """MSG-8; 001 15(2): who complained is known to whoever writes it down, and named by no number."""
    agency = compliance.agency()
    own = {"complainant": "seeker", "received_on": "2026-04-20", "content": "090-1234-5678の方から苦情がありました。"}
    for operation, caller, request in (
        (contract.RECORD_COMPLAINT, agency, own),
        (contract.RECORD_COMPLAINT_AT_DESK, TOKYO, {**own, "organization_id": agency.organization_id}),
    ):
        with pytest.raises(Refused) as refused:
            compliance.call(operation, caller, **request)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.PERSONAL_DATA_IN_COMPLAINT, "/content")
    assert compliance.count(complaint_steps) == 0


def test_neither_a_note_of_the_register_nor_facts_for_the_authority_hold_personal_data(compliance: Compliance) -> None:
    """MSG-8; 001 15(2): the organization's own contact may stand in its answer alone."""
    agency = compliance.agency()
    mine = filed(compliance, agency)
    text = "申出のあった方の電話番号は090-1234-5678です。"
    for event in ("note", "report_facts"):
        with pytest.raises(Refused) as refused:
            stepped(compliance, contract.ANSWER_COMPLAINT, agency, mine, event, text=text)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.PERSONAL_DATA_IN_COMPLAINT, "/text")
    assert compliance.count(complaint_steps) == 1
    stepped(compliance, contract.ANSWER_COMPLAINT, agency, mine, "answer", text="当社の電話番号は03-1234-5678です。")
