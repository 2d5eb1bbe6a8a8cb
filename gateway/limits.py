"""Limits of what anybody may do without being logged in (AUT-6), by the e-mail address it is about and by where it comes from."""

from __future__ import annotations

import ipaddress

from flask import request

from gateway.context import gateway, trace
from gateway.login.rules import Limit
from gateway.login.usecases import Occasion, count_attempts
from services.runtime import clock

_ONE_HOUSE = 64
"""Bits of an IPv6 address that one customer of a provider shares; the others are the customer's to change at will."""


def occasion() -> Occasion:
    """When and from where the request comes."""
    return Occasion(clock.now(), _whose(request.remote_addr or ""), trace())


def count(kind: str, email: str, per_email: Limit, per_address: Limit) -> None:
    """Count an attempt; raises `CallRefused` with TOO_MANY_REQUESTS beyond either limit. `kind` is kept in rows."""
    now = occasion()
    limits = [(f"{kind}_by_address", now.address, per_address), (f"{kind}_by_email", email, per_email)]
    count_attempts(gateway().logins, limits, now)


def _whose(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((known, _ONE_HOUSE), strict=False)) if known.version == 6 else address
