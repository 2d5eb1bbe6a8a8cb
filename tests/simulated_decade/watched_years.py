"""Random years of what falls due, played at a bureau and told to the oracle of the terms, and how all stand compared (CMP-6).

The bureau's desk records, corrects and takes back what came for a term (306), and what the registry tells of that arrives as a bus may
bring it: late, twice, and after what took it back. Staff hear organizations, terminate them wrongly, and find that out (158).
Imports nothing of the project: whoever plays gives the bureau.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol

from tests.simulated_decade.desk import Desk, Told
from tests.simulated_decade.terms import JAPAN, MUNICIPAL, ONE_DAY, PRIVATE
from tests.simulated_decade.watch_oracle import Thing, Watched

ITEMS = {"permission": "permission", "seekers": "seeker_term", "reports": "report"}
CLASSES = {"private": PRIVATE, "municipal": MUNICIPAL}
TO_DECIDE = {"unmended", "repeated"}
"""What the bureau is prompted about that may end in termination."""

Key = tuple[str, str, str]
"""An organization's name, what it owes, and the day by which."""


@dataclass
class Life:
    """One organization, which owes the forms of one term or its yearly reports."""

    name: str
    class_: str
    owes: str
    oracle: Watched
    desk: Desk | None = None
    version: int = 0
    under_way: list[Told] = field(default_factory=list)
    """What the registry has told and has not arrived."""
    arrived: list[Told] = field(default_factory=list)
    found_out_on: date = date.max
    """When a termination that stands is found out to be wrong."""
    reports: dict[date, list[int]] = field(default_factory=dict)
    """The fiscal years whose reports are filed on a day."""

    @property
    def left(self) -> bool:
        """Whether it has withdrawn, or is thought to have: nothing is decided on it any more (089)."""
        return self.oracle.withdrawn or (self.desk is not None and self.desk.withdrawn)

    def key(self, thing: Thing) -> Key:
        """As the bureau names it."""
        return self.name, ITEMS[self.owes], str(thing.due_on)


class Bureau(Protocol):
    """The site as the bureau, the registry, reporting and the calendar use it. `now`: the instant of what is done next."""

    now: datetime

    def begin(self, life: Life) -> None:
        """An organization of the bureau; what the registry tells of its term comes after this."""

    def tell(self, life: Life, told: Told) -> None:
        """What the registry tells of a term arrives."""

    def file(self, life: Life, fiscal_year: int) -> None:
        """A report is filed."""

    def demand(self, due_on: date) -> None:
        """All reports that are to be demanded are."""

    def confirm(self, life: Life) -> None:
        """What the use of an organization is stopped for is confirmed to have come."""

    def announce_hearing(self, key: Key, due_on: date) -> None:
        """On a termination, in the case of a thing."""

    def state_view(self, life: Life, key: Key) -> None:
        """The organization does, in that hearing."""

    def terminate(self, key: Key) -> None:
        """In the case of a thing."""

    def terminate_for_malice(self, life: Life) -> None:
        """In a case of its own, the organization heard."""

    def take_back(self, life: Life, decided: datetime) -> None:
        """A decision is, as wrong."""

    def look(self) -> None:
        """The calendar's duties."""

    def standing(self, life: Life) -> tuple[str, str | None]:
        """How an organization stands, with the last day of its suspension or bar."""

    def cases(self) -> list[tuple[Key, str]]:
        """The open cases on what is overdue, with their states."""

    def prompts(self) -> list[tuple[Key, str]]:
        """What the bureau is prompted to do in them."""


@dataclass(frozen=True)
class Span:
    """The years, and until when staff terminate: the oracle's calendar is literal, and a bar lasts for years."""

    first: date
    last: date
    last_termination: date


class Years:
    """Tells the bureau and the oracle the same, and compares how all stand. `lives`: the class of each, and what it owes."""

    def __init__(self, bureau: Bureau, lives: Sequence[tuple[str, str]], span: Span, seed: int) -> None:
        self.at, self.span, self.draw = bureau, span, random.Random(seed)
        self.at_the_desk, self.wrong, self.bus = (random.Random(seed) for _ in range(3))
        self.day, self.demands = span.first, set[date]()
        self.at.now = datetime.combine(self.day, time(9), JAPAN)
        self.lives = [self._begun(f"organization {number}", *one) for number, one in enumerate(lives)]

    def go(self) -> None:
        """All days, one after the other."""
        draw, quiet_until = self.draw, self.span.first
        while self.day <= self.span.last:
            now = datetime.combine(self.day, time(9), JAPAN)
            busy = self._err()
            self.at.now = now
            busy |= self._tell()
            # Duties are not run every day: nothing may depend on it, and the machine may have stood still for weeks.
            if self.day >= quiet_until and (busy or draw.random() < 0.02 or self.day in self._edges()):
                self.at.look()
                for life in self.lives:
                    life.oracle.look(now)
                self._compare()
                if draw.random() < 0.05:
                    quiet_until = self.day + draw.randint(2, 20) * ONE_DAY
            self.day += ONE_DAY

    def seen(self, class_: str) -> set[str]:
        """What the histories of a class have reached."""
        return {what for life in self.lives if life.class_ == class_ for what in life.oracle.seen}

    def _begun(self, name: str, class_: str, owes: str) -> Life:
        life = Life(name, class_, owes, Watched(CLASSES[class_]))
        self.at.begin(life)
        if owes == "reports":
            for year in range(self.span.first.year - 1, self.span.last.year - 1):
                self._plan_report(life, year)
        else:
            ends = self.span.first + self.draw.randint(5, 200) * ONE_DAY
            life.desk = Desk(random.Random(self.draw.random()), ends, renews=owes == "seekers", last=self.span.last)
            life.desk.begin(self.span.first)
            self._arrive(life, self._told(life, life.desk))
        return life

    # Staff err -------------------------------------------------------------------------------------------------------

    def _err(self) -> bool:
        """Before the others come to work staff may decide wrongly, and take back what was wrong (158); whether they do."""
        done = [self._err_about(life) for life in self.lives]
        return any(done)

    def _err_about(self, life: Life) -> bool:
        oracle, draw, done = life.oracle, self.wrong, False
        if oracle.termination is None and draw.random() < self._odds(life) and not life.left:
            self._terminate(life)
            life.found_out_on = self.day + draw.choice((0, 1, 3, 10, 25, 40, 100, 300)) * ONE_DAY
            done = True
        now = self.at.now = datetime.combine(self.day, time(8, 30), JAPAN)
        done |= self._hearings(life)
        known = [stop for stop in oracle.stops if not stop.undone]
        if known and draw.random() < (0.002 if oracle.termination is None else 0.01):
            stop = draw.choice((known[-1], draw.choice(known)))
            self.at.take_back(life, stop.begun)
            oracle.seen.add("stop taken back" if oracle.termination is None else "stop taken back while terminated")
            oracle.take_stop_back(now, stop)
            done = True
        if oracle.termination is not None and self.day >= life.found_out_on:
            self.at.take_back(life, oracle.termination.begun)
            oracle.take_termination_back(now)
            done = True
        return done

    def _odds(self, life: Life) -> float:
        """More often while something is missing, which is what the days are about."""
        if self.day > self.span.last_termination:
            return 0
        if any(thing.prompt in TO_DECIDE for thing in life.oracle.things):
            return 0.02
        return 0.01 if any(thing.case for thing in life.oracle.things) else 0.0005

    def _terminate(self, life: Life) -> None:
        """In the case on something overdue, where the terms know a termination for it, or in one of malice."""
        now = self.at.now = datetime.combine(self.day, time(8), JAPAN)
        things = life.oracle.things
        prompted = [one for one in things if life.oracle.may_end(one, self.day)]
        thing = prompted[0] if prompted and self.wrong.random() < 0.7 else None
        if thing is None:
            self.at.terminate_for_malice(life)
        else:
            if thing.heard_by is None:
                self._hear(life, thing, 14)
                self._hear_out(life, thing)
            self.at.terminate(life.key(thing))
        life.oracle.seen.add("terminated" if thing is None else f"terminated as {thing.prompt}")
        if any(one.case_state() == "hearing" for one in things if one is not thing):
            life.oracle.seen.add("terminated during the hearing on another thing")
        life.oracle.terminate(now, thing)

    def _hearings(self, life: Life) -> bool:
        """Staff hear on what they are prompted about; the organization states its view, or lets the day pass; whether anybody did."""
        for thing in life.oracle.things if life.oracle.termination is None and not life.left else ():
            if life.oracle.may_end(thing, self.day) and thing.heard_by is None and self.wrong.random() < 0.02:
                self._hear(life, thing, self.wrong.choice((1, 14, 60)))
                life.oracle.seen.add("hearing")
                return True
            if thing.case_state() == "hearing" and self.wrong.random() < 0.03:
                life.oracle.seen.add("heard" if thing.missing else "heard on what has come")
                self._hear_out(life, thing)
                return True
        return False

    def _hear(self, life: Life, thing: Thing, days: int) -> None:
        thing.heard_by, thing.heard = self.day + days * ONE_DAY, False
        self.at.announce_hearing(life.key(thing), thing.heard_by)

    def _hear_out(self, life: Life, thing: Thing) -> None:
        self.at.state_view(life, life.key(thing))
        thing.heard = True

    # What comes to be known ------------------------------------------------------------------------------------------

    def _plan_report(self, life: Life, year: int) -> None:
        due = date(year + 1, 4, 20)
        life.oracle.things.append(Thing(due, needs_demand=True))
        comes = due + self.draw.choice((-15, 0, 1, 20, 31, 40, 150, 300, 500)) * ONE_DAY
        life.reports.setdefault(max(comes, self.span.first), []).append(year)
        self.demands.add(due + self.draw.choice((1, 2, 10, 45)) * ONE_DAY)

    def _tell(self) -> bool:
        """What comes to be known today; whether anything does."""
        told = False
        if self.day in self.demands:
            due_on = self.day + self.draw.choice((3, 14, 40)) * ONE_DAY
            self.at.demand(due_on)
            in_use = [life for life in self.lives if life.oracle.termination is None]
            for thing in (one for life in in_use for one in life.oracle.things):
                if thing.prompt == "demand" and thing.missing and thing.demanded_until is None:
                    thing.demanded_until = due_on
            told = True
        for life in self.lives:
            for year in life.reports.pop(self.day, []):
                thing = next(one for one in life.oracle.things if one.due_on.year == year + 1)
                thing.comes(self.day)
                self.at.file(life, year)
                told = True
            if life.desk is not None:
                told |= self._at_the_desk(life, life.desk)
            # Somebody at the bureau confirms what was never recorded, by what is on record.
            odds = 0 if life.under_way else 0.003
            if self.at_the_desk.random() < odds and life.oracle.confirm(self.at.now):
                self.at.confirm(life)
                told = True
        return told

    def _at_the_desk(self, life: Life, desk: Desk) -> bool:
        """Its steps of a day, one after the other, and what arrives of what it tells; whether anything does."""
        while desk.on(self.day, terminated=life.oracle.termination is not None):
            life.oracle.seen.add(self._named(life, desk.steps[-1]))
            life.under_way.append(self._told(life, desk))
        new = [one for one in life.under_way if one.at.date() == self.day]
        arriving = [one for one in life.under_way if self.bus.random() < (0.7 if one in new else 0.2)]
        life.under_way = [one for one in life.under_way if one not in arriving]
        self.bus.shuffle(arriving)
        again = [one for one in life.arrived if self.bus.random() < 0.001]
        for one in (*arriving, *again):
            self._arrive(life, one)
        return bool(arriving or again)

    def _named(self, life: Life, step: str) -> str:
        """A step, with what goes on beside it."""
        slip = any(word in step for word in ("taken_back", "corrected", "closed", "withdrawn"))
        if life.oracle.termination is not None:
            return f"{step} of who is terminated"
        states = {one.case_state() for one in life.oracle.things}
        if slip and states & {"hearing", "heard"}:
            return f"{step} during a hearing"
        return f"{step} of who is {life.oracle.standing(self.day)[0]}" if slip else step

    def _told(self, life: Life, desk: Desk) -> Told:
        life.version += 1
        at = datetime.combine(self.day, time(8, 45), JAPAN)
        received, closed = desk.received, desk.closed
        beside = {"withdrawn": desk.withdrawn, "barred": desk.barred, "refused": desk.refused}
        return Told(life.version, desk.until, received, closed, at, **beside)

    def _arrive(self, life: Life, told: Told) -> None:
        newer = [one for one in life.arrived if one.version > told.version]
        if told not in life.arrived:
            if told.received and any(one.received is None and one.until == told.until for one in newer):
                life.oracle.seen.add("a receipt told after it was taken back")
            if told.received and any(one.until != told.until for one in newer):
                life.oracle.seen.add("a receipt told after it was approved")
            if told.withdrawn and any(not one.withdrawn for one in newer):
                life.oracle.seen.add("a withdrawal told after it was taken back")
            if told.closed and any(not one.closed for one in newer):
                life.oracle.seen.add("a closing told after the reopening")
            life.arrived.append(told)
        self.at.tell(life, told)
        life.oracle.learn(told)

    # Comparing -------------------------------------------------------------------------------------------------------

    def _edges(self) -> set[date]:
        found = set()
        for life in self.lives:
            for thing in life.oracle.things:
                oracle = life.oracle
                ends = {thing.due_on, oracle.last_day_of_grace(thing), oracle.waited_for_until(thing), thing.heard_by}
                ends |= {thing.stop.last_day} if thing.stop is not None else set()
                found |= {end + ONE_DAY for end in ends if end is not None}
        return found

    def _compare(self) -> None:
        """How each stands, which cases are open on what and where they are, and what the bureau is prompted to do."""
        for life in self.lives:
            expected, until = life.oracle.standing(self.day)
            told = self.at.standing(life)
            assert told == (expected, until and str(until)), f"{self.day} {life.name}: {life.oracle.things}"
        things = [(life, thing) for life in self.lives for thing in life.oracle.things]
        open_ = sorted((life.key(thing), thing.case_state() or "") for life, thing in things if thing.case)
        assert sorted(self.at.cases()) == open_, f"{self.day}: {[thing for _, thing in things if thing.case]}"
        prompts = sorted((life.key(thing), thing.prompt or "") for life, thing in things if thing.prompt)
        assert sorted(self.at.prompts()) == prompts, f"{self.day}: {[thing for _, thing in things if thing.case]}"
