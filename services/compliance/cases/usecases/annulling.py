"""A measure that was wrongly decided is taken back (職権取消し): standing, bar and lists are as if it had not been (CMP-9, CMP-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from services.compliance.blocks.usecases import mark_changed
from services.compliance.bureau_prompts import storage as bureau_prompts
from services.compliance.bureau_prompts.domain import PROMPTS, CasePrompt, Outcome
from services.compliance.cases import storage as cases
from services.compliance.cases.domain.deciding import objection_to_withdrawal, runs_on_without
from services.compliance.cases.domain.files import CaseEvent, CaseState
from services.compliance.cases.domain.periods import CaseDutyKind, duty_of
from services.compliance.cases.domain.provisions import article_of
from services.compliance.cases.usecases.openness import tell_openness
from services.compliance.cases.usecases.writing import Docket, add_step, docket_of
from services.compliance.order_cases import storage as order_cases
from services.compliance.standing.domain.grounds import MeasureKind
from services.compliance.standing.domain.measures import End, Measure
from services.compliance.standing.domain.reasons import StandingReason
from services.compliance.standing.storage import measures as storage
from services.compliance.standing.storage.measures import Annulment, StoredMeasure
from services.compliance.standing.usecases.ending import see_ended_terms
from services.compliance.standing.usecases.telling import shown, tell_standing
from services.compliance.watch import storage as watch
from services.contracts.compliance import DECISION_WITHDRAWN
from services.legal_calendar import japanese_day
from services.runtime import audit
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def withdraw_decision(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """Take a measure back with a reason, in its case; what it made due stays due (decision 158).

    Right under concurrency: under the lock of the standing, so that of two the second is told that it was taken back before.
    """
    measure_id = request["measure_id"]
    organization_id = storage.organization_of(work.connection, measure_id)
    if organization_id is None:
        raise Refusal(StandingReason.UNKNOWN_MEASURE, "/measure_id")
    docket = docket_of(work, organization_id, "/measure_id")
    stored = next(one for one in docket.earlier if one.measure_id == measure_id)
    objection = objection_to_withdrawal(stored.measure, docket.author, docket.about.bureau_code)
    if objection is not None:
        raise Refusal(objection)
    annulment = Annulment(work.now, work.caller.account_id, request["reason"], request["note"])
    storage.annul(work.connection, [measure_id], annulment)
    running = _let_run_on(work, docket, stored)
    if stored.measure.case_id:
        _write_into_case(work, docket, stored, request, running)
    else:
        _tell_without_case(work, docket, stored, request["reason"])
    if stored.measure.kind is MeasureKind.TERMINATION:
        _look_anew(work, organization_id)
        _await_again(work, organization_id)
    tell_standing(work, docket.about)
    return shown(work, docket.about)


def _let_run_on(work: Work, docket: Docket, stored: StoredMeasure) -> tuple[Measure, ...]:
    """What a termination had ended runs on to its own end; answers what does. What has reached its end meanwhile ends on that day."""
    if stored.measure.kind is not MeasureKind.TERMINATION:
        return ()
    ended = {one.measure: one.measure_id for one in docket.earlier if one.end is End.TERMINATED}
    found = runs_on_without(
        stored.measure, ended, lambda case_id: cases.case(work.connection, case_id).file.state is CaseState.CLOSED
    )
    if found:
        storage.revive(work.connection, [ended[one] for one in found])
        see_ended_terms(work, docket.about)
    again = (replace(one, ended_at=None) for one in found)
    return tuple(one for one in again if one.in_force(work.today))


def _write_into_case(
    work: Work, docket: Docket, stored: StoredMeasure, request: Mapping[str, Any], running: Iterable[Measure]
) -> None:
    """Its step; a case whose measure was in force is over with it: whoever is to be looked into still gets a case of its own.

    It goes on where a suspension decided in it runs on, which has to be brought to its end, and where it is with the
    supply-demand section, which was asked about the offence and not about the measure (CMP-1).
    """
    case = cases.case(work.connection, stored.measure.case_id).file
    state = case.state
    if stored.measure.in_force(work.today) and state is not CaseState.REFERRED:
        goes_on = any(one.case_id == case.case_id for one in running)
        state = CaseState.OPENED if goes_on else CaseState.CLOSED
    after = replace(case, state=state, version=case.version + 1)
    cases.change_case(work.connection, after)
    told = {"text": request["reason"], "note": request["note"], "measure_id": stored.measure_id}
    add_step(work, docket, after, CaseEvent.ANNUL.value, **told, told=True)
    tell_openness(work, docket.about.organization_id)
    if state is CaseState.CLOSED:
        bureau_prompts.end(work.connection, case.case_id, PROMPTS, Outcome.CLOSED, work.today)
    elif case.state is CaseState.CLOSED and case.overdue is None:  # which the calendar looks at (CMP-6)
        bureau_prompts.raise_case_prompt(work.connection, case.case_id, CasePrompt.OPENED, work.today)
    if case.overdue is not None:
        watch.wake(work.connection, case.case_id, work.today)


def _tell_without_case(work: Work, docket: Docket, stored: StoredMeasure, reason: str) -> None:
    """A measure decided before cases were kept has no timeline to write into; the organization is told why all the same (CMP-13)."""
    about, measure = docket.about, stored.measure
    data = {
        "measure_id": stored.measure_id,
        "organization_id": about.organization_id,
        "kind": measure.kind,
        "ground": measure.ground,
        "article": article_of(measure.ground, about.class_),
        "decided_on": japanese_day(measure.decided_at),
        "withdrawn_on": work.today,
        "reason": reason,
    }
    publish(work.connection, DECISION_WITHDRAWN, subject=stored.measure_id, data=data, now=work.now, trace=work.trace)
    audit.record(
        work.connection,
        action="compliance.decision_withdrawn",
        subject=("organization", about.organization_id),
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={"measure_id": stored.measure_id, "ground": measure.ground.value},
    )


def _await_again(work: Work, organization_id: str) -> None:
    """What was late in other cases, of which staff were prompted no more while it was terminated, is late again (CMP-13, CMP-9)."""
    measures = [one.measure for one in storage.measures_of(work.connection, organization_id)]
    for case in cases.unconfirmed(work.connection, organization_id):
        duty = duty_of(case, measures, work.today)
        if duty is not None and duty.late and case.overdue is None:
            prompt = CasePrompt.ANSWER_LATE if duty.kind is CaseDutyKind.ANSWER else CasePrompt.VIEW_LATE
            bureau_prompts.raise_case_prompt(work.connection, case.case_id, prompt, work.today)


def _look_anew(work: Work, organization_id: str) -> None:
    """Let the duties look at what they passed over while it was terminated: what is overdue, orders, blocks (CMP-2, CMP-6, CMP-11)."""
    watch.wake_organization(work.connection, organization_id, work.today)
    order_cases.follow_anew(work.connection, organization_id)
    mark_changed(work.connection, organization_id)
