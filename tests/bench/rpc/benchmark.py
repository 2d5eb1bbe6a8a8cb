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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.contracts.caller import SYSTEM
from services.runtime import serialization
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.bench.rpc import ping_pong
from tests.bench.rpc.echo import ECHO

REPOSITORY = Path(__file__).parents[3]
IN_FLIGHT = 16
CALLS = 6_000
ROUNDS = 3
GOAL = 0.5


def run(amqp_uri: str, say=print) -> dict[str, float]:
    """Measure and print; return calls a second of both, their ratio, and latencies of ours in milliseconds."""
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
        for _ in range(ROUNDS):
            peers.append(ping_pong.ask(amqp_uri, CALLS, IN_FLIGHT, body))
            rate, taken = _measure(client, CALLS)
            ours.append(rate)
            latencies += taken
    client.close()
    ratio = statistics.median(our / peer for our, peer in zip(ours, peers, strict=True))
    cuts = statistics.quantiles(latencies, n=100)
    figures = {
        "ours_calls_per_second": statistics.median(ours),
        "peer_calls_per_second": statistics.median(peers),
        "ratio": ratio,
        "goal": GOAL,
        "p50_ms": cuts[49] * 1000,
        "p99_ms": cuts[98] * 1000,
    }
    say(f"{'RPC, 16 in flight':<40}{'calls/s':>10}{'p50 ms':>10}{'p99 ms':>10}")
    say(f"{'pika ping-pong, no framework':<40}{figures['peer_calls_per_second']:>10,.0f}")
    say(
        f"{'RpcClient, 16 threads, one service':<40}{figures['ours_calls_per_second']:>10,.0f}"
        f"{figures['p50_ms']:>10.1f}{figures['p99_ms']:>10.1f}"
    )
    say(f"{'ratio (goal: at least 0.5)':<40}{ratio:>10.2f}")
    return figures


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
    run(sys.argv[1] if len(sys.argv) > 1 else os.environ["AMQP_URI"])
