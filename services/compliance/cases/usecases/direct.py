"""A suspension, or its end, decided from the organization's page: the short way through its case, and no other way (CMP-13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.cases import storage as cases
from services.compliance.cases.domain.deciding import Lifting, lift
from services.compliance.cases.domain.files import Act, CaseEvent, CaseFile, OverdueItem
from services.compliance.cases.domain.playing import Settings
from services.compliance.cases.domain.provisions import provision_of
from services.compliance.cases.usecases.acting import opened_case
from services.compliance.cases.usecases.showing import staff_case
from services.compliance.cases.usecases.writing import Docket, docket_of, refuse, write_opening, write_step
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.reasons import StandingReason
from services.compliance.standing.storage import measures as storage
from services.compliance.standing.storage.measures import StoredMeasure
from services.compliance.standing.usecases.telling import shown, tell_standing
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def suspend_organization(work: Work, request: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Open a case, request the correction where the paragraph has one go with it, and suspend: all of it, or nothing.

    `seen_version` is the standing's: who decides on one that has changed meanwhile is told, even where both would be possible.
    """
    docket = docket_of(work, request["organization_id"])
    told = {**request, "text": request["public_reason"]}
    stored = opened_case(work, docket, told, origin="staff")
    if request["seen_version"] != docket.organization.version:
        raise refuse(StandingReason.STANDING_CHANGED, request)
    write_opening(work, docket, stored, told, told=False)
    kind, case = MeasureKind(request["kind"]), stored.file
    provisional = kind is MeasureKind.PROVISIONAL
    if provisional and case.ground is not Ground.FACTS_UNCLEAR:
        raise refuse(StandingReason.GROUND_NOT_FOR_KIND, request)
    if provision_of(case.ground, docket.about.class_).request:
        due_on = request["correction_due_on"]
        requested = Act(CaseEvent.REQUEST_CORRECTION, work.today, case.version, due_on=due_on)
        case = write_step(work, docket, case, requested, told, settings)
    event = CaseEvent.SUSPEND_PROVISIONALLY if provisional else CaseEvent.SUSPEND
    act = Act(event, request["decided_on"] or work.today, case.version, kind=kind)
    write_step(work, docket, case, act, told, settings)
    return shown(work, docket.about)


def demand_security_measures(work: Work, request: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """A demand of operations to the contact manager: its case and the request in it, in one transaction (OPS-4; 001 14)."""
    docket = docket_of(work, request["organization_id"])
    opening = {**request, "ground": Ground.SECURITY_DEMAND, "happened_on": None, "day_unknown": False, "overdue": None}
    stored = opened_case(work, docket, opening, origin="staff")
    write_opening(work, docket, stored, request, told=False)
    act = Act(CaseEvent.REQUEST_CORRECTION, work.today, stored.file.version, due_on=request["due_on"])
    write_step(work, docket, stored.file, act, request, settings)
    return staff_case(work, docket.about, stored.file.case_id, settings.cases)


def lift_measure(work: Work, request: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Confirm what a measure waits for, in its case; it ends now, or at its term where CMP-6 has it run in full."""
    measure_id, note = request["measure_id"], request["note"]
    organization_id = storage.organization_of(work.connection, measure_id)
    if organization_id is None:
        raise Refusal(StandingReason.UNKNOWN_MEASURE, "/measure_id")
    docket = docket_of(work, organization_id, "/measure_id")
    stored = next(one for one in docket.earlier if one.measure_id == measure_id)
    lifting = lift(stored.measure, docket.author, docket.about.bureau_code, work.today)
    if isinstance(lifting, StandingReason):
        raise Refusal(lifting)
    if not stored.measure.case_id:
        _lift_without_case(work, docket, stored, lifting, note)
    else:
        case = cases.case(work.connection, stored.measure.case_id).file
        provisional = stored.measure.kind is MeasureKind.PROVISIONAL
        event = CaseEvent.END_PROVISIONAL if provisional else CaseEvent.CONFIRM
        text = "事実関係が確認されました。" if provisional else _confirmed(case)
        if lifting.end is None:
            text += "利用の停止は、停止の期間が満了するまで続きます。"
        write_step(work, docket, case, Act(event, work.today, case.version), {**request, "text": text}, settings)
    return shown(work, docket.about)


def _confirmed(case: CaseFile) -> str:
    """What was confirmed, by what was asked for (CMP-6, CMP-10)."""
    if case.overdue is not None:
        return "報告が確認されました。" if case.overdue.item is OverdueItem.REPORT else "手続が確認されました。"
    return "措置が確認されました。" if case.ground is Ground.SECURITY_DEMAND else "是正が確認されました。"


def _lift_without_case(work: Work, docket: Docket, stored: StoredMeasure, lifting: Lifting, note: str) -> None:
    """A measure decided before cases were kept has no timeline to write into; what follows is the same."""
    by = work.caller.account_id
    if stored.measure.goes_on:
        storage.mend(work.connection, stored.measure_id, at=work.now, by=by, note=note)
    if lifting.end is not None:
        storage.end_measures(work.connection, [stored.measure_id], lifting.end, at=work.now, by=by, note=note)
    tell_standing(work, docket.about)
