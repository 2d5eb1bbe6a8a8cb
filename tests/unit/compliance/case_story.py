"""A case played step by step through the pure rules, by whoever acts in it; for tests of single rows and of histories."""

import datetime as dt
from dataclasses import replace
from enum import Enum
from typing import Any

from services.compliance.cases.domain.deciding import Author, Organization
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile, CaseState, Overdue, OverdueItem
from services.compliance.cases.domain.periods import CaseDuty, duty_of
from services.compliance.cases.domain.playing import Opening, Outcome, Settings, open_case, play
from services.compliance.cases.domain.repeats import bases_of_termination
from services.compliance.cases.domain.section_8 import SECTION_8
from services.compliance.cases.domain.steps import state_on
from services.compliance.cases.domain.withdrawing import Reversal, Surroundings, take_back
from services.compliance.standing.domain.grounds import Authority, Ground, MeasureKind
from services.compliance.standing.domain.measures import End, Measure, Standing, standing_of
from services.legal_calendar import JAPAN

TOKYO = Author(Authority.BUREAU, "13")
OSAKA = Author(Authority.BUREAU, "27")
MINISTRY = Author(Authority.MINISTRY)
OPERATIONS = Author(Authority.OPERATIONS)
ITSELF = Author(Authority.ORGANIZATION)
CALENDAR = Author(Authority.CALENDAR)

REPORT = Overdue(OverdueItem.REPORT, dt.date(2026, 4, 20))
TERM = Overdue(OverdueItem.SEEKER_TERM, dt.date(2026, 1, 30))

_OF_THE_ORGANIZATION = {CaseEvent.ANSWER, CaseEvent.STATE_VIEW}


class Story:
    """One organization with its cases; what is accepted is kept, what is refused is returned and changes nothing."""

    def __init__(self, now: dt.datetime = dt.datetime(2026, 6, 10, 15, 0, tzinfo=JAPAN), class_: str = "private"):
        self.now = now
        self.settings = Settings()
        self.organization = Organization(class_, "13", withdrawn=False, measures=(), version=0)
        self.cases: dict[str, CaseFile] = {}

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(JAPAN).date()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.organization.measures

    @property
    def standing(self) -> Standing:
        return standing_of(self.measures, self.today)

    def on(self, day: str | dt.date, at: dt.time = dt.time(10, 0)) -> "Story":
        self.now = dt.datetime.combine(dt.date.fromisoformat(str(day)), at, JAPAN)
        return self

    def open(
        self,
        ground: Ground,
        *,
        name: str = "case",
        author: Author | None = None,
        happened_on: dt.date | None = None,
        overdue: Overdue | None = None,
        day_unknown: bool = False,
        day_unstated: bool = False,
    ) -> Enum | None:
        day = None if day_unknown or day_unstated else happened_on or self.today
        opening = Opening(name, ground, day, overdue, day_unknown=day_unknown)
        found = open_case(opening, self.organization, author or staff_of(ground), self.today)
        if not isinstance(found, CaseFile):
            return found
        self.cases[name] = found
        return None

    def do(self, event: CaseEvent, *, name: str = "case", author: Author | None = None, **act: Any) -> Enum | None:
        case = self.cases[name]
        usual = ITSELF if event in _OF_THE_ORGANIZATION else staff_of(case.ground)
        wanted = Act(event, **{"day": self.today, "seen_version": case.version, **act})
        outcome = play(case, wanted, self.organization, author or usual, self.now, self.settings)
        if not isinstance(outcome, Outcome):
            return outcome
        self.cases[name] = outcome.case
        self._keep(outcome)
        return None

    def take_back(self, decided_at: dt.datetime, author: Author = TOKYO) -> Enum | None:
        """Take a decision back as wrong (decision 158)."""
        measure = next(one for one in self.measures if one.decided_at == decided_at)
        others = tuple(case for name, case in self.cases.items() if name != measure.case_id and self._waits(case))
        terminated = {one.decided_at for one in self.measures if one.kind is MeasureKind.TERMINATION}
        cut_off = tuple(one for one in self.measures if one.ended_at in terminated)
        around = Surroundings(
            self.organization,
            cut_off,
            self.cases[measure.case_id],
            others,
            lambda name: self.cases[name].state is CaseState.CLOSED,
        )
        found = take_back(measure, around, author, self.today)
        if not isinstance(found, Reversal):
            return found
        for case in (found.case, *found.waiting):
            assert case is not None
            self.cases[case.case_id] = case
        self.organization = replace(
            self.organization, measures=tuple(self._without(measure, one, found) for one in self.measures)
        )
        return None

    def _without(self, wrong: Measure, one: Measure, found: Reversal) -> Measure:
        if one == wrong:
            return replace(one, annulled=True, ended_at=self.now if one.in_force(self.today) else one.ended_at)
        return replace(one, ended_at=None) if one in found.running_on else one

    @staticmethod
    def _waits(case: CaseFile) -> bool:
        return case.state not in {CaseState.CONFIRMED, CaseState.CLOSED}

    def state(self, name: str = "case") -> CaseState:
        own = [measure for measure in self.measures if measure.case_id == name]
        return state_on(self.cases[name], own, self.today)

    def duty(self, name: str = "case") -> CaseDuty | None:
        return duty_of(self.cases[name], self.measures, self.today)

    def terminable(self, name: str = "case") -> bool:
        organization, settings = self.organization, self.settings.cases
        case = self.cases[name]
        return bool(bases_of_termination(case, organization.class_, organization.measures, self.today, settings))

    def withdraw(self) -> None:
        self.organization = replace(self.organization, withdrawn=True)

    def _keep(self, outcome: Outcome) -> None:
        ends = dict(outcome.ended)
        mended = set(outcome.mended)
        kept = []
        for measure in self.measures:
            now = replace(measure, mended_at=self.now) if measure in mended else measure
            ended = ends.get(measure)
            kept.append(replace(now, ended_at=self.now, annulled=ended is End.ANNULLED) if ended else now)
        taken = () if outcome.taken is None else (outcome.taken,)
        self.organization = replace(self.organization, measures=(*kept, *taken))


def staff_of(ground: Ground) -> Author:
    """Who usually acts on a ground."""
    return OPERATIONS if ground is Ground.SECURITY_DEMAND else TOKYO


def opened(ground: Ground, on: str = "2026-06-10") -> Story:
    story = Story().on(on)
    overdue = TERM if ground is Ground.OVERDUE else None
    assert story.open(ground, overdue=overdue) is None
    return story


def suspended(ground: Ground, kind: MeasureKind, on: str = "2026-06-10") -> Story:
    story = opened(ground, on)
    if SECTION_8[ground].request or ground is Ground.SECURITY_DEMAND:
        assert story.do(CaseEvent.REQUEST_CORRECTION) is None
    if ground is Ground.SECURITY_DEMAND:
        assert story.do(CaseEvent.ANSWER) is None
    assert story.do(CaseEvent.SUSPEND, kind=kind) is None
    return story
