"""Facts that the authority asks of an organization, and what may stand in them (CMP-12, MSG-8)."""

import pytest

from services.compliance.complaints.tables import complaint_steps
from services.contracts import compliance as contract
from services.contracts.errors import ErrorCode
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_complaints import PERSON, TOKYO, filed, stepped, told
from tests.contract.served import Refused


@pytest.mark.parametrize("who", ["staff", "complainant"])
def test_an_organization_learns_that_facts_are_awaited_no_more(compliance: Compliance, who: str) -> None:
    """CMP-12: what is closed while facts are asked for is over for it too, and it is told so."""
    agency = compliance.agency()
    mine = filed(compliance, agency, to_authority=True)
    seen = compliance.call(contract.SHOW_STAFF_COMPLAINT, TOKYO, complaint_id=mine["complaint_id"])
    asked = stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, seen, "request_facts", due_on="2026-05-01")
    if who == "staff":
        stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, asked, "close")
    else:
        mine = compliance.call(contract.SHOW_MY_COMPLAINT, PERSON, complaint_id=mine["complaint_id"])
        stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, mine, "close")
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert (entry["state"], entry["facts_due_on"]) == ("closed", None)
    assert ("close", "organization") in told(compliance)
    with pytest.raises(Refused) as refused:
        stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "report_facts")
    assert refused.value.code is ErrorCode.COMPLAINT_OUT_OF_ORDER


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
