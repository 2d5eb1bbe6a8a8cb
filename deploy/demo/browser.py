"""A person at a browser: keeps cookies and the CSRF token, repeats what the network lost, reads problem documents."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import requests

from services.runtime.identifiers import new_id

PATIENCE = 60.0
"""Seconds for which an answer 502, 503, 504 or a lost connection is tried again, with the same idempotency key."""


LOST = (requests.ConnectionError, requests.ReadTimeout, requests.exceptions.ChunkedEncodingError)
"""No answer, or one that was cut off in the middle; a gateway that begins takes connections before it answers them."""


class Refused(Exception):
    """The site refused a request; `problem` is its problem document."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('title')} {problem.get('problems') or ''}")
        self.status = status
        self.code = str(problem.get("code"))
        self.problem = problem


class Unreachable(Exception):
    """The site gave no answer for longer than anyone waits."""


@dataclass
class Browser:
    """One browser of one person."""

    site: str
    session: requests.Session = field(default_factory=requests.Session)
    csrf_token: str | None = None
    lost: int = 0
    """How many answers never came, or from no server that could answer, so that it was asked again."""

    def get(self, path: str, **parameters: Any) -> Any:
        """Read a page as JSON. Raises `Refused`."""
        return self._json(self._send("GET", path, parameters=parameters))

    def get_file(self, path: str, **headers: str) -> bytes:
        """Download a file. Raises `Refused`."""
        return self._send("GET", path, headers=headers).content

    def answer_to(self, path: str, **headers: str) -> requests.Response:
        """Read a page for its headers and status too. Raises `Refused`."""
        return self._send("GET", path, headers=headers)

    def post_for_file(self, path: str, body: Any) -> bytes:
        """Send a form as JSON, and download the file that it asks for. Raises `Refused`."""
        return self._send("POST", path, body=body).content

    def press(self, path: str) -> str:
        """Press the button of a page; answers the page that follows. Raises `Refused`."""
        return self._send("POST", path).text

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a form as JSON under a new idempotency key. Raises `Refused`."""
        return self._json(self._send(method, path, body=body))

    def post(self, path: str, body: Any = None) -> Any:
        """`send` with POST."""
        return self.send("POST", path, body)

    def _send(
        self,
        method: str,
        path: str,
        body: Any = None,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        sent = dict(headers or {})
        if method not in {"GET", "HEAD"}:
            sent["Idempotency-Key"] = new_id()
            if self.csrf_token:
                sent["X-CSRF-Token"] = self.csrf_token
        give_up = time.monotonic() + PATIENCE
        pause = 0.2
        while True:
            try:
                answer = self.session.request(
                    method, self.site + path, json=body, params=parameters, headers=sent, timeout=30
                )
            except LOST as error:
                reason = type(error).__name__
            else:
                if answer.status_code not in {502, 503, 504} or _closed(answer):
                    break
                reason = str(answer.status_code)
            if time.monotonic() > give_up:
                raise Unreachable(f"{method} {path}: {reason} for {PATIENCE:.0f} s")
            self.lost += 1
            time.sleep(pause)
            pause = min(2.0, pause * 1.5)
        if answer.status_code >= 400:
            raise Refused(answer.status_code, answer.json())
        return answer

    @staticmethod
    def _json(answer: requests.Response) -> Any:
        return answer.json() if answer.content else None


def _closed(answer: requests.Response) -> bool:
    """Whether the site is closed for maintenance: whoever reads when it is back does not ask again (OPS-1)."""
    return answer.status_code == 503 and b'"maintenance"' in answer.content
