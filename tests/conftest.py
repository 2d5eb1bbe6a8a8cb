"""Servers for the tests: real ones, started when a test first asks, stopped at the end of the session.

Nothing here waits for the clock of the machine, for a port to be free or for another test. DATABASE_URL and AMQP_URI
name servers to use instead of the session's own.
"""

import ipaddress
import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings

from deploy.stack import account, postgres, rabbitmq, smtp
from deploy.stack.ports import free_port, reach_this_machine_directly
from deploy.stack.processes import smtp_process
from deploy.stack.stack import Stack
from deploy.stack.supervisor import Supervisor
from services.runtime.database import Database
from tests.databases import Databases, Lent

READY_WITHIN = 120  # seconds; a server starts in five, but the machine may be busy

pytest_plugins = ["tests.workers"]

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")


def pytest_configure() -> None:
    """Let a terminated session stop its servers, as an interrupted one does, and let no proxy stand before them."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    reach_this_machine_directly()


@dataclass(frozen=True)
class SmtpServer:
    """An SMTP server and what it received."""

    host: str
    port: int
    mailbox: smtp.Mailbox


@pytest.fixture(scope="session")
def server_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that the servers' account can reach."""
    place = account.make_place(tmp_path_factory.mktemp("servers"), account.servers_account())
    yield place
    account.remove_place(place)


@pytest.fixture(scope="session")
def supervisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervisor]:
    """Keeps the session's servers alive; their logs lie in pytest's temporary folder."""
    supervisor = Supervisor(tmp_path_factory.mktemp("server-logs"))
    yield supervisor
    supervisor.stop()


@pytest.fixture(scope="session")
def postgres_server(supervisor: Supervisor, server_place: Path) -> str:
    """URL of a PostgreSQL server for an account that may create databases."""
    if os.environ.get("DATABASE_URL"):
        return postgres.with_driver(os.environ["DATABASE_URL"])
    server = postgres.PrivateServer(
        server_place,
        free_port(),
        secrets.token_urlsafe(),
        account.servers_account(),
        # The data dies with the session: what a lost power supply would leave behind does not matter.
        settings={"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"},
    )
    supervisor.start([server.prepare()])
    supervisor.wait_until_ready(["postgres"], READY_WITHIN)
    return server.url


@pytest.fixture(scope="session")
def broker(supervisor: Supervisor, server_place: Path) -> str:
    """AMQP URI of a RabbitMQ node."""
    if os.environ.get("AMQP_URI"):
        return os.environ["AMQP_URI"]
    node = rabbitmq.PrivateNode(
        server_place, free_port(), free_port(), free_port(), secrets.token_urlsafe(), account.servers_account()
    )
    processes = node.prepare()
    supervisor.start(processes)
    supervisor.wait_until_ready([process.name for process in processes], READY_WITHIN)
    return node.uri


@pytest.fixture(scope="session")
def smtp_server(supervisor: Supervisor, tmp_path_factory: pytest.TempPathFactory) -> SmtpServer:
    """An SMTP server that keeps every mail."""
    folder, port = tmp_path_factory.mktemp("mails"), free_port()
    process = smtp_process(port, folder)
    supervisor.start([process])
    supervisor.wait_until_ready([process.name], READY_WITHIN)
    return SmtpServer("127.0.0.1", port, smtp.Mailbox(folder))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A whole stack, ready: all services and the gateway on servers of their own. Shared by the session's tests."""
    folder = tmp_path_factory.mktemp("stack")
    whole = Stack(
        folder,
        announce=_into(folder.with_suffix(".log")),
        prefix=f"hwt{secrets.token_hex(4)}_",
        mode="test",
        # A test that sees an event fail once does not wait an hour for the last attempt.
        settings={"RETRY_LADDER": "0.5, 1, 2, 4, 8, 16"},
    )
    try:
        whole.up()
        yield whole
    finally:
        whole.stop()
        whole.forget()


def _into(file: Path) -> Callable[[str], None]:
    def announce(line: str) -> None:
        with file.open("a") as log:
            log.write(line + "\n")

    return announce


@pytest.fixture(scope="session")
def databases(postgres_server: str) -> Iterator[Databases]:
    databases = Databases(postgres_server, f"hwt{secrets.token_hex(4)}_")
    yield databases
    databases.drop_all()


@pytest.fixture
def _lend(databases: Databases) -> Iterator[Callable[[str], Lent]]:
    borrowed: list[Lent] = []

    def lend(service: str) -> Lent:
        borrowed.append(databases.lend(service))
        return borrowed[-1]

    yield lend
    for lent in borrowed:
        databases.take_back(lent)


@pytest.fixture
def fresh_database(_lend: Callable[[str], Lent]) -> Callable[[str], str]:
    """A function: the URL of a migrated, empty database of a service, for its own role; another one each time."""
    return lambda service: _lend(service).url


@pytest.fixture
def open_database(_lend: Callable[[str], Lent]) -> Callable[..., Database]:
    """A function: a migrated, empty database of a service, open until the test ends; another one each time."""

    def opened(service: str, pool_size: int = 5, pool_timeout: float = 5.0) -> Database:
        return _lend(service).open(pool_size, pool_timeout)

    return opened


def _allowed_hosts() -> set[str]:
    named = (urlsplit(os.environ.get(name, "")).hostname for name in ("DATABASE_URL", "AMQP_URI"))
    return {"localhost", socket.gethostname(), *(host for host in named if host)}


def _is_here(host: object) -> bool:
    text = host.decode() if isinstance(host, bytes) else str(host)
    if text in _allowed_hosts():
        return True
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _no_connection_to_elsewhere() -> Iterator[None]:
    """A test that reaches for another machine fails instead of depending on it."""
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX and isinstance(address, tuple) and not _is_here(address[0]):
            raise PermissionError(f"tests connect to this machine only, not to {address[0]}")
        connect(self, address)

    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()
