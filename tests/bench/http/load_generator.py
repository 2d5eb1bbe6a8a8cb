"""Asks one HTTP server on this machine: so many requests in flight, on as many connections that are kept.

`python -m tests.bench.http.load_generator`, a process of its own, reads a JSON object from standard input: `port`,
`seconds`, `at_most` requests, and `connections`, for each the list of whole requests that it sends in turn. It answers a
JSON object: `seconds`, and `latencies` in milliseconds by the place of the request in its list. It raises on any answer
but 200. Sockets and threads alone, so that little of the machine goes into asking.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Sequence
from itertools import count
from typing import Any

TIMEOUT_SECONDS = 30.0
LARGEST_ANSWER = 4_000_000


class Connection:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        """Send one request and return the body of its answer. Raises RuntimeError for any answer but 200."""
        self.socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:end].lower()
        if not head.startswith(b"http/1.1 200 ") or b"connection: close" in head:
            raise RuntimeError(received[:2_000].decode(errors="replace"))
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        body = [received[end + 4 :]]
        while (missing := length - sum(map(len, body))) > 0:
            body.append(self._more())
        assert missing == 0
        return b"".join(body)

    def _more(self) -> bytes:
        part = self.socket.recv(LARGEST_ANSWER)
        if not part:
            raise RuntimeError("the server closed the connection")
        return part


def measure(port: int, connections: Sequence[Sequence[bytes]], seconds: float, at_most: int) -> dict[str, Any]:
    """Ask until the time is over or enough was asked."""
    latencies: list[list[float]] = [[] for _ in connections[0]]
    failures: list[Exception] = []
    numbers = count()
    ends = time.perf_counter() + seconds

    def ask(requests: Sequence[bytes]) -> None:
        try:
            connection = Connection(port)
            while not failures and (started := time.perf_counter()) < ends and (number := next(numbers)) < at_most:
                place = number % len(requests)
                connection.ask(requests[place])
                latencies[place].append((time.perf_counter() - started) * 1000)
        except (OSError, RuntimeError) as failure:
            failures.append(failure)

    threads = [threading.Thread(target=ask, args=(requests,)) for requests in connections]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return {"seconds": time.perf_counter() - began, "latencies": latencies}


def main() -> int:
    """Read what to do, do it, write what came of it."""
    asked = json.load(sys.stdin)
    connections = [[request.encode() for request in requests] for requests in asked["connections"]]
    json.dump(measure(asked["port"], connections, asked["seconds"], asked["at_most"]), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
