"""What applicants are told by e-mail at each step of their application (REG-5, REG-8, REG-10, REG-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.registry import SERVICES
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, Parameter, queue_mail
from services.registry.mail.templates import MailKind
from services.registry.organizations.storage import StoredApplication
from services.registry.personal_data import PersonalData


def bureau_name(bureau_code: str) -> str:
    """A bureau as it is called: 東京労働局."""
    return reference.bureaus()[bureau_code].name


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
    ) -> None:
        self._connection = connection
        self._stored = stored
        self._now = now
        self._trace = trace
        self._personal_data = personal_data

    def registered(self, download_key: str) -> None:
        """The ID, the registration number, the way to the form and its last day (REG-5, REG-8; seed 000, STEP 1)."""
        self._queue(
            MailKind.REGISTRATION_RECEIVED,
            {
                "application_id": self._stored.application_id,
                "download_key": download_key,
                "login_id": self._stored.document["email"],
                "registered_on": self._stored.facts.registered_on,
                "form_due_on": self._stored.facts.form_due_on,
            },
        )

    def form_received(self, received_on: dt.date) -> None:
        """The form has come (REG-8)."""
        self._queue(MailKind.FORM_RECEIVED, {"received_on": received_on})

    def approved(self, approved_on: dt.date) -> None:
        """Completion of the approval (承認完了メール, REG-10)."""
        applied_for = self._stored.facts.content.services
        services = "、".join(name for service, name in SERVICES.items() if service in applied_for)
        self._queue(MailKind.APPLICATION_APPROVED, {"approved_on": approved_on, "services": services})

    def refused(self, reason: str) -> None:
        """Refusal with its reason (REG-10)."""
        self._queue(MailKind.APPLICATION_REFUSED, {"reason": reason})

    def lapsed(self) -> None:
        """Deletion of a registration whose form did not come (REG-7)."""
        self._queue(MailKind.APPLICATION_LAPSED, {"form_due_on": self._stored.facts.form_due_on})

    def _queue(self, kind: MailKind, parameters: Mapping[str, Parameter]) -> None:
        facts = self._stored.facts
        mail = Mail(
            kind,
            to=accounts.email_of(self._connection, self._stored.account_id, self._personal_data),
            parameters={
                "organization_name": facts.content.applicant.name,
                "registration_number": self._stored.registration_number,
                "bureau_name": bureau_name(facts.bureau_code),
                **parameters,
            },
            account_id=self._stored.account_id,
        )
        queue_mail(self._connection, self._personal_data, mail, now=self._now, trace=self._trace)
