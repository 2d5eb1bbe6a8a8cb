"""Who may decide which measure, and when: small rules in a list, the first that objects is told (CMP, AUT-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from services.compliance.standing.domain.grounds import GROUNDS, Authority, Ground, MeasureKind
from services.compliance.standing.domain.measures import (
    End,
    Measure,
    StandingSettings,
    StandingState,
    last_day_of_bar,
    last_day_of_suspension,
    standing_of,
)
from services.compliance.standing.domain.reasons import StandingReason


@dataclass(frozen=True)
class Author:
    """Who decides; `bureau_code` is "" for operations."""

    authority: Authority
    bureau_code: str = ""


@dataclass(frozen=True)
class Organization:
    """What the decision is about. `withdrawn` as the registry told."""

    class_: str
    bureau_code: str
    withdrawn: bool
    measures: tuple[Measure, ...]
    version: int
    """Rises with every change of standing that others are told of."""


@dataclass(frozen=True)
class Decision:
    """What staff want to decide. `seen_version`: of the standing that they saw when they decided."""

    kind: MeasureKind
    ground: Ground
    decided_on: date
    seen_version: int


@dataclass(frozen=True)
class Case:
    """What a rule looks at."""

    decision: Decision
    organization: Organization
    author: Author
    today: date


Rule = Callable[[Case], StandingReason | None]


def the_author_is_competent(case: Case) -> StandingReason | None:
    """CMP, AUT-7: staff of the competent bureau decide."""
    return competence(case.author, case.organization.bureau_code)


def the_ground_is_the_authoritys(case: Case) -> StandingReason | None:
    """CMP-10: operations decide by 001 14 and by nothing else, and nobody else by that."""
    fits = GROUNDS[case.decision.ground].authority is case.author.authority
    return None if fits else StandingReason.OTHER_AUTHORITY


def the_ground_bears_the_measure(case: Case) -> StandingReason | None:
    """CMP-2 to CMP-10: each article names what may follow from it."""
    fits = case.decision.kind in GROUNDS[case.decision.ground].kinds
    return None if fits else StandingReason.GROUND_NOT_FOR_KIND


def it_is_not_terminated(case: Case) -> StandingReason | None:
    """CMP-9: after a termination there is nothing left to suspend or to terminate."""
    standing = standing_of(case.organization.measures, case.today)
    return StandingReason.TERMINATED if standing.state is StandingState.TERMINATED else None


def it_has_not_withdrawn(case: Case) -> StandingReason | None:
    """REG-5: who has withdrawn uses nothing that could be stopped."""
    return StandingReason.WITHDRAWN if case.organization.withdrawn else None


def it_takes_effect_today(case: Case) -> StandingReason | None:
    """CMP-14: at once; a decision is neither dated back nor put off."""
    return None if case.decision.decided_on == case.today else StandingReason.NOT_TODAY


def it_is_not_decided_twice(case: Case) -> StandingReason | None:
    """One measure on a ground at a time; a termination may follow a suspension."""
    if case.decision.kind is MeasureKind.TERMINATION:
        return None
    same = (m for m in case.organization.measures if m.ground is case.decision.ground and m.in_force(case.today))
    return StandingReason.IN_FORCE_ALREADY if any(same) else None


def nobody_has_decided_meanwhile(case: Case) -> StandingReason | None:
    """Of two staff who decide at once, the second is told that the standing is another than the one seen."""
    same = case.decision.seen_version == case.organization.version
    return None if same else StandingReason.STANDING_CHANGED


def a_termination_has_its_suspension_before(case: Case) -> StandingReason | None:
    """CMP-3, CMP-5: after resumption; CMP-6: at the end of the term, or again after resumption."""
    decision = case.decision
    if decision.kind is not MeasureKind.TERMINATION or not GROUNDS[decision.ground].after_suspension:
        return None
    earlier = (m for m in case.organization.measures if m.ground is decision.ground)
    has_run = any(m.over(case.today) or (m.last_day is not None and m.last_day < case.today) for m in earlier)
    return None if has_run else StandingReason.NOTHING_BEFORE_IT


RULES: tuple[Rule, ...] = (
    the_author_is_competent,
    the_ground_is_the_authoritys,
    the_ground_bears_the_measure,
    it_is_not_terminated,
    it_has_not_withdrawn,
    it_takes_effect_today,
    it_is_not_decided_twice,
    nobody_has_decided_meanwhile,
    a_termination_has_its_suspension_before,
)


def decide(case: Case, now: datetime, settings: StandingSettings) -> Measure | StandingReason:
    """The measure, in force from this instant; or why it can't be decided."""
    objection = _first(rule(case) for rule in RULES)
    if objection is not None:
        return objection
    kind, class_ = case.decision.kind, case.organization.class_
    return Measure(
        kind,
        case.decision.ground,
        decided_at=now,
        last_day=last_day_of_suspension(now, class_, settings) if kind is MeasureKind.WITH_TERM else None,
        bar_until=last_day_of_bar(now, class_, settings) if kind is MeasureKind.TERMINATION else None,
    )


@dataclass(frozen=True)
class Lifting:
    """What follows from a confirmation: the measure ends now, or (`end` None) is known to end at its term (CMP-6)."""

    end: End | None


_ENDS = {
    MeasureKind.UNTIL_CORRECTED: End.CORRECTED,
    MeasureKind.PROVISIONAL: End.FACTS_ESTABLISHED,
    MeasureKind.WITH_TERM: End.CORRECTED,
}


def lift(measure: Measure, author: Author, bureau_code: str, today: date) -> Lifting | StandingReason:
    """Confirm what the measure waits for: the correction, the facts, or what was overdue (CMP-2, CMP-6, CMP-10, CMP-14)."""
    objection = _first(
        (
            competence(author, bureau_code),
            None if GROUNDS[measure.ground].authority is author.authority else StandingReason.OTHER_AUTHORITY,
            StandingReason.TERMINATION_IS_FINAL if measure.kind is MeasureKind.TERMINATION else None,
            StandingReason.ENDED_ALREADY if measure.over(today) else None,
        )
    )
    if objection is not None:
        return objection
    if measure.kind is not MeasureKind.WITH_TERM:
        return Lifting(_ENDS[measure.kind])
    if measure.ground is not Ground.OVERDUE:
        return StandingReason.TERM_RUNS_IN_FULL
    if measure.mended_at is not None:
        return StandingReason.MENDED_ALREADY
    return Lifting(End.CORRECTED if measure.until(today) is None else None)


def competence(author: Author, bureau_code: str) -> StandingReason | None:
    """AUT-7: a bureau's staff act on organizations of their own bureau; operations act on all."""
    own = author.authority is Authority.OPERATIONS or author.bureau_code == bureau_code
    return None if own else StandingReason.OTHER_BUREAU


def _first(objections: Iterable[StandingReason | None]) -> StandingReason | None:
    return next((objection for objection in objections if objection is not None), None)
