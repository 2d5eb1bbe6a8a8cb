"""What the terms say of what is overdue, day by day: when use stops and ends by date (CMP-6; seed 001, 8(2)④ａ, 19).

Written from the text: 満了日、報告期限の翌日から１か月を過ぎても、手続き、報告がなされない場合は、６か月停止; 提出依頼にも関わらず; the
day of receipt decides, whenever it is recorded; and from what decision 240 leaves to the bureau: a case on each thing that is missing,
and a prompt where something is to be done that no date can do.
Knows no step and no measure; only what was known on the days on which somebody looked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from tests.simulated_decade.terms import JAPAN, ONE_DAY, PRIVATE, Terms, last_day_of_grace, last_day_of_stop


@dataclass
class Stop:
    """A stop of use for a term, and beyond while what is overdue is missing. `over`: when somebody or something ended it."""

    begun: datetime
    last_day: date
    mended: bool = False
    over: datetime | None = None
    undone: bool = False

    def runs(self, day: date) -> bool:
        """Whether it runs when a day is over."""
        return self.over is None and (day <= self.last_day or not self.mended)

    def end(self) -> datetime | None:
        """When it ends, as known."""
        if self.over is not None:
            return self.over
        return datetime.combine(self.last_day + ONE_DAY, time.min, JAPAN) if self.mended else None


@dataclass
class Thing:
    """What must be done by a day: the form of a term, or a year's report. `came_on` as far as it is known; `expected`: still.

    `confirmed`: the bureau has confirmed it, and nothing came since. `case`: one is open on it, in which `stop` was decided.
    `prompt`: what the bureau is to do.
    """

    due_on: date
    needs_demand: bool = False
    came_on: date | None = None
    expected: bool = True
    confirmed: bool = False
    demanded_until: date | None = None
    noticed: bool = False
    stop: Stop | None = None
    case: bool = False
    prompt: str | None = None

    @property
    def missing(self) -> bool:
        """Whether it is known to be missing."""
        return self.expected and self.came_on is None and not self.confirmed

    def comes(self, day: date | None) -> None:
        """It comes, or (None) is refused: it has not come then, whatever the bureau had said before."""
        self.came_on, self.confirmed = day, False

    def case_state(self) -> str | None:
        """Where its case is; None where none is open."""
        if not self.case:
            return None
        if self.stop is not None and self.stop.mended:
            return "confirmed"
        return "opened" if self.demanded_until is None else "correction_requested"


@dataclass
class Watched:
    """An organization with what it must do, under the terms of its class."""

    terms: Terms = PRIVATE
    things: list[Thing] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def look(self, now: datetime) -> None:
        """Somebody looks: what is due happens with that day's effect."""
        for thing in sorted(self.things, key=lambda one: one.due_on):
            thing.noticed = thing.noticed or (thing.missing and now.date() > thing.due_on)
            self._look_at(thing, now)
            thing.prompt = self._prompt(thing, now.date())
            if thing.prompt is not None:
                self.seen.add(f"prompt {thing.prompt}")

    def confirm(self, now: datetime) -> bool:
        """The bureau confirms what use is stopped for; whether there is such a thing."""
        for thing in self.things:
            if thing.stop is not None and thing.stop.runs(now.date()) and thing.missing:
                thing.confirmed = thing.stop.mended = True
                thing.stop.over = now if now.date() > thing.stop.last_day else None
                self.seen.add("confirmed")
                return True
        return False

    def last_day_of_grace(self, thing: Thing) -> date:
        """翌日から１か月."""
        return last_day_of_grace(thing.due_on, self.terms.months_of_grace)

    def waited_for_until(self, thing: Thing) -> date | None:
        """The last day on which it is waited for; None where nothing was demanded that has to be."""
        grace = self.last_day_of_grace(thing)
        if not thing.needs_demand:
            return grace
        return None if thing.demanded_until is None else max(grace, thing.demanded_until)

    def _look_at(self, thing: Thing, now: datetime) -> None:
        day = now.date()
        if thing.stop is not None and thing.stop.runs(day):
            self._while_stopped(thing, thing.stop, now)
        if thing.case and not (thing.missing if thing.stop is None else thing.stop.runs(day)):
            thing.case = False  # it came before use was stopped, or the stop has run, was ended, was undone
        if thing.missing and not thing.case and day > thing.due_on:
            if thing.stop is not None:
                self.seen.add("missing anew")
            thing.case, thing.stop = True, None
        until = self.waited_for_until(thing)
        if thing.stop is None and thing.missing and until is not None and day > until and not self._stopped(day):
            thing.stop = Stop(now, last_day_of_stop(now, self.terms.months_of_stop))
            self.stops.append(thing.stop)
            self.seen.add("stopped")

    def _while_stopped(self, thing: Thing, stop: Stop, now: datetime) -> None:
        if thing.missing:
            if now.date() > stop.last_day and not stop.mended:
                self.seen.add("goes on")
            return
        if thing.came_on is not None and thing.came_on <= self.last_day_of_grace(thing):
            stop.over, stop.undone = now, True
            self.seen.add("undone")
        elif not stop.mended:
            stop.mended = True
            self.seen.add("mended")
            if now.date() > stop.last_day:
                stop.over = now
                self.seen.add("mended late")

    def _stopped(self, day: date) -> bool:
        return any(stop.runs(day) for stop in self.stops)

    def _prompt(self, thing: Thing, day: date) -> str | None:
        """提出依頼; 停止後６か月を過ぎても改善されない; 利用再開後に…同種の利用規約違反行為 (8(2)④ａ, 19)."""
        if not thing.case or not thing.missing or (thing.stop is not None and thing.stop.mended):
            return (
                None  # what has come once is dealt with, also where it is refused after that: then anew, after the stop
            )
        if thing.stop is not None and day > thing.stop.last_day:
            return "unmended"
        if thing.needs_demand and thing.demanded_until is None:
            return "demand"
        until = self.waited_for_until(thing)
        sanctioned = thing.stop is not None or (until is not None and day > until)
        return "repeated" if sanctioned and any(self._again(thing, stop) for stop in self.stops) else None

    def _again(self, thing: Thing, stop: Stop) -> bool:
        """Whether a thing fell due on a whole day after use was resumed from a stop, which another one may have put off."""
        resumed = None if stop.undone else stop.end()
        while resumed is not None:
            beside = [one for one in self.stops if one.begun <= resumed and (one.end() is None or resumed < one.end())]
            if not beside:
                break
            resumed = beside[0].end()
        if resumed is None:
            return False
        first = resumed.date() if resumed.time() == time.min else resumed.date() + ONE_DAY
        return thing.due_on >= first

    def standing(self, day: date) -> tuple[str, date | None]:
        """How it stands when a day is over, with the last day where that is known."""
        running = [stop for stop in self.stops if stop.runs(day)]
        if not running:
            return "active", None
        (stop,) = running
        return "suspended", stop.last_day if day <= stop.last_day else None
