"""Entrypoints of applications received and what came of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.contracts import messaging
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.placement import Placement
from services.messaging.service.allowance import tells_allowance
from services.messaging.usecases import placements
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class Placements:
    """Applications received and their acceptance (MSG-13)."""

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


def _placement(request: dict[str, Any], placement: Placement) -> dict[str, Any]:
    return {"conversation_id": request["conversation_id"], **asdict(placement)}
