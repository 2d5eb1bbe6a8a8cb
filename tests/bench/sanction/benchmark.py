"""From a sanction to its effect in every service, under load (CMP-14).

Organizations are suspended one by one through compliance, as staff do, while others go on searching and looking at their
allowance as fast as they are answered. Registry, search, messaging, compliance, reporting, their relays and the follower run
as processes of their own, on the same machine. Measured is from the answer to the staff's request to what `watching` sees.
"""

from __future__ import annotations

import itertools
import json
import math
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from deploy.demo import organizations, seekers
from deploy.stack.processes import REPOSITORY
from deploy.stack.supervisor import Process
from services.contracts import compliance, messaging, search
from services.contracts.caller import Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.bench.sanction.watching import DUTY, KNOWN_WITHIN_SECONDS, LOOK_EVERY_SECONDS, STANDINGS, Known, Watcher
from tests.bench.search.compare import PAGE_SIZE
from tests.bench.search.shapes import SHAPES
from tests.bench.servers import Servers, python
from tests.bench.table import Table, tenths, whole

SANCTIONS = 200
"""So many that one of a hundred is not the worst."""
EVERY_SECONDS = 0.4
SEEKERS = 2_000
IN_FLIGHT = 8
GOAL_MS = 1_000.0
ROOMS = ("registry", "search", "messaging", "compliance", "reporting")

SEEKERS_KNOWN = {
    **dict.fromkeys(("search", "messaging"), "SELECT count(*) FROM seekers"),
    "reporting": "SELECT count(DISTINCT seeker_number) FROM seeker_states",
}


@dataclass
class Load:
    """What others do meanwhile, and how long each waits for an answer, in milliseconds."""

    latencies: list[float] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)


def run(servers: Servers, sanctions: int = SANCTIONS, say: Callable[[str], None] = print) -> list[Table]:
    """Suspend so many organizations, one after the other, under load."""
    _load(servers, 2 * sanctions + 60, say)
    with servers.running(*_processes(servers)):
        client = RpcClient(servers.amqp_uri)
        _wait_until_listening(client)
        known = _known(servers, sanctions + 2)
        first, *sanctioned, user = known
        watcher = Watcher(client, {room: servers.database(room) for room in (*STANDINGS, "compliance")})
        watcher.prepare([first, *sanctioned])
        _wait_until_settled(servers)
        say(
            f"sanction: {len(known)} organizations known in every service, each with a token and a record that it holds"
        )
        with _under_load(client, user.caller) as load:
            _suspend(client, first)  # not measured: what is asked for the first time is prepared then
            watcher.watch(first, keep=False)
            began = time.monotonic()
            for number, one in enumerate(sanctioned):
                time.sleep(max(0.0, began + number * EVERY_SECONDS - time.monotonic()))
                _suspend(client, one)
                watcher.watch(one)
            seconds = time.monotonic() - began
        _assert_refused(client, sanctioned[-1].caller)
        client.close()
    for room in ROOMS:
        servers.forget_database(room)
    return [_table(watcher.taken, load, seconds)]


def _load(servers: Servers, loaded: int, say: Callable[[str], None]) -> None:
    """So many organizations, of which some have no seeker information, and are not counted on."""
    for room in ROOMS:
        _command(servers, room, "declare", room)
    lines = servers.folder / "sanctioned.jsonl"
    rows = itertools.islice(organizations.organizations(clock.today()), loaded)
    lines.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    _command(servers, "registry", "load-reference")
    _command(servers, "registry", "load-organizations", "--one-password", str(lines))
    feed = servers.folder / "sanction-seekers.csv"
    seekers.write_feed(feed, SEEKERS, today=clock.today())
    _command(servers, "registry", "import-seekers", str(feed))
    say(f"sanction: {loaded:,} organizations and {SEEKERS:,} seekers loaded")


def _command(servers: Servers, room: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "services.run", *arguments]
    environment = servers.environment(room)
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL)


def _processes(servers: Servers) -> Iterator[Process]:
    for room in ROOMS:
        environment = servers.environment(room)
        yield python(room, environment, "-m", "services.run", room)
        yield python(f"relay {room}", environment, "-m", "services.run", "relay", room)
    yield python("follower", servers.environment("search"), "-m", "services.run", "follower")


def _known(servers: Servers, number: int) -> list[Known]:
    """So many active organizations with seeker information, once every service knows them."""
    give_up = time.monotonic() + KNOWN_WITHIN_SECONDS
    while True:
        with servers.database("compliance").transaction() as connection:
            rows = connection.execute(
                sa.text("SELECT organization_id, bureau_code FROM organizations WHERE class = 'private' ORDER BY 1")
            ).all()
        ids = [str(row.organization_id) for row in rows]
        everywhere = set(ids)
        for room in ("search", "messaging"):
            with servers.database(room).transaction() as connection:
                query = (
                    "SELECT organization_id FROM organizations WHERE standing = 'active' AND 'seekers' = ANY (services)"
                )
                everywhere &= {str(one) for one in connection.scalars(sa.text(query))}
        if len(everywhere) >= number:
            return [Known(str(r.organization_id), r.bureau_code) for r in rows if str(r.organization_id) in everywhere][
                :number
            ]
        if time.monotonic() > give_up:
            raise RuntimeError(f"{len(everywhere)} organizations are known everywhere, {number} are needed")
        time.sleep(LOOK_EVERY_SECONDS)


def _wait_until_listening(client: RpcClient) -> None:
    """Until every service has its queue: what is asked before reaches nobody."""
    give_up = time.monotonic() + KNOWN_WITHIN_SECONDS
    for room in ROOMS:
        while True:
            try:
                client.ask(f"{room}.health", {}, timeout=1.0)
                break
            except (BusUnavailable, CallTimedOut, CallRefused):
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.1)


def _wait_until_settled(servers: Servers) -> None:
    """Until nothing of the loading is on its way any more: what is measured is load, not a backlog."""
    give_up = time.monotonic() + KNOWN_WITHIN_SECONDS
    while not all(_settled(servers.database(room), room) for room in ROOMS):
        if time.monotonic() > give_up:
            raise RuntimeError("what was loaded has not come everywhere")
        time.sleep(1.0)


def _settled(database: Database, room: str) -> bool:
    """Whether a service has sent all it has to tell, and knows every seeker where it keeps any."""
    with database.transaction() as connection:
        waiting = connection.scalar(sa.text("SELECT EXISTS (SELECT FROM outbox)"))
        counted = SEEKERS_KNOWN.get(room)
        return not waiting and (counted is None or connection.scalar(sa.text(counted)) == SEEKERS)


def _suspend(client: RpcClient, one: Known) -> None:
    staff = Caller(Role.BUREAU_STAFF, account_id=new_id(), bureau_code=one.bureau_code)
    decision = {
        "organization_id": one.organization_id,
        "kind": "suspension_with_term",
        "ground": "advertising",
        "public_reason": "宣伝に利用したため。",
        "day_unknown": True,
        "seen_version": 0,
    }
    _ask(client, compliance.SUSPEND_ORGANIZATION, staff, decision)


@contextmanager
def _under_load(client: RpcClient, user: Caller) -> Iterator[Load]:
    """Searches and looks at the allowance in turn, so many in flight, until the block ends."""
    load, over = Load(), threading.Event()

    def use(first: int) -> None:
        for number in itertools.count(first):
            if over.is_set():
                return
            shape = SHAPES[number % len(SHAPES)]
            asked: tuple[Operation, dict[str, object]] = (messaging.SHOW_ALLOWANCE, {})
            if number % 2:
                asked = (search.SEARCH_SEEKERS, {"query": shape.given, "sort": shape.sort, "page_size": PAGE_SIZE})
            began = time.perf_counter()
            try:
                _ask(client, asked[0], user, asked[1])
            except Exception as failure:
                load.failures.append(failure)
                return
            load.latencies.append((time.perf_counter() - began) * 1000)

    users = [threading.Thread(target=use, args=(number,)) for number in range(IN_FLIGHT)]
    for one in users:
        one.start()
    try:
        yield load
    finally:
        over.set()
        for one in users:
            one.join()
    if load.failures:
        raise load.failures[0]


def _assert_refused(client: RpcClient, caller: Caller) -> None:
    """What was measured is what refuses."""
    query = {"query": SHAPES[0].given, "sort": SHAPES[0].sort, "page_size": PAGE_SIZE}
    for operation, request in ((messaging.SHOW_ALLOWANCE, {}), (search.SEARCH_SEEKERS, query)):
        code = None
        try:
            _ask(client, operation, caller, request)
        except CallRefused as refused:
            code = refused.code
        if code is not ErrorCode.ORGANIZATION_NOT_ACTIVE:
            raise RuntimeError(f"{operation.routing_key} answers a suspended organization: {code}")


def _ask(client: RpcClient, operation: Operation, caller: Caller, request: dict[str, object]) -> None:
    client.call(operation, operation.request.load(request), caller, timeout=30.0, trace=new_id())


def _table(taken: dict[str, list[float]], load: Load, seconds: float) -> Table:
    refusing = [times for place, times in taken.items() if place != DUTY]
    everywhere = [max(times) for times in zip(*refusing, strict=True)]
    rows = [[place, *_quantiles(times)] for place, times in [*taken.items(), ("everywhere but the duty", everywhere)]]
    p99 = _p99(everywhere)
    used = sorted(load.latencies)
    return Table(
        f"From a sanction to its effect, {len(everywhere)} of them, {len(used) / seconds:.0f} requests a second meanwhile",
        ("effect", "p50 ms", "p99 ms", "worst ms"),
        rows,
        goal="99 of 100 refused in every service, tokens too, within 1 s of the decision",
        reached=p99 <= GOAL_MS,
        notes=(
            (
                f"Beside it {IN_FLIGHT} searches and looks at the allowance in flight, {whole(len(used))} in all, p99 "
                f"{tenths(_p99(used))} ms. Services, relays, follower, broker and databases share the machine; looked at "
                f"every {LOOK_EVERY_SECONDS * 1000:.0f} ms. The first sanction after the start of the processes is not counted."
            ),
        ),
    )


def _quantiles(times: list[float]) -> list[str]:
    return [tenths(statistics.median(times)), tenths(_p99(times)), tenths(max(times))]


def _p99(times: list[float]) -> float:
    return sorted(times)[math.ceil(len(times) * 0.99) - 1]
