"""The rules of login, as functions of facts and the instant: standard library only, no clock, no database.

Sources: AUT-1 to AUT-6; seed 002, ログイン Q9 to Q24.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum


@dataclass(frozen=True)
class Limit:
    """At most `count` attempts in a window that opens with the first (AUT-6)."""

    count: int
    window: dt.timedelta


@dataclass(frozen=True)
class LoginSettings:
    """The amounts of the rules, with the defaults they name."""

    one_time_password_lasts: dt.timedelta = dt.timedelta(minutes=30)
    wrong_one_time_passwords: int = 5
    omission_lasts: dt.timedelta = dt.timedelta(hours=90 * 24)
    session_lasts: dt.timedelta = dt.timedelta(hours=12)
    session_idle: dt.timedelta = dt.timedelta(minutes=60)
    logins_per_email: Limit = Limit(10, dt.timedelta(minutes=15))
    logins_per_address: Limit = Limit(100, dt.timedelta(minutes=15))
    one_time_passwords_per_account: Limit = Limit(10, dt.timedelta(hours=1))
    keys_per_email: Limit = Limit(5, dt.timedelta(hours=1))
    keys_per_address: Limit = Limit(50, dt.timedelta(hours=1))
    key_tries_per_email: Limit = Limit(10, dt.timedelta(hours=1))
    key_tries_per_address: Limit = Limit(50, dt.timedelta(hours=1))
    own_passwords_per_account: Limit = Limit(10, dt.timedelta(hours=1))
    confirmations_per_account: Limit = Limit(20, dt.timedelta(hours=1))
    invitations_per_account: Limit = Limit(30, dt.timedelta(hours=1))
    misuse_reports_per_organization: Limit = Limit(3, dt.timedelta(hours=1))
    misuse_reports_per_address: Limit = Limit(10, dt.timedelta(hours=1))
    registrations_per_email: Limit = Limit(5, dt.timedelta(hours=1))
    registrations_per_address: Limit = Limit(30, dt.timedelta(hours=1))
    uploads_per_application: Limit = Limit(30, dt.timedelta(hours=1))
    uploads_per_address: Limit = Limit(100, dt.timedelta(hours=1))

    @property
    def longest_window(self) -> dt.timedelta:
        """The length of the longest window in which attempts are counted."""
        return max(limit.window for limit in vars(self).values() if isinstance(limit, Limit))


@dataclass(frozen=True)
class Challenge:
    """A one-time password that was sent, for one login (AUT-2)."""

    expires_at: dt.datetime
    wrong_attempts: int = 0
    used: bool = False


class OneTimePasswordDecision(Enum):
    """What becomes of a one-time password that was typed in."""

    ACCEPTED = "accepted"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED_UP = "used_up"


def judge_one_time_password(
    challenge: Challenge, *, matches: bool, now: dt.datetime, settings: LoginSettings
) -> tuple[OneTimePasswordDecision, Challenge]:
    """Decide on an attempt, and the challenge after it: for 30 minutes, once, and 5 wrong attempts at most (AUT-2).

    The right one is refused too once the challenge is used, expired or guessed at too often.
    """
    if challenge.used or challenge.wrong_attempts >= settings.wrong_one_time_passwords:
        return OneTimePasswordDecision.USED_UP, challenge
    if now >= challenge.expires_at:
        return OneTimePasswordDecision.EXPIRED, challenge
    if not matches:
        return OneTimePasswordDecision.WRONG, replace(challenge, wrong_attempts=challenge.wrong_attempts + 1)
    return OneTimePasswordDecision.ACCEPTED, replace(challenge, used=True)


def attempts_left(challenge: Challenge, settings: LoginSettings) -> int:
    """How many wrong attempts a challenge still forgives."""
    return max(settings.wrong_one_time_passwords - challenge.wrong_attempts, 0)


def omission_expires_at(now: dt.datetime, settings: LoginSettings) -> dt.datetime:
    """Until when a browser need not give a one-time password: 90 × 24 hours from the setting (AUT-3)."""
    return now + settings.omission_lasts


def omission_holds(expires_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a remembered browser is still remembered (AUT-3); the server's own record decides, not the cookie."""
    return now < expires_at


def session_holds(*, seen_at: dt.datetime, expires_at: dt.datetime, now: dt.datetime, settings: LoginSettings) -> bool:
    """Whether a session is alive: neither over its whole length nor idle too long."""
    return now < expires_at and now - seen_at < settings.session_idle


@dataclass(frozen=True)
class Window:
    """Attempts of one kind by one account or address since `opened_at`."""

    opened_at: dt.datetime
    count: int = 0


@dataclass(frozen=True)
class Attempt:
    """Whether an attempt is let through, how many are left, and from when there are new ones (AUT-6)."""

    allowed: bool
    remaining: int
    opens_again_at: dt.datetime


def count_attempt(window: Window, limit: Limit, now: dt.datetime) -> tuple[Attempt, Window]:
    """Count one attempt against a limit, and the window after it. A refused attempt does not lengthen the window."""
    if now >= window.opened_at + limit.window:
        window = Window(opened_at=now)
    opens_again_at = window.opened_at + limit.window
    if window.count >= limit.count:
        return Attempt(allowed=False, remaining=0, opens_again_at=opens_again_at), window
    window = replace(window, count=window.count + 1)
    return Attempt(allowed=True, remaining=limit.count - window.count, opens_again_at=opens_again_at), window
