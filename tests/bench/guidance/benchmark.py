"""Guidance: 1,000 in one batch until the last is announced, and dispatches a second for long, against no bus at all.

The batch is one request; delivered is what the seeker finds on My Page, with the answer; announced is when the last notice has
reached an SMTP server. For long, several organizations send batches at once and nobody mails: it is over when registry, compliance
and reporting have taken in everything and no outbox holds anything. The peer runs the same use case and the same handlers with
their inboxes, on the same databases, in as many processes as ours has batches in flight; beside it, one after the other in one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from aiosmtpd.controller import Controller

from deploy.stack.ports import free_port
from deploy.stack.processes import REPOSITORY
from services.contracts.messaging import SEND_GUIDANCE
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import RpcClient
from tests.bench.processor_time import processor_seconds
from tests.bench.rooms import (
    ROOMS,
    agency,
    count,
    known_seekers,
    organization_state,
    rooms,
    tell_of_organizations,
    wait,
)
from tests.bench.servers import Servers
from tests.bench.table import Table, ratio, tenths, whole

SEEKERS = 1_000
ORGANIZATIONS = 8
"""Each guides every seeker, in each way."""
BATCH = 50
IN_FLIGHT = 4
GOAL = 0.5
ALL_MAILS = {"MAILS_A_DAY": "1000000"}


SERVERS = ("postgres", "rabbitmq")


@dataclass(frozen=True)
class Measured:
    """A way to send for long: dispatches a second, and milliseconds of processor time for each, of our code and of the servers."""

    a_second: float
    code_ms: float
    servers_ms: float | None

    def row(self, way: str, against: float | None) -> list[str]:
        """Its row of the table; `against`: what ours reached."""
        servers = "" if self.servers_ms is None else f"{self.servers_ms:.2f}"
        return [way, whole(self.a_second), "" if against is None else ratio(against / self.a_second),
                f"{self.code_ms:.2f}", servers]  # fmt: skip


class Sink:
    """An SMTP server that counts mails."""

    def __init__(self) -> None:
        self.mails = 0
        self._counting = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        with self._counting:
            self.mails += 1
        return "250 OK"


def run(servers: Servers, say: Callable[[str], None] = print) -> list[Table]:
    """One batch with everything that follows; then for long, ours and the peer."""
    numbers = known_seekers(servers, SEEKERS)
    say(f"guidance: {len(numbers):,} seekers imported")
    organizations = [new_id() for _ in range(1 + 3 * ORGANIZATIONS)]
    with _sink() as (sink, smtp_port):
        settings = {**ALL_MAILS, "SMTP_PORT": str(smtp_port)}
        with rooms(servers, "mailer", **settings) as client:
            tell_of_organizations(servers.database("registry"), [organization_state(one) for one in organizations])
            _all_may_be_guided(servers, len(numbers), len(organizations))
            batch = _one_batch(servers, client, sink, organizations[0], numbers)
    say(f"guidance: {batch['sent']:,} in one batch, announced in {batch['announced']:.1f} s")
    with rooms(servers, **ALL_MAILS) as client:
        ours = _for_long(servers, client, organizations[1 : 1 + ORGANIZATIONS], numbers)
    say(f"guidance: {ours.a_second:,.0f} dispatches a second over the bus")
    peers = {}
    for number, in_flight in enumerate((IN_FLIGHT, 1), start=1):
        first = 1 + number * ORGANIZATIONS
        peers[in_flight] = _without_a_bus(servers, organizations[first : first + ORGANIZATIONS], numbers, in_flight)
        say(
            f"guidance: {peers[in_flight].a_second:,.0f} dispatches a second without one, {in_flight} batches in flight"
        )
    for room in ROOMS:
        servers.forget_database(room)
    return [_batch_table(batch), _rate_table(ours, peers)]


@contextmanager
def _sink() -> Iterator[tuple[Sink, int]]:
    sink, port = Sink(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


def _all_may_be_guided(servers: Servers, seekers: int, organizations: int) -> None:
    """Everybody is known to messaging, and every seeker lets everybody find them: what is measured is sending."""
    database = servers.database("messaging")
    wait(lambda: count(database, "SELECT count(*) FROM seekers") >= seekers, "messaging knows the seekers")
    wait(lambda: count(database, "SELECT count(*) FROM organizations") >= organizations, "and the organizations")
    with database.transaction() as connection:
        connection.execute(
            sa.text("UPDATE seekers SET provided_to = '{private,municipal}', valid_until = '2199-12-31'")
        )


def _one_batch(
    servers: Servers, client: RpcClient, sink: Sink, organization_id: str, numbers: Sequence[str]
) -> dict[str, float]:
    _until_taken_in(servers, dispatches=0)
    mails = sink.mails
    started = time.perf_counter()
    answer = client.call(SEND_GUIDANCE, {"seeker_numbers": list(numbers)}, agency(organization_id), timeout=60.0)
    delivered = time.perf_counter() - started
    sent = int(answer["sent"])
    wait(lambda: sink.mails >= mails + sent, "the last notice has arrived")
    return {"sent": sent, "delivered": delivered, "announced": time.perf_counter() - started}


def _batches(organizations: Sequence[str], numbers: Sequence[str]) -> list[tuple[str, Sequence[str]]]:
    """Batches of one organization follow one another by its count; several organizations send at once."""
    return [
        (organization_id, numbers[first : first + BATCH])
        for first in range(0, len(numbers), BATCH)
        for organization_id in organizations
    ]


def _for_long(servers: Servers, client: RpcClient, organizations: Sequence[str], numbers: Sequence[str]) -> Measured:
    """From the first request until everything is taken in."""

    def send(asked: tuple[str, Sequence[str]]) -> int:
        organization_id, batch = asked
        request = {"seeker_numbers": list(batch)}
        return int(client.call(SEND_GUIDANCE, request, agency(organization_id), timeout=60.0)["sent"])

    _until_taken_in(servers, dispatches=0)
    ours = (*ROOMS, *(f"relay {room}" for room in ROOMS))
    before = count(servers.database("reporting"), "SELECT count(*) FROM messages")
    used, of_servers = _used(servers, ours), _used(servers, _servers(servers))
    started = time.perf_counter()
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        dispatches = sum(pool.map(send, _batches(organizations, numbers)))
    _until_taken_in(servers, dispatches=before + dispatches)
    seconds = time.perf_counter() - started
    return _measured(
        dispatches, seconds, _used(servers, ours) - used, _used(servers, _servers(servers)) - of_servers, servers
    )


def _measured(dispatches: int, seconds: float, code: float, of_servers: float, servers: Servers) -> Measured:
    per_dispatch = 1000 / dispatches
    return Measured(dispatches / seconds, code * per_dispatch, of_servers * per_dispatch if _servers(servers) else None)


def _servers(servers: Servers) -> tuple[str, ...]:
    """Database server and broker where they are the run's own; what others do in named ones would be counted, too."""
    return SERVERS if set(SERVERS) <= set(servers.supervisor.names()) else ()


def _used(servers: Servers, names: Sequence[str]) -> float:
    return sum(processor_seconds(servers.supervisor, name) for name in names)


def _until_taken_in(servers: Servers, *, dispatches: int) -> None:
    """Nothing is on its way any more: as many messages are counted, announced and in custody, and the outboxes are empty."""
    told = {
        "reporting": "SELECT count(*) FROM messages",
        "registry": "SELECT count(*) FROM outgoing_mails WHERE about IS NOT NULL",
        "compliance": "SELECT count(*) FROM acquisitions",
    }
    for room, what in told.items():
        _until(servers, room, what, lambda found: found >= dispatches)
    for room in ROOMS:
        _until(servers, room, "SELECT count(*) FROM outbox", lambda found: found == 0)


def _until(servers: Servers, room: str, what: str, enough: Callable[[int], bool]) -> None:
    database = servers.database(room)
    wait(lambda: enough(count(database, what)), f"{room}: {what}")


def _without_a_bus(servers: Servers, organizations: Sequence[str], numbers: Sequence[str], in_flight: int) -> Measured:
    before = _used(servers, _servers(servers))
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.guidance.in_process"],
        cwd=REPOSITORY,
        env=servers.environment(*ROOMS, LOG_LEVEL="ERROR"),
        input=json.dumps({"batches": _batches(organizations, numbers), "in_flight": in_flight}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    dispatches = int(answer["dispatches"])
    if dispatches != len(organizations) * len(numbers):
        raise RuntimeError(f"{dispatches} of {len(organizations) * len(numbers)} went out without a bus")
    of_servers = _used(servers, _servers(servers)) - before
    return _measured(dispatches, float(answer["seconds"]), float(answer["processor_seconds"]), of_servers, servers)


def _batch_table(batch: dict[str, float]) -> Table:
    return Table(
        f"{whole(batch['sent'])} guidance in one batch",
        ("what", "seconds"),
        [
            ["delivered: on every seeker's My Page, and answered", tenths(batch["delivered"])],
            ["announced: the last notice at an SMTP server", tenths(batch["announced"])],
        ],
        notes=("Four services, four relays, mailer, broker and databases share the machine.",),
    )


def _rate_table(ours: Measured, peers: dict[int, Measured]) -> Table:
    """Held against whichever peer is faster: where processes are in each other's way, one alone is."""
    return Table(
        f"Dispatches for long: {ORGANIZATIONS} organizations, {SEEKERS:,} seekers each, batches of {BATCH}",
        ("way", "dispatches/s", "ours to this", "processor ms each", "PostgreSQL, RabbitMQ ms each"),
        [
            ours.row(f"over the bus, {IN_FLIGHT} batches in flight", None),
            peers[IN_FLIGHT].row(
                f"the same use case and handlers without a bus, {IN_FLIGHT} batches in flight, a process each",
                ours.a_second,
            ),
            peers[1].row("the same in one process, one batch after the other", ours.a_second),
        ],
        goal=f"at least {GOAL} of the faster one without a bus",
        reached=ours.a_second >= GOAL * max(peer.a_second for peer in peers.values()),
        notes=(
            (
                "Until registry (a notice queued), compliance (custody, audit log) and reporting have taken in every dispatch "
                "and all outboxes are empty, PostgreSQL and RabbitMQ durable. Search is left out on both sides. Processor time: of "
                "services and relays, or of the peer's processes."
            ),
        ),
    )
