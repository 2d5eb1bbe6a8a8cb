"""Limits of what anybody may do without being logged in (AUT-6), by the e-mail address it is about and by where it comes from."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from flask import request

from gateway import cookies
from gateway.access import network_address
from gateway.context import gateway, trace
from gateway.login import tokens
from gateway.login.attempts import count_attempts
from gateway.login.devices import device_of, network_of
from gateway.login.occasion import Occasion
from gateway.login.rules import Limit
from services.runtime import clock

_ONE_HOUSE = 64
"""Bits of an IPv6 address that one customer of a provider shares; the others are the customer's to change at will."""


def occasion() -> Occasion:
    """When and from where the request comes."""
    address = request.remote_addr or ""
    device = device_of(request.headers.get("User-Agent", ""))
    return Occasion(clock.now(), _whose(address), trace(), device, network_of(address), network_address())


def count(kind: str, email: str, per_email: Limit, per_address: Limit) -> None:
    """Count an attempt; raises `CallRefused` with TOO_MANY_REQUESTS beyond either limit. `kind` is kept in rows."""
    now, secret = occasion(), gateway().logins.secret
    limits = [
        (f"{kind}_by_address", tokens.limit_key(secret, now.address), per_address),
        (f"{kind}_by_email", tokens.limit_key(secret, email), per_email),
    ]
    count_attempts(gateway().logins, limits, now)


def count_from_here(kind: str, email: str, per_email: Limit, per_address: Limit) -> None:
    """Count an attempt at an e-mail by who makes it: nobody elsewhere shuts its owner out (AUT-6, decision 112).

    A browser that has logged in with it before is counted by itself, any other by the network address it comes from.
    Raises `CallRefused` with TOO_MANY_REQUESTS beyond either limit.
    """
    now, secret = occasion(), gateway().logins.secret
    email_key = tokens.limit_key(secret, email)
    browser = tokens.known_browser(secret, email_key, cookies.known_browsers())
    limits = [
        (f"{kind}_by_address", tokens.limit_key(secret, now.address), per_address),
        (f"{kind}_by_email", tokens.window_key(email_key, browser or now.address), per_email),
    ]
    count_attempts(gateway().logins, limits, now)


def count_own(kind: str, account_id: str | None, limit: Limit) -> None:
    """Count an attempt of who is logged in; raises `CallRefused` with TOO_MANY_REQUESTS beyond the limit."""
    key = tokens.limit_key(gateway().logins.secret, str(account_id))
    count_attempts(gateway().logins, [(f"{kind}_by_account", key, limit)], occasion())


@lru_cache(maxsize=4096)
def _whose(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, _ONE_HOUSE), strict=False)) if known.version == 6 else address
