"""What a token is good for, when and from where (AUT-8)."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from enum import Enum, StrEnum


class TokenReason(Enum):
    """Why something with a token is refused; `code` is stable, `rule` the ID in domain.md."""

    INVALID = ("invalid", "AUT-8")
    FROM_OTHER_ADDRESS = ("from_other_address", "AUT-8")
    ORGANIZATION_NOT_ACTIVE = ("organization_not_active", "AUT-9")
    NO_SUCH_TOKEN = ("no_such_token", "AUT-8")
    TOO_MANY = ("too_many", "AUT-8")
    LASTS_TOO_LONG = ("lasts_too_long", "AUT-8")
    NOT_USABLE = ("not_usable", "AUT-8")

    def __init__(self, code: str, rule: str) -> None:
        self.code = code
        self.rule = rule


class TokenState(StrEnum):
    """What a token is at a moment."""

    USABLE = "usable"
    CLOSED = "closed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ENDED = "ended"


@dataclass(frozen=True)
class TokenSettings:
    """Amounts of AUT-8. Days a token lasts at most, tokens an organization has at most, usual hours of an overlap, days before
    its end on which its organization is told."""

    days_at_most: int = 365
    tokens_at_most: int = 20
    overlap_hours: int = 72
    notice_days: int = 14

    @property
    def notice(self) -> dt.timedelta:
        """So long before its end the organization is told of it."""
        return dt.timedelta(days=self.notice_days)


@dataclass(frozen=True)
class Token:
    """What is known of a token beside its organization; `networks` are the addresses it may be used from."""

    token_id: str
    organization_id: str
    name: str
    beginning: str
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    made_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None = None
    last_used_at: dt.datetime | None = None
    replaced_by: str | None = None


def state_of(token: Token, standing: str, now: dt.datetime) -> TokenState:
    """A token is closed while its organization is suspended, and ends with its use of the service (CMP-14)."""
    if token.revoked_at is not None:
        return TokenState.REVOKED
    if token.expires_at <= now:
        return TokenState.EXPIRED
    if standing == "suspended":
        return TokenState.CLOSED
    return TokenState.USABLE if standing == "active" else TokenState.ENDED


def objection_to_use(token: Token, standing: str, address: str | None, now: dt.datetime) -> TokenReason | None:
    """Why a token is not accepted, None where it is. Whoever comes from elsewhere learns no more than that."""
    if not is_within(address, token.networks):
        return TokenReason.FROM_OTHER_ADDRESS
    state = state_of(token, standing, now)
    if state is TokenState.CLOSED:
        return TokenReason.ORGANIZATION_NOT_ACTIVE
    return None if state is TokenState.USABLE else TokenReason.INVALID


def is_within(address: str | None, networks: tuple[str, ...]) -> bool:
    """Whether an address is in one of the networks; an IPv4 address written as IPv6 (::ffff:a.b.c.d) is the IPv4 one."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return any(known in ipaddress.ip_network(network) for network in networks)


def expiry(now: dt.datetime, days: int, settings: TokenSettings) -> dt.datetime | TokenReason:
    """When a token of so many days ends: so many times 24 hours from now, if it may last that long."""
    if days > settings.days_at_most:
        return TokenReason.LASTS_TOO_LONG
    return now + dt.timedelta(days=days)


def rotated(
    old: Token, now: dt.datetime, overlap_hours: int, settings: TokenSettings
) -> tuple[dt.datetime, dt.datetime]:
    """When the new token ends, which lasts as long as the old one was made for if it may now, and when the old one does."""
    lasts = min(old.expires_at - old.made_at, dt.timedelta(days=settings.days_at_most))
    return now + lasts, min(old.expires_at, now + dt.timedelta(hours=overlap_hours))
