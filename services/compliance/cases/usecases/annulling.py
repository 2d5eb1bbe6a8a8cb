"""A measure that was wrongly decided is taken back (職権取消し): standing, bar and lists are as if it had not been (CMP-9, CMP-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.blocks.usecases import mark_changed
from services.compliance.bureau_prompts import storage as bureau_prompts
from services.compliance.bureau_prompts.domain import PROMPTS, CasePrompt, Outcome
from services.compliance.cases import storage as cases
from services.compliance.cases.domain.files import CaseEvent, CaseFile, CaseState
from services.compliance.cases.domain.periods import CaseDutyKind, duty_of
from services.compliance.cases.domain.provisions import article_of
from services.compliance.cases.domain.withdrawing import Reversal, Surroundings, take_back
from services.compliance.cases.usecases.looking_anew import look_anew
from services.compliance.cases.usecases.openness import tell_openness
from services.compliance.cases.usecases.writing import Docket, add_step, docket_of
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

DAYS_BACK = (
    "\nなお、利用解除とされていた間、回答、意見の提出、手続及び報告の期限は進まなかったものとし、残っていた日数を、"
    "取消しの日の翌日から数えます。新しい期限は、それぞれの件の画面でご確認ください。"
)
"""What the organization is told beside the reason, where a termination had taken days from it."""


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
    around = _around(work, docket, stored.measure)
    found = take_back(stored.measure, around, docket.author, work.today)
    if not isinstance(found, Reversal):
        raise Refusal(found)
    annulment = Annulment(work.now, work.caller.account_id, request["reason"], request["note"])
    storage.annul(work.connection, [measure_id], annulment)
    _let_run_on(work, docket, found)
    terminated = stored.measure.kind is MeasureKind.TERMINATION
    days_back = terminated and japanese_day(stored.measure.decided_at) < work.today
    reason = request["reason"] + (DAYS_BACK if days_back else "")
    if around.case is not None and found.case is not None:
        _write_into_case(work, docket, stored, around.case, found.case, {**request, "reason": reason})
    else:
        _tell_without_case(work, docket, stored, reason)
    if terminated:
        for case in found.waiting:
            cases.change_case(work.connection, case)
        look_anew(work, organization_id, warn_anew=days_back)
        mark_changed(work.connection, organization_id)
        _await_again(work, organization_id)
    tell_standing(work, docket.about)
    return shown(work, docket.about)


def _around(work: Work, docket: Docket, measure: Measure) -> Surroundings:
    case = cases.case(work.connection, measure.case_id).file if measure.case_id else None
    waiting = cases.unconfirmed(work.connection, docket.about.organization_id)
    return Surroundings(
        docket.organization,
        tuple(one.measure for one in docket.earlier if one.end is End.TERMINATED),
        case,
        tuple(one for one in waiting if one.case_id != measure.case_id),
        lambda case_id: cases.closed_by_a_step(work.connection, case_id),
    )


def _let_run_on(work: Work, docket: Docket, found: Reversal) -> None:
    """What a termination had ended runs on to its own end. What has reached its end meanwhile ends on that day."""
    if not found.running_on:
        return
    ids = {one.measure: one.measure_id for one in docket.earlier}
    storage.revive(work.connection, [ids[one] for one in found.running_on])
    cases.confirmed_again(work.connection, {one.case_id for one in found.running_on if one.case_id})
    see_ended_terms(work, docket.about)


def _write_into_case(
    work: Work, docket: Docket, stored: StoredMeasure, before: CaseFile, case: CaseFile, request: Mapping[str, Any]
) -> None:
    """Its step, told by mail, with what others know of the case and what staff are prompted to do in it."""
    cases.change_case(work.connection, case)
    told = {"text": request["reason"], "note": request["note"], "measure_id": stored.measure_id}
    add_step(work, docket, case, CaseEvent.ANNUL.value, **told, told=True)
    tell_openness(work, docket.about.organization_id)
    if case.state is CaseState.CLOSED:
        bureau_prompts.end(work.connection, case.case_id, PROMPTS, Outcome.CLOSED, work.today)
    elif before.state is CaseState.CLOSED and case.overdue is None:  # which the calendar looks at (CMP-6)
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
