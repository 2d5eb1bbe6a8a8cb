"""What an organization writes to who complained is looked at as its messages are: it may ask for no personal data (MSG-8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.complaints.domain.handling import ComplaintEvent, Side
from services.compliance.complaints.domain.reasons import ComplaintReason
from services.compliance.complaints.usecases.showing import admitted
from services.compliance.conduct.domain.openings import DemandSettings
from services.compliance.conduct.usecases import keep_demand
from services.recognition import as_told, recognize_demands
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_REACH_COMPLAINANT = {ComplaintEvent.ANSWER, ComplaintEvent.CLOSE}


def refuse_demands(work: Work, request: Mapping[str, Any], settings: DemandSettings) -> None:
    """Refuse, with its places, a step that would ask the complainant for personal data, and count it for CMP.

    No transaction is open before or after: the refusal's count is committed here, whatever becomes of the request.
    """
    if request["event"] not in _REACH_COMPLAINANT:
        return
    if found := recognize_demands(request["text"]):
        _count(work, request["complaint_id"], settings)
        raise Refusal(ComplaintReason.DEMAND, "/text", found=as_told(found, request["text"]))


def _count(work: Work, complaint_id: str, settings: DemandSettings) -> None:
    """Counted as messaging's are (MSG-8): a repeated request is the same demand; those of complaints are one a day."""
    row = admitted(work, Side.ORGANIZATION, complaint_id)
    demand = {
        "demand_id": work.request_name or new_id(),
        "organization_id": row.organization_id,
        "conversation_id": None,
        "refused_at": work.now,
        "day": work.today,
    }
    keep_demand(work, demand, settings)
    work.commit()
