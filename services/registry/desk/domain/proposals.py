"""Decisions of two persons (REG-10, as a setting): one proposes, another of the same bureau confirms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.registry.desk.domain.reasons import DeskReason
from services.registry.desk.domain.settings import DeskSettings


class ProposedDecision(StrEnum):
    """What is proposed."""

    APPROVE = "approve"
    REFUSE = "refuse"


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class OpenProposal:
    """A proposal that waits for a second person."""

    proposal_id: str
    proposed_by: str


def objection_to_deciding_alone(settings: DeskSettings) -> DeskReason | None:
    """Where two decide, nobody approves or refuses alone."""
    return DeskReason.SECOND_PERSON_NEEDED if settings.four_eyes else None


def objection_to_proposing(
    existing: OpenProposal | None, decision: ProposedDecision, reason: str | None
) -> DeskReason | None:
    """One proposal at a time; a refusal is proposed with its reason, which the applicant will read (REG-10)."""
    if existing is not None:
        return DeskReason.PROPOSED_ALREADY
    if decision is ProposedDecision.REFUSE and not (reason or "").strip():
        return DeskReason.REASON_MISSING
    return None


def objection_to_confirming(existing: OpenProposal | None, proposal_id: str, account_id: str) -> DeskReason | None:
    """Confirmed is what was read, and by another person than who proposed it."""
    if existing is None:
        return DeskReason.NOTHING_PROPOSED
    if existing.proposal_id != proposal_id:
        return DeskReason.OTHER_PROPOSAL
    return DeskReason.SAME_PERSON if existing.proposed_by == account_id else None


def objection_to_withdrawing(existing: OpenProposal | None, proposal_id: str) -> DeskReason | None:
    """Who proposed may withdraw, and a colleague may hand it back; both stand in the record."""
    if existing is None:
        return DeskReason.NOTHING_PROPOSED
    return None if existing.proposal_id == proposal_id else DeskReason.OTHER_PROPOSAL
