"""Wrong passwords in a row close an account's login for a while (AUT-6).

The balance (decision 110): who does not know the password can keep others' browsers out only, as one that has logged in
before is counted apart; a lock ends by itself and no refused attempt makes it longer; a mailed key or staff lift it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class LockSettings:
    """Amounts; not from the seeds. `minutes`: how long a lock lasts, and how long wrong passwords are remembered."""

    wrong_passwords: int = 5
    minutes: int = 30

    @property
    def length(self) -> timedelta:
        """How long a lock lasts."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class PasswordAttempts:
    """Passwords tried since the last right one, this one included; the right one wipes them out."""

    since: datetime
    count: int
    locked_until: datetime | None = None


def count_attempt(
    earlier: PasswordAttempts | None, now: datetime, settings: LockSettings
) -> tuple[bool, PasswordAttempts]:
    """Whether a password may be compared at all, and the count after it; the last one allowed locks the login.

    Counted before it is compared: of many at once exactly so many are looked at. While locked, nothing counts.
    """
    if earlier is not None and earlier.locked_until is not None:
        if now < earlier.locked_until:
            return False, earlier
        earlier = None
    if earlier is None or now - earlier.since >= settings.length:
        earlier = PasswordAttempts(since=now, count=0)
    after = replace(earlier, count=earlier.count + 1)
    if after.count >= settings.wrong_passwords:
        after = replace(after, locked_until=now + settings.length)
    return True, after
