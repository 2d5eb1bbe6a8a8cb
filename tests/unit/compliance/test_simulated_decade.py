"""A decade of random histories through the rules of cases, day by day against the oracle of the terms (CMP-1 to CMP-14)."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from services.compliance.cases.domain.files import CaseEvent, CaseState, Overdue, OverdueItem
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from tests.simulated_decade.histories import FIRST_DAY, LAST_DAY, Drawer
from tests.simulated_decade.oracle import Deed, Oracle
from tests.unit.compliance.case_story import CALENDAR, ITSELF, MINISTRY, OPERATIONS, OSAKA, TOKYO, Story

WHO = {
    "bureau": TOKYO,
    "other bureau": OSAKA,
    "ministry": MINISTRY,
    "operations": OPERATIONS,
    "itself": ITSELF,
    "calendar": CALENDAR,
}
KINDS = {"six_months": MeasureKind.WITH_TERM, "until_corrected": MeasureKind.UNTIL_CORRECTED, "": None}
DAYS_AFTER_A_TERMINATION = 40
"""For so long an organization is looked at after its end; then another one takes its place."""


class Lane:
    """One place in the decade: an organization, and after its termination the next."""

    def __init__(self, seed: int) -> None:
        self.drawer = Drawer(random.Random(seed))
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._begin()

    def run(self) -> None:
        day = FIRST_DAY
        while day <= LAST_DAY:
            for deed in self.drawer.deeds(day, self.oracle):
                self._try(deed)
            self._compare(day)
            day += timedelta(days=1)
            if self.oracle.terminated and day > self.oracle.terminated + timedelta(days=DAYS_AFTER_A_TERMINATION):
                self._begin()

    def _begin(self) -> None:
        self.story, self.oracle = Story(), Oracle()
        self.over: set[str] = set()  # closed for both of them, which is for good
        self.seen["organizations"] += 1

    def _try(self, deed: Deed) -> None:
        self.story.now = deed.at
        refusal = self._open(deed) if deed.what == "open" else self._do(deed)
        lawful = self.oracle.lawful(deed)
        self.seen[f"{deed.what} {'done' if lawful else 'refused'}"] += 1
        if lawful is not (refusal is None):
            self.wrong.append(f"{deed}: the terms say {lawful}, the rules {refusal}")
        elif lawful:
            self.oracle.note(deed)

    def _open(self, deed: Deed) -> Any:
        overdue = Overdue(OverdueItem(deed.item), deed.happened_on) if deed.item and deed.happened_on else None
        return self.story.open(
            Ground(deed.ground), name=deed.case, author=WHO[deed.who], happened_on=deed.happened_on, overdue=overdue
        )

    def _do(self, deed: Deed) -> Any:
        version = self.story.cases[deed.case].version - deed.stale
        return self.story.do(
            CaseEvent(deed.what),
            name=deed.case,
            author=WHO[deed.who],
            day=deed.said or deed.day,
            seen_version=version,
            kind=KINDS[deed.kind],
            ground=Ground(deed.ground) if deed.ground else None,
            due_on=deed.due_on,
            met_on=deed.met_on,
        )

    def _compare(self, day: date) -> None:
        """Standing with its last day, what each case awaits with its due day, and which cases are over."""
        story, oracle = self.story.on(day), self.oracle
        standing = story.standing
        told = (standing.state.value, standing.bar_until or standing.until)
        if told != oracle.standing(day):
            self.wrong.append(f"{day}: {told}, by the terms {oracle.standing(day)}")
        for name in sorted(oracle.cases.keys() - self.over):
            closed = story.state(name) is CaseState.CLOSED
            duty = story.duty(name)
            awaited = None if duty is None else (duty.kind.value, duty.due_on, duty.late)
            if (closed, awaited) != (oracle.closed(name, day), oracle.awaited(name, day)):
                self.wrong.append(f"{day} {name}: {closed}, {awaited}; by the terms {oracle.awaited(name, day)}")
            elif closed:
                self.over.add(name)
        self.seen[f"days {told[0]}"] += 1


def test_not_one_day_of_a_decade_differs_from_the_terms() -> None:
    """CMP-1 to CMP-14, CAL-3, CAL-4: which deeds are allowed, how the organization stands, what is awaited until when."""
    seen: Counter[str] = Counter()
    for seed in range(6):
        lane = Lane(seed)
        lane.run()
        assert not lane.wrong, lane.wrong[:3]
        seen += lane.seen
    everything = {f"{event} {end}" for event in ("open", *CaseEvent) for end in ("done", "refused")}
    assert set(seen) >= everything | {"days active", "days suspended", "days terminated"}, "the histories reach all"
