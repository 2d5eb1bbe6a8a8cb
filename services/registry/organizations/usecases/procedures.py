"""Registering change, renewal and withdrawal (変更・更新・退会申請の登録): by the organization's main account (REG-5).

Registering changes nothing of the organization. Its row is locked meanwhile, so that of two registrations of a kind at
once the second finds the first; an index stands behind it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.caller import Caller
from services.registry.accounts import consent_storage
from services.registry.accounts import storage as accounts
from services.registry.organizations import content, storage
from services.registry.organizations.domain import decisions
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import Application
from services.registry.organizations.domain.kinds import Service, class_of
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.procedures import ProcedureCase, meets_the_placement_rule
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.mails import bureau_name
from services.registry.organizations.reasons_told import RequestReason, allowed
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.circumstances import circumstances
from services.registry.organizations.usecases.decision import Acting, lapse_if_overdue
from services.registry.organizations.usecases.in_force import InForce, in_force
from services.registry.organizations.usecases.registration import refuse_unknown_codes
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal


@dataclass(frozen=True)
class Asked:
    """What is asked for: the content as it is to be, and what the kind adds to it. `prefix`: where it lies in the request."""

    kind: ApplicationKind
    document: Mapping[str, Any]
    prefix: str = ""
    changes: frozenset[str] = frozenset()
    unchanged: bool = False
    withdrawn: frozenset[Service] = frozenset()
    carried_change_id: str | None = None


def register_change(acting: Acting, request: Mapping[str, Any], *, caller: Caller, within: str = "") -> dict[str, Any]:
    """Register a change of what is registered (REG-13). `within`: where the request lies in a larger one."""
    own = _own(acting, caller)
    asked = _change(own, request["content"], prefix=f"{within}/content")
    return _register(acting, own, asked, request["replaces"], within)


def register_renewal(acting: Acting, request: Mapping[str, Any], *, caller: Caller, within: str = "") -> dict[str, Any]:
    """Register a renewal of seeker information, with the change that it carries (REG-3, REG-16).

    That REG-3 is not met does not hinder it: it is told, by answer and e-mail, and the renewal fails when its form comes.
    """
    own = _own(acting, caller)
    change_id = _under_way(acting, own, ApplicationKind.CHANGE)
    if request["change"] is not None:
        carried = _change(own, request["change"], prefix=f"{within}/change")
        change_id = _register(acting, own, carried, None, within)["application_id"]
    placed_on = request["latest_regular_placement_on"]
    stated = {
        "latest_regular_placement_on": placed_on.isoformat() if placed_on else None,
        "security_declaration": dict(request["security_declaration"]),
        "terms_version": request["terms_version"],
    }
    asked = Asked(
        ApplicationKind.RENEWAL,
        {**own.document, **stated},
        prefix=within,
        changes=frozenset({"/change"}) if change_id else frozenset(),
        unchanged=request["content_unchanged"],
        carried_change_id=change_id,
    )
    return _register(acting, own, asked, request["replaces"], within)


def register_withdrawal(
    acting: Acting, request: Mapping[str, Any], *, caller: Caller, within: str = ""
) -> dict[str, Any]:
    """Register a withdrawal from one service or all (REG-5, REG-11)."""
    own = _own(acting, caller)
    services = frozenset(map(Service, request["services"]))
    asked = Asked(ApplicationKind.WITHDRAWAL, own.document, prefix=within, withdrawn=services)
    return _register(acting, own, asked, request["replaces"], within)


def organization_applying(acting: Acting, organization_id: str | None) -> InForce:
    """An organization that is about to register, its row locked, without registrations whose last day is over.

    Those lapse here where the duty has not run yet: what is past its day stands in nobody's way (REG-7, CAL-6).
    """
    own = in_force(acting.connection, organization_id, acting.personal_data, lock=True)
    for row in storage.open_applications(acting.connection, own.row.organization_id):
        if row.form_due_on < acting.today:
            stored = storage.application(acting.connection, row.application_id, acting.personal_data, lock=True)
            assert stored is not None, "applications are never deleted"
            lapse_if_overdue(acting, stored)
    return own


def _own(acting: Acting, caller: Caller) -> InForce:
    return organization_applying(acting, caller.organization_id)


def _change(own: InForce, asked: Mapping[str, Any], prefix: str) -> Asked:
    refuse_unknown_codes(asked, prefix)
    document = {**content.as_json(asked), "email": own.document["email"]}
    changes = content.changes_between(own.document, document)
    return Asked(
        ApplicationKind.CHANGE,
        document,
        prefix=prefix,
        changes=frozenset(change["pointer"] for change in changes),
    )


def _register(acting: Acting, own: InForce, asked: Asked, replaces: str | None, within: str) -> dict[str, Any]:
    """The registration, if all rules of its kind allow it; raises the refusal with every objection."""
    _make_room(acting, own, asked.kind, replaces, within)
    organization_id, account_id = own.row.organization_id, acting.by
    assert account_id is not None, "only accounts register (the operation's roles)"
    applied = content.content_of(asked.document)
    case = ProcedureCase(
        applied,
        circumstances(acting.connection, applied, acting.today, organization_id=organization_id),
        applied_on=acting.today,
        settings=acting.settings,
        organization=own.organization,
        changes=asked.changes,
        unchanged=asked.unchanged,
        withdrawn=asked.withdrawn,
    )
    registration = allowed(decisions.confirm_procedure(asked.kind, case), asked.prefix)
    # The account's address of today: the mail of each step goes there, and the form shows it.
    email = accounts.email_of(acting.connection, account_id, acting.personal_data)
    stored = StoredApplication(
        application_id=new_id(),
        registration_number=storage.next_registration_number(acting.connection, acting.today),
        account_id=account_id,
        organization_id=organization_id,
        decided_on=None,
        # Who is logged in needs no key to the form: nothing hashes to this.
        download_key_hash=secrets.token_bytes(32),
        document={**asked.document, "email": email},
        facts=Application(
            content=applied,
            bureau_code=own.row.bureau_code,
            registered_on=registration.registered_on,
            form_due_on=registration.form_due_on,
            state=ApplicationState.REGISTERED,
            kind=asked.kind,
            withdrawn_services=asked.withdrawn,
            marks_in_force=decisions.marks_held_still(own.organization.content, applied),
        ),
        base_application_id=own.row.content_application_id,
        carried_change_id=asked.carried_change_id,
        on_paper=acting.on_paper,
    )
    storage.insert_application(acting.connection, stored, registration, acting.personal_data)
    storage.log_registration(acting.connection, stored, at=acting.now)
    if replaces is not None and asked.kind is ApplicationKind.CHANGE:
        storage.carry_instead(acting.connection, replaces, stored.application_id)
    if asked.kind is ApplicationKind.CHANGE:
        storage.carry_instead_of_taken_back(acting.connection, organization_id, stored.application_id)
    if asked.kind is not ApplicationKind.WITHDRAWAL:
        consent_storage.record_consent(
            acting.connection,
            account_id,
            audience=class_of(applied.applicant.kind),
            version=applied.terms_version,
            way="application",
            now=acting.now,
        )
    placement_met = meets_the_placement_rule(case) if asked.kind is ApplicationKind.RENEWAL else None
    acting.mails(stored).procedure_registered(
        placement_met=placement_met is not False, lookback_months=acting.settings.placement_lookback_months
    )
    return _registered(stored, placement_met)


def _make_room(acting: Acting, own: InForce, kind: ApplicationKind, replaces: str | None, within: str) -> None:
    """REG-6: of a kind one application is under way; a wrong one that waits for its form gives way to a new one."""
    open_id = _under_way(acting, own, kind)
    if replaces is None and open_id is None:
        return
    if replaces != open_id:
        if replaces is not None:
            raise Refusal(RequestReason.NO_SUCH_APPLICATION, f"{within}/replaces")
        raise Refusal(RequestReason.APPLICATION_OPEN, application_id=open_id)
    earlier = storage.application(acting.connection, str(replaces), acting.personal_data, lock=True)
    assert earlier is not None, "found as one that is under way"
    step = decisions.replace(earlier.facts)
    if not isinstance(step, decisions.Step):  # its form has come: it is to be decided first
        raise Refusal(Reason.NOT_POSSIBLE_IN_STATE, f"{within}/replaces")
    acting.take(earlier, step, own, replaced=True)


def _under_way(acting: Acting, own: InForce, kind: ApplicationKind) -> str | None:
    rows = storage.open_applications(acting.connection, own.row.organization_id)
    return next((str(row.application_id) for row in rows if row.application_kind == kind), None)


def _registered(stored: StoredApplication, placement_met: bool | None) -> dict[str, Any]:
    facts = stored.facts
    return {
        "application_id": stored.application_id,
        "registration_number": stored.registration_number,
        "application_kind": facts.kind,
        "registered_on": facts.registered_on,
        "form_due_on": facts.form_due_on,
        "bureau_code": facts.bureau_code,
        "bureau_name": bureau_name(facts.bureau_code),
        "placement_met": placement_met,
        "carried_change_id": stored.carried_change_id,
    }
