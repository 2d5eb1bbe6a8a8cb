"""A RabbitMQ node of the stack's own."""

import base64
import hashlib
import json
import secrets
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import amqp

from deploy.stack import debian
from deploy.stack.account import Account
from deploy.stack.supervisor import Process

# Not the one on PATH: Debian's wrapper refuses every account but root and rabbitmq.
SCRIPT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
DEFINITIONS = Path(__file__).parents[1] / "broker" / "definitions.json"
USER = "hw"


def install_where_missing() -> None:
    """Install RabbitMQ through apt. Before processes that run side by side, which would get in each other's way.

    Raises debian.CannotInstall.
    """
    if not SCRIPT.exists():
        debian.install("rabbitmq-server")


@dataclass(frozen=True)
class PrivateNode:
    """A node on 127.0.0.1 with three ports: AMQP, Erlang's distribution, and its name server (epmd).

    Killed by SIGKILL within some three seconds after a quorum queue was made, RabbitMQ 3.10 forgets that queue's
    register and never serves it again; a queue older than that survives.
    """

    place: Path
    port: int
    distribution_port: int
    names_port: int
    password: str
    account: Account | None = None

    @property
    def uri(self) -> str:
        """AMQP URI of the node's only user."""
        return f"amqp://{USER}:{self.password}@127.0.0.1:{self.port}/"

    def prepare(self) -> list[Process]:
        """Install RabbitMQ where missing and write the node's configuration; return the processes to run, in order.

        Raises debian.CannotInstall.
        """
        install_where_missing()
        folder = self.place / "rabbitmq"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._write(folder / "definitions.json", json.dumps(_definitions(self.password)))
        self._write(folder / "rabbitmq.conf", self._configuration(folder))
        self._write(folder / "environment.conf", "")  # instead of the machine's own in /etc/rabbitmq
        self._write(folder / "plugins", "[].\n")
        if self.account:
            self.account.owns(folder)
        return [self._names(folder), self._node(folder)]

    def _names(self, folder: Path) -> Process:
        """epmd in the foreground; the node would otherwise leave one behind as a daemon."""
        epmd = shutil.which("epmd") or "/usr/bin/epmd"
        return Process(
            "rabbitmq-names",
            (epmd, "-port", str(self.names_port), "-address", "127.0.0.1"),
            environment={"PATH": "/usr/bin:/bin"},
            folder=folder,
            account=self.account,
            death_signal=signal.SIGTERM,
        )

    def _node(self, folder: Path) -> Process:
        return Process(
            "rabbitmq",
            (str(SCRIPT),),
            environment={
                "PATH": "/usr/sbin:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "HOME": str(folder),  # the Erlang cookie
                "detached": "1",  # the script becomes the node, instead of staying as its parent
                "ERL_EPMD_PORT": str(self.names_port),
                "ERL_EPMD_ADDRESS": "127.0.0.1",
                # The data belongs to the name, so it is the same whatever the ports are; each node has a name server of its own.
                "RABBITMQ_NODENAME": "hw@localhost",
                "RABBITMQ_DIST_PORT": str(self.distribution_port),
                "RABBITMQ_MNESIA_BASE": str(folder / "data"),
                "RABBITMQ_LOG_BASE": str(folder / "log"),
                "RABBITMQ_CONF_ENV_FILE": str(folder / "environment.conf"),
                "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            },
            folder=folder,
            account=self.account,
            death_signal=signal.SIGTERM,
            ready=accepts(self.port, self.password),
        )

    def _configuration(self, folder: Path) -> str:
        return "\n".join(
            (
                f"listeners.tcp.local = 127.0.0.1:{self.port}",
                f"load_definitions = {folder / 'definitions.json'}",
                "log.file = false",
                "log.console = true",
                "log.console.level = warning",
                "",
            )
        )

    def _write(self, file: Path, text: str) -> None:
        file.touch(mode=0o600)
        file.write_text(text)
        if self.account:
            self.account.owns(file)


def accepts(port: int, password: str) -> Callable[[], bool]:
    """Return a question: does the node on this port of 127.0.0.1 take our login?"""

    def ready() -> bool:
        connection = amqp.Connection(f"127.0.0.1:{port}", userid=USER, password=password, connect_timeout=2)
        try:
            connection.connect()
            connection.close()
        except (OSError, amqp.AMQPError):
            return False
        return True

    return ready


def _definitions(password: str) -> dict[str, Any]:
    """Return the broker's definitions of the repository with the stack's only user added."""
    definitions: dict[str, Any] = json.loads(DEFINITIONS.read_text())
    salt = secrets.token_bytes(4)
    hashed = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
    definitions["users"] = [
        {
            "name": USER,
            "password_hash": hashed,
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": ["administrator"],
            "limits": {},
        }
    ]
    definitions["permissions"] = [
        {"user": USER, "vhost": vhost["name"], "configure": ".*", "write": ".*", "read": ".*"}
        for vhost in definitions["vhosts"]
    ]
    return definitions
