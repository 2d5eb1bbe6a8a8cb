"""Authentication keys (認証キー): mailed once, valid for a short time, to open My Page or to set a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class KeySettings:
    """Amounts; the validity is that of a one-time password (AUT-2), the others are not from the seeds."""

    valid_minutes: int = 30
    attempts: int = 5
    requests_an_hour: int = 5


@dataclass(frozen=True)
class IssuedKey:
    """A key as it is kept: its hash is compared elsewhere, in constant time. `attempts` counts this one too."""

    made_at: datetime
    valid_until: datetime
    attempts: int
    used: bool


@dataclass(frozen=True)
class Requests:
    """How many keys were asked for since the start of the running hour."""

    since: datetime
    count: int


def may_be_used(key: IssuedKey, now: datetime, settings: KeySettings) -> bool:
    """Whether a key that fits opens anything: once, in time, and not after too many attempts (AUT-2, AUT-6)."""
    return not key.used and now < key.valid_until and key.attempts <= settings.attempts


def counted(earlier: Requests | None, now: datetime) -> Requests:
    """The count after one more request; a new hour starts when the last one is over (AUT-6)."""
    if earlier is None or now - earlier.since >= timedelta(hours=1):
        return Requests(since=now, count=1)
    return Requests(since=earlier.since, count=earlier.count + 1)


def may_be_mailed(requests: Requests, settings: KeySettings) -> bool:
    """Whether one more key goes out within this hour (AUT-6)."""
    return requests.count <= settings.requests_an_hour
