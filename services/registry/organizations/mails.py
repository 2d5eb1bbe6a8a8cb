"""What applicants are told by e-mail at each step of their application (REG-5, REG-8, REG-10, REG-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from enum import Enum, auto

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.registry import APPLICATION_KINDS, SERVICES
from services.japanese_calendar import in_sentence
from services.registry.accounts import storage as accounts
from services.registry.mail.addresses import trouble_with
from services.registry.mail.bouncing import BounceSettings, is_undeliverable
from services.registry.mail.outgoing import Mail, Parameter, queue_mails
from services.registry.mail.templates import Template, applications, procedures
from services.registry.organizations import storage
from services.registry.organizations.documents_told import documents_told
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import demanded_documents
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.storage import StoredApplication
from services.registry.personal_data import PersonalData


def bureau_name(bureau_code: str) -> str:
    """A bureau as it is called: 東京労働局."""
    return reference.bureaus()[bureau_code].name


def _named(services: Container[str]) -> str:
    return "、".join(name for service, name in SERVICES.items() if service in services)


def of_the_application(stored: StoredApplication) -> dict[str, Parameter]:
    """What every mail about an application says of it."""
    return {
        "organization_name": stored.facts.content.applicant.name,
        "registration_number": stored.registration_number,
        "bureau_name": bureau_name(stored.facts.bureau_code),
    }


def mails_to_contact_managers(
    stored: StoredApplication,
    template: Template,
    parameters: Mapping[str, Parameter],
    personal_data: PersonalData,
    *,
    beside_the_id: bool = False,
) -> list[Mail]:
    """One mail to each address of the contact managers: one person may be that of both services (REG-12).

    `beside_the_id` leaves out the address that is the application's ID.
    """
    managers = stored.facts.content.contact_managers.values()
    addresses = {personal_data.lookup(manager.email): manager.email for manager in managers}
    if beside_the_id:
        addresses.pop(personal_data.lookup(stored.document["email"]), None)
    return [Mail(template, to=address, parameters=parameters) for address in addresses.values()]


class Told(Enum):
    """Whom the mail of a lapse may reach: an address that takes mail, one that took none, or none at all (decision 119)."""

    SOMEBODY = auto()
    AT_TROUBLED_ADDRESS = auto()
    NOBODY = auto()


class ApplicantMails:
    """Queues the mails to one applicant, in the transaction of the step, at the account's own address."""

    def __init__(
        self,
        connection: Connection,
        stored: StoredApplication,
        *,
        now: dt.datetime,
        trace: str,
        personal_data: PersonalData,
        silent: bool = False,
    ) -> None:
        self._silent = silent
        self._connection = connection
        self._stored = stored
        self._now = now
        self._trace = trace
        self._personal_data = personal_data

    def registered(self, download_key: str) -> None:
        """The ID, the registration number, the way to the form and its last day (REG-5, REG-8; seed 000, STEP 1).

        In the municipal class with the way to the consent to the terms, and with all that goes with the form. Whoever reads
        an address that is another's is told that it can't be used, and gets no key (AUT-6).
        """
        if self._stored.facts.gave_way:
            told = of_the_application(self._stored)
            mail = Mail(applications.REGISTRATION_TO_ADDRESS_IN_USE, to=self._stored.document["email"], parameters=told)
            queue_mails(self._connection, self._personal_data, [mail], now=self._now, trace=self._trace)
            return
        template, parameters = applications.REGISTRATION_RECEIVED, {}
        if self._municipal:
            template = applications.REGISTRATION_RECEIVED_WITH_DOCUMENTS
            parameters = {"documents": "、".join(self._documents())}
        self._queue(
            template,
            {
                "application_id": self._stored.application_id,
                "download_key": download_key,
                "login_id": self._stored.document["email"],
                "registered_on": self._stored.facts.registered_on,
                "form_due_on": self._stored.facts.form_due_on,
                **parameters,
            },
        )

    def procedure_registered(self, *, placement_met: bool, lookback_months: int) -> None:
        """Change, renewal or withdrawal is registered: number and last day of the form (REG-5, REG-7).

        A renewal that does not meet REG-3 is told so, with the months that are looked back.
        """
        facts = self._stored.facts
        remarks = [] if placement_met else [procedures.PLACEMENT_NOT_MET.format(months=in_sentence(lookback_months))]
        if documents := self._documents():
            remarks.append(procedures.WITH_DOCUMENTS.format(documents="、".join(documents)))
        municipal = self._municipal
        self._queue(
            procedures.PROCEDURE_REGISTERED_MUNICIPAL if municipal else procedures.PROCEDURE_REGISTERED,
            {
                "procedure": self._procedure,
                "registered_on": facts.registered_on,
                "form_due_on": facts.form_due_on,
                "remark": "".join(remarks),
            },
        )

    def form_received(self, received_on: dt.date, *, lapse_undone: bool = False) -> None:
        """The form has come (REG-8); or it had come in time, and the deletion that was told is undone (REG-7)."""
        template = applications.FORM_RECEIVED_AFTER_LAPSE if lapse_undone else applications.FORM_RECEIVED
        self._queue(template, {"received_on": received_on})

    def receipt_corrected(self, before: dt.date, received_on: dt.date, reason: str) -> None:
        """The day of receipt that was told is another one (REG-8)."""
        days: dict[str, Parameter] = {"received_on_before": before, "received_on": received_on}
        self._queue(applications.RECEIPT_CORRECTED, {**days, "reason": reason})

    def receipt_taken_back(self, before: dt.date, reason: str, today: dt.date) -> None:
        """The receipt that was told is taken back; what is to be done, by the last day for the form (REG-7, REG-9)."""
        due, outcome = self._stored.facts.form_due_on, applications.FORM_STILL_AWAITED
        if self._stored.on_paper:
            outcome = applications.ENTRY_DELETED
        elif due < today:
            outcome = applications.FORM_AWAITED_NO_MORE
        self._queue(
            applications.RECEIPT_TAKEN_BACK,
            {
                "received_on_before": before,
                "form_due_on": "" if self._stored.on_paper else due,
                "reason": reason,
                "outcome": outcome,
            },
        )

    def refusal_taken_back(self, reason: str) -> None:
        """The refusal that was told is taken back, and the application is decided anew (REG-10)."""
        self._queue(applications.REFUSAL_TAKEN_BACK, {"procedure": self._procedure, "reason": reason})

    def withdrawal_taken_back(
        self, reason: str, *, whole: bool, seeker_information_until: dt.date | None, days_back: bool
    ) -> None:
        """The withdrawal that was told as approved is undecided; what is in force again, what not, and what is to be done (REG-5).

        `whole`: whether the organization had withdrawn whole. `days_back`: whether days were taken that are given back (CMP-6).
        """
        facts, approved_on = self._stored.facts, self._stored.decided_on
        assert approved_on is not None, "of what was approved only"
        seekers = Service.SEEKERS in facts.withdrawn_services
        remarks = [procedures.DAYS_GIVEN_BACK[whole]] if days_back else []
        remarks += [procedures.DELETIONS_STAY] if seekers else []
        remarks += [procedures.SAVED_SEARCHES_ARE_GONE] if seekers and whole else []
        self._queue(
            procedures.WITHDRAWAL_TAKEN_BACK_WHOLE if whole else procedures.WITHDRAWAL_TAKEN_BACK,
            {
                "approved_on": approved_on,
                "withdrawn_services": _named(facts.withdrawn_services),
                "seeker_information_until": seeker_information_until if seekers and seeker_information_until else "",
                "reason": reason,
                "remark": "".join(remarks),
            },
        )

    def seeker_information_open_again(self, closed_on: dt.date) -> None:
        """Seeker information that was told to have ended has not; nothing is to be withdrawn for it (REG-3, REG-16)."""
        self._queue(procedures.SEEKER_INFORMATION_OPEN_AGAIN, {"closed_on": closed_on})

    def approved(self, approved_on: dt.date, seeker_information_until: dt.date | None = None) -> None:
        """Completion of the approval (承認完了メール, REG-10), with what has taken effect."""
        facts = self._stored.facts
        if facts.kind is ApplicationKind.NEW:
            services = _named(facts.content.services)
            template = applications.APPROVED[self._municipal, self._stored.on_paper]
            self._queue(template, {"approved_on": approved_on, "services": services})
            return
        withdrawal = facts.kind is ApplicationKind.WITHDRAWAL
        outcome = self._withdrawn() if withdrawal else procedures.APPROVED_OUTCOMES[facts.kind]
        if self._municipal:
            outcome += procedures.LETTERS_POSTED.get(facts.kind, "")
        renewed = facts.kind is ApplicationKind.RENEWAL and seeker_information_until is not None
        self._queue(
            procedures.PROCEDURE_APPROVED,
            {
                "procedure": self._procedure,
                "approved_on": approved_on,
                "seeker_information_until": seeker_information_until if renewed and seeker_information_until else "",
                "withdrawn_services": _named(facts.withdrawn_services),
                "outcome": outcome,
            },
        )

    def _withdrawn(self) -> str:
        """What is left to be done after a withdrawal, by the services given up and those that go on (MSG-11)."""
        organization_id = self._stored.organization_id
        row = storage.organization(self._connection, organization_id) if organization_id else None
        assert row is not None, "a withdrawal is an organization's"
        left = set(row.services) - self._stored.facts.withdrawn_services
        return procedures.withdrawn(left, may_hold_records=storage.has_had_seeker_information(self._connection, row))

    def refused(self, reason: str, today: dt.date) -> None:
        """Refusal with its reason, and what follows from it (REG-10)."""
        kind = self._stored.facts.kind
        if kind is ApplicationKind.NEW:
            self._queue(applications.REFUSED, {"reason": reason})
            return
        renewal = kind is ApplicationKind.RENEWAL
        outcome = self._renewal_refused(today) if renewal else procedures.NOTHING_CHANGED
        self._queue(procedures.PROCEDURE_REFUSED, {"procedure": self._procedure, "reason": reason, "outcome": outcome})

    def _renewal_refused(self, today: dt.date) -> str:
        """What becomes of the services in use; nothing of seeker information that was withdrawn meanwhile."""
        organization_id = self._stored.organization_id
        row = storage.organization(self._connection, organization_id) if organization_id else None
        if row is None or row.seeker_information_until is None:
            return ""
        over = row.seeker_information_until < today
        ends = procedures.ENDS_AS_ITS_TERM_IS_OVER if over else procedures.ENDS_WITH_ITS_TERM
        return ends + (procedures.OFFERS_GO_ON if Service.OFFERS in row.services else "")

    def lapsed(self, bounces: BounceSettings) -> Told:
        """Deletion of a registration whose form did not come (REG-7); answers whom it may reach."""
        due = {"form_due_on": self._stored.facts.form_due_on}
        if self._stored.facts.kind is ApplicationKind.NEW:
            mails = self._queue(applications.LAPSED, due)
        else:
            mails = self._queue(procedures.PROCEDURE_LAPSED, {"procedure": self._procedure, **due})
        if self._silent:
            return Told.SOMEBODY
        if not mails:
            return Told.NOBODY
        return Told.SOMEBODY if any(self._takes_mail(mail.to, bounces) for mail in mails) else Told.AT_TROUBLED_ADDRESS

    def _takes_mail(self, address: str, bounces: BounceSettings) -> bool:
        trouble = trouble_with(self._connection, self._personal_data.lookup(address))
        return trouble is None or not is_undeliverable(trouble, self._now, bounces)

    @property
    def _procedure(self) -> str:
        return APPLICATION_KINDS[self._stored.facts.kind]

    @property
    def _municipal(self) -> bool:
        return self._stored.facts.content.municipal

    def _documents(self) -> tuple[str, ...]:
        """What is to come with the form (REG-8)."""
        facts = self._stored.facts
        return documents_told(demanded_documents(facts), facts.content)

    def _queue(self, template: Template, parameters: Mapping[str, Parameter]) -> list[Mail]:
        """Queue what is told to whom it is told; answers the mails, none where nobody is told."""
        if self._silent:
            return []
        mails = self._mails(template, {**of_the_application(self._stored), **parameters})
        queue_mails(self._connection, self._personal_data, mails, now=self._now, trace=self._trace)
        return mails

    def _mails(self, template: Template, parameters: Mapping[str, Parameter]) -> list[Mail]:
        if self._stored.facts.gave_way:  # the ID is another's address: nothing is told there (REG-7, SEE-7)
            return mails_to_contact_managers(
                self._stored, template, parameters, self._personal_data, beside_the_id=True
            )
        to = accounts.email_of(self._connection, self._stored.account_id, self._personal_data)
        return [Mail(template, to=to, parameters=parameters, account_id=self._stored.account_id)]
