"""The calendar's look at what is expected: the steps that are due by date, in the cases (CMP-6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.compliance.bureau_prompts import storage as bureau_prompts
from services.compliance.bureau_prompts.domain import what_became
from services.compliance.cases import storage as cases
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile, Overdue, OverdueItem
from services.compliance.cases.domain.periods import last_day_of_grace, suspends_after
from services.compliance.cases.domain.playing import Opening, Settings, open_case
from services.compliance.cases.domain.watching import (
    Expected,
    Mended,
    Prompt,
    Watched,
    WatchStep,
    next_look,
    next_step,
    prompt_of,
    to_annul_beside,
)
from services.compliance.cases.storage import StoredCase
from services.compliance.cases.usecases.writing import Docket, docket_of, refuse, write_opening, write_step
from services.compliance.duty_turns.one_by_one import one_by_one
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.storage import measures as measures_storage
from services.compliance.watch import storage
from services.compliance.watch.storage import Key
from services.compliance.watch.texts import Stopped, text_of
from services.runtime.identifiers import new_id
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_log = get_logger(__name__)

LOOKS_A_RUN = 200
MOST_STEPS_OF_A_LOOK = len(WatchStep)
_WATCHED = frozenset(Prompt)


def watch_overdue(work: Work, settings: Settings, limit: int = LOOKS_A_RUN) -> int:
    """Take the steps that are due by date; answers how many were taken.

    A look is a transaction, so that no organization waits for the steps on others. One that the rules of cases refuse is a
    fault of ours: it is logged, undone, and tried again the next day.
    """
    taken = one_by_one(
        work,
        "watch_overdue",
        lambda most: storage.to_look_at(work.connection, work.day, most),
        lambda part, key: _look_or_put_off(part, key, settings),
        limit,
    )
    if taken:
        _log.info("overdue_watched", steps=taken, day=work.today.isoformat())
    return taken


def _look_or_put_off(work: Work, key: Key, settings: Settings) -> int:
    look = work.connection.begin_nested()
    try:
        taken = _look(work, key, settings)
        look.commit()
    except Refusal as refusal:
        look.rollback()
        _log.error("look_refused", organization_id=key[0], item=key[1], reason=refusal.reason.name)
        storage.keep_look(work.connection, key, next_on=work.today + dt.timedelta(days=1))
        return 0
    return taken


def _look(work: Work, key: Key, settings: Settings) -> int:
    """Look at one thing that is expected: each step may make the next one due, as after days that were missed."""
    docket = docket_of(work, key[0])
    taken = 0
    it, row = _watched(work, docket, key)
    if row.case_id is not None and not it.expected.missing:
        bureau_prompts.end(work.connection, row.case_id, _WATCHED, what_became(it, work.today), work.today)
    for _ in range(MOST_STEPS_OF_A_LOOK):
        it, row = _watched(work, docket, key)
        step = next_step(it, work.today, settings.cases)
        if step is None:
            break
        _take(work, docket, key, it, step, settings)
        docket = _anew(work, docket)
        taken += 1
    _annul_beside(work, docket, it, settings)
    prompt = prompt_of(it, work.today, settings.cases)
    values: dict[str, Any] = {"prompt": prompt, "next_on": next_look(it, work.today)}
    if prompt is None or row.prompt != prompt:
        values["prompt_told_on"] = None
    if it.case is not None:
        _keep_prompt(work, it, it.case.case_id, prompt)
    storage.keep_look(work.connection, key, **values)
    return taken


def _annul_beside(work: Work, docket: Docket, it: Watched, settings: Settings) -> None:
    overdue, met_on = it.expected.overdue, it.expected.met_on
    if met_on is None:
        return
    known = cases.cases_on_overdue(work.connection, docket.about.organization_id, overdue)
    for case_id in to_annul_beside(it, known, work.today, settings.cases):
        case = cases.case(work.connection, case_id).file
        text = text_of(WatchStep.ANNUL, overdue, months=_months(it, settings), grace=met_on, met_on=met_on)
        act = Act(CaseEvent.ANNUL, work.today, case.version, met_on=met_on)
        write_step(work, docket, case, act, {"text": text, "note": ""}, settings)
        docket = _anew(work, docket)


def _months(it: Watched, settings: Settings) -> tuple[int, int]:
    return settings.cases.overdue_months[it.class_], settings.standing.suspension_months[it.class_]


def _keep_prompt(work: Work, it: Watched, case_id: str, prompt: Prompt | None) -> None:
    if prompt is not None:
        bureau_prompts.raise_prompt(work.connection, case_id, prompt, work.today)
    else:
        bureau_prompts.end(work.connection, case_id, _WATCHED, what_became(it, work.today), work.today)


def _watched(work: Work, docket: Docket, key: Key) -> tuple[Watched, Any]:
    row = storage.locked(work.connection, key)
    case = None if row.case_id is None else cases.case(work.connection, row.case_id).file
    expected = Expected(Overdue(OverdueItem(row.item), row.due_on), row.met_on, row.in_force)
    organization = docket.organization
    it = Watched(
        expected,
        case,
        organization.measures,
        organization.class_,
        withdrawn=organization.withdrawn,
        warned=row.warned_on is not None,
        went_on=row.went_on_on is not None,
        was_settled=row.was_settled,
        mended=Mended(row.refused_when_mended, row.refused),
        former_last_day=row.former_last_day,
        before=organization.before,
        barred=organization.barred,
    )
    return it, row


def _anew(work: Work, docket: Docket) -> Docket:
    """The docket after a step; its lock is held."""
    earlier = tuple(measures_storage.measures_of(work.connection, docket.about.organization_id))
    return docket.with_measures(earlier)


def _take(work: Work, docket: Docket, key: Key, it: Watched, step: WatchStep, settings: Settings) -> None:
    overdue, class_ = it.expected.overdue, it.class_
    grace = last_day_of_grace(overdue, class_, settings.cases, it.measures, it.barred)
    months = _months(it, settings)
    if it.case is None or step is WatchStep.OPEN:
        at_all = last_day_of_grace(overdue, class_, settings.cases, (), ())
        stopped = Stopped(
            by_termination=last_day_of_grace(overdue, class_, settings.cases, it.measures, ()) != at_all,
            by_withdrawal=last_day_of_grace(overdue, class_, settings.cases, (), it.barred) != at_all,
        )
        former = it.goes_on_from
        text = text_of(step, overdue, months=months, grace=grace, stopped=stopped, former_last_day=former)
        anew = {"was_settled": False, "warned_on": None, "went_on_on": None, "refused_when_mended": None}
        case_id = _open(work, docket, overdue, text)
        storage.keep_look(work.connection, key, case_id=case_id, former_last_day=former, **anew)
        return
    ends_now = it.definite is not None and it.definite.until(work.today) is None
    last_day = suspends_after(it.case, class_, settings.cases, it.measures, it.barred)
    met_on = it.expected.met_on
    text = text_of(
        step,
        overdue,
        months=months,
        grace=grace,
        last_day=last_day,
        met_on=met_on,
        ends_now=ends_now,
        former_last_day=it.former_last_day,
        today=work.today,
    )
    act = Act(
        CaseEvent(step.value),
        work.today,
        it.case.version,
        kind=MeasureKind.WITH_TERM if step is WatchStep.SUSPEND else None,
        met_on=met_on,
        last_day=it.former_last_day if step is WatchStep.SUSPEND else None,
    )
    write_step(work, docket, it.case, act, {"text": text, "note": ""}, settings)
    if kept := _after(step, it, work.today):
        storage.keep_look(work.connection, key, **kept)


def _after(step: WatchStep, it: Watched, today: dt.date) -> dict[str, Any]:
    """What the row keeps of a step. A case closed because the thing came is over: should it be missing again, another opens."""
    if step is WatchStep.SUSPEND and it.former_last_day is not None and it.former_last_day < today:
        return {"went_on_on": today}  # its text has said so
    came = {"refused_when_mended": None if it.expected.met_on is None else it.mended.refused}
    if step is WatchStep.CONFIRM:
        return came
    if step is WatchStep.WARN:
        return {"warned_on": today}
    if step is WatchStep.GO_ON:
        return {"went_on_on": today}
    if step is WatchStep.CLOSE:
        return {"case_id": None, "prompt": None, **came}
    nothing = {"refused_when_mended": None, "former_last_day": None}
    return {"case_id": None, "prompt": None, **nothing} if step is WatchStep.ANNUL else {}


def _open(work: Work, docket: Docket, overdue: Overdue, text: str) -> str:
    """Open the case, or take over the one that staff have opened on the same thing."""
    known = cases.open_overdue_case(work.connection, docket.about.organization_id, overdue)
    if known is not None:
        return known
    opening = Opening(new_id(), Ground.OVERDUE, overdue.due_on, overdue)
    found = open_case(opening, docket.organization, docket.author, work.today)
    if not isinstance(found, CaseFile):
        raise refuse(found, {})
    stored = StoredCase(docket.about.organization_id, found, "rule", work.now)
    # The registry tells of the end of a term on the same day; of a report nobody else does (REG-16).
    told = overdue.item is OverdueItem.REPORT
    write_opening(work, docket, stored, {"text": text, "note": ""}, told=told)
    return found.case_id
