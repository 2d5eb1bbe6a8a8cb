"""What the terms say of what is overdue, day by day: when use stops and ends by date (CMP-6; seed 001, 8(2)④ａ, 19).

Written from the text: 満了日、報告期限の翌日から１か月を過ぎても、手続き、報告がなされない場合は、６か月停止; 提出依頼にも関わらず; the
day of receipt decides, whenever it is recorded; and from what decision 240 leaves to the bureau: a case on each thing that is missing,
and a prompt where something is to be done that no date can do; from decision 158, what is so when staff take back a stop or a
termination as wrong; and from decision 306, that a form whose receipt is taken back has not come, like one that is refused, but that
a stop which ended by it goes on, where one that is refused is stopped for anew.
Knows no step and no measure; only what was known on the days on which somebody looked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.simulated_decade.desk import Told
from tests.simulated_decade.terms import (
    JAPAN,
    ONE_DAY,
    PRIVATE,
    Terms,
    last_day_of_bar,
    last_day_of_grace,
    last_day_of_stop,
)


@dataclass
class Stop:
    """A stop of use for a term, and beyond while what is overdue is missing. `over`: when somebody or something ended it.

    `undone`: it should not have been, as the thing had come in time or staff have taken it back.
    """

    begun: datetime
    last_day: date
    mended: bool = False
    over: datetime | None = None
    undone: bool = False
    cut_off: Termination | None = None

    def runs(self, day: date) -> bool:
        """Whether it runs when a day is over."""
        return self.over is None and (day <= self.last_day or not self.mended)

    def end(self) -> datetime | None:
        """When it ends, as known."""
        if self.over is not None:
            return self.over
        return datetime.combine(self.last_day + ONE_DAY, time.min, JAPAN) if self.mended else None


@dataclass
class Termination:
    """利用解除, in a case on one of the things or another one; `over` where it was taken back."""

    begun: datetime
    thing: Thing | None = None
    over: datetime | None = None


@dataclass
class Thing:
    """What must be done by a day: the form of a term, or a year's report. `came_on` as far as it is known; `expected`: still.

    `version`: of the newest that is known of it. `confirmed_at`: the bureau has confirmed it then, and nothing came since. `case`: one
    is open on it, in which `stop` was decided. `prompt`: what the bureau is to do. `given_up`: what staff decided in its case was wrong,
    which ends the case and the watch; `open_again`: its case is, as a termination decided in it was wrong, and its stop runs on or use
    was not stopped for it yet.
    `refused`: how many forms for it are; `refused_when_mended`: and were when one came while use was stopped. `goes_on_from`: the end of
    the stop that the next one goes on from. `former`: the stops of before.
    `heard_by`: until when the organization may state its view before a termination, and `heard`: it has.
    """

    due_on: date
    needs_demand: bool = False
    came_on: date | None = None
    expected: bool = True
    version: int = 0
    confirmed_at: datetime | None = None
    demanded_until: date | None = None
    given_up: bool = False
    open_again: bool = False
    stop: Stop | None = None
    case: bool = False
    prompt: str | None = None
    heard_by: date | None = None
    heard: bool = False
    refused: int = 0
    refused_when_mended: int | None = None
    goes_on_from: date | None = None
    former: list[Stop] = field(default_factory=list)

    @property
    def missing(self) -> bool:
        """Whether it is known to be missing."""
        return self.expected and self.came_on is None and self.confirmed_at is None

    def comes(self, day: date | None) -> None:
        """It comes, or (None) is refused or its receipt taken back: it has not come then, whatever the bureau had said before."""
        self.came_on, self.confirmed_at = day, None

    def learn(self, told: Told, *, newest: bool) -> None:
        """The newest state that is known of it says how it is; an older one, that it had come, or was not expected for a while."""
        if told.version > self.version:
            if told.received != self.came_on:
                self.comes(told.received)
            expected = newest and not told.given_up
            if expected and not self.expected:
                self.confirmed_at = None
            self.expected, self.version, self.refused = expected, told.version, told.refused
        elif self.confirmed_at is not None and told.at > self.confirmed_at and (told.received or told.given_up):
            self.confirmed_at = None

    def being_heard(self, day: date) -> bool:
        """Whether it may still state its view: nothing is decided before that."""
        return self.heard_by is not None and not self.heard and day <= self.heard_by

    def case_state(self) -> str | None:
        """Where its case is; None where none is open."""
        if not self.case:
            return None
        if self.stop is not None and self.stop.mended:
            return "confirmed"
        if self.heard_by is not None:
            return "heard" if self.heard else "hearing"
        return "opened" if self.open_again or self.demanded_until is None else "correction_requested"


@dataclass
class Watched:
    """An organization with what it must do, under the terms of its class."""

    terms: Terms = PRIVATE
    things: list[Thing] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    terminations: list[Termination] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    version: int = 0
    barred: tuple[tuple[date, date], ...] = ()
    """While it had withdrawn by a mistake that was taken back, and could hand in no form (306)."""
    withdrawn: bool = False

    def learn(self, told: Told) -> None:
        """The registry tells of a term, in whatever order: what is newest says which is expected, and no other is."""
        newest = told.version >= self.version
        thing = next((one for one in self.things if one.due_on == told.until), None)
        if thing is None:
            thing = Thing(told.until, expected=False)
            self.things.append(thing)
        thing.learn(told, newest=newest)
        if newest:
            self.version, self.withdrawn, self.barred = told.version, told.withdrawn, told.barred
            for other in self.things:
                other.expected = other.expected and other is thing

    def look(self, now: datetime) -> None:
        """Somebody looks: what is due happens with that day's effect; nothing on who is terminated, whom nothing more can happen to."""
        if self.termination is not None:
            for thing in self.things:
                thing.prompt = None
            return
        for thing in sorted(self.things, key=lambda one: one.due_on):
            self._look_at(thing, now)
            thing.prompt = self._prompt(thing, now.date())
            if thing.prompt is not None:
                self.seen.add(f"prompt {thing.prompt}")

    def may_end(self, thing: Thing, day: date) -> bool:
        """Whether the bureau was prompted to decide on a termination for it, and nothing has come to be known since that it can't."""
        return {thing.prompt, self._prompt(thing, day)} <= {"unmended", "repeated"}

    def confirm(self, now: datetime) -> bool:
        """The bureau confirms what use is stopped for; whether there is such a thing."""
        for thing in self.things:
            holds = thing.stop is not None and thing.stop.runs(now.date()) and not thing.stop.mended
            if thing.stop is not None and holds and thing.missing and not thing.given_up:
                thing.confirmed_at, thing.stop.mended = now, True
                thing.stop.over = now if now.date() > thing.stop.last_day else None
                self.seen.add("confirmed")
                return True
        return False

    @property
    def termination(self) -> Termination | None:
        """The one that stands."""
        return next((one for one in self.terminations if one.over is None), None)

    def terminate(self, now: datetime, thing: Thing | None) -> None:
        """Staff terminate, in the case of a thing or (None) in another: what ran has ended, and a case that is confirmed is over."""
        termination = Termination(now, thing)
        self.terminations.append(termination)
        for stop in self.stops:
            if stop.runs(now.date()):
                stop.over, stop.cut_off = now, termination
        for one in self.things:
            if one is thing or (one.case and one.case_state() == "confirmed"):
                one.case, one.heard_by, one.heard = False, None, False

    def take_termination_back(self, now: datetime) -> None:
        """As if it had not been: what it cut off runs on to its own end, and the days that it took are given back."""
        termination = self.termination
        assert termination is not None
        termination.over = now
        thing = termination.thing
        for stop in self.stops:
            if stop.cut_off is termination and not stop.undone:
                stop.over = stop.cut_off = None
                self.seen.add("runs on again" if stop.runs(now.date()) else "had run")
        for one in self.things:
            if one.demanded_until is not None and one is not thing:
                one.demanded_until = self._given_back(one.demanded_until, termination, date.min)
            if one.heard_by is not None:
                one.heard_by = self._given_back(one.heard_by, termination, date.min)
            running = one.stop is not None and one.stop.runs(now.date())
            if one is thing:
                watched = running or one.stop is None  # what use was not yet stopped for is overdue still
                one.case, one.open_again, one.given_up = watched, watched, not watched
            elif one.stop is not None and one.stop.mended:
                one.case = running

    def take_stop_back(self, now: datetime, stop: Stop) -> None:
        """Of a stop that holds, or would but for a termination that stands, the case is over with it, and nobody watches on (240)."""
        thing = next((one for one in self.things if one.stop is stop), None)
        cut_off = stop.cut_off is not None and stop.cut_off is self.termination
        held = stop.runs(now.date()) or (cut_off and (now.date() <= stop.last_day or not stop.mended))
        if thing is not None and held:
            thing.case, thing.given_up = False, True
        if stop.runs(now.date()):
            stop.over = now
        stop.undone = True

    def last_day_of_grace(self, thing: Thing) -> date:
        """翌日から１か月; while the organization was wrongly terminated it could do nothing, and the month stood still (158).

        So while a withdrawal stood that was taken back, of what is handed in as a form (306); a report is filed all the same.
        """
        last_day = last_day_of_grace(thing.due_on, self.terms.months_of_grace)
        times = [self._time_of(one) for one in self.terminations if one.over is not None]
        for taken, back in sorted([*times, *(() if thing.needs_demand else self.barred)]):
            last_day = self._stood_still(last_day, taken, back, thing.due_on)
        return last_day

    def _given_back(self, last_day: date, termination: Termination, begun: date) -> date:
        return self._stood_still(last_day, *self._time_of(termination), begun)

    @staticmethod
    def _time_of(termination: Termination) -> tuple[date, date]:
        assert termination.over is not None, "it was taken back"
        return termination.begun.date(), termination.over.date()

    @staticmethod
    def _stood_still(last_day: date, taken: date, back: date, begun: date) -> date:
        left = last_day - max(taken, begun)
        return back + left if left >= timedelta() and begun < back else last_day

    def waited_for_until(self, thing: Thing) -> date | None:
        """The last day on which it is waited for; None where nothing was demanded that has to be."""
        grace = self.last_day_of_grace(thing)
        if not thing.needs_demand:
            return grace
        return None if thing.demanded_until is None else max(grace, thing.demanded_until)

    def _look_at(self, thing: Thing, now: datetime) -> None:
        day = now.date()
        self._see_whether_it_was_in_time(thing, day)
        if thing.given_up:
            if not (thing.stop is not None and thing.stop.mended and thing.missing):
                return
            thing.given_up = False  # it had come, and was refused after that: a matter of its own
        if thing.stop is not None and thing.stop.runs(day):
            self._while_stopped(thing, thing.stop, now)
        if thing.case and not (thing.missing if thing.stop is None else thing.stop.runs(day)):
            if thing.stop is None:
                thing.refused_when_mended = None if thing.came_on is None else thing.refused
            thing.case = False  # it came before use was stopped, or the stop has run, was ended, was undone
        if thing.missing and not thing.case and day > thing.due_on:
            thing.goes_on_from = self._nothing_had_come(thing)
            if thing.stop is not None:
                self.seen.add("missing anew")
                thing.former.append(thing.stop)
            thing.case, thing.stop, thing.open_again = True, None, False
            thing.refused_when_mended = None
            thing.heard_by, thing.heard = None, False
        until = self.waited_for_until(thing)
        if thing.stop is None and thing.missing and until is not None and day > until and not self._stopped(day):
            thing.stop = Stop(now, thing.goes_on_from or last_day_of_stop(now, self.terms.months_of_stop))
            self.stops.append(thing.stop)
            if thing.goes_on_from is not None:
                self.seen.add("goes on after a slip")
            self.seen.add("stopped")
            if until > last_day_of_grace(thing.due_on, self.terms.months_of_grace) and not thing.needs_demand:
                self.seen.add("stopped after days were given back")
            if any(one.begun.date() <= thing.due_on < one.over.date() for one in self.terminations if one.over):
                self.seen.add("stopped for what fell due meanwhile")

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
            thing.refused_when_mended = None if thing.came_on is None else thing.refused
            self.seen.add("mended")
            if now.date() > stop.last_day:
                stop.over = now
                self.seen.add("mended late")

    def _see_whether_it_was_in_time(self, thing: Thing, day: date) -> None:
        """A stop that is over should not have been either, where the thing is found to have come in time (REG-7)."""
        if thing.came_on is None or thing.came_on > self.last_day_of_grace(thing):
            return
        for stop in thing.former:
            if not stop.undone:
                stop.undone = True
                self.seen.add("undone beside another")
        stop = thing.stop
        if stop is not None and not stop.undone and not stop.runs(day):
            stop.undone, thing.given_up, thing.stop, thing.goes_on_from = True, False, None, None
            self.seen.add("undone when over")

    @staticmethod
    def _nothing_had_come(thing: Thing) -> date | None:
        """The end of a stop that a receipt had ended which was taken back, as many forms are refused as then; or of the one before it."""
        then = thing.refused_when_mended
        if then is None or thing.refused > then or (thing.stop is not None and thing.stop.undone):
            return None
        return thing.goes_on_from if thing.stop is None else thing.stop.last_day

    def _stopped(self, day: date) -> bool:
        return any(stop.runs(day) for stop in self.stops)

    def _prompt(self, thing: Thing, day: date) -> str | None:
        """提出依頼; 停止後６か月を過ぎても改善されない; 利用再開後に…同種の利用規約違反行為 (8(2)④ａ, 19)."""
        if thing.given_up or not thing.case or not thing.missing or (thing.stop is not None and thing.stop.mended):
            return (
                None  # what has come once is dealt with, also where it is refused after that: then anew, after the stop
            )
        if thing.being_heard(day):
            return None
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
            spans = [(one.begun, one.end()) for one in self.stops] + [
                (one.begun, one.over) for one in self.terminations
            ]
            beside = [end for begun, end in spans if begun <= resumed and (end is None or resumed < end)]
            if not beside:
                break
            resumed = beside[0]
        if resumed is None:
            return False
        first = resumed.date() if resumed.time() == time.min else resumed.date() + ONE_DAY
        return thing.due_on >= first

    def standing(self, day: date) -> tuple[str, date | None]:
        """How it stands when a day is over, with the last day where that is known: of the stop, or of the bar."""
        if self.termination is not None:
            return "terminated", last_day_of_bar(self.termination.begun.date(), self.terms.months_of_bar)
        running = [stop for stop in self.stops if stop.runs(day)]
        if not running:
            return "active", None
        (stop,) = running
        return "suspended", stop.last_day if day <= stop.last_day else None
