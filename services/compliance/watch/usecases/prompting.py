"""What staff of a bureau are prompted to do about what is overdue, and the demands of reports, all in one step (CMP-6)."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.compliance.cases import storage as cases
from services.compliance.cases.domain.files import Act, CaseEvent
from services.compliance.cases.domain.playing import Settings
from services.compliance.cases.usecases.writing import docket_of, write_step
from services.compliance.standing.usecases.telling import author_of
from services.compliance.watch import storage
from services.contracts.compliance import BUREAU_PROMPTED
from services.runtime.logging import get_logger
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_log = get_logger(__name__)

DEMANDS_AT_ONCE = 100
LOOKED_AT_ONCE = 500
SECONDS_A_CALL = 3.0
"""Well within the time for which the gateway waits; the rest comes with the next call."""


def tell_bureaus(work: Work) -> int:
    """Prompt each bureau that has something new to do, with counts alone; answers how many were told.

    Right under concurrency: what is marked as told is counted, and nothing else, whatever others commit meanwhile.
    """
    done = 0
    for bureau_code in storage.untold_bureaus(work.connection):
        if not storage.mark_told(work.connection, bureau_code, work.today):
            continue  # it is done meanwhile
        data = {"day": work.today, "bureau_code": bureau_code, **storage.told_prompts(work.connection, bureau_code)}
        publish(work.connection, BUREAU_PROMPTED, subject=bureau_code, data=data, now=work.now, trace=work.trace)
        done += 1
    return done


@dataclass(frozen=True)
class Demanded:
    """What came of many demands: the cases in which one was recorded, and whether others wait."""

    case_ids: tuple[str, ...]
    more: bool

    @property
    def told(self) -> dict[str, Any]:
        """For the caller."""
        return {"demanded": len(self.case_ids), "case_ids": list(self.case_ids), "more": self.more}


def demand_reports(work: Work, request: Mapping[str, Any], settings: Settings) -> Demanded:
    """Demand every overdue report of the bureau's organizations, so many at once; `more` where others wait.

    Right under concurrency: an organization is a transaction, under the lock of its standing alone, so that no sanction on another
    one waits (CMP-14). A demand that a colleague has recorded meanwhile is found by its case and left. What can't be demanded just
    now is passed over, and keeps none of those behind it waiting. No transaction is open before or after; repeated after a
    failure it demands what is left.
    """
    demanded: list[str] = []
    give_up = time.monotonic() + SECONDS_A_CALL
    for organization_id, case_id in _waiting(work):
        if len(demanded) == DEMANDS_AT_ONCE or time.monotonic() > give_up:
            return Demanded(tuple(demanded), more=True)
        part = work.in_a_transaction_of_its_own()
        try:
            if _demand(part, organization_id, case_id, request, settings):
                part.commit()
                demanded.append(case_id)
        finally:
            part.close()
    return Demanded(tuple(demanded), more=False)


def _waiting(work: Work) -> Iterator[tuple[str, str]]:
    """All that waits to be demanded by the caller's bureau: each organization with its case, page by page."""
    bureau_code = author_of(work.caller).bureau_code
    after: tuple[str, dt.date] | None = None
    while True:
        page = storage.to_be_demanded(work.connection, bureau_code, after=after, limit=LOOKED_AT_ONCE)
        work.commit()
        for organization_id, due_on, case_id in page:
            yield organization_id, case_id
            after = (organization_id, due_on)
        if len(page) < LOOKED_AT_ONCE:
            return


def _demand(work: Work, organization_id: str, case_id: str, request: Mapping[str, Any], settings: Settings) -> bool:
    """Whether it was demanded. Raises `Refusal` where the request itself is to blame, and so for everybody."""
    docket = docket_of(work, organization_id)
    case = cases.case(work.connection, case_id).file
    if case.requested_on is not None:
        return False
    act = Act(CaseEvent.REQUEST_CORRECTION, work.today, case.version, due_on=request["due_on"])
    try:
        write_step(work, docket, case, act, request, settings)
    except Refusal as refusal:
        if refusal.pointer is not None:
            raise
        _log.info("demand_left_out", case_id=case_id, reason=refusal.reason.name)
        return False
    return True
