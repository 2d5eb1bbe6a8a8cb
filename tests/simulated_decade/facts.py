"""What is done to an organization and what comes of it, as the oracle of the terms keeps it. Imports nothing of the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tests.simulated_decade.terms import JAPAN, ONE_DAY


@dataclass(frozen=True)
class Deed:
    """Something that somebody wants to do to a case.

    `met_on`: what was missing came then; `said`: the day it is dated; `stale`: on an older view of the case; `of`: when the decision
    that it takes back was made.
    """

    at: datetime
    who: str
    what: str
    case: str
    ground: str = ""
    happened_on: date | None = None
    item: str = ""
    kind: str = ""
    due_on: date | None = None
    met_on: date | None = None
    said: date | None = None
    stale: bool = False
    of: datetime | None = None

    @property
    def day(self) -> date:
        """The day on which it is done."""
        return self.at.date()


@dataclass
class Stop:
    """A stop of use: from when, why, how long; `over` when it was ended by somebody, `cut_off` where that was by a termination."""

    case: str
    ground: str
    begun: datetime
    provisional: bool = False
    last_day: date | None = None
    mended: bool = False
    should_not_have_been: bool = False
    over: datetime | None = None
    cut_off: Termination | None = None

    def end(self) -> datetime | None:
        """When it ends, as known: by somebody, or by its term unless what is overdue is still missing (CMP-6)."""
        if self.over is not None:
            return self.over
        if self.last_day is None or (self.ground == "overdue" and not self.mended):
            return None
        return datetime.combine(self.last_day + ONE_DAY, time.min, JAPAN)

    def runs(self, instant: datetime) -> bool:
        """Whether it runs at an instant."""
        end = self.end()
        return self.begun <= instant and (end is None or instant < end)

    def runs_on(self, day: date) -> bool:
        """Whether it still runs when a day is over."""
        return self.runs(datetime.combine(day, time(23, 59, 59), JAPAN))


@dataclass
class Termination:
    """利用解除: it has no end but that it was wrong and was taken back, `over`."""

    case: str
    ground: str
    begun: datetime
    over: datetime | None = None

    @property
    def should_not_have_been(self) -> bool:
        """Whether it was taken back."""
        return self.over is not None

    def runs(self, instant: datetime) -> bool:
        """Whether it holds at an instant."""
        return self.begun <= instant and (self.over is None or instant < self.over)


@dataclass
class Absence:
    """A withdrawal of the whole organization (退会) that was approved by mistake, until it is taken back: `over`."""

    begun: datetime
    over: datetime | None = None


@dataclass
class Matter:
    """A case: what it is about, what was last said in it, and what was ever done."""

    ground: str
    happened_on: date
    item: str
    last_word: str = "opened"
    requested: date | None = None
    answer_by: date | None = None
    view_by: date | None = None


WORDS_BEFORE = {
    "refer": {"opened", "requested", "answered"},
    "reclassify": {"opened", "referred", "requested", "answered", "announced", "stated"},
    "set_day": {"opened", "referred", "requested", "answered", "announced", "stated"},
    "request_correction": {"opened", "requested", "answered", "stated"},
    "answer": {"requested"},
    "suspend": {"opened", "requested", "answered", "announced", "stated"},
    "confirm": {"opened", "requested", "answered", "announced", "stated"},
    "announce_hearing": {"opened", "requested", "answered"},
    "state_view": {"announced"},
    "terminate": {"announced", "stated"},
    "close": {"opened", "referred", "requested", "answered", "announced", "stated"},
    "suspend_provisionally": {"opened", "referred", "requested", "answered", "announced", "stated"},
    "end_provisional": {"opened", "referred", "requested", "answered", "announced", "stated"},
    "warn": {"opened", "referred", "requested", "answered", "announced", "stated"},
    "go_on": {"opened", "referred", "requested", "answered", "announced", "stated"},
    "annul": {"opened", "requested", "answered", "announced", "stated", "confirmed"},
}
"""After which last word a deed has its place: an answer after a request, a statement in a hearing, nothing after the end."""


AFTER_A_WITHDRAWAL = frozenset({"answer", "state_view", "confirm", "end_provisional", "annul", "close", "withdraw"})
"""What was begun before is brought to its end, and what was asked is answered; nothing is begun and nothing stopped (AUT-9; 089)."""


def given_back(last_day: date | None, taken_back: Termination | Absence, begun: date) -> date | None:
    """A day by which the organization has to act, after days on which it could not (158, 306).

    As many days as were left of its time when it was wrongly terminated are left when that is taken back. `begun`: the day before
    its time.
    """
    if last_day is None or taken_back.over is None:
        return last_day
    taken, back = taken_back.begun.date(), taken_back.over.date()
    days, left = (last_day - begun).days if begun > taken else (last_day - taken).days, back > begun
    return back + timedelta(days=days) if left and days >= 0 else last_day
