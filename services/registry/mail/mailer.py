"""The mailer: a process that sends queued mail over SMTP. Any number may run.

Each mail is sent and marked in a transaction of its own: lock its row, hand the mail over, write what came of it, commit.

- At least once, never lost: a mailer that dies between the server's answer and the commit leaves the mail queued, and
  it goes out again with the same Message-ID and the same bytes, so that the double can be recognised. Marking first
  would lose it instead. One transaction a mail keeps such doubles to the mails in hand.
- Never by two at once: the row is locked while the server is spoken to, and others pass over locked rows.
- In order for each recipient: a mail is due only when no earlier one to the same address is queued. Secrets have an
  order of their own, so that a one-time password waits for no notice.
- Nobody is blamed for the server: while it can't be reached, mails stay as they are and the mailer waits.
"""

from __future__ import annotations

import select
import signal
import smtplib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg2
import sqlalchemy as sa
from prometheus_client import Counter
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT
from sqlalchemy.engine import Connection, Row

from services.registry.help_desk import from_settings as help_desk_from_settings
from services.registry.mail.composing import Sender, compose
from services.registry.mail.courier import Courier, ServerUnavailable, SmtpServer, server_from_settings
from services.registry.mail.outgoing import CHANNEL, about_address, open_parameters
from services.registry.mail.tables import outgoing_mails
from services.registry.mail.templates import MailKind
from services.registry.personal_data import PersonalData, Sealed, from_settings
from services.runtime import clock, logging, metrics, settings
from services.runtime.database import Database

_log = logging.get_logger(__name__)

MAILS = Counter(
    "hw_mails", "Attempts at mails, by template and outcome (sent, retried, failed)", ["template", "outcome"]
)

POLL_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True)
class Pace:
    """How mail is sent: `lanes` connections at once, `batch` mails looked up at a time, retries after `retry_after`.

    A mail refused for the time being is tried again after each of these, then given up: for about a day in all.
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


class Mailer:
    """Sends what is queued in a database until `stop` is called."""

    def __init__(
        self, database_url: str, personal_data: PersonalData, server: SmtpServer, sender: Sender, pace: Pace = Pace()
    ) -> None:
        self._database_url = database_url
        self._database = Database(database_url, pool_size=pace.lanes + 1, name="mailer")
        self._personal_data = personal_data
        self._sender = sender
        self._pace = pace
        self._couriers = [Courier(server, sender.address) for _ in range(pace.lanes)]
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Let `run` return after the mails in hand."""
        self._stopping.set()

    def run(self) -> None:
        """Send until stopped. Raises on any trouble with the database; the supervisor starts the process anew."""
        listener = psycopg2.connect(self._database_url.replace("postgresql+psycopg2://", "postgresql://"))
        listener.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with listener.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        pause = 1.0
        try:
            while not self._stopping.is_set():
                try:
                    tried = self.send_due()
                    pause = 1.0
                except ServerUnavailable as error:
                    _log.warning("mail_server_unavailable", error=str(error), pause_seconds=pause)
                    self._stopping.wait(pause)
                    pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                    continue
                if not tried:
                    select.select([listener], [], [], POLL_SECONDS)
                listener.poll()
                listener.notifies.clear()
        finally:
            listener.close()
            self.close()

    def send_due(self) -> int:
        """Send one batch of what is due, over all connections; answers how many mails were tried.

        Raises `ServerUnavailable` when the server can't be reached; what was sent before is marked.
        """
        due = self._due_mails()
        if not due:
            return 0
        lanes = [due[lane :: self._pace.lanes] for lane in range(self._pace.lanes)]
        with ThreadPoolExecutor(self._pace.lanes, "mail") as pool:
            return sum(pool.map(self._send_all, self._couriers, lanes))

    def close(self) -> None:
        """Close the connections to server and database."""
        for courier in self._couriers:
            courier.close()
        self._database.close()

    def _due_mails(self) -> list[str]:
        """IDs of mails to try now: at most one a recipient and order, secrets first, then the oldest."""
        mails, earlier = outgoing_mails, outgoing_mails.alias("earlier")
        waits_for_another = sa.exists().where(
            earlier.c.state == "queued",
            earlier.c.recipient_lookup == mails.c.recipient_lookup,
            earlier.c.secret == mails.c.secret,
            earlier.c.seq < mails.c.seq,
        )
        query = (
            sa.select(mails.c.mail_id)
            .where(mails.c.state == "queued", mails.c.next_attempt_at <= clock.now(), ~waits_for_another)
            .order_by(mails.c.secret.desc(), mails.c.seq)
            .limit(self._pace.batch)
        )
        with self._database.transaction() as connection:
            return [str(mail_id) for mail_id in connection.execute(query).scalars()]

    def _send_all(self, courier: Courier, mail_ids: Sequence[str]) -> int:
        tried = 0
        for mail_id in mail_ids:
            if self._stopping.is_set():
                break
            tried += self._send_one(courier, mail_id)
        return tried

    def _send_one(self, courier: Courier, mail_id: str) -> int:
        """Send one mail and mark it, in one transaction; 0 where another mailer has it or had it."""
        with self._database.transaction() as connection:
            mail = connection.execute(
                sa.select(outgoing_mails)
                .where(outgoing_mails.c.mail_id == mail_id, outgoing_mails.c.state == "queued")
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if mail is None:
                return 0
            error = self._attempt(courier, mail)
            outcome = self._mark(connection, mail, error, clock.now())
        MAILS.labels(mail.template, outcome).inc()
        _log.info(
            "mail_tried",
            outcome=outcome,
            mail_id=mail.mail_id,
            template=mail.template,
            attempt=mail.attempts + 1,
            error=type(error).__name__ if error else None,
            trace=mail.trace,
        )
        return 1

    def _attempt(self, courier: Courier, mail: Row[Any]) -> Exception | None:
        """Hand the mail over; answers what kept it from that, unless it is the server, which raises."""
        if mail.valid_until is not None and clock.now() > mail.valid_until:
            return NoLongerValid()
        try:
            address = self._personal_data.open(
                Sealed(mail.address_key_id, mail.address_sealed), about_address(mail.mail_id)
            )
            parameters = open_parameters(
                self._personal_data, mail.mail_id, Sealed(mail.parameters_key_id, mail.parameters_sealed)
            )
            message = compose(
                mail.mail_id,
                MailKind(mail.template),
                parameters,
                to=address,
                created_at=mail.created_at,
                sender=self._sender,
            )
            courier.send(message, address)
        except ServerUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad mail must not stop the others
            return error
        return None

    def _mark(self, connection: Connection, mail: Row[Any], error: Exception | None, now: datetime) -> str:
        attempts = mail.attempts + 1
        values: dict[str, Any] = {"attempts": attempts, "last_error": type(error).__name__ if error else None}
        if error is None:
            outcome = "sent"
            values |= {"state": "sent", "sent_at": now}
        elif is_final(error) or attempts > len(self._pace.retry_after):
            outcome = "failed"
            values |= {"state": "failed"}
        else:
            outcome = "retried"
            values |= {"next_attempt_at": now + self._pace.retry_after[attempts - 1]}
        if mail.secret and outcome != "retried":
            values |= {"parameters_sealed": None, "parameters_key_id": None}
        connection.execute(outgoing_mails.update().where(outgoing_mails.c.mail_id == mail.mail_id).values(values))
        return outcome


class NoLongerValid(Exception):
    """What the mail tells has expired before it could be sent."""


def is_final(error: Exception) -> bool:
    """Whether trying again is of no use: the server refused for good (5xx), or the mail can't be made or has expired.

    Refusals for the time being (4xx) and lost connections are not final.
    """
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())
        case smtplib.SMTPResponseException():
            return error.smtp_code >= 500
        case OSError():  # smtplib's exceptions are OSErrors too, lost connections among them
            return False
        case _:
            return True


def main(arguments: list[str]) -> int:
    """`python -m services.run mailer`: send mail until SIGTERM or SIGINT; answers the exit code."""
    if arguments:
        raise SystemExit("usage: python -m services.run mailer")
    loaded = settings.load("registry")
    logging.configure("mailer", loaded.text("LOG_LEVEL"))
    metrics.expose(loaded.values)
    mailer = Mailer(
        loaded.text("DATABASE_URL"),
        from_settings(loaded),
        server_from_settings(loaded),
        Sender(
            address=loaded.text("MAIL_FROM"),
            site_url=loaded.text("SITE_URL"),
            help_desk=help_desk_from_settings(loaded),
        ),
    )
    signal.signal(signal.SIGTERM, lambda *_: mailer.stop())
    signal.signal(signal.SIGINT, lambda *_: mailer.stop())
    _log.info("mailer_started")
    try:
        mailer.run()
    except Exception as error:  # noqa: BLE001 - exits whatever it is
        _log.error("mailer_failed", error=type(error).__name__, exc_info=not isinstance(error, sa.exc.SQLAlchemyError))
        return 1
    return 0
