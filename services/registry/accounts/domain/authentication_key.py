"""Authentication keys (認証キー): mailed once, valid for a short time, to open My Page or to set a password.

A key belongs to the browser that asked for it (decision 112): others can neither use it up nor wear it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class KeySettings:
    """Amounts; the validity is that of a one-time password (AUT-2), the others are not from the seeds."""

    valid_minutes: int = 30
    attempts: int = 5
    mails_while_valid: int = 5

    @property
    def valid(self) -> timedelta:
        """How long a key is valid."""
        return timedelta(minutes=self.valid_minutes)


@dataclass(frozen=True)
class IssuedKey:
    """A key as it is kept: its hash is compared elsewhere, in constant time.

    `purpose`: what it was mailed for. `attempts` counts those of the browser that asked for it, this one too; None for a key
    that no browser asked for.
    """

    purpose: str
    valid_until: datetime
    attempts: int | None


@dataclass(frozen=True)
class Requests:
    """How many keys were asked for at an address since the first of the time that is counted."""

    since: datetime
    count: int


def may_be_used(key: IssuedKey, now: datetime, settings: KeySettings) -> bool:
    """Whether a key that fits opens anything: in time, and not after too many attempts of its browser (AUT-2, AUT-6).

    Attempts at a key that no browser asked for are not counted here, or anybody could wear it out: guessing its 60 bits is
    held up by the limits of the gateway alone.
    """
    return now < key.valid_until and (key.attempts is None or key.attempts <= settings.attempts)


def counted(earlier: Requests | None, now: datetime, settings: KeySettings) -> Requests:
    """The count after one more request. It starts anew when a key mailed with the first of them is over (AUT-6)."""
    if earlier is None or now - earlier.since >= settings.valid:
        return Requests(since=now, count=1)
    return Requests(since=earlier.since, count=earlier.count + 1)


def may_be_mailed(requests: Requests, settings: KeySettings) -> bool:
    """Whether one more key is mailed; else the one mailed last, which is still valid, is good for who asks now (AUT-6)."""
    return requests.count <= settings.mails_while_valid
