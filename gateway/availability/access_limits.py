"""Access limits (アクセス制限, OPS-2; seed 001, 11): how much may be asked while many come at once, told beforehand.

Functions of what was announced and the instant. Counted are the requests of organizations, people and machine clients alike, in
windows that begin at multiples of their length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum

EVERYBODY = "all"
"""Under which all organizations' requests are counted together."""


LONGEST_WINDOW = dt.timedelta(days=1)


class Scope(StrEnum):
    """Whose requests a limit counts."""

    EACH_ORGANIZATION = "each_organization"
    ONE_ORGANIZATION = "one_organization"
    ALL_ORGANIZATIONS = "all_organizations"


@dataclass(frozen=True)
class AccessLimit:
    """At most `requests` in a window of so many seconds, from `begins_at` until `ends_at`, or until it is lifted."""

    limit_id: str
    scope: Scope
    organization_id: str | None
    requests: int
    window_seconds: int
    begins_at: dt.datetime
    ends_at: dt.datetime | None
    text: str = ""
    lifted_at: dt.datetime | None = None

    def lasts(self, now: dt.datetime) -> bool:
        """Whether it holds now or is still to come."""
        return self.lifted_at is None and (self.ends_at is None or now < self.ends_at)

    def holds(self, now: dt.datetime) -> bool:
        """Whether requests are counted by it."""
        return self.begins_at <= now and self.lasts(now)

    def concerns(self, organization_id: str) -> bool:
        """Whether it is about this organization."""
        return self.scope is not Scope.ONE_ORGANIZATION or self.organization_id == organization_id

    def counted_under(self, organization_id: str) -> str:
        """Under what a request of the organization is counted."""
        return EVERYBODY if self.scope is Scope.ALL_ORGANIZATIONS else organization_id

    def window_of(self, now: dt.datetime) -> dt.datetime:
        """When the window began that an instant falls into."""
        seconds = int(now.timestamp())
        return dt.datetime.fromtimestamp(seconds - seconds % self.window_seconds, dt.UTC)

    def counted(self, used: int, now: dt.datetime) -> Counted:
        """What its window has by now."""
        return Counted(self, used, self.window_of(now) + dt.timedelta(seconds=self.window_seconds))


@dataclass(frozen=True)
class Counted:
    """A request was counted by a limit: how many there were in the window, this one included, and when the next begins."""

    limit: AccessLimit
    used: int
    resets_at: dt.datetime

    @property
    def remaining(self) -> int:
        """How many more may come in the window."""
        return max(0, self.limit.requests - self.used)

    @property
    def refused(self) -> bool:
        """Whether this request was one too many."""
        return self.used > self.limit.requests


class LimitRefused(Enum):
    """Why operations can't announce a limit so."""

    NOTICE_TOO_SHORT = "OPS-2: those concerned are told beforehand (通知した上で)"
    ENDS_BEFORE_IT_BEGINS = "OPS-2: the end comes after the beginning"
    ORGANIZATION_UNFIT = "OPS-2: an organization is named where the limit is for one, and only there"


@dataclass(frozen=True)
class LimitSettings:
    """How long before its beginning a limit is announced at least; the terms name no length."""

    notice: dt.timedelta = dt.timedelta(hours=1)


def objection_to(limit: AccessLimit, now: dt.datetime, settings: LimitSettings) -> LimitRefused | None:
    """Why a limit can't be announced; None where it can."""
    if (limit.scope is Scope.ONE_ORGANIZATION) is not (limit.organization_id is not None):
        return LimitRefused.ORGANIZATION_UNFIT
    if limit.begins_at < now + settings.notice:
        return LimitRefused.NOTICE_TOO_SHORT
    if limit.ends_at is not None and limit.ends_at <= limit.begins_at:
        return LimitRefused.ENDS_BEFORE_IT_BEGINS
    return None


def holding(limits: Iterable[AccessLimit], organization_id: str, now: dt.datetime) -> list[AccessLimit]:
    """The limits by which a request of an organization is counted, in a fixed order (whoever counts locks in it)."""
    return sorted(
        (limit for limit in limits if limit.holds(now) and limit.concerns(organization_id)),
        key=lambda limit: limit.limit_id,
    )


def tightest(counted: Iterable[Counted]) -> Counted | None:
    """The one to tell of: what refuses first, the latest to open; else the one with the least left."""
    return min(
        counted,
        key=lambda one: (not one.refused, one.remaining, -one.resets_at.timestamp()),
        default=None,
    )
