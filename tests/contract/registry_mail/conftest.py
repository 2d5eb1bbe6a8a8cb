"""Real PostgreSQL and real SMTP servers, which a test can make refuse, hang up or go away."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from sqlalchemy.engine import Connection, Row

from services.registry.mail.composing import Sender
from services.registry.mail.courier import SmtpServer
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.mail.outgoing import Mail, queue_mails
from services.registry.mail.tables import outgoing_mails
from services.registry.mail.templates import accounts, messages
from services.registry.personal_data import PersonalData
from services.runtime.clock import now
from services.runtime.database import Database

READY_WITHIN = 120  # seconds; a mailer starts in three, but the machine may be busy
SENDER = Sender(address="system@mail.example.jp", site_url="https://site.example.jp")
KEY, LOOKUP_KEY = b"k" * 32, b"l" * 32
HANAKO, TARO = "hanako@example.jp", "taro@example.jp"


def _held_port() -> socket.socket:
    """A port that the kernel chose, which nobody else gets while the socket is open: it is bound and does not listen.

    A server that reuses addresses, as asyncio's do, may listen beside it; while none does, connections are refused.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


@dataclass
class PostOffice:
    """An SMTP server of the test's own, with every mail it took, in order. Its port is its own, also while it is closed."""

    recipients_refused: dict[str, str] = field(default_factory=dict)
    """Address → the answer it is refused with."""
    sender_refused: str | None = None
    hangs_up_on: set[str] = field(default_factory=set)
    """Addresses at which the server drops the connection after it has taken the mail, without an answer."""
    sessions: int = 0
    logins: list[str] = field(default_factory=list)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    return_paths: list[str | None] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _held: socket.socket = field(default_factory=_held_port)

    @property
    def port(self) -> int:
        return int(self._held.getsockname()[1])

    def give_up_port(self) -> None:
        self._held.close()

    # The names are aiosmtpd's.
    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.sender_refused:
            return self.sender_refused
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.recipients_refused:
            return self.recipients_refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        (address,) = envelope.rcpt_tos
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        with self._lock:
            self.taken.append((address, message))
            self.return_paths.append(envelope.mail_from)
        if address in self.hangs_up_on:
            self.hangs_up_on.discard(address)
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"open sesame")

    def to(self, address: str) -> list[EmailMessage]:
        with self._lock:
            return [message for recipient, message in self.taken if recipient == address]

    def by_recipient(self) -> dict[str, list[EmailMessage]]:
        found: dict[str, list[EmailMessage]] = defaultdict(list)
        for address, message in self.taken:
            found[address].append(message)
        return found

    @property
    def server(self) -> SmtpServer:
        return SmtpServer("127.0.0.1", self.port)


def open_office(office: PostOffice, tls: ssl.SSLContext | None = None) -> Controller:
    options: dict[str, Any] = {}
    if tls is not None:
        options = {
            "tls_context": tls,
            "require_starttls": True,
            "auth_required": True,
            "authenticator": office.authenticate,
        }
    controller = Controller(office, hostname="127.0.0.1", port=office.port, **options)
    controller.start()
    return controller


@pytest.fixture
def closed_office() -> Iterator[PostOffice]:
    """One that a test opens itself."""
    office = PostOffice()
    yield office
    office.give_up_port()


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    controller = open_office(office)
    yield office
    controller.stop()
    office.give_up_port()


@pytest.fixture
def personal_data() -> PersonalData:
    return PersonalData({"test": KEY}, LOOKUP_KEY)


@pytest.fixture
def database(open_database: Callable[..., Database]) -> Database:
    return open_database("registry")


@pytest.fixture
def mailer(database: Database, personal_data: PersonalData, post_office: PostOffice) -> Iterator[Mailer]:
    mailer = Mailer(database.url, personal_data, post_office.server, SENDER, Pace(lanes=2))
    yield mailer
    mailer.close()


def rows(database: Database) -> list[Row[Any]]:
    """All mails, in order of queueing."""
    with database.transaction() as connection:
        return list(connection.execute(sa.select(outgoing_mails).order_by(outgoing_mails.c.seq)))


def make_due(connection: Connection) -> None:
    """Let the time of every retry have come."""
    connection.execute(outgoing_mails.update().values(next_attempt_at=outgoing_mails.c.created_at))


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail that arrived."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def mailer_environment(database: Database, post_office: PostOffice) -> dict[str, str]:
    """What the mailer's commands need of the environment."""
    return {
        "REGISTRY_DATABASE_URL": database.url,
        "PERSONAL_DATA_KEYS": f"test:{base64.b64encode(KEY).decode()}",
        "PERSONAL_DATA_LOOKUP_KEY": base64.b64encode(LOOKUP_KEY).decode(),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(post_office.port),
        "MAIL_FROM": SENDER.address,
        "HW_SITE_URL": SENDER.site_url,
        # Of the same settings file, and of no use to the mailer.
        "AMQP_URI": "amqp://nowhere",
        "REGISTRY_IDEMPOTENCY_HASH_KEY": base64.b64encode(KEY).decode(),
    }


@pytest.fixture
def queue(database: Database, personal_data: PersonalData) -> Callable[..., list[str]]:
    def queue(*mails: Mail) -> list[str]:
        with database.transaction() as connection:
            return queue_mails(connection, personal_data, mails, now=now(), trace="trace-1")

    return queue


def one_time_password(to: str = HANAKO, code: str = "123456", valid_until: dt.datetime | None = None) -> Mail:
    until = valid_until or now() + dt.timedelta(minutes=30)
    parameters = {"code": code, "valid_until": until, "minutes": 30}
    return Mail(accounts.ONE_TIME_PASSWORD, to, parameters, valid_until=until)


def notice(to: str = HANAKO, number: int = 0) -> Mail:
    return Mail(messages.ORGANIZATION_HAS_MESSAGE, to, {"organization_name": f"株式会社{number}"})


def until(condition: Callable[[], bool], seconds: float = READY_WITHIN) -> None:
    """Wait for what a process does that must start first."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
