"""What becomes of an application: the form is received, it is approved, refused, or lapses (REG-7, REG-8, REG-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import AccountState
from services.registry.organizations import storage
from services.registry.organizations.domain import decisions
from services.registry.organizations.domain.decisions import Document, Receipt, ReceiptWay, Step
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import seeker_information_until
from services.registry.organizations.mails import ApplicantMails
from services.registry.organizations.published import publish_organization
from services.registry.organizations.reasons_told import allowed
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.queue import bureaus_application, own_bureau
from services.registry.organizations.usecases.registration import circumstances
from services.registry.personal_data import PersonalData
from services.runtime.identifiers import new_id

DEFAULTS = ApplicationSettings()


def record_form(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Record that the signed form arrived; one that came in time undoes a lapse (REG-7, REG-8)."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    receipt = Receipt(
        received_on=request["received_on"],
        way=ReceiptWay(request["way"]),
        explanation=request["explanation"],
        documents=frozenset(map(Document, request["documents"])),
    )
    step = write_receipt(connection, stored, receipt, own_bureau(caller), by=caller.account_id, now=now, today=today)
    mails = ApplicantMails(connection, stored, now=now, trace=trace, personal_data=personal_data)
    mails.form_received(receipt.received_on)
    return _state(stored, step)


def write_receipt(
    connection: Connection,
    stored: StoredApplication,
    receipt: Receipt,
    bureau_code: str,
    *,
    by: str | None,
    now: dt.datetime,
    today: dt.date,
) -> Step:
    """The receipt and its line in the log, if the rules allow it; the account of a lapsed registration is issued again."""
    lapsed = stored.facts.state is ApplicationState.LAPSED
    email_taken = lapsed and _email_is_taken(connection, stored, today)
    step = allowed(decisions.receive_form(stored.facts, receipt, bureau_code, today, email_taken=email_taken))
    storage.take_step(connection, stored.application_id, step, **storage.receipt_values(receipt))
    if lapsed:
        accounts.change_state(connection, stored.account_id, AccountState.ISSUED)
    storage.log_step(connection, stored.application_id, step, at=now, account_id=by)
    return step


def approve_application(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    settings: ApplicationSettings = DEFAULTS,
) -> dict[str, Any]:
    """Approve: the organization is active, its account opens, others and the applicant are told (REG-10).

    The application's row is locked: of two approvals at once the second finds it decided and is refused.
    """
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    organization_id, step = write_approval(
        connection,
        stored,
        own_bureau(caller),
        letter_posted_on=request["letter_posted_on"],
        by=caller.account_id,
        now=now,
        today=today,
        personal_data=personal_data,
        settings=settings,
    )
    publish_organization(connection, organization_id, now=now, trace=trace, personal_data=personal_data)
    ApplicantMails(connection, stored, now=now, trace=trace, personal_data=personal_data).approved(today)
    return _state(stored, step, organization_id)


def write_approval(
    connection: Connection,
    stored: StoredApplication,
    bureau_code: str,
    *,
    letter_posted_on: dt.date | None,
    by: str | None,
    now: dt.datetime,
    today: dt.date,
    personal_data: PersonalData,
    settings: ApplicationSettings,
) -> tuple[str, Step]:
    """The new organization, its open account and the line in the log, if the rules allow it; answers its ID."""
    facts = circumstances(stored.facts.content, today)
    step = allowed(decisions.approve(stored.facts, facts, bureau_code, today, settings))
    organization_id = new_id()
    services = stored.facts.content.services
    storage.insert_organization(
        connection,
        organization_id,
        stored,
        approved_on=today,
        seeker_information_until=seeker_information_until(services, today, settings),
        personal_data=personal_data,
    )
    storage.take_step(
        connection,
        stored.application_id,
        step,
        organization_id=organization_id,
        decided_on=today,
        letter_posted_on=letter_posted_on,
    )
    accounts.change_state(connection, stored.account_id, AccountState.OPEN, organization_id)
    storage.log_step(connection, stored.application_id, step, at=now, account_id=by)
    return organization_id, step


def refuse_application(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Refuse with a reason, which the applicant is told by e-mail; the ID is given up (REG-10, REG-11)."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data, lock=True)
    reason = request["reason"]
    step = allowed(decisions.refuse(stored.facts, reason, own_bureau(caller)))
    storage.take_step(connection, stored.application_id, step, decided_on=today, refusal_reason=reason)
    accounts.change_state(connection, stored.account_id, AccountState.RELEASED)
    storage.log_step(connection, stored.application_id, step, at=now, account_id=caller.account_id, note=reason)
    ApplicantMails(connection, stored, now=now, trace=trace, personal_data=personal_data).refused(reason)
    return _state(stored, step)


def lapse_overdue(
    connection: Connection,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    limit: int = 500,
) -> int:
    """Delete registrations whose form had not come when its last day was over (REG-7); answers how many.

    A duty of the calendar: run for any day, twice without harm; what it missed it catches up.
    """
    lapsed = 0
    for application_id in storage.overdue(connection, today, limit):
        stored = storage.application(connection, application_id, personal_data, lock=True)
        assert stored is not None, "applications are never deleted"
        step = decisions.lapse(stored.facts, today)
        if not isinstance(step, Step):
            continue  # its form was recorded while we waited for the lock
        storage.take_step(connection, application_id, step)
        accounts.change_state(connection, stored.account_id, AccountState.RELEASED)
        storage.log_step(connection, application_id, step, at=now, account_id=None)
        ApplicantMails(connection, stored, now=now, trace=trace, personal_data=personal_data).lapsed()
        lapsed += 1
    return lapsed


def _email_is_taken(connection: Connection, stored: StoredApplication, today: dt.date) -> bool:
    lookup = accounts.lookup_of(connection, stored.account_id)
    accounts.lock_email(connection, lookup)
    return accounts.email_is_held(connection, lookup, today)


def _state(stored: StoredApplication, step: Step, organization_id: str | None = None) -> dict[str, Any]:
    return {"application_id": stored.application_id, "state": step.state, "organization_id": organization_id}
