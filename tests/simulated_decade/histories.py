"""Random histories of an organization's cases, drawn so that they meet the terms at their edges: the last day, the day after.

What is drawn need not be lawful: a good part of it is out of order, too early, of the wrong side or on an older view.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tests.simulated_decade.facts import Deed, Stop
from tests.simulated_decade.oracle import Oracle
from tests.simulated_decade.terms import JAPAN, OF_OPERATIONS, ONE_DAY

FIRST_DAY, LAST_DAY = date(2019, 4, 1), date(2029, 3, 31)

_GROUNDS = (
    "suspected_offence", "order", "labour_law", "offer_information", "advertising", "excessive_solicitation", "overdue",
    "malice", "other_breach", "malicious_breach", "facts_unclear", "security_demand", "many_blocks",
)  # fmt: skip
_GROUND_WEIGHTS = (3, 3, 3, 8, 5, 8, 8, 3, 5, 3, 4, 3, 1)
_DEEDS = {
    "refer": 4, "reclassify": 2, "request_correction": 6, "answer": 5, "suspend_provisionally": 2, "end_provisional": 2,
    "suspend": 9, "confirm": 6, "announce_hearing": 5, "state_view": 4, "terminate": 3, "close": 1,
    "warn": 2, "go_on": 3, "annul": 3, "set_day": 2,
}  # fmt: skip
MOST_OPEN_CASES = 3
WRONG, WRONGLY_TERMINATED = 0.04, 0.5
"""How much of what is tried takes a decision back, and how much where the organization was terminated wrongly."""
STAFF = ("bureau", "other bureau", "ministry", "operations")
"""Who may try to take a decision back: nobody else can ask for it at all."""
_FIGURES = (
    (0, 0), (0, 49), (9, 10), (10, 0), (10, 49), (10, 50), (10, 62), (10, 63), (11, 54), (11, 55), (12, 75), (40, 1_000), (41, 1_000),
    (50, 1_000), (51, 1_000), (60, 200),
)  # fmt: skip
"""Seekers who block, and seekers guided: at the threshold of 50, at a fifth of those guided, and at four fifths of both."""


class Drawer:
    """Draws what is tried on a day, from what is known of the organization. `often`: how likely on a day that is nothing special."""

    def __init__(self, draw: random.Random, often: float = 0.12) -> None:
        self.draw, self.often = draw, often
        self.opened = 0
        self.thought_right: dict[datetime, bool] = {}

    def deeds(self, day: date, oracle: Oracle) -> Iterator[Deed]:
        """What is tried on a day: more on the days on which something ends, and sometimes at the stroke of midnight."""
        draw = self.draw
        tries = draw.choice((2, 3, 4)) if day in self._edges(oracle, day) else int(draw.random() < self.often)
        hours = sorted(draw.sample(range(1, 23), tries))
        for place, hour in enumerate(hours):
            at = time.min if place == 0 and draw.random() < 0.1 else time(hour, draw.randrange(60))
            yield self._deed(datetime.combine(day, at, JAPAN), oracle)

    def figures(self, at_the_last: int) -> tuple[int, int] | None:
        """How many block the organization and how many it has guided, on a day on which that has changed: about the thresholds.

        `at_the_last`: how many blocked when many blocks last opened a case.
        """
        if self.draw.random() >= 0.03:
            return None
        if at_the_last and self.draw.random() < 0.3:
            return 2 * at_the_last - self.draw.randrange(2), 10_000
        return self.draw.choice(_FIGURES)

    def next_name(self) -> str:
        """Of the next case."""
        self.opened += 1
        return f"case {self.opened}"

    def _edges(self, oracle: Oracle, day: date) -> set[date]:
        edges = {stop.last_day for stop in oracle.stops[-4:] if stop.last_day is not None}
        for name, matter in list(oracle.cases.items())[-4:]:
            edges |= {edge for edge in (matter.answer_by, matter.view_by) if edge is not None}
            if matter.item and not oracle.closed(name, day):
                edges.add(oracle.last_day_of_grace(matter))
        return edges | {edge + ONE_DAY for edge in edges}

    def _deed(self, at: datetime, oracle: Oracle) -> Deed:
        draw, day = self.draw, at.date()
        if oracle.decisions and draw.random() < (WRONGLY_TERMINATED if self._wrongly_terminated(oracle) else WRONG):
            return self._withdrawal(at, oracle)
        names = [name for name in list(oracle.cases)[-8:] if not oracle.closed(name, day)]
        if not names or (len(names) < MOST_OPEN_CASES and draw.random() < 0.12):
            return self._opening(at)
        over = [name for name in oracle.cases if name not in names]
        name = draw.choice(over) if over and draw.random() < 0.02 else draw.choice(names)
        matter = oracle.cases[name]
        what = draw.choices(list(_DEEDS), weights=list(_DEEDS.values()))[0]
        if matter.ground == "many_blocks" and draw.random() < 0.3:
            what = "close"
        if draw.random() < 0.3 and any(s.case == name and s.last_day and s.last_day < day for s in oracle.stops):
            what = "go_on"
        odd = draw.random()
        return Deed(
            at,
            self._who(what, matter.ground),
            what,
            name,
            ground=draw.choice(_GROUNDS) if what == "reclassify" else "",
            happened_on=day - timedelta(days=draw.choice((-1, 0, 1, 5, 30, 200))) if what == "set_day" else None,
            kind=draw.choice(("for_a_term", "until_corrected")) if what == "suspend" else "",
            due_on=day + timedelta(days=draw.choice((-1, 0, 1, 2, 5, 30, 366, 367))) if draw.random() < 0.3 else None,
            met_on=oracle.last_day_of_grace(matter) + timedelta(days=draw.choice((-20, 0, 0, 1)))
            if what == "annul" and matter.item
            else None,
            said=day + timedelta(days=draw.choice((-30, -1, 1))) if odd < 0.02 else None,
            stale=0.02 <= odd < 0.04,
        )

    def _wrongly_terminated(self, oracle: Oracle) -> bool:
        """Half of those who are terminated are so by a mistake that is soon found."""
        termination = oracle.termination
        return termination is not None and not self.thought_right.setdefault(
            termination.begun, self.draw.random() < 0.5
        )

    def _withdrawal(self, at: datetime, oracle: Oracle) -> Deed:
        """That a decision was wrong: one that holds or, as often, any that was ever made."""
        draw = self.draw
        holding = [one for one in oracle.decisions if one.runs(at)]
        decision = draw.choice(holding if holding and draw.random() < 0.5 else oracle.decisions)
        by_operations = isinstance(decision, Stop) and decision.ground in OF_OPERATIONS
        usual = "operations" if by_operations else "bureau"
        who = draw.choice(tuple(STAFF)) if draw.random() < 0.1 else usual
        return Deed(at, who, "withdraw", decision.case, of=decision.begun)

    def _opening(self, at: datetime) -> Deed:
        draw, day = self.draw, at.date()
        ground = draw.choices(_GROUNDS, weights=_GROUND_WEIGHTS)[0]
        item = (
            draw.choice(("permission", "seeker_term", "report"))
            if (ground == "overdue") ^ (draw.random() < 0.02)
            else ""
        )
        if item:
            happened_on = day - timedelta(days=draw.choice((0, 1, 2, 10, 28, 31, 45)))
        else:
            happened_on = day - timedelta(days=draw.choice((-1, 0, 0, 0, 1, 1, 5, 30, 200)))
        who = draw.choices(("usual", "calendar", "itself"), weights=(90, 8, 2))[0]
        usual = self._who("open", ground)
        name = self.next_name()
        return Deed(at, usual if who == "usual" else who, "open", name, ground, happened_on, item)

    def _who(self, what: str, ground: str) -> str:
        if self.draw.random() < 0.04:
            return self.draw.choice(("bureau", "other bureau", "ministry", "operations", "itself", "calendar"))
        if what in {"answer", "state_view"}:
            return "itself"
        if what in {"warn", "go_on", "annul"} or (ground == "overdue" and self.draw.random() < 0.1):
            return "calendar"
        if ground == "security_demand":
            return "operations"
        if ground == "overdue" and what == "suspend":
            return self.draw.choice(("calendar", "bureau"))
        return "ministry" if self.draw.random() < 0.1 else "bureau"
