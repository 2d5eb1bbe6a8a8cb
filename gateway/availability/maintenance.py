"""When the site is closed for maintenance (OPS-1; seed 001, 16): functions of what was announced and the instant, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from services.contracts.caller import Role
from services.legal_calendar import day_after, japanese_day, start_of_day

LONGEST_TEXT = 300
MIDNIGHT = dt.time()
"""When the regular maintenance begins, in Japan."""
WORKS_MEANWHILE = frozenset({Role.OPERATIONS})
"""Who may do everything while the site is closed for all others: who is at the maintenance."""


@dataclass(frozen=True)
class MaintenanceHours:
    """Hours of the regular maintenance, in Japan: settings (OPS-1).

    `opens`: it begins at midnight and ends then, later (毎日 00:00～06:00). `closes_at_months_end`: when it begins on a month's last day
    already (毎月月末の日 21:30～翌日 6:00).
    """

    opens: dt.time = dt.time(6)
    closes_at_months_end: dt.time = dt.time(21, 30)

    def opening(self, day: dt.date) -> dt.datetime:
        """When the site opens on a day."""
        return start_of_day(day) + _since_midnight(self.opens)

    def closing_at_months_end(self, day: dt.date) -> dt.datetime:
        """When it closes on a month's last day."""
        return start_of_day(day) + _since_midnight(self.closes_at_months_end)


HOURS = MaintenanceHours()


def _since_midnight(time: dt.time) -> dt.timedelta:
    return dt.timedelta(hours=time.hour, minutes=time.minute)


@dataclass(frozen=True)
class Closing:
    """Maintenance that operations announced, or begin at once without announcement; `ends_at` None while nobody knows.

    `ended_at`: when operations ended it, or took it back before it began. `text`: what visitors read beside the hours.
    """

    closing_id: str
    begins_at: dt.datetime
    ends_at: dt.datetime | None
    text: str = ""
    ended_at: dt.datetime | None = None

    def holds(self, now: dt.datetime) -> bool:
        """Whether the site is closed by it."""
        return self.begins_at <= now and self.lasts(now)

    def lasts(self, now: dt.datetime) -> bool:
        """Whether it holds now or is still to come."""
        return self.ended_at is None and (self.ends_at is None or now < self.ends_at)


@dataclass(frozen=True)
class Closed:
    """The site is closed: until when, where that is known, and what is said about it."""

    until: dt.datetime | None
    text: str = ""


class ClosingRefused(Enum):
    """Why operations can't close the site so."""

    BEGINS_IN_THE_PAST = "OPS-1: what has begun can't be announced"
    ENDS_BEFORE_IT_BEGINS = "OPS-1: the end comes after the beginning"


def regular_closing(now: dt.datetime, hours: MaintenanceHours = HOURS) -> dt.datetime | None:
    """Until when the regular maintenance lasts that `now` falls into; None outside of it (OPS-1).

    Every day from 00:00 to 06:00, and from 21:30 of a month's last day, or as `hours` say; beginnings belong to it, ends do not.
    """
    today = japanese_day(now)
    if now < (opens := hours.opening(today)):
        return opens
    tomorrow = day_after(today)
    if tomorrow.day == 1 and now >= hours.closing_at_months_end(today):
        return hours.opening(tomorrow)
    return None


def next_regular_closing(now: dt.datetime, hours: MaintenanceHours = HOURS) -> tuple[dt.datetime, dt.datetime]:
    """Beginning and end of the regular maintenance that comes next after `now`, or that `now` falls into."""
    today = japanese_day(now)
    tomorrow = day_after(today)
    if now < (opens := hours.opening(today)):
        return start_of_day(today), opens
    begins = hours.closing_at_months_end(today) if tomorrow.day == 1 else start_of_day(tomorrow)
    return begins, hours.opening(tomorrow)


def closed(
    now: dt.datetime, closings: Iterable[Closing], *, at_night: bool, hours: MaintenanceHours = HOURS
) -> Closed | None:
    """Whether the site is closed at an instant: regularly, where the setting is on, or by what operations announced.

    Closings that overlap or follow on one another are one: the site is back at the end of the last. An end that nobody
    knows leaves it open. Whose text is told: of those that hold, the first that has one.
    """
    closings = list(closings)
    until = _closed_until(now, closings, hours if at_night else None)
    if until == now:
        return None
    text = next((one.text for one in closings if one.holds(now) and one.text), "")
    return Closed(until, text)


def _closed_until(now: dt.datetime, closings: list[Closing], nightly: MaintenanceHours | None) -> dt.datetime | None:
    """The first instant from `now` on at which nothing holds; None where nobody knows it.

    Each turn goes on to the end of something that holds, which never holds again: it ends.
    """
    ends = [one.ends_at for one in closings if one.holds(now)]
    if nightly is not None and (morning := regular_closing(now, nightly)) is not None:
        ends.append(morning)
    if not ends:
        return now
    known = [end for end in ends if end is not None]
    return _closed_until(max(known), closings, nightly) if len(known) == len(ends) else None


def announced(
    closing_id: str, begins_at: dt.datetime | None, ends_at: dt.datetime | None, text: str, now: dt.datetime
) -> Closing | ClosingRefused:
    """Maintenance from `begins_at`, or from now on where that is None: an emergency (事前周知なく)."""
    begins = begins_at or now
    if begins < now:
        return ClosingRefused.BEGINS_IN_THE_PAST
    if ends_at is not None and ends_at <= begins:
        return ClosingRefused.ENDS_BEFORE_IT_BEGINS
    return Closing(closing_id, begins, ends_at, text)
