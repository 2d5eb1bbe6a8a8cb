"""Decisions of two persons, where the setting asks for them (REG-10): one proposes, another confirms, one of many wins."""

import dataclasses
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    CONFIRM_DECISION,
    LIST_PROPOSALS,
    ORGANIZATION_CHANGED,
    PROPOSE_DECISION,
    REFUSE_APPLICATION,
    SEARCH_APPLICATIONS,
    WITHDRAW_PROPOSAL,
)
from services.registry.desk.tables import decision_proposals
from tests.contract.at_once import at_once
from tests.contract.registry.conftest import OSAKA, Registry, staff
from tests.contract.registry.examples import a_municipality
from tests.contract.served import Refused

ME, YOU = staff(), staff()


@pytest.fixture
def two(registry: Registry) -> Registry:
    """Where two decide."""
    tools = registry.service.tools
    registry.service.tools = dataclasses.replace(tools, desk=dataclasses.replace(tools.desk, four_eyes=True))
    return registry


def arrived(registry: Registry, **changes: Any) -> str:
    application_id = str(registry.register(**changes)["application_id"])
    registry.receive_form(application_id)
    return application_id


def propose(registry: Registry, application_id: str, by: Caller = ME, **changes: Any) -> str:
    request = {"application_id": application_id, "decision": "approve", **changes}
    return str(registry.call(PROPOSE_DECISION, by, **request)["proposal_id"])


def confirm(registry: Registry, application_id: str, proposal_id: str, by: Caller = YOU) -> dict[str, Any]:
    return registry.call(CONFIRM_DECISION, by, application_id=application_id, proposal_id=proposal_id)


def line(registry: Registry, application_id: str) -> dict[str, Any]:
    lines = registry.call(SEARCH_APPLICATIONS, staff())["applications"]
    (found,) = [line for line in lines if line["application_id"] == application_id]
    return dict(found)


def test_nobody_decides_alone_where_two_decide(two: Registry) -> None:
    """REG-10."""
    application_id = arrived(two)
    for step in (
        lambda: two.approve(application_id),
        lambda: two.call(REFUSE_APPLICATION, staff(), application_id=application_id, reason="理由"),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code is ErrorCode.SECOND_PERSON_NEEDED
    assert line(two, application_id)["state"] == "form_received"


def test_one_proposes_another_confirms_and_only_then_it_is_decided(two: Registry) -> None:
    """REG-10."""
    application_id = arrived(two)
    mails = len(two.mails())
    proposal_id = propose(two, application_id)
    waiting = line(two, application_id)
    assert (waiting["state"], waiting["proposed_decision"]) == ("form_received", "approve")
    assert (waiting["proposal_id"], waiting["proposed_by"]) == (proposal_id, ME.account_id)
    assert (two.published(ORGANIZATION_CHANGED), len(two.mails())) == ([], mails), "the trial left nothing behind"
    assert confirm(two, application_id, proposal_id)["state"] == "approved"
    assert len(two.published(ORGANIZATION_CHANGED)) == 1
    (kept,) = two.call(LIST_PROPOSALS, staff(), application_id=application_id)["proposals"]
    assert (kept["state"], kept["proposed_by"], kept["closed_by"]) == ("confirmed", ME.account_id, YOU.account_id)
    done = [entry["action"] for entry in two.audited() if entry["subject_id"] == application_id]
    assert {"registry.propose_decision", "registry.confirm_decision"} <= set(done)


def test_a_refusal_is_proposed_with_its_reason_which_the_applicant_reads(two: Registry) -> None:
    """REG-10."""
    application_id = arrived(two)
    with pytest.raises(Refused) as refused:
        propose(two, application_id, decision="refuse")
    assert refused.value.code is ErrorCode.REASON_MISSING
    proposal_id = propose(two, application_id, decision="refuse", reason="実績が確認できません。")
    assert confirm(two, application_id, proposal_id)["state"] == "refused"
    assert two.mails()[-1].parameters["reason"] == "実績が確認できません。"


def test_the_same_person_and_another_bureau_can_not_confirm(two: Registry) -> None:
    """REG-10, AUT-7."""
    application_id = arrived(two)
    proposal_id = propose(two, application_id)
    for caller, code in ((ME, ErrorCode.SECOND_PERSON_NEEDED), (staff(OSAKA), ErrorCode.OTHER_BUREAU)):
        with pytest.raises(Refused) as refused:
            confirm(two, application_id, proposal_id, caller)
        assert refused.value.code is code
    with two.database.transaction() as connection, pytest.raises(sa.exc.IntegrityError, match="confirmed_by_another"):
        values = {"state": "confirmed", "closed_by": ME.account_id, "closed_at": two.now}
        connection.execute(decision_proposals.update().values(values))


def test_a_withdrawn_proposal_can_not_be_confirmed_and_another_may_take_its_place(two: Registry) -> None:
    """REG-10."""
    application_id = arrived(two)
    first = propose(two, application_id, decision="refuse", reason="誤り")
    withdrawn = two.call(WITHDRAW_PROPOSAL, ME, application_id=application_id, proposal_id=first)
    assert (withdrawn["state"], withdrawn["closed_by"]) == ("withdrawn", ME.account_id)
    with pytest.raises(Refused) as refused:
        confirm(two, application_id, first)
    assert refused.value.code is ErrorCode.NO_SUCH_PROPOSAL
    second = propose(two, application_id)
    with pytest.raises(Refused) as refused:
        confirm(two, application_id, first)
    assert refused.value.code is ErrorCode.NO_SUCH_PROPOSAL, "what was read is not what would be confirmed"
    assert confirm(two, application_id, second)["state"] == "approved"


def test_what_can_not_be_decided_can_not_be_proposed(two: Registry) -> None:
    """REG-8, REG-10: with the same reasons."""
    waiting = two.register()["application_id"]
    with pytest.raises(Refused) as refused:
        propose(two, waiting)
    assert refused.value.code is ErrorCode.FORM_NOT_RECEIVED
    municipality = two.register(**a_municipality(email="m@example.jp"))["application_id"]
    two.receive_form(municipality, way="post", documents=[])
    with pytest.raises(Refused) as refused:
        propose(two, municipality)
    assert refused.value.code is ErrorCode.DOCUMENT_MISSING
    assert two.count(decision_proposals) == 0


def test_of_several_who_propose_at_once_one_wins_and_the_others_are_told(two: Registry) -> None:
    """REG-10."""
    application_id = arrived(two)
    outcomes = at_once(*[lambda: propose(two, application_id, staff())] * 6)
    assert sorted(outcomes) == ["done"] + ["proposal_open"] * 5


def test_of_several_who_confirm_or_withdraw_at_once_one_wins_and_the_others_are_told(two: Registry) -> None:
    """REG-10."""
    application_id = arrived(two)
    proposal_id = propose(two, application_id)
    request = {"application_id": application_id, "proposal_id": proposal_id}
    outcomes = at_once(
        *[lambda: confirm(two, application_id, proposal_id, staff())] * 3,
        *[lambda: two.call(WITHDRAW_PROPOSAL, staff(), **request)] * 3,
    )
    assert sorted(outcomes) == ["done"] + ["no_such_proposal"] * 5
    assert len(two.published(ORGANIZATION_CHANGED)) == (1 if line(two, application_id)["state"] == "approved" else 0)


def test_while_a_proposal_waits_nobody_decides_beside_it_though_the_setting_is_off(registry: Registry) -> None:
    """REG-10: whoever proposed asked for a second look."""
    application_id = arrived(registry)
    proposal_id = propose(registry, application_id)
    with pytest.raises(Refused) as refused:
        registry.approve(application_id)
    assert refused.value.code is ErrorCode.PROPOSAL_OPEN
    registry.call(WITHDRAW_PROPOSAL, YOU, application_id=application_id, proposal_id=proposal_id)
    assert registry.approve(application_id)["state"] == "approved"


def test_a_day_of_posting_is_proposed_with_an_approval_and_must_fit_on_the_day_of_confirmation(two: Registry) -> None:
    """REG-10: the letter can't have been posted before the approval."""
    application_id = two.register(**a_municipality())["application_id"]
    two.receive_form(application_id, way="post")
    proposal_id = propose(two, application_id, letter_posted_on="2026-04-22")
    two.pass_by(days=1)
    with pytest.raises(Refused) as refused:
        confirm(two, application_id, proposal_id)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.DAY_TOO_EARLY, "/letter_posted_on")
    assert line(two, application_id)["proposal_id"] == proposal_id, "it still waits"
