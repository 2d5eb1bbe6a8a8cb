"""Decisions of two persons (REG-10, as a setting): proposed by one, confirmed by another of the same bureau."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.registry.desk import storage
from services.registry.desk.domain import proposals
from services.registry.desk.domain.proposals import OpenProposal, ProposalState, ProposedDecision
from services.registry.desk.domain.reasons import DeskReason
from services.registry.desk.domain.settings import DeskSettings
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.queue import bureaus_application
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal

Decide = Callable[[ProposedDecision, Mapping[str, Any]], dict[str, Any]]
"""Takes the decision in the name of the caller, as it would be without a proposal; raises its refusal."""


def decide_alone(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    personal_data: PersonalData,
    settings: DeskSettings,
) -> None:
    """Refuse a decision of one person where two decide, or where a proposal of theirs still waits."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    _refuse(proposals.objection_to_deciding_alone(settings))
    if _open(connection, stored) is not None:
        raise Refusal(DeskReason.PROPOSED_ALREADY)


def refuse_while_proposed(
    connection: Connection, request: Mapping[str, Any], *, caller: Caller, personal_data: PersonalData
) -> None:
    """Refuse to correct what somebody has proposed a decision on: that is confirmed or withdrawn first."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    if _open(connection, stored) is not None:
        raise Refusal(DeskReason.PROPOSED_ALREADY)


def propose_decision(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    decide: Decide,
) -> dict[str, Any]:
    """Propose a decision, if it could be taken now.

    Whether it could is found by taking it and taking it back: the savepoint is rolled back with all it wrote, mails and
    events included, and whatever refuses the decision refuses the proposal. The application's row is locked, so that of two
    proposals at once the second finds the first; a unique index stands behind it.
    """
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    decision = ProposedDecision(request["decision"])
    reason = request["reason"] if decision is ProposedDecision.REFUSE else None
    _refuse(proposals.objection_to_proposing(_open(connection, stored), decision, reason))
    values = {
        "decision": decision,
        "reason": reason,
        "letter_posted_on": request["letter_posted_on"] if decision is ProposedDecision.APPROVE else None,
    }
    trial = connection.begin_nested()
    try:
        decide(decision, {"application_id": stored.application_id, **values})
    finally:
        trial.rollback()
    proposal_id = new_id()
    storage.insert_proposal(
        connection,
        proposal_id=proposal_id,
        application_id=stored.application_id,
        proposed_by=caller.account_id,
        proposed_at=now,
        **values,
    )
    _record(connection, "propose_decision", stored, proposal_id, caller, now, trace, {"decision": decision.value})
    found = storage.open_proposal(connection, stored.application_id)
    assert found is not None, "it was inserted above, in this transaction"
    return found._asdict()


def confirm_decision(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    decide: Decide,
) -> dict[str, Any]:
    """Confirm the proposal that was read; then the decision is taken, by the rules as they stand now.

    Of two who confirm at once the second finds nothing proposed; so does who confirms what was withdrawn meanwhile.
    """
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    row = storage.open_proposal(connection, stored.application_id)
    existing = OpenProposal(row.proposal_id, row.proposed_by) if row else None
    _refuse(proposals.objection_to_confirming(existing, request["proposal_id"], caller.account_id or ""))
    assert row is not None, "confirming nothing was refused above"
    storage.close_proposal(connection, row.proposal_id, ProposalState.CONFIRMED, by=caller.account_id or "", at=now)
    _record(connection, "confirm_decision", stored, row.proposal_id, caller, now, trace, {"decision": row.decision})
    asked = {
        "application_id": stored.application_id,
        "reason": row.reason,
        "letter_posted_on": row.letter_posted_on,
    }
    return decide(ProposedDecision(row.decision), asked)


def withdraw_proposal(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Withdraw the own proposal, or hand a colleague's back; the application waits for a decision again."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    existing, proposal_id = _open(connection, stored), request["proposal_id"]
    _refuse(proposals.objection_to_withdrawing(existing, proposal_id))
    storage.close_proposal(connection, proposal_id, ProposalState.WITHDRAWN, by=caller.account_id or "", at=now)
    _record(connection, "withdraw_proposal", stored, proposal_id, caller, now, trace, {})
    (row,) = [row for row in storage.proposals(connection, stored.application_id) if row.proposal_id == proposal_id]
    return row._asdict()


def list_proposals(
    connection: Connection, request: Mapping[str, Any], *, caller: Caller, personal_data: PersonalData
) -> dict[str, Any]:
    """Every proposal on an application of the bureau, oldest first."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data)
    return {"proposals": [row._asdict() for row in storage.proposals(connection, stored.application_id)]}


def _open(connection: Connection, stored: StoredApplication) -> OpenProposal | None:
    row = storage.open_proposal(connection, stored.application_id)
    return OpenProposal(row.proposal_id, row.proposed_by) if row else None


def _refuse(objection: DeskReason | None) -> None:
    if objection is not None:
        raise Refusal(objection)


def _record(
    connection: Connection,
    done: str,
    stored: StoredApplication,
    proposal_id: str,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    details: Mapping[str, Any],
) -> None:
    audit.record(
        connection,
        action=f"registry.{done}",
        subject=("application", stored.application_id),
        caller=caller,
        now=now,
        trace=trace,
        details={"proposal_id": proposal_id, **details},
    )
