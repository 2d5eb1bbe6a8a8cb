"""A whole stack: servers, databases, services and gateway, from nothing to ready, and down again."""

import datetime as dt
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TextIO

import requests

from deploy.stack import postgres, rabbitmq
from deploy.stack.account import make_place, remove_place, servers_account
from deploy.stack.clock import STARTS, set_clock
from deploy.stack.processes import REPOSITORY, our_processes, plain_environment, smtp_process
from deploy.stack.smtp import Mailbox
from deploy.stack.state import State
from deploy.stack.supervisor import Process, ProcessFailed, Supervisor

CONFIG = REPOSITORY / "deploy" / "config"
READY_WITHIN = 120.0
EXITS_AT_START = 5
REQUIRED_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


class AlreadyRunning(Exception):
    """Another process runs this stack."""


class Stack:
    """One stack in a folder; two stacks share nothing and may run side by side.

    DATABASE_URL and AMQP_URI in the environment name servers to use instead of the stack's own. On a named database
    server the databases and roles are called ``<prefix><service>``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        announce: Callable[[str], None] = print,
        prefix: str = "hw_",
        gateway_port: int | None = None,
        mode: str = "demo",
        starts_at: dt.datetime = STARTS,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Name a stack; nothing starts yet.

        ``gateway_port`` is the port preferred, not promised. ``settings`` are environment variables for all processes.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # mails and keys lie in it
        self.folder = folder.resolve()
        self.state = State(self.folder / "state.json")
        self.supervisor = Supervisor(self.folder / "logs", announce)
        self.announce = announce
        self.prefix = prefix
        self.gateway_port = gateway_port
        self.mode = mode
        self.starts_at = starts_at
        self.settings = dict(settings or {})
        self._lock: TextIO | None = None
        self._missing: list[str] | None = None

    @property
    def url(self) -> str:
        """Where the gateway answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.state.port('gateway')}"

    @property
    def amqp_uri(self) -> str:
        """The broker."""
        return os.environ.get("AMQP_URI") or self._node().uri

    @property
    def database_server(self) -> str:
        """URL of the database server for an account that may do everything there."""
        named = os.environ.get("DATABASE_URL")
        return postgres.with_driver(named) if named else self._server().url

    @property
    def mailbox(self) -> Mailbox:
        """What the stack has sent by mail."""
        return Mailbox(self.folder / "mails")

    def database_url(self, room: str) -> str:
        """URL of the database of a service or of ``gateway``, for its own role."""
        return postgres.database_url(self.database_server, self.prefix + room, self.state.password(f"{room} database"))

    def clock_environment(self) -> dict[str, str]:
        """Return the environment by which a process reads the stack's clock."""
        return {"HW_MODE": self.mode, "HW_CLOCK_OFFSET_FILE": str(self.folder / "clock")}

    def set_clock(self, to: dt.datetime) -> None:
        """Move the clock of all processes to an aware instant."""
        set_clock(self.folder / "clock", to)

    def up(self) -> float:
        """Start everything and wait until it is ready; return the seconds it took.

        Raises AlreadyRunning, ProcessFailed with the log of what failed, debian.CannotInstall. Whoever calls stops the
        stack, after an error too.
        """
        began = time.monotonic()
        self._take_lock()
        if not (self.folder / "clock").exists():
            self.set_clock(self.starts_at)
        self._start_servers()
        self._say(began, "databases: creating and migrating")
        self._prepare_databases()
        self._say(began, "waiting for RabbitMQ")
        self._wait(self.supervisor.names())
        self._run("declare")
        self._say(began, "starting the services and the gateway")
        self.supervisor.start(self._our_processes())
        self._wait(self.supervisor.names())
        self._say(began, "ready")
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop everything; data is kept."""
        self.supervisor.stop()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def forget(self) -> None:
        """Remove all that a stopped stack keeps: data, mails, logs, secrets, databases on a named server."""
        named = os.environ.get("DATABASE_URL")
        if named and self.state.remembered("databases") == named.rpartition("@")[2]:
            names = [self.prefix + room for room in postgres.DATABASES]
            postgres.drop_databases(postgres.with_driver(named), names)
        place = self.state.remembered("place")
        if place:
            remove_place(Path(place))
        shutil.rmtree(self.folder, ignore_errors=True)

    def holder(self) -> int | None:
        """Return the process ID of whoever runs this stack, None where nobody does."""
        file = self.folder / "lock"
        if not file.exists():
            return None
        with file.open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read() or 0)
        return None

    def environment(self, room: str) -> dict[str, str]:
        """Return the environment of a service or the gateway: its own database, its own secrets, nobody else's.

        Every key that the room's settings file asks for is made up here and kept.
        """
        known = {
            **plain_environment(),
            **self.clock_environment(),
            "HW_DATA_FOLDER": str(self.folder / "data"),
            "HW_SITE_URL": self.url,
            "HW_COOKIES_SECURE": "false",  # plain HTTP on this machine
            "AMQP_URI": self.amqp_uri,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.state.port("smtp")),
            f"{room.upper()}_DATABASE_URL": self.database_url(room),
            **self.settings,
        }
        for name in REQUIRED_VARIABLE.findall((CONFIG / f"{room}.yaml").read_text()):
            if name.endswith("_KEY"):
                known.setdefault(name, self.state.key(name))
            elif name.endswith("_KEYS"):  # several by their names, so that one can follow another
                known.setdefault(name, f"first:{self.state.key(name)}")
        return known

    def _server(self) -> postgres.PrivateServer:
        return postgres.PrivateServer(
            self._place(), self.state.port("postgres"), self.state.password("postgres"), servers_account()
        )

    def _node(self) -> rabbitmq.PrivateNode:
        return rabbitmq.PrivateNode(
            self._place(),
            self.state.port("rabbitmq"),
            self.state.port("rabbitmq distribution"),
            self.state.port("rabbitmq names"),
            self.state.password("rabbitmq"),
            servers_account(),
        )

    def _place(self) -> Path:
        place = self.state.remembered("place")
        if place is None or not Path(place).is_dir():
            place = self.state.remember("place", str(make_place(self.folder, servers_account())))
        return Path(place)

    def _start_servers(self) -> None:
        for name in ("postgres", "rabbitmq", "rabbitmq distribution", "rabbitmq names", "smtp"):
            self.state.claim_port(name)
        self.state.claim_port("gateway", self.gateway_port)
        (self.folder / "data").mkdir(exist_ok=True)
        self.announce("starting PostgreSQL, RabbitMQ and the SMTP server")
        self.supervisor.start([smtp_process(self.state.port("smtp"), self.folder / "mails")])
        if not os.environ.get("AMQP_URI"):
            self.supervisor.start(self._node().prepare())
        if not os.environ.get("DATABASE_URL"):
            self.supervisor.start([self._server().prepare()])

    def _prepare_databases(self) -> None:
        if "postgres" in self.supervisor.names():
            self._wait(["postgres"])
        passwords = {room: self.state.password(f"{room} database") for room in postgres.DATABASES}
        postgres.create_databases(self.database_server, passwords, self.prefix)
        self.state.remember("databases", self.database_server.rpartition("@")[2])
        self._run("migrate")

    def _run(self, command: str) -> None:
        """Run `python -m services.run` for all rooms at once. Raises ProcessFailed with what it printed."""
        environment = {name: value for room in postgres.DATABASES for name, value in self.environment(room).items()}
        done = subprocess.run(
            [sys.executable, "-m", "services.run", command],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise ProcessFailed(f"services.run {command} failed:\n{done.stdout}{done.stderr}")

    def _our_processes(self) -> list[Process]:
        environments = {room: self.environment(room) for room in postgres.DATABASES}
        return our_processes(environments, f"127.0.0.1:{self.state.port('gateway')}", self._is_ready)

    def _wait(self, names: list[str]) -> None:
        self.supervisor.wait_until_ready(names, READY_WITHIN, give_up_after=EXITS_AT_START)

    def _is_ready(self) -> bool:
        try:
            answer = requests.get(f"{self.url}/readyz", timeout=5)
            missing = [part["name"] for part in answer.json()["parts"] if not part["ready"]]
        except (requests.RequestException, ValueError, KeyError):
            return False
        if missing != self._missing:
            self._missing = missing
            self.announce(f"waiting for {', '.join(missing)}" if missing else "all parts answer")
        return answer.status_code == 200

    def _say(self, began: float, what: str) -> None:
        self.announce(f"[{time.monotonic() - began:5.1f} s] {what}")

    def _take_lock(self) -> None:
        lock = (self.folder / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise AlreadyRunning(f"this stack runs already, as process {self.holder()}") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock
