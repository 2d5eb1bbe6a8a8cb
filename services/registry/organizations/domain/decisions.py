"""What is decided on an application: registration, receipt of the form, approval, refusal, lapse.

Each function answers with what is to be written, or with its objections; writing is the use case's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.legal_calendar import day_after, days_not_counting_holidays, end_of_period, moved_earlier
from services.registry.organizations.domain.application import ApplicationContent, ApplicationKind, Mark
from services.registry.organizations.domain.eligibility import (
    NEW_APPLICATION_RULES,
    STANDING_RULES,
    Case,
    Circumstances,
    objections_to,
)
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.lifecycle import ApplicationEvent, ApplicationState, Author, after
from services.registry.organizations.domain.procedures import (
    APPROVAL_RULES,
    REGISTRATION_RULES,
    ProcedureCase,
    procedure_objections,
)
from services.registry.organizations.domain.reasons import Objection, Objections, Reason
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import Organization


class ReceiptWay(StrEnum):
    """How the signed form came back (REG-8)."""

    EMAIL = "email"
    POST = "post"
    IN_PERSON = "in_person"


class Document(StrEnum):
    """What may be attached to the form (REG-8; seed 000, STEP 2)."""

    TERMS_CONSENT = "terms_consent"
    PRIVACY_MARK = "privacy_mark"
    EXCELLENT_AGENCY_MARK = "excellent_agency_mark"


@dataclass(frozen=True)
class Receipt:
    """The signed form's arrival at the bureau, as staff record it (REG-7, REG-8)."""

    received_on: date
    way: ReceiptWay
    explanation: str = ""
    """What the applicant explained beforehand; needed for post or in person in the private class."""
    documents: frozenset[Document] = frozenset()


@dataclass(frozen=True)
class Application:
    """An application after registration: the facts its steps are decided on."""

    content: ApplicationContent
    bureau_code: str
    registered_on: date
    form_due_on: date
    state: ApplicationState
    receipt: Receipt | None = None
    replaced: bool = False
    """Whether a newer registration took its place (REG-6)."""
    gave_way: bool = False
    """Whether its ID is gone, as its e-mail was shown to be another's (SEE-7); told to nobody (decision 119)."""
    kind: ApplicationKind = ApplicationKind.NEW
    withdrawn_services: frozenset[Service] = frozenset()
    """What a withdrawal gives up (REG-5)."""
    marks_in_force: frozenset[Mark] = frozenset()
    """The marks that were registered before a change, of who holds them still; their certificates are there (REG-8)."""
    given_up_since: frozenset[Service] = frozenset()
    """The services that a withdrawal ended after the registration (REG-5)."""
    overtaken: bool = False
    """Whether another of its kind was approved for the organization after it was registered (REG-13, REG-16)."""
    carried_change: ApplicationState | None = None
    """How the change stands that a renewal carries; None for one that carries none (REG-16)."""


@dataclass(frozen=True)
class Registration:
    """An application that may be registered, with the last day for its form and for the bureau's address."""

    registered_on: date
    form_due_on: date
    bureau_address_due_on: date


@dataclass(frozen=True)
class Step:
    """An event on an application and the state it leads to; logged with author and time."""

    event: ApplicationEvent
    state: ApplicationState


def form_due_on(registered_on: date, settings: ApplicationSettings) -> date:
    """The last day on which the form may reach the bureau (REG-7, CAL-4; seed 001, 10)."""
    return moved_earlier(end_of_period(day_after(registered_on), days=settings.form_within_days))


def bureau_address_due_on(registered_on: date, settings: ApplicationSettings) -> date:
    """The day by which the bureau's address for applications is mailed to the contact manager (REG-9)."""
    return days_not_counting_holidays(day_after(registered_on), settings.bureau_address_within_days)


def confirm(
    content: ApplicationContent, circumstances: Circumstances, today: date, settings: ApplicationSettings
) -> Registration | Objections:
    """Register a new application; from then on it can't be edited (REG-2, REG-3, REG-6)."""
    case = Case(content, circumstances, applied_on=today, settings=settings)
    objections = objections_to(case, NEW_APPLICATION_RULES)
    if objections:
        return objections
    return _registration(today, settings)


def confirm_procedure(kind: ApplicationKind, case: ProcedureCase) -> Registration | Objections:
    """Register a change, a renewal or a withdrawal; it changes nothing before its approval (REG-5, REG-6)."""
    return procedure_objections(case, REGISTRATION_RULES[kind]) or _registration(case.applied_on, case.settings)


def _registration(today: date, settings: ApplicationSettings) -> Registration:
    return Registration(
        registered_on=today,
        form_due_on=form_due_on(today, settings),
        bureau_address_due_on=bureau_address_due_on(today, settings),
    )


def replace(application: Application) -> Step | Objections:
    """A new registration takes the place of a wrong one that waits for its form (REG-6)."""
    return step_on(application, ApplicationEvent.REPLACED, Author.APPLICANT)


def gives_way(application: Application) -> bool:
    """Whether a registration gives its ID up to the one whose e-mail it is shown to be: while it waits for its form (SEE-7)."""
    return application.kind is ApplicationKind.NEW and application.state is ApplicationState.REGISTERED


def receive_form(
    application: Application,
    receipt: Receipt,
    staff_bureau: str,
    today: date,
    *,
    email_taken: bool = False,
    another_open: bool = False,
    on_paper: bool = False,
) -> Step | Objections:
    """Record the signed form (REG-7, REG-8). A timely receipt recorded late undoes a lapse.

    `email_taken`: whether somebody else has taken the account's e-mail since the lapse (REG-11), or it is a seeker's, who
    would not come to My Page any more (SEE-7, decision 305). One that gave way is refused by the same reason: staff need to
    know no more for what they do then (decision 119). `another_open`: whether the organization has registered another
    application of the kind since then (REG-6). `on_paper`: whether it was entered from paper: what was entered with its form, and taken
    back, has lapsed by no day and comes to life by none (REG-9).
    """
    entry_taken_back = on_paper and application.state is ApplicationState.LAPSED
    objections = (
        *other_bureau(application, staff_bureau),
        *unfit_day_of_receipt(application, receipt, today),
        *missing_explanation(application, receipt),
        *((Objection(Reason.REPLACED),) if application.replaced else ()),
        *((Objection(Reason.ENTRY_TAKEN_BACK),) if entry_taken_back else ()),
        *((Objection(Reason.EMAIL_TAKEN_SINCE),) if email_taken or application.gave_way else ()),
        *((Objection(Reason.ANOTHER_IS_OPEN),) if another_open else ()),
    )
    return objections or step_on(application, ApplicationEvent.FORM_RECEIVED, Author.BUREAU)


def approve(
    application: Application,
    circumstances: Circumstances,
    staff_bureau: str,
    today: date,
    settings: ApplicationSettings,
    organization: Organization | None = None,
    on_file: Collection[Document] = (),
    *,
    email_taken: bool = False,
) -> Step | Objections:
    """Approve (REG-10): the form has come with its documents, and nothing stands against the applicant meanwhile.

    `organization`: who applies, for all kinds but a new application. `on_file`: the documents that were filed on the site.
    `email_taken`: whether a new applicant's address is a seeker's, which it may have become since the form came (SEE-7).
    """
    if organization is None:
        case = Case(application.content, circumstances, applied_on=today, settings=settings)
        standing = objections_to(case, STANDING_RULES)
    else:
        standing = procedure_objections(
            procedure_case(application, organization, circumstances, settings), APPROVAL_RULES[application.kind]
        )
    objections = (
        *other_bureau(application, staff_bureau),
        *_form_not_received(application),
        *_carried_change_is_not_there(application),
        *overtaken(application),
        *_missing_documents(application, on_file),
        *((Objection(Reason.EMAIL_TAKEN_BEFORE_APPROVAL),) if email_taken else ()),
        *standing,
    )
    return objections or step_on(application, ApplicationEvent.APPROVED, Author.BUREAU)


def procedure_case(
    application: Application, organization: Organization, circumstances: Circumstances, settings: ApplicationSettings
) -> ProcedureCase:
    """What the rules look at when an organization's application is decided: as of its day of application (REG-3)."""
    return ProcedureCase(
        application.content,
        circumstances,
        applied_on=application.registered_on,
        settings=settings,
        organization=organization,
        withdrawn=application.withdrawn_services,
        given_up_since=application.given_up_since,
    )


def refuse(application: Application, reason: str, staff_bureau: str) -> Step | Objections:
    """Refuse with a reason, which the applicant is told (REG-10)."""
    objections = (
        *other_bureau(application, staff_bureau),
        *_form_not_received(application),
        *(() if reason.strip() else (Objection(Reason.REFUSAL_REASON_MISSING, "/reason"),)),
    )
    return objections or step_on(application, ApplicationEvent.REFUSED, Author.BUREAU)


def lapse(application: Application, today: date) -> Step | Objections:
    """Delete a registration whose form had not come when its last day was over (REG-7)."""
    if today <= application.form_due_on:
        return (Objection(Reason.FORM_NOT_YET_DUE),)
    return step_on(application, ApplicationEvent.LAPSED, Author.CALENDAR)


def step_on(application: Application, event: ApplicationEvent, author: Author) -> Step | Objections:
    """The step that an event leads to, where it is possible for this author (REG-5)."""
    state = after(application.state, event, author)
    return Step(event, state) if state else (Objection(Reason.NOT_POSSIBLE_IN_STATE),)


def other_bureau(application: Application, staff_bureau: str) -> Objections:
    """AUT-7: staff act for their own bureau only."""
    return () if application.bureau_code == staff_bureau else (Objection(Reason.OTHER_BUREAU),)


def overtaken(application: Application) -> Objections:
    """REG-13, REG-16: a change states all that is to be registered, and would undo one it does not know; a term is renewed once."""
    if not application.overtaken:
        return ()
    match application.kind:
        case ApplicationKind.CHANGE:
            return (Objection(Reason.CHANGED_SINCE),)
        case ApplicationKind.RENEWAL:
            return (Objection(Reason.RENEWED_SINCE),)
    return ()


def unfit_day_of_receipt(application: Application, receipt: Receipt, today: date) -> Objections:
    """REG-7: from the day of registration to the last day for the form; nothing is received in the future."""
    if receipt.received_on < application.registered_on:
        return (Objection(Reason.RECEIVED_BEFORE_REGISTRATION, "/received_on"),)
    if receipt.received_on > today:
        return (Objection(Reason.RECEIVED_IN_FUTURE, "/received_on"),)
    if receipt.received_on > application.form_due_on:
        return (Objection(Reason.FORM_TOO_LATE, "/received_on"),)
    return ()


def missing_explanation(application: Application, receipt: Receipt) -> Objections:
    """REG-8: in the private class, post or in person needs an explanation given beforehand (seed 001, 10 注3)."""
    if not application.content.municipal and receipt.way is not ReceiptWay.EMAIL and not receipt.explanation.strip():
        return (Objection(Reason.EXPLANATION_MISSING, "/explanation"),)
    return ()


def _form_not_received(application: Application) -> Objections:
    """REG-10: without the form there is nothing to decide on."""
    waiting = application.state in (ApplicationState.REGISTERED, ApplicationState.LAPSED)
    return (Objection(Reason.FORM_NOT_RECEIVED),) if waiting else ()


def _carried_change_is_not_there(application: Application) -> Objections:
    """REG-16 (seed 001, 2(2): 変更申請を併せて行う): with the renewal comes the change; whether it is approved is its own matter."""
    match application.carried_change:
        case ApplicationState.REGISTERED:
            return (Objection(Reason.CARRIED_CHANGE_NOT_RECEIVED),)
        case ApplicationState.REFUSED | ApplicationState.LAPSED:
            return (Objection(Reason.CARRIED_CHANGE_FAILED),)
    return ()


_CERTIFICATES = {Mark.PRIVACY: Document.PRIVACY_MARK, Mark.EXCELLENT_AGENCY: Document.EXCELLENT_AGENCY_MARK}


def demanded_documents(application: Application) -> frozenset[Document]:
    """REG-8: the municipal class hands in its terms consent and a certificate for every mark (seed 000, STEP 2).

    With a change, the certificates of marks that are new; with renewal and withdrawal none.
    """
    content, kind = application.content, application.kind
    if not content.municipal:
        return frozenset()
    certificates = frozenset(_CERTIFICATES[mark] for mark in content.marks_held - application.marks_in_force)
    match kind:
        case ApplicationKind.NEW:
            return certificates | {Document.TERMS_CONSENT}
        case ApplicationKind.CHANGE:
            return certificates
    return frozenset()


def marks_held_still(before: ApplicationContent, after: ApplicationContent) -> frozenset[Mark]:
    """The marks of what is in force whose certificates are good for what is to be (REG-8).

    The excellent-agency mark is another one where another holds it: the municipality or its agency, this agency or that.
    """
    same_holder = before.excellent_agency() == after.excellent_agency()
    return before.marks_held if same_holder else before.marks_held - {Mark.EXCELLENT_AGENCY}


def _missing_documents(application: Application, on_file: Collection[Document]) -> Objections:
    """REG-8: what is demanded is filed on the site, or was recorded as received on paper.

    What was recorded as received by e-mail is a file: where none is filed, record and files disagree.
    """
    receipt = application.receipt
    if receipt is None:
        return ()
    wanting = demanded_documents(application).difference(on_file)
    missing = wanting.difference(receipt.documents)
    not_filed = wanting.intersection(receipt.documents) if receipt.way is ReceiptWay.EMAIL else frozenset()
    return (
        *((Objection(Reason.TERMS_CONSENT_MISSING),) if Document.TERMS_CONSENT in missing else ()),
        *((Objection(Reason.MARK_CERTIFICATE_MISSING),) if missing - {Document.TERMS_CONSENT} else ()),
        *((Objection(Reason.DOCUMENT_NOT_ON_FILE),) if not_filed else ()),
    )
