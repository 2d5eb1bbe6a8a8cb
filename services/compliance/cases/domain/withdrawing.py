"""What follows when a decision is taken back as wrong (職権取消し, decision 158): from now on it is as if it had not been."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from services.compliance.cases.domain.deciding import Author, Organization, authority_over, competence
from services.compliance.cases.domain.files import CaseFile, CaseState
from services.compliance.cases.domain.periods import stood_still
from services.compliance.standing.domain.grounds import MeasureKind
from services.compliance.standing.domain.measures import Measure, StandingState, standing_of
from services.compliance.standing.domain.reasons import StandingReason
from services.legal_calendar import japanese_day


@dataclass(frozen=True)
class Reversal:
    """What follows: the decision's case as it is after it, None where it has none; suspensions that run on, as they were ended.

    `waiting`: the other cases in which the organization has its days back, as they are after it.
    """

    case: CaseFile | None
    running_on: tuple[Measure, ...] = ()
    waiting: tuple[CaseFile, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What stands around a decision: its case, the organization's others in which nothing is confirmed.

    `cut_off`: the measures that a termination has ended; `closed`: whether staff have closed the case of an ID.
    """

    organization: Organization
    cut_off: tuple[Measure, ...]
    case: CaseFile | None
    others: tuple[CaseFile, ...]
    closed: Callable[[str], bool]


def take_back(measure: Measure, around: Surroundings, author: Author, today: date) -> Reversal | StandingReason:
    """Take a measure back, in force or over; or why it can't be."""
    objection = objection_to_withdrawal(measure, author, around.organization.bureau_code)
    if objection is not None:
        return objection
    if measure.kind is not MeasureKind.TERMINATION:
        return Reversal(_case_after(measure, around, (), today))
    running_on = runs_on_without(measure, around.cut_off, around.closed)
    waiting = tuple(_waiting(one, measure, today) for one in around.others)
    return Reversal(
        _case_after(measure, around, running_on, today),
        running_on,
        tuple(after for after, before in zip(waiting, around.others, strict=True) if after != before),
    )


def objection_to_withdrawal(measure: Measure, author: Author, bureau_code: str) -> StandingReason | None:
    """Why a decision can't be taken back; also one that has ended can, as it counts as an earlier suspension."""
    already = StandingReason.ANNULLED_ALREADY if measure.annulled else None
    return competence(author, bureau_code) or authority_over(measure.ground, author, None) or already


def runs_on_without(
    termination: Measure, cut_off: Iterable[Measure], closed: Callable[[str], bool]
) -> tuple[Measure, ...]:
    """The suspensions that a termination ended and that run on to their own end once it is taken back (CMP-14).

    Not those whose case staff have closed since, and not the provisional one of its own case, as the facts were established.
    Its own case is closed by the termination itself, and says nothing.
    """

    def runs_on(one: Measure) -> bool:
        if one.ended_at != termination.decided_at or one.annulled:
            return False
        if one.case_id and one.case_id == termination.case_id:
            return one.definite_suspension
        return not one.case_id or not closed(one.case_id)

    return tuple(one for one in cut_off if runs_on(one))


def _case_after(measure: Measure, around: Surroundings, running_on: Iterable[Measure], today: date) -> CaseFile | None:
    """A case whose measure held is over with it: whoever is to be looked into still gets a case of its own.

    It goes on where a suspension decided in it runs on, which has to be brought to its end, where something is overdue that no
    suspension was decided for, as the calendar is to watch it on (CMP-6), and where it is with the supply-demand section, which was
    asked about the offence and not about the measure (CMP-1).
    """
    case = around.case
    if case is None:
        return None
    state = case.state
    if _held(measure, around, today) and state is not CaseState.REFERRED:
        again = (replace(one, ended_at=None) for one in running_on if one.case_id == case.case_id)
        goes_on = any(one.in_force(today) for one in again) or _overdue_without_suspension(measure, case, around)
        state = CaseState.OPENED if goes_on else CaseState.CLOSED
    return replace(case, state=state, version=case.version + 1)


def _overdue_without_suspension(measure: Measure, case: CaseFile, around: Surroundings) -> bool:
    """CMP-6: whether a termination took the place of the suspension by date; what came meanwhile the calendar finds, and closes it.

    Where a suspension was decided in the case and is taken back as well, staff have said that nothing was to be suspended (240).
    """
    own = (one for one in around.organization.measures if one.case_id == case.case_id)
    terminated = measure.kind is MeasureKind.TERMINATION
    return terminated and case.overdue is not None and not any(one.definite_suspension for one in own)


def _held(measure: Measure, around: Surroundings, today: date) -> bool:
    """Whether it was in force, or would have been but for a termination that stands: whichever of both is taken back first."""
    if measure.in_force(today):
        return True
    terminated = standing_of(around.organization.measures, today).state is StandingState.TERMINATED
    return terminated and measure in around.cut_off and replace(measure, ended_at=None).in_force(today)


def _waiting(case: CaseFile, termination: Measure, today: date) -> CaseFile:
    """Another open case: who was terminated could not answer, nor be heard (AUT-9)."""
    taken = japanese_day(termination.decided_at)
    answer, view = case.answer_due_on, case.view_due_on
    return replace(
        case,
        answer_due_on=answer and stood_still(answer, taken, today),
        view_due_on=view and stood_still(view, taken, today),
    )
