"""A record of the organization's that opened a case, corrected by it: a step of that case, which decides nothing (MSG-13, CMP-13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.compliance.cases import storage
from services.compliance.cases.domain.deciding import Author
from services.compliance.cases.domain.files import RECORD_CORRECTED, CaseState
from services.compliance.cases.domain.steps import state_on
from services.compliance.cases.usecases.writing import add_step, docket_of
from services.compliance.standing.domain.grounds import Authority
from services.contracts.messaging import REFUSAL_GROUNDS, TAKE_BACK_REASONS
from services.japanese_calendar import in_era
from services.runtime.work import Work


def enter_correction(work: Work, case_id: str, correction: Mapping[str, Any]) -> bool:
    """Put what now stands of a refused application into its case; False where that is closed, and nothing is decided any more.

    Right under concurrency: under the lock of the standing, so that of staff who decide at once the one who comes second is told that
    the case has changed. It is the organization's own step: no mail tells it of that, and one that does not know of the case, as an
    offence is suspected in it, learns of none (CMP-1).
    """
    docket = docket_of(work, correction["organization_id"])
    case = storage.case(work.connection, case_id).file
    own = (one for one in docket.organization.measures if one.case_id == case_id)
    if state_on(case, own, work.today) is CaseState.CLOSED:
        return False
    after = replace(case, version=case.version + 1)
    storage.change_case(work.connection, after)
    note = f"やりとり {correction['conversation_id']}　求職者番号 {correction['seeker_number']}"
    by_organization = replace(docket, author=Author(Authority.ORGANIZATION))
    add_step(work, by_organization, after, RECORD_CORRECTED, _text(correction), note, told=False)
    return True


def _text(correction: Mapping[str, Any]) -> str:
    """What both sides read."""
    refused_on: dt.date | None = correction["refused_on"]
    if refused_on is None:
        reason = TAKE_BACK_REASONS[correction["reason"] or "other"]
        return f"求職の申込みを受理しなかったことの記録が、利用団体により取り消されました（理由：{reason}）。"
    ground = REFUSAL_GROUNDS[correction["ground"]]
    return (
        "求職の申込みを受理しなかったことの記録が、利用団体により改められました"
        f"（受理しなかった日：{in_era(refused_on)}、理由：{ground}）。"
    )
