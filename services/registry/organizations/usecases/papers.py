"""The papers of an application as PDF (REG-8, REG-10).

Its form and the consent to the terms for the applicant, the letter of acceptance on approval.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.caller import Caller, Role
from services.contracts.help_desk import HelpDesk
from services.contracts.reference import CodeList
from services.registry import terms
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.forms.acceptance_letter import AcceptanceLetter, acceptance_letter
from services.registry.forms.application_form import ApplicationForm, application_form
from services.registry.forms.blank_form import BlankForm, blank_form
from services.registry.forms.particulars import Particulars
from services.registry.forms.terms_consent import PAPER, TermsConsent, terms_consent
from services.registry.offloading import Run, at_once
from services.registry.organizations import storage
from services.registry.organizations.documents_told import documents_told
from services.registry.organizations.domain.application import ApplicationContent, ApplicationKind
from services.registry.organizations.domain.decisions import Document, demanded_documents, marks_held_still
from services.registry.organizations.domain.kinds import OrganizationClass, class_of
from services.registry.organizations.domain.lifecycle import OPEN, ApplicationState
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.mails import bureau_name
from services.registry.organizations.reasons_told import RequestReason
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.queue import bureaus_application, record_reading
from services.registry.organizations.usecases.registration import application_with_key
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal

HELP_DESK, DEFAULTS, RESERVATION = HelpDesk(), ApplicationSettings(), ReservationSettings()


def get_application_form(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    run: Run = at_once,
    help_desk: HelpDesk = HELP_DESK,
    reservation: ReservationSettings = RESERVATION,
) -> dict[str, Any]:
    """The form to be signed (REG-8): for who has the key given at registration, for the organization that registered it
    when logged in, and for staff of the competent bureau.
    """
    stored = _read(
        connection, "get_application_form", request, caller=caller, now=now, trace=trace, personal_data=personal_data
    )
    form = _form(connection, stored, now, help_desk, personal_data, id_reserved_years=reservation.years)
    return _document(f"{form.name}_{stored.registration_number}.pdf", run(application_form, form))


def get_blank_form(
    request: Mapping[str, Any],
    *,
    today: dt.date,
    run: Run = at_once,
    help_desk: HelpDesk = HELP_DESK,
    reservation: ReservationSettings = RESERVATION,
) -> dict[str, Any]:
    """A form with nothing filled in, under the terms in force, for who applies on paper (REG-6, REG-8; seed 000, STEP 1)."""
    class_ = OrganizationClass(request["class_"])
    version = terms.in_force(class_, today)
    form = BlankForm(
        kind=ApplicationKind(request["kind"]),
        class_=class_,
        terms_version=version.version,
        terms_title=version.title,
        terms_in_force_from=version.in_force_from,
        help_desk=help_desk,
        id_reserved_years=reservation.years,
    )
    return _document(f"{form.name}.pdf", run(blank_form, form))


def get_terms_consent(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    run: Run = at_once,
    help_desk: HelpDesk = HELP_DESK,
) -> dict[str, Any]:
    """The consent to the terms to be signed (REG-8): for those who may have the form.

    Where none is demanded there is none: in the private class, and for change, renewal and withdrawal.
    """
    stored = _read(
        connection, "get_terms_consent", request, caller=caller, now=now, trace=trace, personal_data=personal_data
    )
    if Document.TERMS_CONSENT not in demanded_documents(stored.facts):
        raise Refusal(RequestReason.NO_SUCH_APPLICATION, "/application_id")
    content = stored.facts.content
    agreed = terms.named(class_of(content.applicant.kind), content.terms_version)
    consent = TermsConsent(
        registration_number=stored.registration_number,
        bureau_name=bureau_name(stored.facts.bureau_code),
        content=content,
        terms_title=agreed.title,
        terms_in_force_from=agreed.in_force_from,
        form_due_on=stored.facts.form_due_on,
        made_at=now,
        help_desk=help_desk,
    )
    return _document(f"{PAPER}_{stored.registration_number}.pdf", run(terms_consent, consent))


def get_acceptance_letter(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    run: Run = at_once,
    help_desk: HelpDesk = HELP_DESK,
    settings: ApplicationSettings = DEFAULTS,
) -> dict[str, Any]:
    """The letter of acceptance (REG-10): for the organization itself and staff of the competent bureau, once approved."""
    stored = _read(
        connection, "get_acceptance_letter", request, caller=caller, now=now, trace=trace, personal_data=personal_data
    )
    if stored.facts.state is not ApplicationState.APPROVED or stored.facts.kind is ApplicationKind.WITHDRAWAL:
        raise Refusal(RequestReason.NO_SUCH_APPLICATION, "/application_id")
    letter = _letter(stored, now, help_desk, settings.dispatches_a_day)
    return _document(f"{letter.paper}_{stored.registration_number}.pdf", run(acceptance_letter, letter))


def _read(
    connection: Connection,
    by: str,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> StoredApplication:
    """An application of the caller's bureau or own organization, or the one that the key was given for.

    To anybody else it looks as if there were none. That staff read by an operation whom it names stands in the audit log
    (OPS-3).
    """
    application_id, key = request["application_id"], request.get("download_key")
    if caller.role is Role.BUREAU_STAFF:
        stored = bureaus_application(connection, application_id, caller, personal_data)
        record_reading(connection, by, stored, caller=caller, now=now, trace=trace)
        return stored
    if caller.organization_id is None or key is not None:
        return application_with_key(connection, application_id, key, personal_data)
    own = storage.application(connection, application_id, personal_data)
    if own is None or own.organization_id != caller.organization_id:
        raise Refusal(RequestReason.NO_SUCH_APPLICATION, "/application_id")
    return own


def _form(
    connection: Connection,
    stored: StoredApplication,
    now: dt.datetime,
    help_desk: HelpDesk,
    personal_data: PersonalData,
    *,
    id_reserved_years: int,
) -> ApplicationForm:
    particulars = _particulars(stored.facts.content)
    base, carried = (
        storage.application(connection, application_id, personal_data) if application_id else None
        for application_id in (stored.base_application_id, stored.carried_change_id)
    )
    return ApplicationForm(
        kind=stored.facts.kind,
        registration_number=stored.registration_number,
        registered_on=stored.facts.registered_on,
        form_due_on=stored.facts.form_due_on,
        bureau_name=bureau_name(stored.facts.bureau_code),
        content=particulars.content,
        account_email=stored.document["email"],
        occupations=particulars.occupations,
        industries=particulars.industries,
        areas=particulars.areas,
        municipality=particulars.municipality,
        made_at=now,
        help_desk=help_desk,
        before=_particulars(base.facts.content) if base and stored.facts.kind is ApplicationKind.CHANGE else None,
        withdrawn_services=stored.facts.withdrawn_services,
        seeker_information_until=_running_term(connection, stored),
        carried_change_number=carried.registration_number if carried else None,
        id_reserved_years=id_reserved_years,
        documents=documents_told(_demanded(stored, base), particulars.content),
    )


def _demanded(stored: StoredApplication, base: StoredApplication | None) -> frozenset[Document]:
    """What is to come with the form, by what was in force at the registration."""
    marks = marks_held_still(base.facts.content, stored.facts.content) if base else frozenset()
    return demanded_documents(replace(stored.facts, marks_in_force=marks))


def _particulars(content: ApplicationContent) -> Particulars:
    information = content.mandatory_information
    code = content.applicant.municipality_code
    municipality = f"{code} {reference.place_name(code)}"
    if information is None:
        return Particulars(content, municipality=municipality)
    return Particulars(
        content,
        municipality=municipality,
        occupations=_named(reference.occupations(), information.occupation_codes),
        industries=_named(reference.industries(), information.industry_codes),
        areas=tuple(reference.place_name(code) for code in information.area_codes),
    )


def _running_term(connection: Connection, stored: StoredApplication) -> dt.date | None:
    """The end of the term that a renewal follows on; once it was decided on, the organization's term is another."""
    if stored.organization_id is None or stored.facts.state not in OPEN:
        return None
    row = storage.organization(connection, stored.organization_id)
    return None if row is None else row.seeker_information_until


def _letter(stored: StoredApplication, now: dt.datetime, help_desk: HelpDesk, daily_cap: int) -> AcceptanceLetter:
    applicant, agency = stored.facts.content.applicant, stored.facts.content.commissioned_agency
    assert stored.decided_on is not None, "an approved application was decided on a day (its table checks it)"
    return AcceptanceLetter(
        registration_number=stored.registration_number,
        registered_on=stored.facts.registered_on,
        approved_on=stored.decided_on,
        bureau_name=bureau_name(stored.facts.bureau_code),
        kind=applicant.kind,
        name=applicant.name,
        department=applicant.department,
        commissioned_agency_name=agency.name if agency else None,
        commissioned_agency_number=applicant.commissioned_agency_number,
        representative_title=applicant.representative_title,
        representative_name=applicant.representative_name,
        permission_number=applicant.permission_number,
        services=stored.facts.content.services,
        terms_version=stored.facts.content.terms_version,
        made_at=now,
        help_desk=help_desk,
        daily_cap=daily_cap,
        application_kind=stored.facts.kind,
        seeker_information_until=stored.seeker_information_until,
    )


def _named(known: CodeList, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{code} {known[code].name}" for code in codes)


def _document(file_name: str, pdf: bytes) -> dict[str, Any]:
    return {"file_name": file_name, "content": base64.b64encode(pdf).decode("ascii")}
