"""Entrypoints of reports by seekers."""

from __future__ import annotations

from typing import Any

from services.contracts import messaging
from services.messaging.usecases import reports
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class Reports:
    """Messages reported to the bureau (MSG-9)."""

    @serve(messaging.REPORT_MESSAGE)
    def report_message(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-9."""
        reported_at, reason = reports.report_message(work, **request)
        return {"message_id": request["message_id"], "reported_at": reported_at, "reason": reason}
