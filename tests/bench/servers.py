"""PostgreSQL and RabbitMQ of a run, its databases, and the processes measured on them."""

from __future__ import annotations

import base64
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.stack import account, postgres, rabbitmq
from deploy.stack.ports import free_port
from deploy.stack.processes import REPOSITORY, plain_environment
from deploy.stack.supervisor import Process, Supervisor
from services.runtime.database import Database
from services.runtime.migrations import migrate

READY_WITHIN = 60.0
GENEROUS = {
    "shared_buffers": "3GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "2GB",
    "max_wal_size": "8GB",
    "effective_cache_size": "10GB",
    "random_page_cost": "1.1",
}
"""As a server for the whole country is set up; durable as it comes."""


@dataclass
class Servers:
    """The servers of one run.

    `folder` is gone after the run, `databases` are by room (a service, or the gateway) and made when first asked for.
    """

    folder: Path
    supervisor: Supervisor
    server: str
    amqp_uri: str
    databases: dict[str, Database] = field(default_factory=dict)
    _prefix: str = field(default_factory=lambda: f"bench{secrets.token_hex(4)}_")

    def database(self, room: str) -> Database:
        """The migrated database of a room."""
        if room not in self.databases:
            url = postgres.create_databases(self.server, {room: secrets.token_urlsafe()}, self._prefix)[room]
            self.databases[room] = Database(url, name="bench")
            migrate(room, self.databases[room])
        return self.databases[room]

    def forget_database(self, room: str) -> None:
        """Drop the database of a room; the next one asked for is empty."""
        self.databases.pop(room).close()
        postgres.drop_databases(self.server, [self._prefix + room])

    def environment(self, *rooms: str, **settings: str) -> dict[str, str]:
        """The environment of a process that reads the settings of these rooms."""
        return {
            **plain_environment(),
            "AMQP_URI": self.amqp_uri,
            "HW_DATA_FOLDER": str(self.folder),
            "HW_SITE_URL": "http://127.0.0.1",
            "HW_COOKIES_SECURE": "false",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": "1",
            **dict.fromkeys(("GATEWAY_SECRET_KEY", "PERSONAL_DATA_LOOKUP_KEY"), KEY),
            "PERSONAL_DATA_KEYS": f"first:{KEY}",
            **{f"{room.upper()}_IDEMPOTENCY_HASH_KEY": KEY for room in rooms},
            **{f"{room.upper()}_DATABASE_URL": self.database(room).url for room in rooms},
            **settings,
        }

    @contextmanager
    def running(self, *processes: Process) -> Iterator[None]:
        """Processes that are ready, until the block ends."""
        names = [process.name for process in processes]
        self.supervisor.start(processes)
        try:
            self.supervisor.wait_until_ready(names, READY_WITHIN)
            yield
        finally:
            self.supervisor.remove(names)

    def close(self) -> None:
        """Drop what was made."""
        for room in list(self.databases):
            self.forget_database(room)


KEY = base64.b64encode(secrets.token_bytes(32)).decode()
"""Stands for every secret of a run."""


@contextmanager
def servers() -> Iterator[Servers]:
    """Servers as DATABASE_URL and AMQP_URI name them, else of the run's own."""
    with tempfile.TemporaryDirectory(prefix="hw-bench-") as name:
        folder = Path(name)
        place = account.make_place(folder, account.servers_account())
        supervisor = Supervisor(folder / "logs")
        database_server, amqp_uri = os.environ.get("DATABASE_URL"), os.environ.get("AMQP_URI")
        started: list[Process] = []
        if not database_server:
            own = postgres.PrivateServer(
                place, free_port(), secrets.token_urlsafe(), account.servers_account(), settings=GENEROUS
            )
            database_server, started = own.url, [own.prepare()]
        if not amqp_uri:
            node = rabbitmq.PrivateNode(
                place, free_port(), free_port(), free_port(), secrets.token_urlsafe(), account.servers_account()
            )
            amqp_uri = node.uri
            started += node.prepare()
        supervisor.start(started)
        try:
            supervisor.wait_until_ready([process.name for process in started], READY_WITHIN)
            made = Servers(folder, supervisor, postgres.with_driver(database_server), amqp_uri)
            try:
                yield made
            finally:
                made.close()
        finally:
            supervisor.stop()
            account.remove_place(place)


def python(name: str, environment: Mapping[str, str], *arguments: str, **options: object) -> Process:
    """A process of this repository's code: `python <arguments>`."""
    import sys

    return Process(name, (sys.executable, *arguments), environment, REPOSITORY, **options)  # type: ignore[arg-type]
