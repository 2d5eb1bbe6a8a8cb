"""What a step of a case leaves behind: the case, its timeline, measures and their ends, events, the audit entry (CMP-13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from services.compliance.bureau_prompts import storage as bureau_prompts
from services.compliance.bureau_prompts.domain import ANSWERED_BY, ENDED_BY, CasePrompt
from services.compliance.bureau_prompts.domain import Outcome as Became
from services.compliance.cases import storage
from services.compliance.cases.domain.deciding import Author, Organization
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile
from services.compliance.cases.domain.inquiries import Seen, seen_by_organization
from services.compliance.cases.domain.playing import Outcome, Settings, play
from services.compliance.cases.domain.provisions import article_of
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.domain.section_8 import SECTION_8
from services.compliance.cases.domain.steps import IN_A_HEARING
from services.compliance.cases.storage import Step, StoredCase
from services.compliance.cases.tables import OPENING
from services.compliance.cases.usecases.openness import tell_openness
from services.compliance.members.storage import Member, predecessors
from services.compliance.standing.domain.grounds import Authority, Ground
from services.compliance.standing.domain.measures import End, Measure, StandingState, standing_of
from services.compliance.standing.domain.reasons import StandingReason
from services.compliance.standing.storage import measures as measures_storage
from services.compliance.standing.storage.measures import Annulment, StoredMeasure, measures_before
from services.compliance.standing.usecases.ending import see_ended_terms
from services.compliance.standing.usecases.telling import author_of, known_member, tell_standing
from services.compliance.watch import storage as watch
from services.contracts.compliance import CASE_ADVANCED, CASE_REFERRED
from services.legal_calendar import latest_due_day
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_PLACES: Mapping[Enum, tuple[str, ...]] = {
    StandingReason.NOT_TODAY: ("decided_on",),
    StandingReason.GROUND_NOT_FOR_KIND: ("ground", "kind"),
    StandingReason.OTHER_AUTHORITY: ("ground",),
    StandingReason.STANDING_CHANGED: ("seen_version",),
    CaseReason.CASE_CHANGED: ("seen_version",),
    CaseReason.HAPPENED_LATER: ("overdue", "happened_on"),
    CaseReason.DAY_UNSTATED: ("happened_on",),
    CaseReason.OVERDUE_UNFIT: ("overdue", "ground"),
    CaseReason.GRACE_NOT_OVER: ("overdue",),
    CaseReason.SAME_GROUND: ("ground",),
    CaseReason.DUE_DAY_UNFIT: ("due_on", "correction_due_on"),
    CaseReason.NO_TERMINATION: ("basis",),
}
"""Which member of a request is to blame: the first of these that it has."""

HEARING_ANEW = "\n\n先にお知らせした、利用解除の前に意見を述べる機会については、改めてお知らせします。"
"""What the organization is told beside a step by which the hearing is over: the ground or the day that it was about is another (CMP-9)."""

TOLD_BY_CASE = frozenset({OPENING, *CaseEvent}) - {
    CaseEvent.ANSWER,
    CaseEvent.STATE_VIEW,
    CaseEvent.REFER,
    CaseEvent.SUSPEND_PROVISIONALLY,
    CaseEvent.END_PROVISIONAL,
    CaseEvent.SUSPEND,
    CaseEvent.TERMINATE,
}
"""Steps that the organization is told of by themselves; it knows its own, measures are told by its standing, and a referral
asks nothing of it: whoever is suspected of an offence is not written to about the inquiry, nor of its opening (CMP-1,
decision 151). The end of a provisional suspension is the one that the standing may be silent on: where another goes on, the
case tells it."""


_ON_A_DAY = frozenset({CaseEvent.SET_DAY, CaseEvent.ANNOUNCE_HEARING})
"""Steps beside the opening that are about a day of the conduct: their row keeps it, None where nobody knows it."""


@dataclass(frozen=True)
class Docket:
    """An organization with what was decided on it so far, under the lock of its standing."""

    about: Member
    earlier: tuple[StoredMeasure, ...]
    organization: Organization
    author: Author

    def with_measures(self, earlier: tuple[StoredMeasure, ...]) -> Docket:
        """The same after a step that took or ended measures."""
        organization = replace(self.organization, measures=tuple(one.measure for one in earlier))
        return replace(self, earlier=earlier, organization=organization)


def docket_of(work: Work, organization_id: str, pointer: str = "/organization_id") -> Docket:
    """Take the lock, see which terms are over, and read.

    Right under concurrency: every step on an organization's cases and every change of its standing takes this one lock first,
    so that of two at once the second reads what the first wrote. A term that is found to be over is told at once, as the duty
    that ends suspensions finds nothing more to do; the version stays the one that staff could have seen.
    """
    measures_storage.lock_standing(work.connection, organization_id)
    about = known_member(work, organization_id, pointer)
    version = measures_storage.told(work.connection, organization_id).version
    if see_ended_terms(work, about):
        tell_standing(work, about)
    earlier = tuple(measures_storage.measures_of(work.connection, organization_id))
    organization = Organization(
        about.class_,
        about.bureau_code,
        about.withdrawn,
        tuple(one.measure for one in earlier),
        version,
        measures_before(work.connection, predecessors(work.connection, organization_id)),
        about.barred,
    )
    return Docket(about, earlier, organization, author_of(work.caller))


def refuse(reason: Enum, request: Mapping[str, Any], latest: dt.date | None = None) -> Refusal:
    """The refusal, with the place in the request where one is to blame; `latest`: the last day that may be set as a due day."""
    place = next((f"/{name}" for name in _PLACES.get(reason, ()) if name in request), None)
    if reason is CaseReason.DUE_DAY_UNFIT and latest is not None:
        return Refusal(reason, place, latest=latest.isoformat())
    return Refusal(reason, place)


def write_opening(
    work: Work, docket: Docket, stored: StoredCase, request: Mapping[str, Any], *, told: bool = True
) -> None:
    """Write a new case with its first step."""
    storage.insert_case(work.connection, stored)
    opening = {"text": request["text"], "note": request["note"], "happened_on": stored.file.happened_on}
    add_step(work, docket, stored.file, OPENING, **opening, told=told)
    tell_openness(work, docket.about.organization_id)


def write_step(
    work: Work, docket: Docket, case: CaseFile, act: Act, request: Mapping[str, Any], settings: Settings
) -> CaseFile:
    """Take a step and write what follows from it, or refuse; others are told in the same transaction."""
    outcome = play(case, act, docket.organization, docket.author, work.now, settings)
    if not isinstance(outcome, Outcome):
        raise refuse(outcome, request, latest_due_day(work.today, settings.cases.longest_due_days))
    text, note = request["text"], request["note"]
    storage.change_case(work.connection, outcome.case)
    _end(work, docket, outcome, text, note)
    measure_id = None if outcome.taken is None else _take(work, docket, outcome.taken, text, note)
    due_on = {
        CaseEvent.REQUEST_CORRECTION: outcome.case.answer_due_on,
        CaseEvent.ANNOUNCE_HEARING: outcome.case.view_due_on,
    }.get(act.event)
    told = act.event in TOLD_BY_CASE or (act.event is CaseEvent.END_PROVISIONAL and _still_suspended(work, docket))
    happened_on = outcome.case.happened_on if act.event in _ON_A_DAY else None
    more = {"due_on": due_on, "measure_id": measure_id, "happened_on": happened_on}
    if case.state in IN_A_HEARING and act.event in {CaseEvent.RECLASSIFY, CaseEvent.SET_DAY}:
        text += HEARING_ANEW
    seen = add_step(work, docket, outcome.case, act.event.value, text, note, told=told, **more)
    if Ground.SUSPECTED_OFFENCE in {case.ground, outcome.case.ground}:
        if seen is None or not seen.hidden:
            storage.keep_shown_day(work.connection, case.case_id, None)
        elif seen.hides_the_first:
            storage.keep_shown_day(work.connection, case.case_id, case.happened_on)
    if act.event is CaseEvent.REFER:
        _tell_section(work, docket.about, outcome.case)
    if outcome.taken or outcome.ended or outcome.mended:
        tell_standing(work, docket.about)
    if act.event is CaseEvent.TERMINATE:  # what ran in other cases has ended
        storage.close_confirmed(work.connection, docket.about.organization_id)
    tell_openness(work, docket.about.organization_id)
    for became, prompts in ENDED_BY.get(act.event, ()):
        bureau_prompts.end(work.connection, outcome.case.case_id, prompts, became, work.today)
    if act.event is CaseEvent.TERMINATE:
        _await_nothing(work, docket.about.organization_id)
    if act.event in ANSWERED_BY and outcome.case.overdue is None:
        bureau_prompts.raise_case_prompt(work.connection, outcome.case.case_id, ANSWERED_BY[act.event], work.today)
    if outcome.case.overdue is not None:
        word = act.event is CaseEvent.CONFIRM and docket.author.authority is not Authority.CALENDAR
        watch.wake(work.connection, outcome.case.case_id, work.today, bureaus_word=word)
    return outcome.case


def _await_nothing(work: Work, organization_id: str) -> None:
    """CMP-9, AUT-9: one that is terminated answers no more, so in none of its cases does anything of it come late."""
    late = frozenset({CasePrompt.ANSWER_LATE, CasePrompt.VIEW_LATE})
    for case in storage.unconfirmed(work.connection, organization_id):
        bureau_prompts.end(work.connection, case.case_id, late, Became.TERMINATED, work.today)


def _still_suspended(work: Work, docket: Docket) -> bool:
    """Whether use goes on being suspended after what was just written, so that no resumption is told (CMP-10, CMP-13)."""
    stored = measures_storage.measures_of(work.connection, docket.about.organization_id)
    standing = standing_of([one.measure for one in stored], work.today)
    return standing.state is StandingState.SUSPENDED


def _take(work: Work, docket: Docket, measure: Measure, text: str, note: str) -> str:
    stored = StoredMeasure(
        measure_id=new_id(),
        organization_id=docket.about.organization_id,
        measure=measure,
        public_reason=text,
        note=note,
        bureau_code=docket.author.bureau_code or None,
        decided_by=work.caller.account_id,
        ended_by=None,
        end=None,
        end_note="",
        term_seen_on=None,
    )
    measures_storage.insert_measure(work.connection, stored)
    return stored.measure_id


def _end(work: Work, docket: Docket, outcome: Outcome, text: str, note: str) -> None:
    ids = {one.measure: one.measure_id for one in docket.earlier}
    by = work.caller.account_id
    for measure in outcome.mended:
        measures_storage.mend(work.connection, ids[measure], at=work.now, by=by, note=note)
    for end in End:
        ended = [ids[measure] for measure, how in outcome.ended if how is end]
        if ended and end is End.ANNULLED:
            measures_storage.annul(work.connection, ended, Annulment(work.now, by, text, note))
        elif ended:
            measures_storage.end_measures(work.connection, ended, end, at=work.now, by=by, note=note)


def add_step(
    work: Work, docket: Docket, case: CaseFile, event: str, text: str, note: str, *, told: bool, **more: Any
) -> Seen | None:
    """Write a step that was taken into the timeline and the audit log; answers the case as its organization sees it, None if it does not.

    `told`: by mail, as others are not (`TOLD_BY_CASE`); nothing is while the organization does not know of the case (CMP-1), nor
    what it does not see of one that it knows (`inquiries`).
    """
    about, connection = docket.about, work.connection
    step = Step(event, work.now, docket.author.authority, work.caller.account_id, text, note, **more)
    storage.add_step(connection, case, step)
    seen = None
    if storage.knows(connection, case.case_id):
        storage.keep_opening_told(connection, case.case_id, work.now)
        course = storage.course(connection, case.case_id)
        seen = seen_by_organization(course)
        # The ground that it knows, also of the end of an inquiry.
        known = next((on for place, on in seen.steps if place == len(course) - 1), None)
        if told and known is not None:
            tell_step(work, about, case, event, text, known, due_on=step.due_on)
    audit.record(
        connection,
        action=f"compliance.case_{event}",
        subject=("organization", about.organization_id),
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={
            "case_id": case.case_id,
            "ground": case.ground.value,
            "measure_id": step.measure_id,
            **(
                {}
                if event not in {OPENING, *_ON_A_DAY}
                else {"happened_on": step.happened_on and step.happened_on.isoformat()}
            ),
        },
    )
    return seen


def tell_step(
    work: Work, about: Member, case: CaseFile, event: str, text: str, seen: Ground, *, due_on: dt.date | None = None
) -> None:
    """Tell the organization of a step by mail (CMP-13). `seen`: the ground that it knows."""
    data = {
        "case_id": case.case_id,
        "organization_id": about.organization_id,
        "event": event,
        "rule": SECTION_8[seen].rule,
        "article": article_of(seen, about.class_),
        "ground": seen,
        "overdue_item": case.overdue and case.overdue.item,
        "due_on": due_on,
        "text": text,
        "contact_managers": case.ground is Ground.SECURITY_DEMAND,
    }
    publish(work.connection, CASE_ADVANCED, subject=case.case_id, data=data, now=work.now, trace=work.trace)


def _tell_section(work: Work, about: Member, case: CaseFile) -> None:
    """CMP-1: the competent bureau's section is asked, whoever referred the case; once a referral, as every step is taken once."""
    data = {
        "case_id": case.case_id,
        "organization_id": about.organization_id,
        "bureau_code": about.bureau_code,
        "ground": case.ground,
        "article": article_of(case.ground, about.class_),
        "referred_on": work.today,
    }
    publish(work.connection, CASE_REFERRED, subject=case.case_id, data=data, now=work.now, trace=work.trace)
