"""A step of a case with all that follows from it: the case after it, the measure taken, the measures ended (CMP-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from services.compliance.cases.domain.deciding import (
    Author,
    Decision,
    Matter,
    Organization,
    authority_over,
    competence,
    decide,
)
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile, CaseSettings, Overdue
from services.compliance.cases.domain.periods import usual_due_day
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.domain.repeats import bases_of_termination
from services.compliance.cases.domain.rules import Situation, day_unstated, first, objection_to
from services.compliance.cases.domain.section_8 import SECTION_8
from services.compliance.cases.domain.steps import TRANSITIONS, state_on
from services.compliance.standing.domain.grounds import Authority, Ground, MeasureKind
from services.compliance.standing.domain.measures import End, Measure, StandingSettings, StandingState, standing_of
from services.compliance.standing.domain.reasons import StandingReason
from services.legal_calendar import japanese_day


@dataclass(frozen=True)
class Settings:
    """The amounts of measures and of cases."""

    standing: StandingSettings = field(default_factory=StandingSettings)
    cases: CaseSettings = field(default_factory=CaseSettings)


@dataclass(frozen=True)
class Opening:
    """What a case is opened on. `happened_on`, or `day_unknown`: the day of the conduct is to be stated, or that nobody knows it yet.

    `overdue` for CMP-6 and for nothing else; it then happened on its due day. A demand for security measures (OPS-4) is about no
    conduct: its day is that of the demand.
    """

    case_id: str
    ground: Ground
    happened_on: date | None
    overdue: Overdue | None = None
    day_unknown: bool = False


@dataclass(frozen=True)
class Outcome:
    """What follows: the case as it is now, what was decided, what ended by it, what is only known to end at its term."""

    case: CaseFile
    taken: Measure | None = None
    ended: tuple[tuple[Measure, End], ...] = ()
    mended: tuple[Measure, ...] = ()


def open_case(opening: Opening, organization: Organization, author: Author, today: date) -> CaseFile | Enum:
    """A new case, or why none can be opened: rules may open cases as staff may, and decide nothing else (CMP)."""
    by_rule = author.authority is Authority.CALENDAR
    due_on = opening.overdue.due_on if opening.overdue is not None else None
    happened_on = due_on or opening.happened_on
    if opening.ground is Ground.SECURITY_DEMAND and not opening.day_unknown:
        happened_on = happened_on or today
    passed = happened_on is None or happened_on < today or (due_on is None and happened_on == today)
    standing = standing_of(organization.measures, today)
    objection = first(
        (
            CaseReason.NOT_FOR_CALLER if author.authority is Authority.ORGANIZATION else None,
            None if by_rule else competence(author, organization.bureau_code),
            None if by_rule else authority_over(opening.ground, author, None),
            StandingReason.TERMINATED if standing.state is StandingState.TERMINATED else None,
            StandingReason.WITHDRAWN if organization.withdrawn else None,
            CaseReason.OVERDUE_UNFIT if (opening.ground is Ground.OVERDUE) is not (due_on is not None) else None,
            day_unstated(happened_on, opening.day_unknown),
            None if passed else CaseReason.HAPPENED_LATER,
        )
    )
    return objection or CaseFile(opening.case_id, opening.ground, happened_on, overdue=opening.overdue)


def play(
    case: CaseFile, act: Act, organization: Organization, author: Author, now: datetime, settings: Settings
) -> Outcome | Enum:
    """Take a step, or tell why it can't be taken; everything takes effect at this instant (CMP-14)."""
    it = Situation(case, act, organization, author, japanese_day(now), settings.cases)
    objection = objection_to(it)
    if objection is not None:
        return objection
    # An answer to what was asked before an inquiry leaves a referred case with the section (CMP-1).
    state = TRANSITIONS.get((case.state, act.event), case.state)
    after = replace(case, state=state, version=case.version + 1)
    following = _FOLLOWING.get(act.event)
    return Outcome(after) if following is None else following(it, after, now, settings)


def _requested(it: Situation, after: CaseFile, _now: datetime, settings: Settings) -> Outcome:
    due_on = it.act.due_on or usual_due_day(it.today, settings.cases.days_to_answer)
    return Outcome(replace(after, requested_on=it.today, answer_due_on=due_on))


def _reclassified(it: Situation, after: CaseFile, _now: datetime, _settings: Settings) -> Outcome:
    assert it.act.ground is not None, "the rules asked for it"
    return Outcome(replace(after, ground=it.act.ground))


def _day_set(it: Situation, after: CaseFile, _now: datetime, _settings: Settings) -> Outcome:
    return Outcome(replace(after, happened_on=it.act.happened_on))


def _hearing_announced(it: Situation, after: CaseFile, _now: datetime, settings: Settings) -> Outcome:
    due_on = it.act.due_on or usual_due_day(it.today, settings.cases.days_to_state_view)
    return Outcome(replace(after, view_due_on=due_on))


def _suspended_provisionally(it: Situation, after: CaseFile, now: datetime, settings: Settings) -> Outcome | Enum:
    return _taken(it, after, MeasureKind.PROVISIONAL, Ground.FACTS_UNCLEAR, now, settings)


def _suspended(it: Situation, after: CaseFile, now: datetime, settings: Settings) -> Outcome | Enum:
    """CMP-2 to CMP-6, CMP-8, CMP-10: with the definite suspension the provisional one of the case has done its work."""
    assert it.act.kind is not None, "the rules asked for it"
    outcome = _taken(it, after, it.act.kind, it.case.ground, now, settings)
    if not isinstance(outcome, Outcome):
        return outcome
    assert outcome.taken is not None, "it was decided"
    taken = outcome.taken if it.act.last_day is None else replace(outcome.taken, last_day=it.act.last_day)
    return replace(outcome, taken=taken, ended=_provisional_of(it))


def _terminated(it: Situation, after: CaseFile, now: datetime, settings: Settings) -> Outcome | Enum:
    """CMP-9: whatever else was in force on the organization ends with it."""
    about = it.organization
    bases = bases_of_termination(
        it.case, about.class_, about.measures, it.today, it.settings, about.before, about.barred
    )
    basis = it.act.basis or next(ground for ground in SECTION_8 if ground in bases)
    outcome = _taken(it, after, MeasureKind.TERMINATION, basis, now, settings)
    if not isinstance(outcome, Outcome):
        return outcome
    ended = tuple((one, End.TERMINATED) for one in it.organization.measures if one.in_force(it.today))
    return replace(outcome, ended=ended)


def _taken(
    it: Situation, after: CaseFile, kind: MeasureKind, ground: Ground, now: datetime, settings: Settings
) -> Outcome | Enum:
    decision = Decision(kind, ground, decided_on=it.act.day, seen_version=None)
    measure = decide(Matter(decision, it.organization, it.author, it.today), now, settings.standing)
    if not isinstance(measure, Measure):
        return measure
    return Outcome(after, taken=replace(measure, case_id=after.case_id))


def _provisional_ended(it: Situation, after: CaseFile, _now: datetime, _settings: Settings) -> Outcome:
    return Outcome(after, ended=_provisional_of(it))


def _confirmed(it: Situation, after: CaseFile, _now: datetime, _settings: Settings) -> Outcome:
    """CMP-2, CMP-5, CMP-6, CMP-8, CMP-14: ends at once what waits for it; a term runs in full, and then no longer."""
    ended, mended = list(_provisional_of(it)), []
    for measure in it.own:
        if not measure.in_force(it.today):
            continue
        if measure.kind is MeasureKind.UNTIL_CORRECTED:
            ended.append((measure, End.CORRECTED))
        elif measure.goes_on:
            mended.append(measure)
            if measure.until(it.today) is None:
                ended.append((measure, End.CORRECTED))
    running = [one for one in it.own if one.in_force(it.today) and one not in {measure for measure, _ in ended}]
    state = state_on(after, running, it.today)
    return Outcome(replace(after, state=state), ended=tuple(ended), mended=tuple(mended))


def _annulled(it: Situation, after: CaseFile, _now: datetime, _settings: Settings) -> Outcome:
    """CMP-6: the suspension ends at once where it has not ended, and never counts as one."""
    assert it.definite is not None, "the rules asked for it"
    return Outcome(after, ended=((it.definite, End.ANNULLED), *_provisional_of(it)))


def _provisional_of(it: Situation) -> tuple[tuple[Measure, End], ...]:
    running = (one for one in it.own if one.kind is MeasureKind.PROVISIONAL and one.in_force(it.today))
    return tuple((one, End.FACTS_ESTABLISHED) for one in running)


_Following = Callable[[Situation, CaseFile, datetime, Settings], Outcome | Enum]

_FOLLOWING: dict[CaseEvent, _Following] = {
    CaseEvent.REQUEST_CORRECTION: _requested,
    CaseEvent.RECLASSIFY: _reclassified,
    CaseEvent.SET_DAY: _day_set,
    CaseEvent.ANNOUNCE_HEARING: _hearing_announced,
    CaseEvent.SUSPEND_PROVISIONALLY: _suspended_provisionally,
    CaseEvent.END_PROVISIONAL: _provisional_ended,
    CaseEvent.SUSPEND: _suspended,
    CaseEvent.CONFIRM: _confirmed,
    CaseEvent.TERMINATE: _terminated,
    CaseEvent.ANNUL: _annulled,
    CaseEvent.CLOSE: _provisional_ended,
}
"""What follows from an event beside the change of state."""
