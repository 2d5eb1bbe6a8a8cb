"""One mail in hand: whether it is to go now, the handover, and what is written down of it, in the mailer's transaction."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.registry.mail.addresses import (
    AddressInvalid,
    deliverable,
    mark_accepted,
    mark_undeliverable,
    trouble_in,
)
from services.registry.mail.bouncing import (
    AddressTrouble,
    Cause,
    enhanced_status,
    speaks_of_the_address,
    worth_a_try,
)
from services.registry.mail.composing import Sender, as_wire, compose
from services.registry.mail.courier import Courier, NeedsSmtputf8, ServerUnavailable
from services.registry.mail.holding import digest_at, hold_until, sent_today
from services.registry.mail.outgoing import about_address, open_parameters
from services.registry.mail.settings import MailSettings
from services.registry.mail.tables import outgoing_mails
from services.registry.mail.templates import TEMPLATES, Template
from services.registry.mail.unsubscribing import Wish, is_unsubscribed, link
from services.registry.personal_data import PersonalData, Sealed, UnknownKey
from services.runtime.round_trips import later

_MARK = outgoing_mails.update().where(outgoing_mails.c.mail_id == sa.bindparam("this"))


@dataclass(frozen=True)
class Pace:
    """How mail is sent: `lanes` connections at once, `batch` mails looked up at a time, retries after `retry_after`.

    A mail refused for the time being is tried again after each of these, then given up: for about a day in all. What holds
    only for a while is tried every `while_valid` at least, until it holds no longer.
    """

    lanes: int = 4
    batch: int = 200
    retry_after: tuple[timedelta, ...] = (
        timedelta(seconds=10),
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
        *(timedelta(hours=hours) for hours in (1, 3, 6, 12)),
    )
    while_valid: timedelta = timedelta(minutes=1)


class NoLongerValid(Exception):
    """What the mail tells has expired before it could be sent."""


class Unsubscribed(Exception):
    """Its recipient does without mails of this kind."""


class AddressInTrouble(Exception):
    """Its address took no mail before, and it can be done without."""


class UnknownTemplate(Exception):
    """Queued by a newer version than this one, which will send it."""


@dataclass(frozen=True)
class Delivery:
    """What a mail is sent with."""

    personal_data: PersonalData
    sender: Sender
    pace: Pace
    settings: MailSettings

    def deliver(
        self, connection: Connection, mail: Row[Any], courier: Courier, now: datetime
    ) -> tuple[str, str | None]:
        """Send a locked mail, or don't, and mark it; answers the outcome and the name of what kept it from arriving.

        Raises `ServerUnavailable`, and leaves the mail as it is, where the server takes nothing at all.
        """
        lookup = bytes(mail.recipient_lookup)
        trouble = trouble_in(mail)
        template = TEMPLATES.get(mail.template)
        error = self._objection(connection, mail, template, trouble, now)
        if error is None and template is not None:
            if template.purpose.limited and sent_today(connection, lookup, now) >= self.settings.a_day:
                hold_until(connection, mail.mail_id, digest_at(now, self.settings.digest_hour))
                return "held", "DailyLimit"
            error = self._handed_over(mail, template, courier)
            if not template.forgotten:
                self._note_about_address(connection, lookup, trouble, error, now)
        outcome = self._mark(connection, mail, template, error, now)
        return outcome, type(error).__name__ if error else None

    def _objection(
        self,
        connection: Connection,
        mail: Row[Any],
        template: Template | None,
        trouble: AddressTrouble | None,
        now: datetime,
    ) -> Exception | None:
        """What speaks against sending the mail at all."""
        if mail.valid_until is not None and now > mail.valid_until:
            return NoLongerValid()
        if template is None:
            return UnknownTemplate()
        purpose = template.purpose
        if purpose.unsubscribable and is_unsubscribed(connection, Wish(template, bytes(mail.recipient_lookup))):
            return Unsubscribed()
        if purpose.limited and trouble is not None and not worth_a_try(trouble, now, self.settings.bounces):
            return AddressInTrouble()
        return None

    def _handed_over(self, mail: Row[Any], template: Template, courier: Courier) -> Exception | None:
        """Hand the mail over; answers what kept it from that, unless it is the server, which raises."""
        sealed_address = Sealed(mail.address_key_id, bytes(mail.address_sealed))
        sealed_parameters = Sealed(mail.parameters_key_id, bytes(mail.parameters_sealed))
        try:
            to = deliverable(self.personal_data.open(sealed_address, about_address(mail.mail_id)))
            message = compose(
                mail.mail_id,
                template,
                open_parameters(self.personal_data, mail.mail_id, sealed_parameters),
                to=to,
                created_at=mail.created_at,
                sender=self.sender,
                unsubscribe_url=link(self.sender.site_url, self.personal_data, template, bytes(mail.recipient_lookup)),
            )
            courier.send(as_wire(message, to), to, self.sender.return_path(mail.mail_id))
        except ServerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad mail must not stop the others
            return error
        return None

    def _note_about_address(
        self,
        connection: Connection,
        lookup: bytes,
        trouble: AddressTrouble | None,
        error: Exception | None,
        now: datetime,
    ) -> None:
        if error is None:
            if trouble is not None:
                mark_accepted(connection, lookup, trouble, now=now)
        elif isinstance(error, NeedsSmtputf8 | AddressInvalid):
            mark_undeliverable(connection, lookup, Cause.UNSUPPORTED, None, now=now)
        elif (refusal := refusal_of_address(error)) is not None:
            mark_undeliverable(connection, lookup, Cause.REFUSED, refusal or None, now=now)

    def _mark(
        self,
        connection: Connection,
        mail: Row[Any],
        template: Template | None,
        error: Exception | None,
        now: datetime,
    ) -> str:
        forgotten = template is not None and template.forgotten
        attempts = mail.attempts + 1
        values: dict[str, Any] = {"attempts": attempts, "last_error": type(error).__name__ if error else None}
        pause = self._pause(mail, attempts, by_the_minute=not forgotten)
        match error:
            case None:
                outcome = "sent"
                values |= {"state": "sent", "sent_at": now}
            case Unsubscribed():
                outcome = "unsubscribed"
                values |= {"state": "failed"}
            case AddressInTrouble():
                outcome = "suppressed"
                values |= {"state": "failed"}
            case _ if is_final(error) or pause is None:
                outcome = "failed"
                values |= {"state": "failed"}
            case _:
                outcome = "retried"
                values |= {"next_attempt_at": now + pause}
        if mail.secret and outcome != "retried":
            values |= {"parameters_sealed": None, "parameters_key_id": None}
        if forgotten and outcome != "retried":
            connection.execute(outgoing_mails.delete().where(outgoing_mails.c.mail_id == mail.mail_id))
            return outcome
        later(connection, _MARK, {"this": mail.mail_id, **values})
        return outcome

    def _pause(self, mail: Row[Any], attempts: int, *, by_the_minute: bool) -> timedelta | None:
        """How long after so many attempts the next one comes; None: never."""
        retries = self.pace.retry_after
        if mail.valid_until is not None and by_the_minute:
            return min(retries[min(attempts, len(retries)) - 1], self.pace.while_valid) if retries else None
        return retries[attempts - 1] if attempts <= len(retries) else None


def is_final(error: Exception) -> bool:
    """Whether trying again is of no use: the server refused for good (5xx), or the mail can't be made or has expired.

    Refusals for the time being (4xx), lost connections, mails of a newer version, and mails sealed under a key that this
    mailer was not given yet are not final.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())
        case smtplib.SMTPResponseException():
            return error.smtp_code >= 500
        case (
            UnknownTemplate() | UnknownKey() | OSError()
        ):  # smtplib's exceptions are OSErrors too, lost connections among them
            return False
    return True


def refusal_of_address(error: Exception) -> str | None:
    """The enhanced status of a permanent refusal that is the address's, "" where it gave none; None for any other error.

    After the recipient was taken, only an enhanced status can say that it was the address all the same.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            [(code, answer)] = error.recipients.values()
            status = enhanced_status(_decoded(answer))
            return (status or "") if code >= 500 and speaks_of_the_address(status) else None
        case smtplib.SMTPResponseException():
            status = enhanced_status(_decoded(error.smtp_error))
            return status if error.smtp_code >= 500 and status and speaks_of_the_address(status) else None
    return None


def _decoded(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
