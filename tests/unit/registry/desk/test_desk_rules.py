"""The rules of decisions of two persons and of posted letters (REG-10)."""

from datetime import date

import pytest

from services.contracts.registry import PROPOSED_DECISIONS
from services.registry.desk.domain.letters import objection_to_posting
from services.registry.desk.domain.proposals import (
    OpenProposal,
    ProposedDecision,
    objection_to_confirming,
    objection_to_deciding_alone,
    objection_to_proposing,
    objection_to_withdrawing,
)
from services.registry.desk.domain.reasons import DeskReason
from services.registry.desk.domain.settings import DeskSettings

MINE = OpenProposal("p1", "me")
APPROVED, TODAY = date(2026, 5, 20), date(2026, 5, 25)


def test_the_words_of_contract_and_domain_are_the_same() -> None:
    assert list(PROPOSED_DECISIONS) == list(ProposedDecision)


def test_one_person_decides_unless_the_setting_says_two() -> None:
    """REG-10: off by default."""
    assert objection_to_deciding_alone(DeskSettings()) is None
    assert objection_to_deciding_alone(DeskSettings(four_eyes=True)) is DeskReason.SECOND_PERSON_NEEDED


def test_one_proposal_at_a_time_and_a_refusal_with_its_reason() -> None:
    """REG-10."""
    assert objection_to_proposing(None, ProposedDecision.APPROVE, None) is None
    assert objection_to_proposing(MINE, ProposedDecision.APPROVE, None) is DeskReason.PROPOSED_ALREADY
    for reason in (None, "", "  "):
        assert objection_to_proposing(None, ProposedDecision.REFUSE, reason) is DeskReason.REASON_MISSING
    assert objection_to_proposing(None, ProposedDecision.REFUSE, "実績がありません。") is None


def test_another_person_confirms_what_was_read() -> None:
    """REG-10."""
    assert objection_to_confirming(MINE, "p1", "you") is None
    assert objection_to_confirming(MINE, "p1", "me") is DeskReason.SAME_PERSON
    assert objection_to_confirming(MINE, "p0", "you") is DeskReason.OTHER_PROPOSAL
    assert objection_to_confirming(None, "p1", "you") is DeskReason.NOTHING_PROPOSED


def test_a_proposal_is_withdrawn_while_it_waits() -> None:
    """REG-10."""
    assert objection_to_withdrawing(MINE, "p1") is None
    assert objection_to_withdrawing(MINE, "p0") is DeskReason.OTHER_PROPOSAL
    assert objection_to_withdrawing(None, "p1") is DeskReason.NOTHING_PROPOSED


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"posted_on": APPROVED}, None),
        ({"posted_on": date(2026, 5, 19)}, DeskReason.LETTER_BEFORE_APPROVAL),
        ({"posted_on": date(2026, 5, 26)}, DeskReason.LETTER_IN_FUTURE),
        ({"recorded": APPROVED}, DeskReason.LETTER_RECORDED_ALREADY),
        ({"municipal": False}, DeskReason.LETTER_NOT_POSTED_IN_CLASS),
        ({"decided_on": None}, DeskReason.NOT_APPROVED),
        ({"withdrawal": True}, DeskReason.WITHDRAWAL_WITHOUT_LETTER),
    ],
)
def test_a_letter_is_posted_once_after_its_approval_in_the_municipal_class(
    changes: dict[str, date | bool | None], expected: DeskReason | None
) -> None:
    """REG-10 (seed 000, STEP 2)."""
    facts = {"municipal": True, "withdrawal": False, "decided_on": APPROVED, "recorded": None, "posted_on": TODAY}
    facts = {**facts, "today": TODAY, **changes}
    assert objection_to_posting(**facts) is expected  # type: ignore[arg-type]
