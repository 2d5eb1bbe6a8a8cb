"""Logged-in accounts of an organization: their sessions, as the gateway's own storage keeps them, and their requests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway import cookies
from gateway.access import CSRF_HEADER
from gateway.login import session_storage, tokens
from services.contracts.caller import Caller, Role
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id


@dataclass(frozen=True)
class Session:
    """A session's token, as a browser keeps it."""

    token: str

    def request(self, path: str, values: Mapping[str, Any]) -> str:
        """A whole POST of JSON."""
        body = json.dumps(values)
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
            f"Cookie: {cookies.SESSION}={self.token}\r\n{CSRF_HEADER}: {tokens.csrf_token(self.token)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )


def open_sessions(database: Database, organization_id: str, number: int) -> list[Session]:
    """So many accounts of one organization, each logged in."""
    sessions, now = [], clock.now()
    with database.transaction() as connection:
        for _ in range(number):
            session = Session(tokens.new_token())
            session_storage.add_session(
                connection,
                session_id=new_id(),
                token_hash=tokens.digest(session.token),
                caller=Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id),
                now=now,
                expires_at=now + dt.timedelta(hours=12),
                omission_asked=False,
            )
            sessions.append(session)
    return sessions
