"""The cookies: tokens of a session, a login and a mailed key, and one for each account that this browser is remembered for.

All are HttpOnly and SameSite=Lax, and Secure unless the demo switches that off for plain HTTP on loopback.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from flask import Response, request

from gateway.context import gateway
from gateway.login import tokens
from gateway.login.omission import BrowserRemembered
from services.runtime import clock

SESSION = "hw_session"
CHALLENGE = "hw_login"
OMISSION = "hw_omission_"
"""Beginning of the name; each account has a cookie of its own (AUT-4), under a name that says nothing of it."""

KNOWN = "hw_known_"
"""Beginning of the name of what tells that this browser has logged in before: it omits nothing, and counts apart (AUT-6)."""
KNOWN_FOR = dt.timedelta(days=365)

KEY_TICKET = "hw_key"
"""Tells the browser that asked for a mailed key, which opens something there alone (AUT-6)."""
KEY_TICKET_FOR = dt.timedelta(days=1)
"""Longer than a key is valid, however long that is set."""

LOGIN_PATH = "/api/sessions"
SITE_PATH = "/api"
_OWN = re.compile(r"[A-Za-z0-9_-]{8}")
"""How the names end that are given to a kind of which a browser may have many."""

MOST_KEPT = 30
"""Of remembered accounts, and of known e-mails: a browser sends them all at once, in a header that may have 8 KB."""


def set_session(response: Response, token: str, expires_at: dt.datetime) -> None:
    """Keep the session in this browser; the login that led to it is over."""
    _set(response, SESSION, token, path="/", expires=expires_at)
    response.delete_cookie(CHALLENGE, path=LOGIN_PATH)


def clear_session(response: Response) -> None:
    """Take the session from this browser."""
    response.delete_cookie(SESSION, path="/")


def set_challenge(response: Response, token: str) -> None:
    """Tie the login to this browser, until it is closed (AUT-2)."""
    _set(response, CHALLENGE, token, path=LOGIN_PATH)


def set_omission(response: Response, remembered: BrowserRemembered) -> None:
    """An identifier and its expiry, nothing else (AUT-3)."""
    _make_room(response, OMISSION, LOGIN_PATH)
    value = f"{remembered.identifier}.{int(remembered.expires_at.timestamp())}"
    _set(response, _new_name(OMISSION), value, path=LOGIN_PATH, expires=remembered.expires_at)


def set_known(response: Response, value: str) -> None:
    """Know this browser again when it next logs in, or sets a password anew, with the same e-mail."""
    _make_room(response, KNOWN, SITE_PATH)
    _set(response, _new_name(KNOWN), value, path=SITE_PATH, expires=clock.now() + KNOWN_FOR)


def known_browsers() -> list[str]:
    """What this browser kept of its former logins; our mark on each decides what it is worth."""
    return [request.cookies[name] for name in _kept(KNOWN)]


def set_key_ticket(response: Response, ticket: str) -> None:
    """Tie the key that was asked for to this browser."""
    _set(response, KEY_TICKET, ticket, path=SITE_PATH, expires=clock.now() + KEY_TICKET_FOR)


def key_ticket() -> str | None:
    """The ticket of this browser; None for one that has not asked for a key, or changed what it was given."""
    ticket = request.cookies.get(KEY_TICKET, "")
    return ticket if tokens.looks_like_token(ticket) else None


def clear_key_ticket(response: Response) -> None:
    """Take the ticket from this browser."""
    response.delete_cookie(KEY_TICKET, path=SITE_PATH)


def omission_identifiers() -> Iterator[str]:
    """The identifiers that this browser was given; the server's record decides what they are worth."""
    for name in _kept(OMISSION):
        yield request.cookies[name].partition(".")[0]


def _kept(beginning: str) -> list[str]:
    """Names of this browser's latest cookies of a kind."""
    return _names(beginning)[-MOST_KEPT:]


def _make_room(response: Response, beginning: str, path: str) -> None:
    """Take the oldest cookies of a kind from a browser that many people share, before it is given another."""
    for name in _names(beginning)[: 1 - MOST_KEPT]:
        response.delete_cookie(name, path=path)


def _new_name(beginning: str) -> str:
    return beginning + tokens.new_token()[:8]


def _names(beginning: str) -> list[str]:
    """Names that we gave, the oldest first, as browsers send them (RFC 6265, 5.4)."""
    return [name for name in request.cookies if name.startswith(beginning) and _OWN.fullmatch(name, len(beginning))]


def _set(response: Response, name: str, value: str, *, path: str, expires: dt.datetime | None = None) -> None:
    secure = gateway().settings.secure_cookies
    # An age, not a date: the browser's clock is not ours.
    age = None if expires is None else int((expires - clock.now()).total_seconds())
    response.set_cookie(name, value, path=path, max_age=age, httponly=True, secure=secure, samesite="Lax")
