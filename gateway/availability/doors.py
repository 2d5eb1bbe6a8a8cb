"""What every request passes: is the site open (OPS-1), and may this organization ask once more (OPS-2)?

What operations announced is read once in `LOOK_AGAIN_SECONDS` by each process and kept, so that a request costs nothing while
nothing is announced.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any

from flask import Flask, Response, g, request

from gateway.access import identify
from gateway.availability import access_limits, maintenance, storage
from gateway.availability.access_limits import AccessLimit, Counted, LimitSettings
from gateway.availability.maintenance import HOURS, WORKS_MEANWHILE, Closed, Closing, MaintenanceHours
from gateway.context import gateway
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime import clock
from services.runtime.database import Database

LOOK_AGAIN_SECONDS = 1.0
LIMIT_HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


@dataclass(frozen=True)
class Announced:
    """What operations announced and what lasts, as of a moment."""

    closings: tuple[Closing, ...]
    limits: tuple[AccessLimit, ...]


@dataclass
class Doors:
    """Whether the site is open, as this process knows it.

    `at_night`: whether the regular maintenance closes it, and `hours` when. Threads may read the database at the same time; each then keeps
    what it found, and the last one stands.
    """

    database: Database
    at_night: bool = True
    hours: MaintenanceHours = HOURS
    limits: LimitSettings = field(default_factory=LimitSettings)
    _known: tuple[float, Announced] | None = None

    def announced(self, now: dt.datetime) -> Announced:
        """What operations announced, no older than `LOOK_AGAIN_SECONDS`."""
        known = self._known
        if known is None or monotonic() - known[0] > LOOK_AGAIN_SECONDS:
            looked_at = monotonic()
            with self.database.reading() as connection:
                found = Announced(
                    tuple(storage.lasting_closings(connection, now)), tuple(storage.lasting_limits(connection, now))
                )
            known = self._known = (looked_at, found)
        return known[1]

    def look_again(self) -> None:
        """Forget what is known: this process has just changed it."""
        self._known = None

    def closed(self, now: dt.datetime) -> Closed | None:
        """Whether the site is closed now (OPS-1)."""
        return maintenance.closed(now, self.announced(now).closings, at_night=self.at_night, hours=self.hours)

    def count(self, organization_id: str, now: dt.datetime) -> list[Counted]:
        """Count a request of an organization by every limit that holds for it (OPS-2); none, and nothing is asked."""
        limits = access_limits.holding(self.announced(now).limits, organization_id, now)
        if not limits:
            return []
        whose = [limit.counted_under(organization_id) for limit in limits]
        with self.database.reading() as connection:
            used = storage.count_request(connection, limits, whose, now)
        return [limit.counted(number, now) for limit, number in zip(limits, used, strict=True)]

    def count_more(self, organization_id: str, more: int, now: dt.datetime) -> tuple[list[Counted], bool]:
        """Count a request that has been let in as `more` further ones, by all limits or, where one has no room, by none.

        Answers what is used by now, and whether there was room. Right under concurrency: the rows stay locked until it is
        known whether they stay as they are counted.
        """
        limits = access_limits.holding(self.announced(now).limits, organization_id, now)
        if not limits or more < 1:
            return [], True
        whose = [limit.counted_under(organization_id) for limit in limits]
        with self.database.engine.connect() as connection:
            used = storage.count_request(connection, limits, whose, now, more)
            counted = [limit.counted(number, now) for limit, number in zip(limits, used, strict=True)]
            if not any(one.refused for one in counted):
                connection.commit()
                return counted, True
            connection.rollback()
        return [replace(one, used=one.used - more) for one in counted], False


def install(app: Flask) -> None:
    """Stand before every route, and tell of the limit on the way out."""
    app.before_request(_refuse_while_closed)
    app.after_request(_tell_of_limit)


def refusal_now() -> CallRefused | None:
    """What all but operations are told now; None while the site is open (OPS-1)."""
    closed = gateway().doors.closed(clock.now())
    return None if closed is None else refusal_while_closed(closed)


def refusal_while_closed(closed: Closed) -> CallRefused:
    """What everybody is answered meanwhile: when the site is back, where that is known, and what operations say."""
    details: dict[str, Any] = {"message": closed.text} if closed.text else {}
    if closed.until is not None:
        details["opens_again_at"] = _as_text(closed.until)
    return CallRefused(ErrorCode.MAINTENANCE, details=details)


def count_request(organization_id: str | None) -> None:
    """Count a request of an organization. Raises `CallRefused` with ACCESS_LIMITED beyond a limit (OPS-2)."""
    if organization_id is None:
        return
    told = g.access_counted = access_limits.tightest(gateway().doors.count(organization_id, clock.now()))
    if told is not None and told.refused:
        details = {"remaining": 0, "opens_again_at": _as_text(told.resets_at)}
        raise CallRefused(ErrorCode.ACCESS_LIMITED, details=details)


def count_as_large(organization_id: str | None, size: int) -> None:
    """Count a request, which `count_request` has let in, as `size` requests, as that many could have been made (OPS-2).

    Raises `CallRefused` with ACCESS_LIMITED where there is no room for all of it; it then counts as the one.
    """
    if organization_id is None:
        return
    counted, had_room = gateway().doors.count_more(organization_id, size - 1, clock.now())
    told = access_limits.tightest(counted)
    if told is not None:
        g.access_counted = told
    if told is not None and not had_room:
        details = {"remaining": told.remaining, "opens_again_at": _as_text(told.resets_at)}
        raise CallRefused(ErrorCode.ACCESS_LIMITED, details=details)


def _refuse_while_closed() -> None:
    """OPS-1. What is open at all times asks for nothing here, so that it answers without a database too."""
    route = gateway().routes.get(request.endpoint or "")
    if route is not None and route.always_open:
        return
    refusal = refusal_now()
    if refusal is not None and identify().caller.role not in WORKS_MEANWHILE:
        raise refusal


def _tell_of_limit(response: Response) -> Response:
    told: Counted | None = g.get("access_counted")
    if told is not None:
        left = (told.resets_at - clock.now()).total_seconds()
        values = (told.limit.requests, told.remaining, max(1, int(left) + (left % 1 > 0)))
        response.headers.update({header: str(value) for header, value in zip(LIMIT_HEADERS, values, strict=True)})
    return response


def _as_text(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
