"""The stack's own PostgreSQL and RabbitMQ come back after kill -9 with what they had confirmed."""

import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from kombu import Connection, Queue

from deploy.stack import account
from deploy.stack.ports import free_port
from deploy.stack.postgres import PrivateServer, libpq_url
from deploy.stack.rabbitmq import PrivateNode
from deploy.stack.supervisor import Supervisor

WITHIN = 60.0
REGISTERED_AFTER = 5.0


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    place = account.make_place(tmp_path, account.servers_account())
    yield place
    account.remove_place(place)


@pytest.fixture
def own_supervisor(tmp_path: Path, place: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs")
    yield supervisor
    supervisor.stop()


def kill_and_wait(supervisor: Supervisor, name: str) -> None:
    before = supervisor.pid(name)
    supervisor.kill(name)
    while supervisor.pid(name) in (None, before):
        time.sleep(0.02)
    supervisor.wait_until_ready([name], WITHIN)


def test_postgresql_keeps_what_was_committed(own_supervisor: Supervisor, place: Path) -> None:
    server = PrivateServer(place, free_port(), secrets.token_urlsafe(), account.servers_account())
    own_supervisor.start([server.prepare()])
    own_supervisor.wait_until_ready(["postgres"], WITHIN)
    connection = psycopg2.connect(libpq_url(server.url))
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS n")
    kill_and_wait(own_supervisor, "postgres")
    connection.close()
    connection = psycopg2.connect(libpq_url(server.url))
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT n FROM kept")
        assert cursor.fetchone() == (7,)
    connection.close()


def test_rabbitmq_keeps_what_was_confirmed(own_supervisor: Supervisor, place: Path) -> None:
    node = PrivateNode(place, free_port(), free_port(), free_port(), secrets.token_urlsafe(), account.servers_account())
    own_supervisor.start(node.prepare())
    own_supervisor.wait_until_ready(["rabbitmq"], WITHIN)
    queue = Queue("kept", queue_arguments={"x-queue-type": "quorum"})
    with Connection(node.uri, transport_options={"confirm_publish": True}) as connection:
        bound = queue(connection.default_channel)
        bound.declare()
        connection.Producer().publish({"n": 7}, routing_key="kept", delivery_mode=2)
    # RabbitMQ 3.10 writes the register of quorum queues down some seconds after a queue is made; queues that young are
    # not what this is about.
    time.sleep(REGISTERED_AFTER)
    kill_and_wait(own_supervisor, "rabbitmq")
    with Connection(node.uri) as connection:
        bound = queue(connection.default_channel)
        message = None
        deadline = time.monotonic() + WITHIN
        while message is None and time.monotonic() < deadline:
            message = bound.get()  # the queue elects its leader first
        assert message is not None
        assert message.payload == {"n": 7}
