"""Who may decide which measure, and when: small rules in a list, the first that objects is told (CMP, AUT-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from services.compliance.cases.domain.periods import BarredTime
from services.compliance.cases.domain.provisions import provision_of
from services.compliance.cases.domain.section_8 import SECTION_8
from services.compliance.standing.domain.grounds import Authority, Ground, MeasureKind
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
    """Who acts; `bureau_code` is "" for all but a bureau."""

    authority: Authority
    bureau_code: str = ""


@dataclass(frozen=True)
class Organization:
    """What the decision is about. `withdrawn` as the registry told.

    `before`: the measures on each who withdrew under its number before it was approved (decision 089). `barred`: when it could
    hand in no form, as a withdrawal stood that was taken back (decision 306).
    """

    class_: str
    bureau_code: str
    withdrawn: bool
    measures: tuple[Measure, ...]
    version: int
    """Rises with every change of standing that others are told of."""
    before: tuple[tuple[Measure, ...], ...] = ()
    barred: tuple[BarredTime, ...] = ()


@dataclass(frozen=True)
class Decision:
    """What staff want to decide. `seen_version`: of the standing that they saw; None where they saw the case instead."""

    kind: MeasureKind
    ground: Ground
    decided_on: date
    seen_version: int | None


@dataclass(frozen=True)
class Matter:
    """What a rule looks at."""

    decision: Decision
    organization: Organization
    author: Author
    today: date


Rule = Callable[[Matter], StandingReason | None]


def the_author_is_competent(matter: Matter) -> StandingReason | None:
    """CMP, AUT-7: staff of the competent bureau decide."""
    return competence(matter.author, matter.organization.bureau_code)


def the_ground_is_the_authoritys(matter: Matter) -> StandingReason | None:
    """CMP-10: operations decide by 001 14 and by nothing else, and nobody else by that."""
    return authority_over(matter.decision.ground, matter.author, matter.decision.kind)


def the_ground_bears_the_measure(matter: Matter) -> StandingReason | None:
    """CMP-2 to CMP-10: each article names what may follow from it, in its class."""
    fits = matter.decision.kind in provision_of(matter.decision.ground, matter.organization.class_).measures
    return None if fits else StandingReason.GROUND_NOT_FOR_KIND


def it_is_not_terminated(matter: Matter) -> StandingReason | None:
    """CMP-9: after a termination there is nothing left to suspend or to terminate."""
    standing = standing_of(matter.organization.measures, matter.today)
    return StandingReason.TERMINATED if standing.state is StandingState.TERMINATED else None


def it_has_not_withdrawn(matter: Matter) -> StandingReason | None:
    """REG-5: who has withdrawn uses nothing that could be stopped."""
    return StandingReason.WITHDRAWN if matter.organization.withdrawn else None


def it_takes_effect_today(matter: Matter) -> StandingReason | None:
    """CMP-14: at once; a decision is neither dated back nor put off."""
    return None if matter.decision.decided_on == matter.today else StandingReason.NOT_TODAY


def it_is_not_decided_twice(matter: Matter) -> StandingReason | None:
    """One measure on a ground at a time; a termination may follow a suspension."""
    if matter.decision.kind is MeasureKind.TERMINATION:
        return None
    same = (m for m in matter.organization.measures if m.ground is matter.decision.ground and m.in_force(matter.today))
    return StandingReason.IN_FORCE_ALREADY if any(same) else None


def nobody_has_decided_meanwhile(matter: Matter) -> StandingReason | None:
    """Of two staff who decide at once, the second is told that the standing is another than the one seen."""
    seen = matter.decision.seen_version
    return None if seen in {None, matter.organization.version} else StandingReason.STANDING_CHANGED


def a_termination_has_its_suspension_before(matter: Matter) -> StandingReason | None:
    """CMP-3, CMP-5: after resumption; CMP-6: at the end of the term, or again after resumption."""
    decision = matter.decision
    after_suspension = provision_of(decision.ground, matter.organization.class_).after_suspension
    if decision.kind is not MeasureKind.TERMINATION or not after_suspension:
        return None
    decided = chain(matter.organization.measures, *matter.organization.before)
    earlier = (m for m in decided if m.ground is decision.ground and not m.annulled)
    has_run = any(m.over(matter.today) or (m.last_day is not None and m.last_day < matter.today) for m in earlier)
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


def decide(matter: Matter, now: datetime, settings: StandingSettings) -> Measure | StandingReason:
    """The measure, in force from this instant; or why it can't be decided."""
    objection = _first(rule(matter) for rule in RULES)
    if objection is not None:
        return objection
    kind, class_ = matter.decision.kind, matter.organization.class_
    return Measure(
        kind,
        matter.decision.ground,
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
            authority_over(measure.ground, author, None),
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
    """AUT-7: a bureau's staff act on organizations of their own bureau; who acts for no bureau, on all."""
    own = author.authority is not Authority.BUREAU or author.bureau_code == bureau_code
    return None if own else StandingReason.OTHER_BUREAU


def authority_over(ground: Ground, author: Author, kind: MeasureKind | None) -> StandingReason | None:
    """Whose the decisions on a ground are: the bureau's or the ministry's (001 3, 4, 8), or operations' (001 14).

    The calendar suspends where the paragraph runs by date, and keeps what dates make of it (CMP-6); it decides nothing else.
    """
    provision = SECTION_8[ground]
    if author.authority is Authority.CALENDAR:
        fits = provision.by_date and kind in {MeasureKind.WITH_TERM, None}
    elif author.authority is Authority.MINISTRY:
        fits = provision.authority is Authority.BUREAU
    else:
        fits = provision.authority is author.authority
    return None if fits else StandingReason.OTHER_AUTHORITY


def _first(objections: Iterable[StandingReason | None]) -> StandingReason | None:
    return next((objection for objection in objections if objection is not None), None)
