"""Who asks, and whether they may: sessions, roles and CSRF. What no route allows is refused."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request

from gateway import cookies
from gateway.context import gateway
from gateway.login import tokens, usecases
from gateway.login.storage import StoredSession
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime import clock

CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Asker:
    """Who asks: the caller for the bus, and the session it rests on, if any."""

    caller: Caller
    session: StoredSession | None = None
    token: str = ""


NOBODY = Asker(ANONYMOUS)
NOT_LOGGED_IN = frozenset({Role.ANYONE})
"""Roles of a route that is the same for everybody: no session is looked up for it."""


def identify() -> Asker:
    """Who the request's cookie says it is; nobody without a living session."""
    token = request.cookies.get(cookies.SESSION)
    if not token:
        return NOBODY
    session = usecases.find_session(gateway().logins, token, clock.now())
    if session is None:
        return NOBODY
    g.account_id = session.caller.account_id
    return Asker(session.caller, session, token)


def admit(roles: frozenset[Role], *, changes: bool = False) -> Asker:
    """The asker, if one of these roles. Raises `CallRefused`: NOT_LOGGED_IN, FORBIDDEN, CSRF_TOKEN_MISSING.

    `changes`: whether even reading leaves something behind, such as an acquisition (SRC-7), that no link may bring about.
    """
    if changes or request.method not in SAFE_METHODS:
        refuse_other_sites()
    if roles == NOT_LOGGED_IN:
        return NOBODY
    asker = identify()
    if asker.caller.role not in roles:
        raise CallRefused(ErrorCode.NOT_LOGGED_IN if asker.session is None else ErrorCode.FORBIDDEN)
    if asker.session is not None and request.method not in SAFE_METHODS:
        given = request.headers.get(CSRF_HEADER, "")
        if not tokens.same(given, tokens.csrf_token(asker.token)):
            raise CallRefused(ErrorCode.CSRF_TOKEN_MISSING)
    return asker


def refuse_other_sites() -> None:
    """Refuse what another site's page makes a browser send, also where there is no session yet (login CSRF)."""
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        raise CallRefused(ErrorCode.CSRF_TOKEN_MISSING)
