"""Why a step of a case is refused: small rules in lists, the first that objects is told (CMP-1 to CMP-14)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType

from services.compliance.cases.domain.deciding import Author, Organization, authority_over, competence
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile, CaseSettings, CaseState, OverdueItem
from services.compliance.cases.domain.periods import last_day_of_grace
from services.compliance.cases.domain.provisions import provision_of
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.domain.repeats import bases_of_termination
from services.compliance.cases.domain.steps import TRANSITIONS, state_on
from services.compliance.standing.domain.grounds import Authority, Ground, MeasureKind
from services.compliance.standing.domain.measures import Measure, StandingState, standing_of
from services.compliance.standing.domain.reasons import StandingReason
from services.legal_calendar import latest_due_day, leaves_time


@dataclass(frozen=True)
class Situation:
    """What a rule looks at."""

    case: CaseFile
    act: Act
    organization: Organization
    author: Author
    today: date
    settings: CaseSettings

    @property
    def own(self) -> tuple[Measure, ...]:
        """The measures decided in the case."""
        return tuple(one for one in self.organization.measures if one.case_id == self.case.case_id)

    @property
    def definite(self) -> Measure | None:
        """The suspension decided in the case on established facts; there is one at most."""
        return next((one for one in self.own if one.definite_suspension), None)


Objection = Enum | None
Rule = Callable[[Situation], Objection]

_OF_THE_ORGANIZATION = frozenset({CaseEvent.ANSWER, CaseEvent.STATE_VIEW})
_AFTER_THE_END = _OF_THE_ORGANIZATION | {CaseEvent.CONFIRM, CaseEvent.END_PROVISIONAL, CaseEvent.ANNUL, CaseEvent.CLOSE}
_BY_DATE_ALONE = frozenset({CaseEvent.WARN, CaseEvent.GO_ON, CaseEvent.ANNUL})
_BY_DATE = _BY_DATE_ALONE | {CaseEvent.SUSPEND, CaseEvent.CONFIRM, CaseEvent.CLOSE}


# Every step ----------------------------------------------------------------------------------------------------------


def the_author_acts_on_this_side(it: Situation) -> Objection:
    """CMP-13: the organization answers, staff decide; by date the calendar suspends, and keeps that what was missing came (CMP-6)."""
    authority, event = it.author.authority, it.act.event
    if (authority is Authority.ORGANIZATION) is not (event in _OF_THE_ORGANIZATION):
        return CaseReason.NOT_FOR_CALLER
    fits = event in _BY_DATE if authority is Authority.CALENDAR else event not in _BY_DATE_ALONE
    return None if fits else CaseReason.NOT_FOR_CALLER


def the_author_is_competent(it: Situation) -> Objection:
    """AUT-7, CMP-10: the competent bureau or the ministry; operations on their demands alone."""
    if it.author.authority is Authority.ORGANIZATION:
        return None
    return competence(it.author, it.organization.bureau_code) or authority_over(it.case.ground, it.author, it.act.kind)


def the_case_is_as_it_was_seen(it: Situation) -> Objection:
    """CMP-13: of two who act at once, the second is told; so nothing is decided twice."""
    return None if it.act.seen_version == it.case.version else CaseReason.CASE_CHANGED


def it_is_done_today(it: Situation) -> Objection:
    """CMP-14: nothing is dated back or put off."""
    return None if it.act.day == it.today else StandingReason.NOT_TODAY


def the_case_is_not_closed(it: Situation) -> Objection:
    """CMP-13: nothing is decided twice. That it had come in time is seen of a suspension that is over, too (CMP-6, decision 306)."""
    closed = state_on(it.case, it.own, it.today) is CaseState.CLOSED
    return CaseReason.CASE_CLOSED if closed and it.act.event is not CaseEvent.ANNUL else None


def the_organization_is_not_terminated(it: Situation) -> Objection:
    """CMP-9: what else was open can only be closed."""
    terminated = standing_of(it.organization.measures, it.today).state is StandingState.TERMINATED
    return StandingReason.TERMINATED if terminated and it.act.event is not CaseEvent.CLOSE else None


def the_organization_has_not_withdrawn(it: Situation) -> Objection:
    """REG-5, AUT-9: what was begun before can be brought to its end, and what was asked of it be answered."""
    return StandingReason.WITHDRAWN if it.organization.withdrawn and it.act.event not in _AFTER_THE_END else None


def the_step_comes_next(it: Situation) -> Objection:
    """CMP-13: state × event. CMP-1: what was asked before an inquiry that is hidden is answered as if there were none."""
    state = it.act.seen_state or it.case.state
    return None if (state, it.act.event) in TRANSITIONS else CaseReason.OUT_OF_ORDER


COMMON: tuple[Rule, ...] = (
    the_author_acts_on_this_side,
    the_author_is_competent,
    the_case_is_as_it_was_seen,
    it_is_done_today,
    the_case_is_not_closed,
    the_organization_is_not_terminated,
    the_organization_has_not_withdrawn,
    the_step_comes_next,
)


# Single steps --------------------------------------------------------------------------------------------------------


def an_offence_is_suspected(it: Situation) -> Objection:
    """CMP-1."""
    return None if it.case.ground is Ground.SUSPECTED_OFFENCE else CaseReason.NOT_TO_BE_REFERRED


def the_ground_is_another(it: Situation) -> Objection:
    """CMP-1, CMP-7: as the facts show; what is overdue is a case of its own (CMP-6)."""
    new, old = it.act.ground, it.case.ground
    if new is None or new is old:
        return CaseReason.SAME_GROUND
    return CaseReason.OVERDUE_UNFIT if Ground.OVERDUE in {new, old} else authority_over(new, it.author, None)


def its_day_is_nobodys_to_set(it: Situation) -> Objection:
    """CMP-6: what is overdue happened on its due day."""
    return CaseReason.OVERDUE_UNFIT if it.case.overdue is not None else None


def the_day_is_stated(it: Situation) -> Objection:
    """CMP-13: as of a case that is opened."""
    return day_unstated(it.act.happened_on, it.act.day_unknown)


def day_unstated(day: date | None, unknown: bool) -> Objection:
    """CMP-3, CMP-5: what counts after a resumption hangs on the day, so that nobody but who knows the facts may fill it in."""
    return None if (day is None) is unknown else CaseReason.DAY_UNSTATED


def the_day_is_not_to_come(it: Situation) -> Objection:
    """CMP-13: as of a case that is opened."""
    day = it.act.happened_on
    return None if day is None or day <= it.today else CaseReason.HAPPENED_LATER


def no_measure_rests_on_the_case(it: Situation) -> Objection:
    """CMP-13: a measure was decided on the ground, and on what was known; one definite suspension a case."""
    return CaseReason.MEASURE_TAKEN if it.definite is not None else None


def no_suspension_is_in_force(it: Situation) -> Objection:
    """CMP-13: what was decided ends by confirmation or by its term, not by closing the case."""
    definite = it.definite
    return CaseReason.MEASURE_TAKEN if definite is not None and definite.in_force(it.today) else None


def the_due_day_leaves_time(it: Situation) -> Objection:
    """CMP-13: after today, within a year."""
    due_on, latest = it.act.due_on, latest_due_day(it.today, it.settings.longest_due_days)
    fits = due_on is None or leaves_time(due_on, it.today, latest)
    return None if fits else CaseReason.DUE_DAY_UNFIT


def it_is_a_definite_suspension(it: Situation) -> Objection:
    """CMP-14: which of the two the ground bears is asked after this."""
    definite = it.act.kind in {MeasureKind.WITH_TERM, MeasureKind.UNTIL_CORRECTED}
    return None if definite else StandingReason.GROUND_NOT_FOR_KIND


def the_correction_was_requested(it: Situation) -> Objection:
    """CMP-3 to CMP-5, CMP-8: 是正要請を行うとともに; CMP-6: 提出依頼にも関わらず, so on an earlier day."""
    overdue = it.case.overdue
    if overdue is not None and overdue.item is OverdueItem.REPORT:
        requested = it.case.requested_on is not None and it.case.requested_on < it.today
    else:
        goes_with_one = provision_of(it.case.ground, it.organization.class_).request
        requested = it.case.requested_on is not None or not goes_with_one
    return None if requested else CaseReason.CORRECTION_NOT_REQUESTED


def the_demand_was_not_complied_with(it: Situation) -> Objection:
    """OPS-4, CMP-10; 001 14: 連絡責任者がこれに応じない場合: its day has passed, or the answer was no compliance."""
    case = it.case
    if case.ground is not Ground.SECURITY_DEMAND:
        return None
    late = case.answer_due_on is not None and it.today > case.answer_due_on
    return None if late or case.state is CaseState.ANSWERED else CaseReason.DEMAND_PENDING


def the_month_of_grace_is_over(it: Situation) -> Objection:
    """CMP-6, CAL-4."""
    overdue = it.case.overdue
    if overdue is None:
        return None
    about = it.organization
    over = it.today > last_day_of_grace(overdue, about.class_, it.settings, about.measures, about.barred)
    return None if over else CaseReason.GRACE_NOT_OVER


def something_is_overdue(it: Situation) -> Objection:
    """CMP-6."""
    return CaseReason.OVERDUE_UNFIT if it.case.overdue is None else None


def its_term_is_over_and_nothing_has_come(it: Situation) -> Objection:
    """CMP-6: 停止後、６か月を過ぎても改善されない場合."""
    definite = it.definite
    goes_on = definite is not None and definite.in_force(it.today) and definite.goes_on
    return None if goes_on and definite and definite.until(it.today) is None else CaseReason.NOTHING_GOES_ON


def it_came_in_time(it: Situation) -> Objection:
    """CMP-6, REG-7: the day of receipt decides, not of its recording; then there was nothing to suspend for."""
    overdue, met_on, definite = it.case.overdue, it.act.met_on, it.definite
    if overdue is None or met_on is None or definite is None or definite.annulled:
        return CaseReason.NOTHING_TO_ANNUL
    about = it.organization
    in_time = met_on <= last_day_of_grace(overdue, about.class_, it.settings, about.measures, about.barred)
    return None if in_time else CaseReason.NOTHING_TO_ANNUL


def the_facts_are_not_yet_established(it: Situation) -> Objection:
    """CMP-10: a provisional suspension is for the time before the definite one."""
    return CaseReason.FACTS_ESTABLISHED if it.definite is not None else None


def a_provisional_suspension_is_in_force(it: Situation) -> Objection:
    """CMP-10."""
    running = any(one.kind is MeasureKind.PROVISIONAL and one.in_force(it.today) for one in it.own)
    return None if running else StandingReason.ENDED_ALREADY


def something_waits_for_confirmation(it: Situation) -> Objection:
    """CMP-13: a request, or a suspension until it."""
    waits = it.case.requested_on is not None or it.definite is not None
    return None if waits else CaseReason.NOTHING_TO_CONFIRM


def the_terms_know_a_termination(it: Situation) -> Objection:
    """CMP-3, CMP-5 to CMP-8, 001 8(3)."""
    about = it.organization
    bases = bases_of_termination(
        it.case, about.class_, about.measures, it.today, it.settings, about.before, about.barred
    )
    wanted = it.act.basis
    return None if bases and (wanted is None or wanted in bases) else CaseReason.NO_TERMINATION


def the_organization_was_heard(it: Situation) -> Objection:
    """CMP-9: it stated its view, or let the day for it pass."""
    over = it.case.view_due_on is not None and it.today > it.case.view_due_on
    return None if it.case.state is CaseState.HEARD or over else CaseReason.NOT_HEARD


OF_EVENT: Mapping[CaseEvent, tuple[Rule, ...]] = MappingProxyType(
    {
        CaseEvent.REFER: (an_offence_is_suspected,),
        CaseEvent.RECLASSIFY: (the_ground_is_another, no_measure_rests_on_the_case),
        CaseEvent.SET_DAY: (its_day_is_nobodys_to_set, the_day_is_stated, the_day_is_not_to_come),
        CaseEvent.REQUEST_CORRECTION: (the_due_day_leaves_time,),
        CaseEvent.ANSWER: (),
        CaseEvent.SUSPEND_PROVISIONALLY: (the_facts_are_not_yet_established,),
        CaseEvent.END_PROVISIONAL: (a_provisional_suspension_is_in_force,),
        CaseEvent.SUSPEND: (
            it_is_a_definite_suspension,
            no_measure_rests_on_the_case,
            the_correction_was_requested,
            the_demand_was_not_complied_with,
            the_month_of_grace_is_over,
        ),
        CaseEvent.CONFIRM: (something_waits_for_confirmation,),
        CaseEvent.ANNOUNCE_HEARING: (the_terms_know_a_termination, the_due_day_leaves_time),
        CaseEvent.STATE_VIEW: (),
        CaseEvent.TERMINATE: (the_terms_know_a_termination, the_organization_was_heard),
        CaseEvent.WARN: (something_is_overdue, no_measure_rests_on_the_case),
        CaseEvent.GO_ON: (its_term_is_over_and_nothing_has_come,),
        CaseEvent.ANNUL: (it_came_in_time,),
        CaseEvent.CLOSE: (no_suspension_is_in_force,),
    }
)


def objection_to(it: Situation) -> Enum | None:
    """Why the step can't be taken; None where it can, as far as the case goes."""
    return first(rule(it) for rule in (*COMMON, *OF_EVENT[it.act.event]))


def first(objections: Iterable[Enum | None]) -> Enum | None:
    """The first that objects."""
    return next((objection for objection in objections if objection is not None), None)
