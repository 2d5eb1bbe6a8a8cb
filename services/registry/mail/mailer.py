"""The mailer: a process that sends queued mail over SMTP. Any number may run.

Each mail is sent and marked in a transaction of its own: lock its row, hand the mail over, write what came of it, commit.

- At least once, never lost: a mailer that dies between the server's answer and the commit leaves the mail queued, and
  it goes out again with the same Message-ID and the same bytes, so that the double can be recognised. Marking first
  would lose it instead. One transaction a mail keeps such doubles to the mails in hand.
- Never by two at once: the row is locked while the server is spoken to, and others pass over locked rows.
- In order for each recipient: a mail is due only when no earlier one to the same address is queued, whichever mailer
  looks and however often the earlier one is retried; an expired one gives way. Secrets have an order of their own, so
  that a one-time password waits for no notice. "Earlier" is the order of queueing; of two transactions at once either
  may be the earlier one.
- Nobody is blamed for the server: while it can't be reached, mails stay as they are and the mailer waits.
"""

from __future__ import annotations

import select
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg2
import sqlalchemy as sa
from prometheus_client import Counter, Gauge
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.contracts.help_desk import HelpDesk
from services.registry.mail import settings as mail_settings
from services.registry.mail.addresses import TROUBLE_BESIDE_A_MAIL
from services.registry.mail.composing import Sender
from services.registry.mail.courier import Courier, ServerUnavailable, SmtpServer, server_from_settings
from services.registry.mail.delivery import Delivery, Pace
from services.registry.mail.holding import ANYTHING_HELD_IS_DUE, release
from services.registry.mail.outgoing import CHANNEL
from services.registry.mail.settings import MailSettings
from services.registry.mail.tables import mail_addresses, outgoing_mails
from services.registry.personal_data import PersonalData, from_settings
from services.runtime import clock, logging, metrics, settings
from services.runtime.database import Database
from services.runtime.round_trips import BY_NAME

_log = logging.get_logger(__name__)

MAILS = Counter(
    "hw_mails",
    "Mails taken in hand, by template and outcome (sent, retried, failed, held, suppressed, unsubscribed)",
    ["template", "outcome"],
)
WAITING = Gauge("hw_mails_waiting", "Mails in the queue")
OLDEST = Gauge("hw_mails_oldest_seconds", "Age of the oldest mail in the queue")
UNDELIVERABLE = Gauge("hw_mail_addresses_in_trouble", "Addresses that took no mail")

_EARLIER = outgoing_mails.alias("earlier")
_WAITS_FOR_ANOTHER = sa.exists().where(
    _EARLIER.c.state == "queued",
    _EARLIER.c.recipient_lookup == outgoing_mails.c.recipient_lookup,
    _EARLIER.c.secret == outgoing_mails.c.secret,
    _EARLIER.c.seq < outgoing_mails.c.seq,
    sa.or_(_EARLIER.c.valid_until.is_(None), _EARLIER.c.valid_until >= sa.bindparam("now")),
)
_DUE = (outgoing_mails.c.state == "queued") & (outgoing_mails.c.next_attempt_at <= sa.bindparam("now"))
_DUE_MAILS = sa.select(
    sa.func.array(
        sa.select(outgoing_mails.c.mail_id)
        .where(_DUE, ~_WAITS_FOR_ANOTHER)
        .order_by(outgoing_mails.c.secret.desc(), outgoing_mails.c.seq)
        .limit(sa.bindparam("batch", type_=sa.Integer))
        .scalar_subquery(),
        type_=pg.ARRAY(pg.UUID(as_uuid=False)),
    ).label("queued"),
    sa.select(sa.func.count())
    .select_from(sa.select(sa.literal(1)).where(_DUE).limit(sa.bindparam("batch", type_=sa.Integer) + 1).subquery())
    .scalar_subquery()
    .label("due"),
    ANYTHING_HELD_IS_DUE.label("held"),
).execution_options(**BY_NAME)
_TAKE = (
    sa.select(outgoing_mails, *TROUBLE_BESIDE_A_MAIL)
    .outerjoin(mail_addresses, mail_addresses.c.recipient_lookup == outgoing_mails.c.recipient_lookup)
    .where(outgoing_mails.c.mail_id == sa.bindparam("mail_id"), _DUE)  # another mailer may just have tried it
    .with_for_update(skip_locked=True, of=outgoing_mails)
    .execution_options(**BY_NAME)
)

POLL_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
GAUGED_EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class _Batch:
    """How many mails were tried, and whether `more` were due than were in hand: too many for one batch, or after an earlier one
    to the same address."""

    tried: int
    more: bool


class Mailer:
    """Sends what is queued in a database until `stop` is called."""

    def __init__(
        self,
        database_url: str,
        personal_data: PersonalData,
        server: SmtpServer,
        sender: Sender,
        pace: Pace | None = None,
        settings: MailSettings | None = None,
    ) -> None:
        pace = pace or Pace()
        self._database_url = database_url
        self._database = Database(database_url, pool_size=pace.lanes + 1, name="mailer")
        self._personal_data = personal_data
        self._sender = sender
        self._pace = pace
        self._delivery = Delivery(personal_data, sender, pace, settings or MailSettings())
        self._couriers = [Courier(server, sender.domain) for _ in range(pace.lanes)]
        self._pool = ThreadPoolExecutor(pace.lanes, "mail")
        self._stopping = threading.Event()
        self._gauged_at: datetime | None = None

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
                listener.poll()
                listener.notifies.clear()  # of what the next look sees; a later one ends the wait below at once
                try:
                    batch = self._send_batch()
                    pause = 1.0
                except ServerUnavailable as error:
                    _log.warning("mail_server_unavailable", error=str(error), pause_seconds=pause)
                    self._stopping.wait(pause)
                    pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                    continue
                if not (batch.tried and batch.more):
                    select.select([listener], [], [], POLL_SECONDS)
        finally:
            listener.close()
            self.close()

    def send_due(self) -> int:
        """Send one batch of what is due, over all connections; answers how many mails were tried.

        Raises `ServerUnavailable` when the server can't be reached; what was sent before is marked.
        """
        return self._send_batch().tried

    def _send_batch(self) -> _Batch:
        now = clock.now()
        with self._database.reading() as connection:
            due, more, held = self._due_mails(connection, now)
            if held:
                self._release(now)
                due, more, _ = self._due_mails(connection, now)
            self._gauge(connection, now)
        lanes = [due[lane :: self._pace.lanes] for lane in range(min(self._pace.lanes, len(due)))]
        if len(lanes) <= 1:
            return _Batch(self._send_all(self._couriers[0], due), more)
        tried = [self._pool.submit(self._send_all, *work) for work in zip(self._couriers, lanes, strict=False)]
        wait(tried)  # also where one of them finds the server gone: a courier is never in two hands
        return _Batch(sum(lane.result() for lane in tried), more)

    def close(self) -> None:
        """Close the connections to server and database."""
        self._pool.shutdown()
        for courier in self._couriers:
            courier.close()
        self._database.close()

    def _release(self, now: datetime) -> None:
        """Put mails that were held until now back into the queue."""
        with self._database.transaction() as connection:
            released = release(connection, self._personal_data, self._sender.site_url, now=now)
        if released:  # else another mailer is at it
            _log.info("mails_released", mails=released)

    def _due_mails(self, connection: Connection, now: datetime) -> tuple[list[str], bool, bool]:
        """IDs of mails to try now, whether more are due after them, and whether there are others to release first.

        At most one a recipient and order, secrets first, then the oldest. An earlier mail that has expired meanwhile keeps none
        back: it won't be sent.
        """
        queued, due, held = connection.execute(_DUE_MAILS, {"now": now, "batch": self._pace.batch}).one()
        return list(queued), due > len(queued), held

    def _gauge(self, connection: Connection, now: datetime) -> None:
        """Show how much waits, and how long the oldest has; looked up every few seconds."""
        if self._gauged_at is not None and now - self._gauged_at < GAUGED_EVERY:
            return
        self._gauged_at = now
        mails = outgoing_mails.c
        waiting, oldest = connection.execute(
            sa.select(sa.func.count(), sa.func.min(mails.created_at)).where(mails.state == "queued")
        ).one()
        WAITING.set(waiting)
        OLDEST.set((now - oldest).total_seconds() if oldest else 0.0)
        UNDELIVERABLE.set(connection.execute(sa.select(sa.func.count()).select_from(mail_addresses)).scalar_one())

    def _send_all(self, courier: Courier, mail_ids: Sequence[str]) -> int:
        tried = 0
        for mail_id in mail_ids:
            if self._stopping.is_set():
                break
            tried += self._send_one(courier, mail_id)
        return tried

    def _send_one(self, courier: Courier, mail_id: str) -> int:
        """Send one mail and mark it, in one transaction; 0 where another mailer has it or had it."""
        with self._database.gathering() as connection:
            mail = connection.execute(_TAKE, {"mail_id": mail_id, "now": clock.now()}).one_or_none()
            if mail is None:
                return 0
            outcome, error = self._delivery.deliver(connection, mail, courier, clock.now())
        MAILS.labels(mail.template, outcome).inc()
        _log.info(
            "mail_tried",
            outcome=outcome,
            mail_id=mail.mail_id,
            template=mail.template,
            attempt=mail.attempts + 1,
            error=error,
            trace=mail.trace,
        )
        return 1


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
            help_desk=HelpDesk.from_settings(loaded.text),
            bounces=loaded.optional("MAIL_BOUNCES"),
        ),
        settings=mail_settings.from_settings(loaded),
    )
    signal.signal(signal.SIGTERM, lambda *_: mailer.stop())
    signal.signal(signal.SIGINT, lambda *_: mailer.stop())
    _log.info("mailer_started")
    try:
        mailer.run()
    except Exception as error:  # noqa: BLE001 - exits whatever it is
        _log.error("mailer_failed", **logging.failure(error))
        return 1
    return 0
