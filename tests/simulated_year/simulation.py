"""The simulated year: lives of organizations played through the registry's use cases and duties, day by day.

Each day begins with the duties, and ends with them where people have acted between, as they run every hour. What the registry
tells others, writes into its log of steps and mails is then held against the oracle, day by day.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.contract.served import Served
from tests.simulated_year.comparison import Comparison
from tests.simulated_year.oracle.course import Letter, Life
from tests.simulated_year.oracle.periods import ONE_DAY
from tests.simulated_year.people import People, Played
from tests.simulated_year.plans.days import FIRST_DAY, LAST_DAY
from tests.simulated_year.records import JAPAN, Hearing

DUTIES = ("lapse_overdue", "point_to_the_list", "close_ended_seeker_information", "tell_ends_of_terms")
MORNING, DAYTIME, EVENING = dt.time(0, 5), dt.time(10, 0), dt.time(23, 55)


@dataclass
class Simulation:
    """Plays lives on a registry; `served` has its clock. `closed_for`: days on which no duty ran (CAL-6)."""

    served: Served
    lives: Sequence[Life]
    first: dt.date = FIRST_DAY
    last: dt.date = LAST_DAY
    closed_for: frozenset[dt.date] = frozenset()
    duty_seconds: float = 0.0
    act_seconds: float = 0.0
    slowest_day: float = 0.0
    duties: int = 0
    letters: Counter[Letter] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.played = [Played(life, number) for number, life in enumerate(self.lives)]
        self.people = People(self.served)
        self._hearing = Hearing(self.served)
        self._due: dict[dt.date, list[Callable[[], None]]] = defaultdict(list)
        for played in self.played:
            for day, act in self.people.acts_of(played):
                self._due[day].append(act)

    def run(self) -> None:
        """What came before the year, then every day of it, then the comparison."""
        for day in sorted(day for day in self._due if day < self.first):
            self._act(day)
            self._hearing.hear(day)
        day = self.first
        while day <= self.last:
            before = self.duty_seconds
            self._duties(day, MORNING)
            self._act(day)
            if day in self._due:  # else nothing has happened since the morning
                self._duties(day, EVENING)
            self.slowest_day = max(self.slowest_day, self.duty_seconds - before)
            self._hearing.hear(day)
            day += ONE_DAY
        comparison = Comparison(self.served, self.people, self._hearing.told, self._works, self.last)
        comparison.compare(self.played)
        self.letters = comparison.letters
        self.wrong = [f"organization {each.number}: {what}" for each in self.played for what in each.wrong]

    def _works(self, day: dt.date) -> bool:
        """Whether the duties ran on a day."""
        return self.first <= day and day not in self.closed_for

    def _act(self, day: dt.date) -> None:
        self._at(day, DAYTIME)
        began = time.perf_counter()
        for act in self._due.get(day, ()):
            act()
        self.act_seconds += time.perf_counter() - began

    def _duties(self, day: dt.date, at: dt.time) -> None:
        self._at(day, at)
        if not self._works(day):
            return
        began = time.perf_counter()
        for duty in DUTIES:
            self.duties += 1
            with self.served.work() as work:
                getattr(self.served.service, duty)(work)
        self.duty_seconds += time.perf_counter() - began

    def _at(self, day: dt.date, at: dt.time) -> None:
        self.served.now = dt.datetime.combine(day, at, JAPAN).astimezone(dt.UTC)
