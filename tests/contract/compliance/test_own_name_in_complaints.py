"""MSG-8, SEE-2: a seeker's own name reaches no organization by a complaint, beside the number in its register (CMP-12)."""

from typing import Any

import pytest

from services.compliance.complaints.tables import complaint_steps, complaints
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import FIND_IN_OWN_TEXT
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.compliance.test_complaints import EMPLOYER, PERSON, WORDS, filed, stepped
from tests.contract.served import Refused

NAMED = "山田花子と申します。電話番号は０３－１２３４－５６７８です。"


@pytest.fixture
def agency(compliance: Compliance) -> Caller:
    compliance.registry.names[SEEKER] = "山田花子"
    return compliance.agency()


def refused(compliance: Compliance, operation: Any, complaint: dict[str, Any], **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        stepped(compliance, operation, PERSON, complaint, **more)
    return caught.value


def test_a_complaint_to_the_organization_with_the_own_name_is_refused_with_its_place(
    compliance: Compliance, agency: Caller
) -> None:
    with pytest.raises(Refused) as caught:
        filed(compliance, agency, content=NAMED)
    assert (caught.value.code, caught.value.pointer) == (ErrorCode.PERSONAL_DATA_IN_COMPLAINT, "/content")
    places = [(one["kind"], one["start"], one["end"]) for one in caught.value.details["found"]]
    assert places == [("name", 0, 4), ("telephone", 15, 27)], "with what the recognizers find, once"
    assert compliance.count(complaints) == 0
    (asked,) = compliance.registry.asked
    assert asked == (FIND_IN_OWN_TEXT, PERSON, 1.0), "in the seeker's name, within a second"


@pytest.mark.parametrize("event", ["add", "close"])
def test_what_is_written_on_to_the_organization_is_looked_at_as_well(
    compliance: Compliance, agency: Caller, event: str
) -> None:
    mine = filed(compliance, agency)
    no = refused(compliance, contract.PURSUE_COMPLAINT, mine, event=event, text="山田花子です。")
    assert (no.code, no.pointer) == (ErrorCode.PERSONAL_DATA_IN_COMPLAINT, "/text")
    assert compliance.count(complaint_steps) == 1


def test_without_the_registrys_answer_nothing_is_taken_for_the_organization(
    compliance: Compliance, agency: Caller
) -> None:
    mine = filed(compliance, agency)
    compliance.registry.down = True
    with pytest.raises(Refused) as caught:
        filed(compliance, agency)
    assert caught.value.code is ErrorCode.COMPLAINT_NOT_CHECKED
    no = refused(compliance, contract.PURSUE_COMPLAINT, mine, event="add")
    assert no.code is ErrorCode.COMPLAINT_NOT_CHECKED
    assert (compliance.count(complaints), compliance.count(complaint_steps)) == (1, 1)


def test_words_to_the_authority_alone_are_taken_without_asking(compliance: Compliance, agency: Caller) -> None:
    """CMP-12: it knows who complains, no organization reads them, and they can be said while the registry is down."""
    mine = filed(compliance, agency)
    compliance.registry.down = True
    filed(compliance, agency, to_authority=True, content="山田花子です。")
    taken = stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, mine, "take_to_authority")
    stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, taken, "add", text="山田花子です。")
    (entry,) = compliance.call(contract.LIST_COMPLAINTS, agency)["complaints"]
    assert "山田" not in str(entry)


def test_an_employers_complaint_asks_nothing_of_the_registry(compliance: Compliance, agency: Caller) -> None:
    filed(compliance, agency, EMPLOYER)
    assert compliance.registry.asked == []


def test_the_registry_is_asked_while_no_transaction_is_open(
    compliance: Compliance, agency: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = filed(compliance, agency)
    ask, open_then = compliance.registry.ask, []

    def watched(*asked: Any, **options: Any) -> dict[str, Any]:
        open_then.append(compliance.database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return ask(*asked, **options)

    monkeypatch.setattr(compliance.registry, "ask", watched)
    filed(compliance, agency)
    stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, mine, "add")
    assert open_then == [0, 0]


def test_a_complaint_of_anothers_is_unknown_before_the_registry_is_asked(
    compliance: Compliance, agency: Caller
) -> None:
    """AUT-7."""
    other = {"complaint_id": new_id(), "version": 1}
    no = refused(compliance, contract.PURSUE_COMPLAINT, other, event="add", text=WORDS)
    assert no.code is ErrorCode.NOT_FOUND
    assert compliance.registry.asked == []
