"""Entrypoints of applications received and what came of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.contracts import messaging
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.placement import Placement, Record, RefusalGround
from services.messaging.domain.results import EmploymentTerm, Result
from services.messaging.service.allowance import tells_allowance
from services.messaging.usecases import placements
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class Placements:
    """Applications received, their acceptance or refusal, results, and what is taken back (MSG-13)."""

    settings: DispatchSettings

    @serve(messaging.RECORD_APPLICATION)
    @tells_allowance
    def record_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        return _placement(request, placements.record_application(work, **request))

    @serve(messaging.RECORD_ACCEPTANCE)
    @tells_allowance
    def record_acceptance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        return _placement(request, placements.record_acceptance(work, **request))

    @serve(messaging.RECORD_REFUSAL)
    @tells_allowance
    def record_refusal(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        ground = RefusalGround(request["ground"])
        return _placement(request, placements.record_refusal(work, **{**request, "ground": ground}))

    @serve(messaging.TAKE_BACK_RECORD)
    @tells_allowance
    def take_back_record(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        record = Record(request["record"])
        return _placement(request, placements.take_back_record(work, **{**request, "record": record}))

    @serve(messaging.RECORD_RESULT)
    @tells_allowance
    def record_result(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        term = request["employment_term"]
        result = Result(
            hired_on=request["hired_on"],
            term=None if term is None else EmploymentTerm(term),
            seasonal=request["seasonal"],
            fee_from_seeker=request["fee_from_seeker"],
            fee_from_employer=request["fee_from_employer"],
        )
        return _placement(request, placements.record_result(work, request["conversation_id"], result))

    @serve(messaging.SHOW_PLACEMENT)
    @tells_allowance
    def show_placement(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        return _placement(request, placements.show_placement(work, request["conversation_id"]))


def _placement(request: dict[str, Any], placement: Placement) -> dict[str, Any]:
    result = placement.result or Result()
    return {
        "conversation_id": request["conversation_id"],
        **asdict(placement),
        **asdict(result),
        "employment_term": result.term,
        "regular": result.regular,
    }
