"""Slips at the bureau's desk put right, with a reason: a receipt, a refusal, a withdrawal (REG-5 to REG-10; decision 306)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts.caller import Caller
from services.contracts.operations import Operation
from services.contracts.registry import CORRECT_FORM, TAKE_FORM_BACK, TAKE_REFUSAL_BACK, TAKE_WITHDRAWAL_BACK
from services.registry.accounts.usecases.reservation import ids_are_reserved
from services.registry.organizations import storage
from services.registry.organizations.corrections_told import day_corrected
from services.registry.organizations.domain import corrections
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.corrections import SinceWithdrawal
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.standing import Standing
from services.registry.organizations.reasons_told import allowed
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.decision import (
    Acting,
    another_is_open,
    as_things_stand,
    email_is_taken,
    receipt_of,
    state_told,
)
from services.registry.organizations.usecases.in_force import InForce
from services.registry.organizations.usecases.queue import bureaus_application, own_bureau
from services.runtime import audit


def correct_form(acting: Acting, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Put a receipt right while nothing is decided: others learn of the day (CMP-6), and so does who was told another one.

    The application's row is locked, with its organization's: nobody decides on what is being corrected.
    """
    stored = bureaus_application(acting.connection, request["application_id"], caller, acting.personal_data, lock=True)
    before, receipt, reason = stored.facts.receipt, receipt_of(request), request["reason"]
    step = allowed(
        corrections.correct_receipt(
            stored.facts, receipt, reason, own_bureau(caller), acting.today, on_paper=stored.on_paper
        )
    )
    assert before is not None, "of what was received only"
    other_day = receipt.received_on != before.received_on
    note = day_corrected(before.received_on, receipt.received_on, reason) if other_day else reason
    acting.take(stored, step, acting.organization(stored), note=note, **storage.receipt_values(receipt))
    if other_day:  # of nothing else the applicant was told
        acting.mails(stored).receipt_corrected(before.received_on, receipt.received_on, reason)
    days = {"received_on_before": before.received_on.isoformat(), "received_on": receipt.received_on.isoformat()}
    _record(acting, CORRECT_FORM, stored, caller, days)
    return state_told(stored, step, stored.organization_id)


def take_form_back(
    acting: Acting, request: Mapping[str, Any], *, caller: Caller, longest_since_receipt_days: int
) -> dict[str, Any]:
    """Take a receipt back that was recorded by mistake: the application waits for its form, to its own last day (REG-7).

    A day that is over already is found by the next run of the duty that deletes registrations, which mails as always.
    """
    stored = bureaus_application(acting.connection, request["application_id"], caller, acting.personal_data, lock=True)
    before, reason = stored.facts.receipt, request["reason"]
    step = allowed(
        corrections.take_receipt_back(
            stored.facts,
            reason,
            own_bureau(caller),
            acting.today,
            on_paper=stored.on_paper,
            longest_since_receipt_days=longest_since_receipt_days,
        )
    )
    assert before is not None, "of what was received only"
    organization = acting.organization(stored)
    acting.take(stored, step, organization, note=reason, **storage.NO_RECEIPT)
    acting.mails(stored).receipt_taken_back(before.received_on, reason, acting.today)
    _tell_that_it_opened_again(acting, stored, organization)
    _record(acting, TAKE_FORM_BACK, stored, caller, {"received_on_before": before.received_on.isoformat()})
    return state_told(stored, step, stored.organization_id)


def take_refusal_back(acting: Acting, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Take a refusal back that was wrong: the application is decided anew, and the ID is its applicant's again (REG-10, REG-11)."""
    stored = bureaus_application(acting.connection, request["application_id"], caller, acting.personal_data, lock=True)
    organization, reason = acting.organization(stored), request["reason"]
    new = organization is None
    step = allowed(
        corrections.take_refusal_back(
            as_things_stand(acting.connection, stored, organization),
            reason,
            own_bureau(caller),
            email_taken=new and email_is_taken(acting.connection, stored, acting.today),
            another_open=not new and another_is_open(acting.connection, stored),
            organization_ended=organization is not None and organization.organization.ended,
        )
    )
    acting.take(stored, step, organization, note=reason, **storage.NO_REFUSAL)
    acting.mails(stored).refusal_taken_back(reason)
    _tell_that_it_opened_again(acting, stored, organization)
    assert stored.decided_on is not None, "of what was refused only"
    _record(acting, TAKE_REFUSAL_BACK, stored, caller, {"refused_on": stored.decided_on.isoformat()})
    return state_told(stored, step, stored.organization_id)


def take_withdrawal_back(acting: Acting, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Take the approval of a withdrawal back that was wrong: what it ended is in force, the withdrawal undecided (REG-5, REG-11).

    Right under concurrency: the organization's row is locked, then its IDs, then the establishment, as in every approval that opens
    one; so of two who take it back the second finds it undecided, and who is opened or registered meanwhile in its place stays.
    """
    stored = bureaus_application(acting.connection, request["application_id"], caller, acting.personal_data, lock=True)
    organization, reason = acting.organization(stored), request["reason"]
    since = _since_withdrawal(acting, stored, organization)
    step = allowed(corrections.take_withdrawal_back(stored.facts, reason, own_bureau(caller), since))
    assert organization is not None, "a withdrawal is an organization's"
    assert stored.decided_on is not None, "of what was approved only"
    acting.take(stored, step, organization, note=reason, **storage.NO_WITHDRAWAL)
    row = storage.organization(acting.connection, organization.row.organization_id)
    assert row is not None, "its row is locked"
    acting.mails(stored).withdrawal_taken_back(
        reason,
        whole=organization.organization.standing is Standing.WITHDRAWN,
        seeker_information_until=row.seeker_information_until,
        days_back=row.procedures_barred != organization.row.procedures_barred,
    )
    _record(acting, TAKE_WITHDRAWAL_BACK, stored, caller, {"approved_on": stored.decided_on.isoformat()})
    return state_told(stored, step, stored.organization_id)


def _since_withdrawal(acting: Acting, stored: StoredApplication, organization: InForce | None) -> SinceWithdrawal:
    """What has taken the place of what a withdrawal ended; nothing of what is no approved withdrawal."""
    approved = stored.facts.kind is ApplicationKind.WITHDRAWAL and stored.facts.state is ApplicationState.APPROVED
    if organization is None or not approved:
        return SinceWithdrawal()
    connection, row = acting.connection, organization.row
    standing = organization.organization.standing
    whole = standing is Standing.WITHDRAWN
    registered, id_free = None, False
    if whole:
        id_free = not ids_are_reserved(connection, row.organization_id, acting.today)
        storage.lock_establishment(connection, row.establishment)
        registered = storage.registered_as(connection, row.establishment, besides=row.organization_id)
    seekers = Service.SEEKERS in stored.facts.withdrawn_services
    return SinceWithdrawal(
        another_open=another_is_open(connection, stored),
        change_waits=storage.change_waits_since_withdrawal(connection, stored),
        decided=storage.decided_since_withdrawal(connection, stored),
        terminated=standing is Standing.TERMINATED,
        establishment_in_use=registered.name if registered is not None else "",
        id_free=id_free,
        term_unknown=seekers and not whole and standing is not Standing.TERMINATED and stored.given_up is None,
    )


def _tell_that_it_opened_again(acting: Acting, stored: StoredApplication, before: InForce | None) -> None:
    """REG-3, REG-16: that seeker information had ended was told by mail, with what to do then; so is that it has not."""
    if before is None or before.organization.closed_on is None or before.organization.ended:
        return
    row = storage.organization(acting.connection, before.row.organization_id)
    if row is not None and row.seeker_information_closed_on is None:
        acting.mails(stored).seeker_information_open_again(before.organization.closed_on)


def _record(
    acting: Acting, operation: Operation, stored: StoredApplication, caller: Caller, days: Mapping[str, str]
) -> None:
    audit.record(
        acting.connection,
        action=operation.routing_key,
        subject=("application", stored.application_id),
        caller=caller,
        now=acting.now,
        trace=acting.trace,
        details=days,
    )
