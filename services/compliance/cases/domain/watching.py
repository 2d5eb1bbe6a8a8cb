"""What the calendar does about what is overdue: open a case, warn, suspend, go on, and keep that it came (CMP-6).

Pure: from what is expected by which day, its case, the measures on the organization and a day to the next step. Run for a day
again it finds nothing more; after days that were missed it takes their steps in order, with effect from that day (CMP-14).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.compliance.cases.domain.files import CaseFile, CaseSettings, CaseState, Overdue, OverdueItem
from services.compliance.cases.domain.periods import BarredTime, last_day_of_grace, suspends_after
from services.compliance.cases.domain.repeats import bases_of_termination
from services.compliance.cases.domain.steps import state_on
from services.compliance.standing.domain.grounds import Ground
from services.compliance.standing.domain.measures import Measure, StandingState, standing_of
from services.legal_calendar import day_after


class WatchStep(StrEnum):
    """What the calendar does next."""

    OPEN = "open"
    WARN = "warn"
    SUSPEND = "suspend"
    GO_ON = "go_on"
    CONFIRM = "confirm"
    """It has come: the term runs in full and ends by itself (CMP-14)."""
    ANNUL = "annul"
    """It had come in time: the suspension is undone, in force or over."""
    CLOSE = "close"
    """It has come before a suspension, or nothing is expected any more."""


class Prompt(StrEnum):
    """What staff of the bureau are prompted to do."""

    DEMAND = "demand"
    """Record the demand for an overdue report (提出依頼)."""
    UNMENDED = "unmended"
    """The six months are over and nothing has come: decide on the termination."""
    REPEATED = "repeated"
    """The same kind of thing again after the resumption, so that it is suspended for again: decide on the termination."""


@dataclass(frozen=True)
class Expected:
    """What an organization must have done by a day. `met_on`: the day on which it came, of receipt and not of recording.

    `in_force` is False where it is not expected any more: another term has taken its place, the service was given up.
    """

    overdue: Overdue
    met_on: date | None = None
    in_force: bool = True

    @property
    def missing(self) -> bool:
        """Whether it is still to come."""
        return self.met_on is None and self.in_force


@dataclass(frozen=True)
class Mended:
    """How many forms for a thing were refused when the calendar confirmed by a receipt that one had come, and are now.

    `then` None: it has confirmed no receipt; `refused` None: nobody has told.
    """

    then: int | None = None
    refused: int | None = None

    @property
    def by_a_slip(self) -> bool:
        """Whether the receipt, if it holds no more, was taken back: one more would be refused otherwise (decision 306)."""
        return self.then is not None and self.refused is not None and self.refused <= self.then


@dataclass(frozen=True)
class Watched:
    """What the calendar looks at. `warned` and `went_on`: those steps were taken in the case.

    `was_settled`: since the case was opened it had come, or was not expected any more. `before`, `barred`: as of an `Organization`.
    `former_last_day`: that of the suspension that the one of this case goes on from.
    """

    expected: Expected
    case: CaseFile | None
    measures: tuple[Measure, ...]
    class_: str
    withdrawn: bool = False
    warned: bool = False
    went_on: bool = False
    was_settled: bool = False
    before: tuple[tuple[Measure, ...], ...] = ()
    barred: tuple[BarredTime, ...] = ()
    mended: Mended = Mended()
    former_last_day: date | None = None

    @property
    def definite(self) -> Measure | None:
        """The suspension decided in the case, in force or over."""
        own = (one for one in self._own if one.definite_suspension)
        return next(own, None)

    @property
    def _own(self) -> tuple[Measure, ...]:
        return () if self.case is None else tuple(one for one in self.measures if one.case_id == self.case.case_id)

    def open_on(self, today: date) -> bool:
        """Whether its case is open on a day."""
        return self.case is not None and state_on(self.case, self._own, today) is not CaseState.CLOSED

    def missing_again(self, today: date) -> bool:
        """Whether its case is over because the form had come, which was refused after that; another case is to be opened.

        Where the bureau has confirmed what never was on record, its word ends the watch, as its closing of the case does.
        """
        definite = self.definite
        mended = definite is not None and definite.mended_at is not None
        return mended and self.was_settled and not self.open_on(today)

    @property
    def goes_on_from(self) -> date | None:
        """The last day of its case's suspension, where a receipt that was taken back has ended that: one in another case goes on from it.
        That of the former one where such a receipt closed the case before use was stopped in it.

        Nothing had come, and use is not stopped for another six months for a slip of the bureau's; a form that is refused had come.
        """
        definite = self.definite
        if not self.mended.by_a_slip or (definite is not None and definite.annulled):
            return None
        return self.former_last_day if definite is None else definite.last_day

    def terminated(self, today: date) -> bool:
        """CMP-9: nothing is left to be suspended."""
        return standing_of(self.measures, today).state is StandingState.TERMINATED


def next_step(it: Watched, today: date, settings: CaseSettings) -> WatchStep | None:
    """The next step that is due on a day; None where there is none."""
    if it.terminated(today):
        return None
    if not it.expected.missing:
        return _after_it_came(it, today, settings)
    if it.withdrawn:
        return None
    if it.case is None or it.missing_again(today):
        return WatchStep.OPEN if today > it.expected.overdue.due_on else None
    return _while_missing(it, it.case, today, settings) if it.open_on(today) else None


def _after_it_came(it: Watched, today: date, settings: CaseSettings) -> WatchStep | None:
    definite = it.definite
    if definite is None:
        return WatchStep.CLOSE if it.open_on(today) else None
    if definite.annulled:
        return None
    if came_in_time(it, settings):
        return WatchStep.ANNUL
    return WatchStep.CONFIRM if definite.in_force(today) and definite.goes_on else None


def came_in_time(it: Watched, settings: CaseSettings) -> bool:
    """Whether there was nothing to suspend for (REG-7)."""
    met_on = it.expected.met_on
    grace = last_day_of_grace(it.expected.overdue, it.class_, settings, it.measures, it.barred)
    return met_on is not None and met_on <= grace


def to_annul_beside(it: Watched, case_ids: Iterable[str], today: date, settings: CaseSettings) -> list[str]:
    """Of earlier cases on the same thing those whose suspension should not have been either, as it had come in time all along.

    One that goes on from another, or was for a form that was refused by mistake, leaves several.
    """
    if it.terminated(today) or not came_in_time(it, settings):
        return []
    stand = {one.case_id for one in it.measures if one.definite_suspension and not one.annulled}
    return [case_id for case_id in case_ids if case_id in stand]


def _while_missing(it: Watched, case: CaseFile, today: date, settings: CaseSettings) -> WatchStep | None:
    definite = it.definite
    if definite is not None:
        over = definite.in_force(today) and definite.goes_on and definite.until(today) is None
        return WatchStep.GO_ON if over and not it.went_on else None
    last_day = suspends_after(case, it.class_, settings, it.measures, it.barred)
    if last_day is None or case.state in {CaseState.REFERRED, CaseState.CONFIRMED}:
        return None
    if today > last_day:
        # One measure on a ground at a time: where another overdue thing suspends already, this one waits for its end.
        running = any(one.ground is Ground.OVERDUE and one.in_force(today) for one in it.measures)
        return None if running else WatchStep.SUSPEND
    if today >= last_day - timedelta(days=settings.days_of_warning) and not it.warned:
        return WatchStep.WARN
    return None


def prompt_of(it: Watched, today: date, settings: CaseSettings) -> Prompt | None:
    """What staff are prompted to do on a day (CMP-6); None while the organization is heard, or where it was confirmed to have come.

    Once it was heard, or its time for that is over, the termination is to be decided on, also where nobody answers.
    """
    case = it.case
    if case is None or not it.open_on(today) or it.terminated(today) or it.withdrawn or not it.expected.missing:
        return None
    if case.state is CaseState.CONFIRMED or _is_being_heard(case, today):
        return None
    definite = it.definite
    if definite is not None and definite.in_force(today) and definite.until(today) is None:
        return Prompt.UNMENDED
    if definite is None and it.expected.overdue.item is OverdueItem.REPORT and case.requested_on is None:
        return Prompt.DEMAND
    bases = bases_of_termination(case, it.class_, it.measures, today, settings, it.before, it.barred)
    return Prompt.REPEATED if bases else None


def _is_being_heard(case: CaseFile, today: date) -> bool:
    """Whether it may still state its view: nothing can be decided yet (CMP-9)."""
    return case.state is CaseState.HEARING and (case.view_due_on is None or today <= case.view_due_on)


def next_look(it: Watched, today: date) -> date | None:
    """The next day on which the calendar has to look again, after it has taken the steps of a day; None: not by itself."""
    if it.terminated(today) or it.withdrawn or not it.expected.missing:
        return None
    if it.case is None:
        return max(day_after(it.expected.overdue.due_on), day_after(today))
    return day_after(today) if it.open_on(today) else None
