"""People who log in, each with a browser and a mailbox: HTTP in, mail out through a real SMTP server of this process.

`python -m tests.bench.login.people`, a process of its own, reads a JSON object from standard input: `port` of the site,
`smtp_port` to take mail at, `seconds`, `password`, and `emails`, one a person. Each person logs in again and again: password, wait
for the mail, one-time password. It answers a JSON object: `seconds`, and `milliseconds` of each whole login. It raises on any
refusal. Sockets and threads alone, so that little of the machine goes into asking.
"""

from __future__ import annotations

import email
import json
import queue
import re
import socket
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

TIMEOUT_SECONDS = 60.0
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_COOKIE = re.compile(rb"(?i)^set-cookie: (hw_login=[^;]+)", re.M)


class Mailboxes:
    """An SMTP server that understands just enough, and hands each one-time password to whom it was mailed to."""

    def __init__(self, port: int, emails: Sequence[str]) -> None:
        self.codes: dict[str, queue.Queue[str]] = {address: queue.Queue() for address in emails}
        self._listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.sendall(b"220 here\r\n")
        lines, recipient = connection.makefile("rb"), ""
        for line in lines:
            command = line[:4].upper()
            if command == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if command == b"DATA":
                connection.sendall(b"354 go on\r\n")
                self._deliver(recipient, b"".join(iter(lambda: lines.readline(), b".\r\n")))
            connection.sendall(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                break
        connection.close()

    def _deliver(self, recipient: str, raw: bytes) -> None:
        message = email.message_from_bytes(raw)
        text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
        found = _CODE.search(text.get_payload(decode=True).decode())  # type: ignore[union-attr]
        if found is not None:
            self.codes[recipient].put(found.group())


class Person:
    """One person's browser: a kept connection, without what it kept of earlier logins."""

    def __init__(self, port: int, address: str, codes: queue.Queue[str]) -> None:
        self._address, self._codes = address, codes
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_in(self, password: str) -> None:
        """Password, mail, one-time password. Raises RuntimeError where the site refuses, queue.Empty without a mail."""
        head = self._post("/api/sessions", {"email": self._address, "password": password}, b"", 202)
        cookie = _COOKIE.search(head)
        assert cookie is not None
        code = self._codes.get(timeout=TIMEOUT_SECONDS)
        self._post("/api/sessions/one-time-password", {"code": code}, cookie.group(1), 201)

    def _post(self, path: str, values: dict[str, Any], cookie: bytes, expected: int) -> bytes:
        body = json.dumps(values).encode()
        lines = (
            f"POST {path} HTTP/1.1".encode(),
            b"Host: 127.0.0.1",
            b"Cookie: " + cookie,
            b"Content-Type: application/json",
            f"Content-Length: {len(body)}".encode(),
        )
        self._socket.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:end]
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))  # type: ignore[union-attr]
        while len(received) < end + 4 + length:
            received += self._more()
        if not head.startswith(f"HTTP/1.1 {expected} ".encode()):
            raise RuntimeError(received.decode(errors="replace")[:2_000])
        return head

    def _more(self) -> bytes:
        part = self._socket.recv(100_000)
        if not part:
            raise RuntimeError("the server closed the connection")
        return part


def measure(port: int, smtp_port: int, seconds: float, password: str, emails: Sequence[str]) -> dict[str, Any]:
    """Let everybody log in until the time is over."""
    mailboxes = Mailboxes(smtp_port, emails)
    milliseconds: list[float] = []
    failures: list[Exception] = []
    ends = time.perf_counter() + seconds

    def live(address: str) -> None:
        try:
            person = Person(port, address, mailboxes.codes[address])
            while not failures and (started := time.perf_counter()) < ends:
                person.log_in(password)
                milliseconds.append((time.perf_counter() - started) * 1000)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=live, args=(address,)) for address in emails]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return {"seconds": time.perf_counter() - began, "milliseconds": milliseconds}


def main() -> int:
    """Read what to do, do it, write what came of it."""
    json.dump(measure(**json.load(sys.stdin)), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
