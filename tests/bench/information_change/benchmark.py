"""A change of mandatory information with 10,000 open conversations: time to the last, memory, and what others notice (MSG-3).

One organization has the conversations; the change is told by the registry's event, and it is over when the last seeker has the
message and the registry has queued the last notice. Meanwhile another organization lists and answers its own conversations, as
before and after. The same with a tenth of the conversations shows whether memory grows.
"""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import sqlalchemy as sa

from services.contracts.messaging import LIST_CONVERSATIONS
from services.runtime import clock
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import RpcClient
from tests.bench.rooms import (
    LOOK_EVERY_SECONDS,
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

CONVERSATIONS = 10_000
OTHERS = 100
OTHERS_IN_FLIGHT = 2
QUIET_SECONDS = 15.0
PAUSE_SECONDS = 0.02
"""Between two requests of one of the others."""
GROWTH_AT_MOST = 1.1


@dataclass(frozen=True)
class Told:
    """One change, told to so many. Memory in bytes, the highest of the process of messaging meanwhile."""

    conversations: int
    first: float
    last: float
    announced: float
    peak: int
    others: Sequence[float]


def run(servers: Servers, conversations: int = CONVERSATIONS, say: Callable[[str], None] = print) -> list[Table]:
    """Tell a change to a tenth of the conversations, then another organization's to all of them."""
    numbers = known_seekers(servers, conversations)
    say(f"information_change: {len(numbers):,} seekers imported")
    few, many, others = (new_id() for _ in range(3))
    with rooms(servers, MAILS_A_DAY="1000000") as client:
        tell_of_organizations(servers.database("registry"), [organization_state(one) for one in (few, many, others)])
        messaging = servers.database("messaging")
        wait(lambda: count(messaging, "SELECT count(*) FROM organizations") >= 3, "messaging knows the organizations")
        for organization_id, part in ((few, len(numbers) // 10), (many, len(numbers)), (others, OTHERS)):
            _converse(servers, organization_id, numbers[:part])
        with _others(client, others) as quiet:
            time.sleep(QUIET_SECONDS)
        told = [_change(servers, client, organization_id, others) for organization_id in (few, many)]
    for one in told:
        say(f"information_change: {one.conversations:,} told in {one.last:.1f} s")
    for room in ROOMS:
        servers.forget_database(room)
    return [_table(told, quiet)]


def _converse(servers: Servers, organization_id: str, numbers: Sequence[str]) -> None:
    """Conversations whose guidance has been read, so that what comes is announced (MSG-6); without sending any."""
    with servers.database("messaging").transaction() as connection:
        text_id = new_id()
        text = {"text_id": text_id, "organization_id": organization_id}
        connection.execute(
            sa.text(
                "INSERT INTO guidance_texts (text_id, organization_id, digest, body) "
                "VALUES (:text_id, :organization_id, '\\x00', '利用案内')"
            ),
            text,
        )
        rows = [
            {"id": new_id(), "message": new_id(), "number": number, "now": clock.now(), "day": clock.today(), **text}
            for number in numbers
        ]
        connection.execute(
            sa.text(
                "INSERT INTO conversations (conversation_id, organization_id, organization_class, seeker_number, application_id, "
                "started_on, acquired_on, open_until, last_message_at, information_version) "
                "VALUES (:id, :organization_id, 'private', :number, :id, :day, :day, CAST(:day AS date) + 31, :now, 1)"
            ),
            rows,
        )
        connection.execute(
            sa.text(
                "INSERT INTO messages (message_id, conversation_id, kind, guidance_text_id, sent_at, day, read_at) "
                "VALUES (:message, :id, 'guidance', :text_id, :now, :day, :now)"
            ),
            rows,
        )
    with servers.database("messaging").engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _change(servers: Servers, client: RpcClient, organization_id: str, others: str) -> Told:
    messaging, registry = servers.database("messaging"), servers.database("registry")
    told = f"SELECT coalesce(sum(told), 0) FROM information_changes WHERE organization_id = '{organization_id}'"
    finished = f"SELECT count(finished_at) FROM information_changes WHERE organization_id = '{organization_id}'"
    mails = "SELECT count(*) FROM outgoing_mails WHERE about IS NOT NULL"
    mailed = count(registry, mails)
    pid = servers.supervisor.pid("messaging")
    assert pid is not None, "messaging is down"
    process, peak, first = psutil.Process(pid), 0, 0.0
    changed = organization_state(
        organization_id, 2, fees_for_seekers="求職受付手数料 710円", support_offered="面接の練習"
    )
    started = time.perf_counter()
    with _others(client, others) as milliseconds:
        tell_of_organizations(registry, [changed])
        while not count(messaging, finished):
            peak = max(peak, process.memory_info().rss)
            first = first or (time.perf_counter() - started if count(messaging, told) else 0.0)
            if time.perf_counter() - started > 240:
                raise RuntimeError("the change is not told within 240 s")
            time.sleep(LOOK_EVERY_SECONDS)
        last, conversations = time.perf_counter() - started, count(messaging, told)
        wait(lambda: count(registry, mails) >= mailed + conversations, "the last notice is queued")
        announced = time.perf_counter() - started
    return Told(conversations, first or last, last, announced, peak, milliseconds)


@contextmanager
def _others(client: RpcClient, organization_id: str) -> Iterator[list[float]]:
    """What another organization waits for its own conversations, in milliseconds a request, until the block ends."""
    caller, milliseconds, over = agency(organization_id), list[float](), threading.Event()

    def ask() -> None:
        while not over.is_set():
            started = time.perf_counter()
            client.call(LIST_CONVERSATIONS, {}, caller, timeout=30.0)
            milliseconds.append((time.perf_counter() - started) * 1000)
            over.wait(PAUSE_SECONDS)

    threads = [threading.Thread(target=ask) for _ in range(OTHERS_IN_FLIGHT)]
    for thread in threads:
        thread.start()
    try:
        yield milliseconds
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _p99(milliseconds: Sequence[float]) -> float:
    return sorted(milliseconds)[math.ceil(len(milliseconds) * 0.99) - 1]


def _table(told: Sequence[Told], quiet: Sequence[float]) -> Table:
    few, many = told
    rows = [
        ["nothing is told", "", "", "", "", tenths(statistics.median(quiet)), tenths(_p99(quiet))],
        *(
            [
                f"{whole(one.conversations)} conversations",
                tenths(one.first),
                tenths(one.last),
                tenths(one.announced),
                tenths(one.peak / 2**20),
                tenths(statistics.median(one.others)),
                tenths(_p99(one.others)),
            ]
            for one in told
        ),
    ]
    growth = many.peak / few.peak
    columns = ("change", "first told s", "last told s", "last notice s", "messaging MiB", "others' p50 ms", "p99 ms")
    return Table(
        "A change of mandatory information told to every open conversation",
        columns,
        rows,
        goal=f"memory with ten times the conversations at most {GROWTH_AT_MOST} of what it was",
        reached=growth <= GROWTH_AT_MOST,
        notes=(
            (
                f"Memory grew to {ratio(growth)}. Last notice: queued by the registry, not mailed. The others: an organization that lists "
                f"its {OTHERS} conversations, {OTHERS_IN_FLIGHT} requests in flight with a pause of {PAUSE_SECONDS * 1000:.0f} ms."
            ),
        ),
    )
