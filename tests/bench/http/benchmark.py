"""Searches a second through gunicorn, gateway, bus and one search process, against the same app without a bus.

Both sides are served by the same gunicorn with the product's own number of workers and threads, on the same databases
and the same index, and are asked the ten shapes in equal shares, 16 at a time. They take turns, so that whatever else
the machine does weighs on both, and must give the same answers.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from deploy.stack.ports import free_port, listens
from deploy.stack.processes import REPOSITORY
from deploy.stack.supervisor import Process, Supervisor
from services.contracts.search import SERVICE as SEARCH
from tests.bench.http.load_generator import Connection
from tests.bench.http.sessions import Session, open_sessions
from tests.bench.processor_time import processor_seconds
from tests.bench.search.compare import ORGANIZATION, PAGE_SIZE
from tests.bench.search.shapes import SHAPES, Shape
from tests.bench.servers import Servers, python
from tests.bench.table import Table, ratio, tenths, whole

PATH = "/api/seekers/search"
IN_FLIGHT = 16
ROUNDS = 5
SECONDS = 12.0
"""Of each side in each round."""
AT_MOST = 100_000
"""Requests of a round."""
GOAL, GOAL_FROM_RECORDS = 0.5, 500_000
OURS = ("gateway", "search")
PEERS = ("gateway without a bus",)
SHARED = ("postgres", "rabbitmq")


@dataclass
class Side:
    """One way to a search, and what was measured of it.

    `processes`: what it is made of, beside what both use. `latencies` in milliseconds by shape; `busy`: seconds of
    processor time by process.
    """

    name: str
    port: int
    processes: tuple[str, ...]
    requests: list[list[str]]
    busy: Counter[str] = field(default_factory=Counter)
    rates: list[float] = field(default_factory=list)
    latencies: list[list[float]] = field(default_factory=lambda: [[] for _ in SHAPES])

    def measure(self, supervisor: Supervisor, seconds: float) -> None:
        """A round."""
        before = {name: processor_seconds(supervisor, name) for name in self.processes}
        done = _generate(self.port, self.requests, seconds)
        self.busy.update({name: processor_seconds(supervisor, name) - used for name, used in before.items()})
        self.rates.append(sum(map(len, done["latencies"])) / done["seconds"])
        for known, new in zip(self.latencies, done["latencies"], strict=True):
            known += new

    @property
    def asked(self) -> int:
        """Requests answered."""
        return sum(map(len, self.latencies))

    @property
    def row(self) -> list[str]:
        """Its row of the table."""
        cuts = statistics.quantiles([one for shape in self.latencies for one in shape], n=100)
        return [self.name, whole(statistics.median(self.rates)), tenths(cuts[49]), tenths(cuts[98])]


def run(servers: Servers, records: int, say: Callable[[str], None] = print, seconds: float = SECONDS) -> list[Table]:
    """Measure, on a read model and index of so many records that stand in `servers` already."""
    ours, peer = free_port(), free_port()
    sessions = open_sessions(servers.database("gateway"), ORGANIZATION, IN_FLIGHT)
    both = servers.environment("gateway", SEARCH)
    shared = [name for name in SHARED if name in servers.supervisor.names()]
    search = python(OURS[1], servers.environment(SEARCH), "-m", "services.run", SEARCH)
    with servers.running(
        search,
        _gunicorn(OURS[0], ours, servers.environment("gateway")),
        _gunicorn(PEERS[0], peer, both, "tests.bench.http.in_process:create_app()"),
    ):
        sides = [
            Side("gateway, bus, one search process", ours, (*OURS, *shared), _requests(ours, sessions)),
            Side("the same app without a bus", peer, (*PEERS, *shared), _requests(peer, sessions)),
        ]
        _assert_same_answers(*sides)
        for side in sides:
            _generate(side.port, side.requests, seconds / 2)  # warms up
        for number in range(ROUNDS):
            for side in sides:
                side.measure(servers.supervisor, seconds)
            say(
                f"http: round {number + 1} of {ROUNDS}: {' and '.join(whole(side.rates[-1]) for side in sides)} a second"
            )
    return [_whole(records, *sides), _by_shape(*sides), _by_process(*sides)]


def _gunicorn(name: str, port: int, environment: dict[str, str], application: str = "") -> Process:
    """The gateway as it is deployed, or another application in its place."""
    arguments = ["-m", "gunicorn", "--config", "deploy/images/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    if application:
        arguments.append(application)
    return python(name, environment, *arguments, ready=lambda: listens(port))


def _requests(port: int, sessions: list[Session]) -> list[list[str]]:
    """What each connection sends: all shapes in turn, by a session of its own."""
    values = [_values(port, sessions[0], shape) for shape in SHAPES]
    return [[session.request(PATH, one) for one in values] for session in sessions]


def _values(port: int, session: Session, shape: Shape) -> dict[str, Any]:
    values = {"query": shape.given, "sort": shape.sort, "page_size": PAGE_SIZE}
    if shape.second_page:
        values["cursor"] = json.loads(Connection(port).ask(session.request(PATH, values).encode()))["cursor"]
    return values


def _assert_same_answers(ours: Side, peer: Side) -> None:
    for shape, our, its in zip(SHAPES, ours.requests[0], peer.requests[0], strict=True):
        answers = [Connection(side.port).ask(request.encode()) for side, request in ((ours, our), (peer, its))]
        assert json.loads(answers[0]) == json.loads(answers[1]), shape.name


def _generate(port: int, requests: list[list[str]], seconds: float) -> dict[str, Any]:
    asked = {"port": port, "seconds": seconds, "at_most": AT_MOST, "connections": requests}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.http.load_generator"],
        cwd=REPOSITORY,
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _whole(records: int, ours: Side, peer: Side) -> Table:
    reached = statistics.median(our / its for our, its in zip(ours.rates, peer.rates, strict=True))
    return Table(
        f"A search over HTTP at {whole(records)} records, {IN_FLIGHT} in flight",
        ("way", "requests/s", "p50 ms", "p99 ms"),
        (peer.row, ours.row, ["ratio", ratio(reached), "", ""]),
        goal=f"at least {GOAL} of the requests a second" if records >= GOAL_FROM_RECORDS else "",
        reached=reached >= GOAL,
        notes=(
            (
                f"Ten shapes in equal shares; {ROUNDS} rounds in turn, the ratio is the median of theirs. "
                "Load generator, gunicorn, services, broker and databases share the machine."
            ),
        ),
    )


def _by_shape(ours: Side, peer: Side) -> Table:
    rows = []
    for shape, our, its in zip(SHAPES, ours.latencies, peer.latencies, strict=True):
        cuts, its_cuts = statistics.quantiles(our, n=100), statistics.quantiles(its, n=100)
        rows.append([shape.name, *map(tenths, (cuts[49], cuts[98], its_cuts[49], its_cuts[98]))])
    return Table(
        f"The same by shape, {IN_FLIGHT} in flight",
        ("shape", "with bus p50 ms", "p99 ms", "without p50 ms", "p99 ms"),
        rows,
    )


def _by_process(ours: Side, peer: Side) -> Table:
    names = (*PEERS, *OURS, *SHARED)
    rows = [
        [name, *(f"{side.busy[name] / side.asked * 1000:.2f}" if name in side.busy else "–" for side in (ours, peer))]
        for name in names
    ]
    totals = [side.busy.total() / side.asked * 1000 for side in (ours, peer)]
    return Table(
        "Processor time of a search",
        ("process", "with bus ms", "without ms"),
        [*rows, ["all", *(f"{total:.2f}" for total in totals)], ["ratio", ratio(totals[1] / totals[0]), ""]],
    )
