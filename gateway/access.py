"""Who asks, and whether they may: sessions, roles and CSRF. What no route allows is refused."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import g, request

from gateway import cookies
from gateway.context import gateway, trace
from gateway.login import sessions, tokens
from gateway.login.session_storage import StoredSession
from services.contracts import registry
from services.contracts.caller import ANONYMOUS, SYSTEM, Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime import clock

CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD"})
_TOKEN = re.compile(registry.TOKEN)


@dataclass(frozen=True)
class Asker:
    """Who asks: the caller for the bus, and the session it rests on, if any."""

    caller: Caller
    session: StoredSession | None = None
    token: str = ""


NOT_LOGGED_IN = frozenset({Role.ANYONE})
"""Roles of a route that is the same for everybody: no session is looked up for it."""


def nobody() -> Asker:
    """Who has not logged in: known by the network address alone."""
    return Asker(replace(ANONYMOUS, address=network_address()))


def network_address() -> str | None:
    """Where the request comes from, as the last trusted proxy or the connection itself says; no client can set it."""
    return _as_address(request.remote_addr or "")


@lru_cache(maxsize=4096)
def _as_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def identify() -> Asker:
    """Who the request's cookie says it is; nobody without a living session."""
    token = request.cookies.get(cookies.SESSION)
    session = sessions.find_session(gateway().logins, token, clock.now()) if token else None
    if token is None or session is None:
        return nobody()
    g.account_id = session.caller.account_id
    return Asker(replace(session.caller, address=network_address()), session, token)


def admit(roles: frozenset[Role], *, changes: bool = False, scopes: frozenset[str] = frozenset()) -> Asker:
    """The asker, if one of these roles. Raises `CallRefused`: NOT_LOGGED_IN, FORBIDDEN, CSRF_TOKEN_MISSING, TOKEN_INVALID …

    `scopes`: what a machine client's token must be for. `changes`: whether even reading leaves something behind, such as an
    acquisition (SRC-7), that no link may bring about.
    """
    if changes or request.method not in SAFE_METHODS:
        refuse_other_sites()
    if roles == NOT_LOGGED_IN:
        return nobody()
    token = bearer_token()
    if token is not None:
        return _admit_machine(token, roles, scopes)
    asker = identify()
    if asker.caller.role not in roles:
        raise CallRefused(ErrorCode.NOT_LOGGED_IN if asker.session is None else ErrorCode.FORBIDDEN)
    if asker.session is not None and request.method not in SAFE_METHODS:
        given = request.headers.get(CSRF_HEADER, "")
        if not tokens.same(given, tokens.csrf_token(asker.token)):
            raise CallRefused(ErrorCode.CSRF_TOKEN_MISSING)
    return asker


def bearer_token() -> str | None:
    """What stands in the header Authorization as a token; None without one."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip(" ") if kind.lower() == "bearer" else None


def _admit_machine(token: str, roles: frozenset[Role], scopes: frozenset[str]) -> Asker:
    """A machine client by its token (AUT-8): no cookie counts beside it, and no other site's page has it to send.

    The registry is asked each time, so that a revocation counts from the next request on; not for a route that no machine
    client may call, nor for what is no token at all.
    """
    if Role.MACHINE not in roles:
        raise CallRefused(ErrorCode.FORBIDDEN)
    if not _TOKEN.fullmatch(token):
        raise CallRefused(ErrorCode.TOKEN_INVALID)
    address = network_address()
    digest = hashlib.sha256(token.encode()).hexdigest()
    identity = gateway().services.call(
        registry.AUTHENTICATE_TOKEN, {"token_hash": digest, "address": address}, SYSTEM, trace=trace()
    )
    if not scopes <= set(identity["scopes"]):
        raise CallRefused(ErrorCode.FORBIDDEN)
    g.account_id = identity["token_id"]
    caller = Caller(
        Role.MACHINE,
        account_id=identity["token_id"],
        organization_id=identity["organization_id"],
        address=address,
        scopes=" ".join(identity["scopes"]),
    )
    return Asker(caller)


def refuse_other_sites() -> None:
    """Refuse what another site's page makes a browser send, also where there is no session yet (login CSRF)."""
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        raise CallRefused(ErrorCode.CSRF_TOKEN_MISSING)
