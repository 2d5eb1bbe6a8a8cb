"""What a bureau has before it: its own applications and no others (AUT-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.registry.accounts import storage as accounts
from services.registry.organizations import content, storage
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.reasons import Objection, Reason
from services.registry.organizations.reasons_told import RequestReason, refusal_for
from services.registry.organizations.storage import StoredApplication
from services.registry.personal_data import PersonalData
from services.registry.sanctions.left import keys_of, keys_of_applicant, standing_before
from services.runtime import audit
from services.runtime.refusal import Refusal


def list_applications(connection: Connection, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """A page of the bureau's applications, oldest first."""
    limit = request["limit"]
    rows = storage.summaries(
        connection, own_bureau(caller), state=request["state"], after=request["after"], limit=limit + 1
    )
    page = [row._asdict() for row in rows[:limit]]
    return {"applications": page, "next": page[-1]["application_id"] if len(rows) > limit else None}


def show_application(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """An application as registered, with every step; that somebody read whom it names stands in the audit log (OPS-3)."""
    stored = bureaus_application(connection, request["application_id"], caller, personal_data)
    record_reading(connection, "show_application", stored, caller=caller, now=now, trace=trace)
    shown = detail(connection, stored, personal_data)
    for_the_bureau = {"receipt": _receipt(stored), "earlier_organizations": _earlier(connection, stored)}
    return {**shown, **for_the_bureau, "organization_id": stored.organization_id}


def _receipt(stored: StoredApplication) -> dict[str, Any] | None:
    """How the form came, as was recorded, with what the applicant explained beforehand (REG-8)."""
    receipt = stored.facts.receipt
    if receipt is None:
        return None
    return {
        "received_on": receipt.received_on,
        "way": receipt.way,
        "explanation": receipt.explanation,
        "documents": sorted(receipt.documents),
    }


def _earlier(connection: Connection, stored: StoredApplication) -> list[dict[str, Any]]:
    """Who left the service, or is suspended, under the applicant's number or as its municipality (REG-2, CMP-14).

    What was decided on them is read there. Of a change, those under what it names anew.
    """
    if stored.facts.kind not in (ApplicationKind.NEW, ApplicationKind.CHANGE):
        return []
    keys = set(keys_of_applicant(stored.facts.content.applicant))
    own = storage.organization(connection, stored.organization_id) if stored.organization_id is not None else None
    if own is not None:
        keys -= keys_of(own)
    names = ("organization_id", "name", "department", "bureau_code", "standing", "approved_on", "withdrawn_on")
    rows = standing_before(connection, keys, besides=stored.organization_id)
    return [{name: row._mapping[name] for name in names} for row in rows]


def detail(connection: Connection, stored: StoredApplication, personal_data: PersonalData) -> dict[str, Any]:
    """An application as its bureau and its applicant read it."""
    facts, receipt = stored.facts, stored.facts.receipt
    return {
        "application_id": stored.application_id,
        "registration_number": stored.registration_number,
        "application_kind": facts.kind,
        "kind": facts.content.applicant.kind,
        "name": facts.content.applicant.name,
        "state": facts.state,
        "registered_on": facts.registered_on,
        "form_due_on": facts.form_due_on,
        "form_received_on": receipt.received_on if receipt else None,
        "decided_on": stored.decided_on,
        "application": stored.document,
        "changes": changes(connection, stored, personal_data),
        "withdrawn_services": sorted(facts.withdrawn_services),
        "receipt": None,
        "earlier_organizations": [],
        "carried_change_id": stored.carried_change_id,
        "carried_change_state": storage.state_of(connection, stored.carried_change_id),
        "transitions": [row._asdict() for row in storage.transitions(connection, stored.application_id)],
    }


def changes(connection: Connection, stored: StoredApplication, personal_data: PersonalData) -> list[dict[str, Any]]:
    """What a change application changes of what was in force at its registration (REG-13); nothing for other kinds."""
    if stored.facts.kind is not ApplicationKind.CHANGE or stored.base_application_id is None:
        return []
    base = storage.application(connection, stored.base_application_id, personal_data)
    assert base is not None, "applications are never deleted"
    return content.changes_between(base.document, stored.document)


def record_reading(
    connection: Connection, action: str, stored: StoredApplication, *, caller: Caller, now: dt.datetime, trace: str
) -> None:
    """Write down that staff read an application's persons: representative, managers, contact (OPS-3, SEE-2)."""
    audit.record(
        connection,
        action=f"registry.{action}",
        subject=("application", stored.application_id),
        caller=caller,
        now=now,
        trace=trace,
    )


def own_bureau(caller: Caller) -> str:
    """The bureau in whose name a caller acts; "" for who acts for none, which is no bureau's code."""
    return (caller.bureau_code or "") if caller.role is Role.BUREAU_STAFF else ""


def bureaus_application(
    connection: Connection, application_id: str, caller: Caller, personal_data: PersonalData, *, lock: bool = False
) -> StoredApplication:
    """An application of the caller's own bureau; refused where there is none or it is another bureau's.

    With `lock` its row stays locked until the transaction ends, and before it its organization's, or the address of an
    applicant that is none yet: of two steps at once the second sees the first. An address is locked before the rows, as
    whoever comes with a key to it does (`set_password`).
    """
    organization_id, account_id = storage.applicant_of(connection, application_id) if lock else (None, None)
    if organization_id is not None:
        storage.lock_organization(connection, organization_id)
    if account_id is not None:
        accounts.lock_email_of(connection, account_id)
    stored = storage.application(connection, application_id, personal_data, lock=lock)
    if stored is None:
        raise Refusal(RequestReason.NO_SUCH_APPLICATION, "/application_id")
    if stored.facts.bureau_code != own_bureau(caller):
        raise refusal_for([Objection(Reason.OTHER_BUREAU)])
    return stored
