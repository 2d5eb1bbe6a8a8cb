"""People who log in, each with a browser and a mailbox: HTTP in, mail out through a real SMTP server of this process.

`python -m tests.bench.login.people`, a process of its own, reads a JSON object from standard input: `port` of the site,
`smtp_port` to take mail at, `seconds`, `password`, and `emails`, one a person. Each person logs in again and again: password, wait
for the mail, one-time password. It answers a JSON object: `seconds`, `milliseconds` of each whole login, and the
`processor_seconds` that all this took. It raises on any refusal. Sockets and one loop alone, so that little of the machine goes
into asking.
"""

from __future__ import annotations

import base64
import json
import re
import selectors
import socket
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

TIMEOUT_SECONDS = 60.0
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_COOKIE = re.compile(rb"(?i)^set-cookie: (hw_login=[^;]+)", re.M)
_LENGTH = re.compile(rb"(?i)content-length: (\d+)")
_TEXT = re.compile(rb"Content-Type: text/plain.*?\r\n\r\n(.*?)\r\n--", re.S)


class Mailbox:
    """A connection of an SMTP server that understands just enough, and hands over each mail with its recipient."""

    def __init__(self, connection: socket.socket, deliver: Callable[[str, bytes], None]) -> None:
        self._socket, self._deliver = connection, deliver
        self._received, self._recipient, self._takes_a_mail = b"", "", False
        connection.sendall(b"220 here\r\n")

    def goes_on(self) -> bool:
        """Read and answer what has come; False when the mailer has hung up."""
        part = self._socket.recv(100_000)
        if not part:
            self._socket.close()
            return False
        self._received += part
        end = b"\r\n.\r\n" if self._takes_a_mail else b"\r\n"
        while (at := self._received.find(end)) >= 0:
            said, self._received = self._received[:at], self._received[at + len(end) :]
            self._socket.sendall(self._answer(said))
            end = b"\r\n.\r\n" if self._takes_a_mail else b"\r\n"
        return True

    def _answer(self, said: bytes) -> bytes:
        if self._takes_a_mail:
            self._takes_a_mail = False
            self._deliver(self._recipient, said)
            return b"250 ok\r\n"
        match said[:4].upper():
            case b"RCPT":
                self._recipient = said.decode().partition("<")[2].partition(">")[0]
            case b"DATA":
                self._takes_a_mail = True
                return b"354 go on\r\n"
            case b"QUIT":
                return b"221 bye\r\n"
        return b"250 ok\r\n"


class Person:
    """One person's browser: a kept connection, without what it kept of earlier logins."""

    def __init__(self, port: int, address: str, password: str) -> None:
        self._address, self._password = address, password
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received, self._expected = b"", 0
        self._cookie, self._code = b"", ""
        self.began = 0.0

    def begin(self) -> None:
        """Send the password."""
        self.began, self._cookie, self._code = time.perf_counter(), b"", ""
        self._post("/api/sessions", {"email": self._address, "password": self._password}, 202)

    def mailed(self, code: str) -> None:
        """The mail has come; it may be here before the site's answer."""
        self._code = code
        self._complete()

    def is_in(self) -> bool:
        """Read what has come; True when the login is complete. Raises RuntimeError where the site refuses."""
        part = self.socket.recv(100_000)
        if not part:
            raise RuntimeError("the server closed the connection")
        self._received += part
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or len(self._received) < end + 4 + int(_LENGTH.search(self._received).group(1)):  # type: ignore[union-attr]
            return False
        answer, self._received = self._received, b""
        if not answer.startswith(f"HTTP/1.1 {self._expected} ".encode()):
            raise RuntimeError(answer.decode(errors="replace")[:2_000])
        if self._expected == 201:
            return True
        self._cookie = _COOKIE.search(answer).group(1)  # type: ignore[union-attr]
        self._complete()
        return False

    def _complete(self) -> None:
        if self._cookie and self._code:
            self._post("/api/sessions/one-time-password", {"code": self._code}, 201)

    def _post(self, path: str, values: dict[str, Any], expected: int) -> None:
        self._expected = expected
        body = json.dumps(values).encode()
        lines = (
            f"POST {path} HTTP/1.1".encode(),
            b"Host: 127.0.0.1",
            b"Cookie: " + self._cookie,
            b"Content-Type: application/json",
            f"Content-Length: {len(body)}".encode(),
        )
        self.socket.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)


class Crowd:
    """All people and their mailboxes, in one loop."""

    def __init__(self, port: int, smtp_port: int, password: str, emails: Sequence[str]) -> None:
        self._loop = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", smtp_port))
        self._loop.register(self._listener, selectors.EVENT_READ, None)
        self._people = {address: Person(port, address, password) for address in emails}
        for person in self._people.values():
            self._loop.register(person.socket, selectors.EVENT_READ, person)
        self.milliseconds: list[float] = []

    def live(self, seconds: float) -> None:
        """Let everybody log in until the time is over and the last login complete. Raises RuntimeError where one is not."""
        ends = time.perf_counter() + seconds
        for person in self._people.values():
            person.begin()
        under_way = len(self._people)
        while under_way:
            ready = self._loop.select(TIMEOUT_SECONDS)
            if not ready:
                raise RuntimeError(f"{under_way} logins are answered by nobody")
            for key, _ in ready:
                if isinstance(key.data, Person):
                    if key.data.is_in():
                        under_way -= not self._again(key.data, ends)
                elif key.data is None:
                    self._open_mailbox()
                elif not key.data.goes_on():
                    self._loop.unregister(key.fileobj)

    def _again(self, person: Person, ends: float) -> bool:
        now = time.perf_counter()
        self.milliseconds.append((now - person.began) * 1000)
        if now < ends:
            person.begin()
        return now < ends

    def _open_mailbox(self) -> None:
        connection, _ = self._listener.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop.register(connection, selectors.EVENT_READ, Mailbox(connection, self._hand_over))

    def _hand_over(self, recipient: str, raw: bytes) -> None:
        text = base64.b64decode(_TEXT.search(raw).group(1)).decode()  # type: ignore[union-attr]
        found = _CODE.search(text)
        if found is not None:
            self._people[recipient].mailed(found.group())


def measure(port: int, smtp_port: int, seconds: float, password: str, emails: Sequence[str]) -> dict[str, Any]:
    """Let everybody log in until the time is over."""
    crowd = Crowd(port, smtp_port, password, emails)
    began, busy = time.perf_counter(), time.process_time()
    crowd.live(seconds)
    return {
        "seconds": time.perf_counter() - began,
        "milliseconds": crowd.milliseconds,
        "processor_seconds": time.process_time() - busy,
    }


def main() -> int:
    """Read what to do, do it, write what came of it."""
    json.dump(measure(**json.load(sys.stdin)), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
