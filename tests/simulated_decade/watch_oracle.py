"""What the terms say of what is overdue, day by day: when use stops and ends by date (CMP-6; seed 001, 8(2)④ａ, 19).

Written from the text: 満了日、報告期限の翌日から１か月を過ぎても、手続き、報告がなされない場合は、６か月停止; 提出依頼にも関わらず; the
day of receipt decides, whenever it is recorded.
Knows no case and no step; only what was known on the days on which somebody looked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tests.simulated_decade.oracle import last_day_of_grace, last_day_of_six_months


@dataclass
class Stop:
    """A stop of use for six months, and beyond while what is overdue is missing."""

    last_day: date
    mended: bool = False
    over: date | None = None

    def runs(self, day: date) -> bool:
        """Whether it runs when a day is over."""
        return self.over is None and (day <= self.last_day or not self.mended)


@dataclass
class Thing:
    """What must be done by a day: the form of a term, or a year's report. `came_on` as far as it is known; `expected`: still.

    `confirmed`: the bureau has confirmed it, and nothing came since.
    """

    due_on: date
    needs_demand: bool = False
    came_on: date | None = None
    expected: bool = True
    confirmed: bool = False
    demanded_until: date | None = None
    noticed: bool = False
    stop: Stop | None = None

    @property
    def missing(self) -> bool:
        """Whether it is known to be missing."""
        return self.expected and self.came_on is None and not self.confirmed

    def comes(self, day: date | None) -> None:
        """It comes, or (None) is refused: it has not come then, whatever the bureau had said before."""
        self.came_on, self.confirmed = day, False

    def waited_for_until(self) -> date | None:
        """The last day on which it is waited for; None where nothing was demanded that has to be."""
        grace = last_day_of_grace(self.due_on)
        if not self.needs_demand:
            return grace
        return None if self.demanded_until is None else max(grace, self.demanded_until)


@dataclass
class Watched:
    """An organization with what it must do."""

    things: list[Thing] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def look(self, now: datetime) -> None:
        """Somebody looks: what is due happens with that day's effect."""
        day = now.date()
        for thing in sorted(self.things, key=lambda one: one.due_on):
            thing.noticed = thing.noticed or (thing.missing and day > thing.due_on)
            if thing.stop is not None and thing.stop.runs(day):
                self._while_stopped(thing, thing.stop, day)
                continue
            until = thing.waited_for_until()
            busy = any(other.stop is not None and other.stop.runs(day) for other in self.things)
            if thing.missing and until is not None and day > until and not busy:
                thing.stop = Stop(last_day_of_six_months(now))
                self.seen.add("stopped")

    def confirm(self, day: date) -> bool:
        """The bureau confirms what use is stopped for; whether there is such a thing."""
        for thing in self.things:
            if thing.stop is not None and thing.stop.runs(day) and thing.missing:
                thing.confirmed = thing.stop.mended = True
                thing.stop.over = day if day > thing.stop.last_day else None
                self.seen.add("confirmed")
                return True
        return False

    def _while_stopped(self, thing: Thing, stop: Stop, day: date) -> None:
        if thing.missing:
            if day > stop.last_day and not stop.mended:
                self.seen.add("goes on")
            return
        if thing.came_on is not None and thing.came_on <= last_day_of_grace(thing.due_on):
            stop.over = day
            self.seen.add("undone")
        elif not stop.mended:
            stop.mended = True
            self.seen.add("mended")
            if day > stop.last_day:
                stop.over = day
                self.seen.add("mended late")

    def standing(self, day: date) -> tuple[str, date | None]:
        """How it stands when a day is over, with the last day where that is known."""
        running = [thing.stop for thing in self.things if thing.stop is not None and thing.stop.runs(day)]
        if not running:
            return "active", None
        (stop,) = running
        return "suspended", stop.last_day if day <= stop.last_day else None
