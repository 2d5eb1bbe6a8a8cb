"""What becomes of an application: the form is received, it is approved, refused, or lapses (REG-7, REG-8, REG-10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM, Caller
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.accounts.owners import email_is_anybodys, is_another_seekers
from services.registry.documents import storage as documents
from services.registry.mail.bouncing import BounceSettings
from services.registry.organizations import storage
from services.registry.organizations.domain import decisions
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import Application, Document, Receipt, ReceiptWay, Step
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.mails import ApplicantMails, Told
from services.registry.organizations.reasons_told import allowed
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.circumstances import circumstances
from services.registry.organizations.usecases.consequences import Happened, let_follow
from services.registry.organizations.usecases.in_force import InForce, in_force
from services.registry.organizations.usecases.queue import bureaus_application, own_bureau
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.logging import get_logger

log = get_logger(__name__)

LAPSES_A_BATCH = 100

DEFAULTS, RESERVATION, BOUNCES = ApplicationSettings(), ReservationSettings(), BounceSettings()


@dataclass(frozen=True)
class Acting:
    """In what a step is taken: the transaction, its time, and what it works with. `by`: the account; None: the calendar."""

    connection: Connection
    by: str | None
    now: dt.datetime
    today: dt.date
    trace: str
    personal_data: PersonalData
    settings: ApplicationSettings = DEFAULTS
    reservation: ReservationSettings = RESERVATION
    bounces: BounceSettings = BOUNCES
    silent: bool = False
    """Whether applicants are sent no e-mail: for what was handed in and decided elsewhere."""
    on_paper: bool = False
    """Whether what is registered came on paper (REG-9)."""

    def mails(self, stored: StoredApplication) -> ApplicantMails:
        """The mails to one applicant."""
        return ApplicantMails(
            self.connection,
            stored,
            now=self.now,
            trace=self.trace,
            personal_data=self.personal_data,
            silent=self.silent,
        )

    def organization(self, stored: StoredApplication) -> InForce | None:
        """Who applies, its row locked; None for an applicant that is no organization yet."""
        if stored.facts.kind is ApplicationKind.NEW:
            return None
        return in_force(self.connection, stored.organization_id, self.personal_data, lock=True)

    def record_duty(self, duty: str, subject: tuple[str, str], **details: str | int) -> None:
        """What a duty of the calendar did, for the audit log (OPS-3)."""
        audit.record(
            self.connection,
            action=f"registry.{duty}",
            subject=subject,
            caller=SYSTEM,
            now=self.now,
            trace=self.trace,
            details=details,
        )

    def take(
        self, stored: StoredApplication, step: Step, organization: InForce | None, note: str = "", **values: Any
    ) -> str | None:
        """Write a step, its line in the log and what follows; answers the organization's ID, where there is one."""
        happened = Happened(
            self.connection,
            stored,
            step,
            organization,
            now=self.now,
            today=self.today,
            trace=self.trace,
            personal_data=self.personal_data,
            settings=self.settings,
            reservation=self.reservation,
        )
        if stored.facts.kind is ApplicationKind.NEW and step.state is ApplicationState.APPROVED:
            values["organization_id"] = let_follow(happened)
            storage.take_step(self.connection, stored.application_id, step, **values)
        else:
            storage.take_step(self.connection, stored.application_id, step, **values)
            let_follow(happened)
        storage.log_step(self.connection, stored.application_id, step, at=self.now, account_id=self.by, note=note)
        return values.get("organization_id", stored.organization_id)


def record_form(acting: Acting, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Record that the signed form arrived; one that came in time undoes a lapse (REG-7, REG-8)."""
    stored = bureaus_application(acting.connection, request["application_id"], caller, acting.personal_data, lock=True)
    receipt = receipt_of(request)
    step = write_receipt(acting, stored, receipt, own_bureau(caller))
    lapse_undone = stored.facts.state is ApplicationState.LAPSED
    acting.mails(stored).form_received(receipt.received_on, lapse_undone=lapse_undone)
    return state_told(stored, step, stored.organization_id)


def receipt_of(request: Mapping[str, Any]) -> Receipt:
    """How the form came, as staff tell it."""
    return Receipt(
        received_on=request["received_on"],
        way=ReceiptWay(request["way"]),
        explanation=request["explanation"],
        documents=frozenset(map(Document, request["documents"])),
    )


def write_receipt(acting: Acting, stored: StoredApplication, receipt: Receipt, bureau_code: str) -> Step:
    """The receipt, its line in the log and what follows, if the rules allow it."""
    organization = acting.organization(stored)
    lapsed = stored.facts.state is ApplicationState.LAPSED
    email_taken = organization is None and email_is_taken(acting.connection, stored, acting.today)
    another_open = lapsed and organization is not None and another_is_open(acting.connection, stored)
    step = allowed(
        decisions.receive_form(
            stored.facts,
            receipt,
            bureau_code,
            acting.today,
            email_taken=email_taken,
            another_open=another_open,
            on_paper=stored.on_paper,
        )
    )
    acting.take(stored, step, organization, **storage.receipt_values(receipt))
    return step


def approve_application(acting: Acting, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Approve: what was applied for takes effect, others and the applicant are told (REG-10).

    The application's row is locked: of two approvals at once the second finds it decided and is refused.
    """
    stored = bureaus_application(acting.connection, request["application_id"], caller, acting.personal_data, lock=True)
    organization_id, step = write_approval(
        acting, stored, own_bureau(caller), letter_posted_on=request["letter_posted_on"]
    )
    row = storage.organization(acting.connection, organization_id)
    acting.mails(stored).approved(acting.today, row.seeker_information_until if row else None)
    return state_told(stored, step, organization_id)


def write_approval(
    acting: Acting, stored: StoredApplication, bureau_code: str, *, letter_posted_on: dt.date | None
) -> tuple[str, Step]:
    """The approval, its line in the log and what follows, if the rules allow it; answers the organization's ID."""
    organization = acting.organization(stored)
    beside = circumstances(
        acting.connection,
        stored.facts.content,
        acting.today,
        organization_id=stored.organization_id,
        deciding=True,
    )
    step = allowed(
        decisions.approve(
            as_things_stand(acting.connection, stored, organization),
            beside,
            bureau_code,
            acting.today,
            acting.settings,
            organization.organization if organization else None,
            documents_on_file(acting.connection, stored.application_id),
            email_taken=organization is None and email_is_taken(acting.connection, stored, acting.today),
        )
    )
    organization_id = acting.take(
        stored, step, organization, decided_on=acting.today, letter_posted_on=letter_posted_on
    )
    assert organization_id is not None, "an approved application has its organization"
    row = storage.organization(acting.connection, organization_id)
    storage.note_term(acting.connection, stored.application_id, row.seeker_information_until if row else None)
    return organization_id, step


def refuse_application(acting: Acting, request: Mapping[str, Any], *, caller: Caller) -> dict[str, Any]:
    """Refuse with a reason, which the applicant is told by e-mail; a new applicant's ID is given up (REG-10, REG-11)."""
    stored = bureaus_application(acting.connection, request["application_id"], caller, acting.personal_data, lock=True)
    reason = request["reason"]
    step = allowed(decisions.refuse(stored.facts, reason, own_bureau(caller)))
    acting.take(stored, step, acting.organization(stored), note=reason, decided_on=acting.today, refusal_reason=reason)
    acting.mails(stored).refused(reason, acting.today)
    return state_told(stored, step, stored.organization_id)


def lapse_overdue(acting: Acting, day: dt.date) -> int:
    """Delete a batch of registrations whose form had not come when its last day, before `day`, was over (REG-7).

    Answers how many. A duty of the calendar: run for any day, twice without harm; what it missed it catches up. An
    organization that is held is waited for. An application's row is not: the batch holds rows without the locks of their
    addresses, which others take first (`bureaus_application`), so what is held is left to the next run.
    """
    lapsed = 0
    for application_id in storage.overdue(acting.connection, day, LAPSES_A_BATCH):
        organization_id = storage.organization_of(acting.connection, application_id)
        if organization_id is not None:
            storage.lock_organization(acting.connection, organization_id)
        stored = storage.application_nobody_holds(acting.connection, application_id, acting.personal_data)
        if stored is not None:
            lapsed += lapse_if_overdue(acting, stored)  # not, where its form was recorded since it was found
    if lapsed:
        log.info("registrations_lapsed", applications=lapsed, day=day.isoformat())
    return lapsed


def lapse_if_overdue(acting: Acting, stored: StoredApplication) -> bool:
    """Delete one registration, if the last day for its form is over (REG-7); answers whether.

    Done by the duty, and by whoever would find it in the way before the duty has run (CAL-6).
    """
    step = decisions.lapse(stored.facts, acting.today)
    if not isinstance(step, Step):
        return False
    acting = replace(acting, by=None)
    acting.take(stored, step, None)
    told = acting.mails(stored).lapsed(acting.bounces)
    if stored.facts.gave_way and told is not Told.SOMEBODY:  # of an own address the desk's queue asks on each day
        storage.note_told_nobody(acting.connection, stored.application_id)
    if told is Told.NOBODY:
        log.warning("lapse_told_to_nobody", application_id=stored.application_id, bureau=stored.facts.bureau_code)
    due_on = stored.facts.form_due_on.isoformat()
    acting.record_duty("lapse_overdue", ("application", stored.application_id), form_due_on=due_on)
    return True


def documents_on_file(connection: Connection, application_id: str) -> frozenset[Document]:
    """The documents that approval may ask for, as far as they were filed on the site (REG-8)."""
    filed = {kind for kind, _ in documents.filed(connection, application_id)}
    return frozenset(document for document in Document if document.value in filed)


def as_things_stand(connection: Connection, stored: StoredApplication, organization: InForce | None) -> Application:
    """The application with what was approved of the organization before its registration and since."""
    if organization is None:
        return stored.facts
    return replace(
        stored.facts,
        marks_in_force=decisions.marks_held_still(organization.organization.content, stored.facts.content),
        given_up_since=storage.services_given_up_since(connection, stored),
        overtaken=storage.another_approved_since(connection, stored),
        carried_change=storage.state_of(connection, stored.carried_change_id),
    )


def email_is_taken(connection: Connection, stored: StoredApplication, today: dt.date) -> bool:
    """Whether a new applicant's address is another account's, which one that gave its ID up may find, or a seeker's (REG-11, SEE-7).

    The caller has locked the address before the application's row (`bureaus_application`).
    """
    lookup = accounts.lookup_of(connection, stored.account_id)
    if stored.facts.state in (ApplicationState.LAPSED, ApplicationState.REFUSED):
        return email_is_anybodys(connection, lookup, today)
    return is_another_seekers(connection, lookup)


def another_is_open(connection: Connection, stored: StoredApplication) -> bool:
    """Whether its organization has an application of the kind under way (REG-6)."""
    assert stored.organization_id is not None, "its table checks it"
    under_way = storage.open_applications(connection, stored.organization_id)
    return any(row.application_kind == stored.facts.kind for row in under_way)


def state_told(stored: StoredApplication, step: Step, organization_id: str | None) -> dict[str, Any]:
    """Where an application stands after a step."""
    return {"application_id": stored.application_id, "state": step.state, "organization_id": organization_id}
