"""The papers of an application as PDF: its form for the applicant, the letter of acceptance on approval (REG-8, REG-10)."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.caller import Caller, Role
from services.contracts.reference import CodeList
from services.registry.forms.acceptance_letter import AcceptanceLetter, acceptance_letter
from services.registry.forms.application_form import ApplicationForm, application_form
from services.registry.help_desk import HelpDesk
from services.registry.offloading import Run, at_once
from services.registry.organizations import storage
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.mails import bureau_name
from services.registry.organizations.reasons_told import RequestReason
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.queue import bureaus_application
from services.registry.organizations.usecases.registration import application_with_key
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal

HELP_DESK, DEFAULTS = HelpDesk(), ApplicationSettings()


def get_application_form(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    personal_data: PersonalData,
    run: Run = at_once,
    help_desk: HelpDesk = HELP_DESK,
) -> dict[str, Any]:
    """The form to be signed (REG-8): for who has the key given at registration, and staff of the competent bureau.

    To anybody else it looks as if there were no such application.
    """
    application_id, key = request["application_id"], request["download_key"]
    if caller.role is Role.BUREAU_STAFF:
        stored = bureaus_application(connection, application_id, caller, personal_data)
    else:
        stored = application_with_key(connection, application_id, key, personal_data)
    form = _form(stored, now, help_desk)
    return _document(f"{form.name}_{stored.registration_number}.pdf", run(application_form, form))


def get_acceptance_letter(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    personal_data: PersonalData,
    run: Run = at_once,
    help_desk: HelpDesk = HELP_DESK,
    settings: ApplicationSettings = DEFAULTS,
) -> dict[str, Any]:
    """The letter of acceptance (REG-10): for the organization itself and staff of the competent bureau, once approved."""
    application_id = request["application_id"]
    if caller.role is Role.BUREAU_STAFF:
        stored: StoredApplication | None = bureaus_application(connection, application_id, caller, personal_data)
    else:
        stored = storage.application(connection, application_id, personal_data)
        if stored is not None and (caller.organization_id is None or stored.organization_id != caller.organization_id):
            stored = None
    if stored is None or stored.organization_id is None:
        raise Refusal(RequestReason.NO_SUCH_APPLICATION, "/application_id")
    name = f"利用承諾書_{stored.registration_number}.pdf"
    return _document(name, run(acceptance_letter, _letter(stored, now, help_desk, settings.dispatches_a_day)))


def _form(stored: StoredApplication, now: dt.datetime, help_desk: HelpDesk) -> ApplicationForm:
    information = stored.facts.content.mandatory_information
    return ApplicationForm(
        kind=ApplicationKind.NEW,
        registration_number=stored.registration_number,
        registered_on=stored.facts.registered_on,
        form_due_on=stored.facts.form_due_on,
        bureau_name=bureau_name(stored.facts.bureau_code),
        content=stored.facts.content,
        account_email=stored.document["email"],
        occupations=_named(reference.occupations(), information.occupation_codes if information else ()),
        industries=_named(reference.industries(), information.industry_codes if information else ()),
        areas=tuple(reference.place_name(code) for code in information.area_codes) if information else (),
        made_at=now,
        help_desk=help_desk,
    )


def _letter(stored: StoredApplication, now: dt.datetime, help_desk: HelpDesk, daily_cap: int) -> AcceptanceLetter:
    applicant = stored.facts.content.applicant
    assert stored.decided_on is not None, "an approved application was decided on a day (its table checks it)"
    return AcceptanceLetter(
        registration_number=stored.registration_number,
        registered_on=stored.facts.registered_on,
        approved_on=stored.decided_on,
        bureau_name=bureau_name(stored.facts.bureau_code),
        kind=applicant.kind,
        name=applicant.name,
        representative_title=applicant.representative_title,
        representative_name=applicant.representative_name,
        permission_number=applicant.permission_number,
        services=stored.facts.content.services,
        terms_version=stored.facts.content.terms_version,
        made_at=now,
        help_desk=help_desk,
        daily_cap=daily_cap,
    )


def _named(known: CodeList, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{code} {known[code].name}" for code in codes)


def _document(file_name: str, pdf: bytes) -> dict[str, Any]:
    return {"file_name": file_name, "content": base64.b64encode(pdf).decode("ascii")}
