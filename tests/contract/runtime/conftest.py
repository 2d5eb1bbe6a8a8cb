"""The specimen service as real processes, over the session's broker and a database of the test's own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import amqp
import kombu
import pytest
import sqlalchemy as sa

from services.contracts.caller import SYSTEM, CallerSchema
from services.contracts.errors import CallRefused
from services.contracts.operations import Operation
from services.runtime import outbox, topology
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.parking import Parking
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.contract.runtime import specimen

REPOSITORY = Path(__file__).parents[3]
PATIENCE = 60.0  # seconds; what is waited for takes one, but the machine may be busy


def eventually(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait until a condition holds; False if it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


class Specimen:
    """A running specimen: its processes, its database and what may be asked of it."""

    def __init__(self, name: str, broker: str, database: Database, logs: Path) -> None:
        self.name, self.amqp_uri, self.database, self._logs = name, broker, database, logs
        self.client = RpcClient(broker)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.event = _renamed_event(name)

    # processes

    def start(self, what: str = "serve", **config: Any) -> subprocess.Popen[bytes]:
        settings = {
            "AMQP_URI": self.amqp_uri,
            "DATABASE_URL": self.database.url,
            "IDEMPOTENCY_HASH_KEY": "secret",
            "RETRY_LADDER": specimen.LADDER,
            **config,
        }
        environment = {**os.environ, "SPECIMEN_NAME": self.name, "SPECIMEN_CONFIG": json.dumps(settings)}
        with (self._logs / f"{what}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.contract.runtime.specimen", what],
                env=environment,
                cwd=REPOSITORY,
                stderr=log,
                stdout=log,
            )
        self.processes.append(process)
        return process

    def serve(self, **config: Any) -> subprocess.Popen[bytes]:
        process = self.start("serve", **config)
        assert eventually(self.answers), self.log()
        return process

    def answers(self) -> bool:
        try:
            return bool(self.client.ask(f"{self.name}.health", {}, timeout=0.5)["database"])
        except (BusUnavailable, CallTimedOut, CallRefused):  # not yet, or no longer
            return False

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()

    def log(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self._logs.glob("*.log")))

    def forget_log(self) -> None:
        for path in self._logs.glob("*.log"):
            os.truncate(path, 0)

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
        self.client.close()

    # requests

    def call(self, operation: Operation, what: str = "x", **options: Any) -> dict[str, Any]:
        request = {"what": what}
        if "seconds" in options:
            request["seconds"] = options.pop("seconds")
        return self.client.call(_renamed(operation, self.name), request, SYSTEM, **options)

    def send_raw(self, body: bytes, routing_key: str = "", exchange: str = "nameko-rpc", **properties: Any) -> None:
        """Publish whatever a stranger might."""
        with kombu.Connection(self.amqp_uri) as connection:
            message = amqp.Message(body, **properties)
            channel = connection.default_channel
            channel.basic_publish_confirm(message, exchange, routing_key or f"{self.name}.write")

    # events

    def publish(self, what: str, failures: int = 0, seconds: int = 0) -> str:
        data = {"what": what, "failures": failures, "seconds": seconds}
        with self.database.transaction() as connection:
            now = _now()
            return outbox.publish(connection, self.event, subject="s", data=data, now=now, trace="t")

    @property
    def event_queue(self) -> str:
        return f"evt-{self.name}-happened--{self.name}.on_happened"

    def messages_in(self, queue: str) -> int:
        with kombu.Connection(self.amqp_uri) as connection:
            return int(connection.default_channel.queue_declare(queue, passive=True).message_count)

    def parked(self) -> list[Any]:
        return [parked for parked in Parking(self.amqp_uri).all() if self.name in parked.queue]

    def forget_parked(self) -> None:
        parked = frozenset(message.message_id for message in self.parked())
        if parked:
            Parking(self.amqp_uri).drop(parked)

    # the database

    def effects(self) -> list[str]:
        statement = sa.select(specimen.effects.c.what).order_by(specimen.effects.c.number)
        return list(self._column(statement))

    def attempts(self, what: str) -> int:
        return len(self._column(sa.select(specimen.attempts.c.what).where(specimen.attempts.c.what == what)))

    def outbox_size(self) -> int:
        return len(self._column(sa.text("SELECT seq FROM outbox")))

    def _column(self, statement: Any) -> Sequence[Any]:
        with self.database.transaction() as connection:
            return connection.execute(statement).scalars().all()


def caller() -> Any:
    """A caller as it stands on the wire."""
    return CallerSchema().dump(SYSTEM)


def _now() -> Any:
    from services.runtime import clock

    return clock.now()


def _renamed(operation: Operation, name: str) -> Operation:
    return Operation(name, operation.name, operation.request, operation.answer, operation.roles, operation.changes)


def _renamed_event(name: str) -> Any:
    event = specimen.HAPPENED
    return type(event)(event.type, event.version, name, event.kind, event.data)


@contextmanager
def _specimen(broker: str, postgres_server: str, logs: Path) -> Iterator[Specimen]:
    name = "s" + new_id().replace("-", "")[-20:]
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    url = sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    specimen.metadata.create_all(database.engine)
    made = Specimen(name, broker, database, logs)
    yield made
    made.stop()
    database.close()
    _forget_queues(made)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


def _forget_queues(made: Specimen) -> None:
    made.forget_parked()
    with kombu.Connection(made.amqp_uri) as connection:
        for queue in (made.event_queue, f"rpc-{made.name}"):
            connection.default_channel.queue_delete(queue)
        connection.default_channel.exchange_delete(f"{made.name}.events")


@pytest.fixture
def stopped(broker: str, postgres_server: str, tmp_path: Path) -> Iterator[Specimen]:
    """A specimen of which nothing runs yet."""
    with _specimen(broker, postgres_server, tmp_path) as made:
        yield made


@pytest.fixture
def harmed(stopped: Specimen) -> Specimen:
    """A specimen with one process of the service and its relay, which the test may kill."""
    stopped.serve()
    stopped.start("relay")
    return stopped


@pytest.fixture(scope="module")
def _lasting(broker: str, postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Specimen]:
    with _specimen(broker, postgres_server, tmp_path_factory.mktemp("specimen")) as made:
        made.serve()
        made.start("relay")
        yield made


@pytest.fixture
def running(_lasting: Specimen) -> Specimen:
    """A specimen with one process of the service and its relay, which stay for the next test; its past is forgotten."""
    waiting = [_lasting.event_queue, *(topology.retry_name(seconds) for seconds in specimen.LADDER)]
    assert eventually(lambda: not any(_lasting.messages_in(queue) for queue in waiting))
    _lasting.forget_parked()
    with _lasting.database.transaction() as connection:
        connection.execute(sa.text("TRUNCATE effects, attempts, inbox, idempotency_keys, outbox"))
    _lasting.forget_log()
    return _lasting
