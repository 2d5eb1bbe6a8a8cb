"""Calls a second through the gateway's client to one trivial service process, against raw pika ping-pong.

Both sides have 16 requests in flight, one process that asks and one that answers, and bodies of the same size. They take
turns, so that whatever else the machine does weighs on both. Run as `python -m tests.bench.rpc.benchmark [AMQP URI]`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.contracts.caller import SYSTEM
from services.runtime import serialization
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.bench.rpc import ping_pong
from tests.bench.rpc.echo import ECHO
from tests.bench.table import Table, ratio, tenths, whole

REPOSITORY = Path(__file__).parents[3]
IN_FLIGHT = 16
CALLS = 6_000
ROUNDS = 3
GOAL = 0.5


def run(amqp_uri: str, say: Callable[[str], None] = print) -> list[Table]:
    """Measure both, in turns."""
    client = RpcClient(amqp_uri)
    ours: list[float] = []
    peers: list[float] = []
    latencies: list[float] = []
    body = serialization.dumps(
        {"args": [], "kwargs": {"caller": {"role": "system", "account_id": None}, "request": {"number": 1}}}
    )
    with _process("tests.bench.rpc.echo", amqp_uri), _process("tests.bench.rpc.ping_pong", amqp_uri):
        _wait_for(client)
        ping_pong.ask(amqp_uri, CALLS // 4, IN_FLIGHT, body)
        _measure(client, CALLS // 4)
        for number in range(ROUNDS):
            peers.append(ping_pong.ask(amqp_uri, CALLS, IN_FLIGHT, body))
            rate, taken = _measure(client, CALLS)
            ours.append(rate)
            latencies += taken
            say(f"rpc: round {number + 1} of {ROUNDS}: {whole(ours[-1])} and {whole(peers[-1])} a second")
    client.close()
    reached = statistics.median(our / peer for our, peer in zip(ours, peers, strict=True))
    cuts = statistics.quantiles(latencies, n=100)
    return [
        Table(
            f"Calls of one trivial service process, {IN_FLIGHT} in flight",
            ("way", "calls/s", "p50 ms", "p99 ms"),
            (
                ("raw pika ping-pong, no framework", whole(statistics.median(peers)), "", ""),
                (
                    f"the gateway's client with {IN_FLIGHT} threads",
                    whole(statistics.median(ours)),
                    tenths(cuts[49] * 1000),
                    tenths(cuts[98] * 1000),
                ),
                ("ratio", ratio(reached), "", ""),
            ),
            goal=f"at least {GOAL} of the calls a second",
            reached=reached >= GOAL,
            notes=(f"{ROUNDS} rounds of {whole(CALLS)} calls in turn; the ratio is the median of theirs.",),
        )
    ]


def _measure(client: RpcClient, calls: int) -> tuple[float, list[float]]:
    latencies: list[float] = []

    def ask() -> None:
        mine = []
        for number in range(calls // IN_FLIGHT):
            started = time.perf_counter()
            client.call(ECHO, {"number": number}, SYSTEM)
            mine.append(time.perf_counter() - started)
        latencies.extend(mine)

    threads = [threading.Thread(target=ask) for _ in range(IN_FLIGHT)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(latencies) / (time.perf_counter() - started), latencies


@contextmanager
def _process(module: str, amqp_uri: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-m", module, amqp_uri], cwd=REPOSITORY)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(client: RpcClient) -> None:
    for _ in range(100):
        try:
            client.call(ECHO, {"number": 0}, SYSTEM, timeout=1)
            return
        except (BusUnavailable, CallTimedOut):
            time.sleep(0.1)
    raise RuntimeError("the echo service did not start")


if __name__ == "__main__":
    for table in run(sys.argv[1] if len(sys.argv) > 1 else os.environ["AMQP_URI"]):
        print(table.as_text())
