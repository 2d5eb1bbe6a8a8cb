"""Entrypoints of the audit log (OPS-3): the entries of every service, the search of operations, the head."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.audit import usecases
from services.compliance.audit.domain.chain import Link
from services.compliance.audit.domain.reasons import AuditReason
from services.compliance.service.periods import HOUR
from services.contracts import compliance
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.errors import ErrorCode
from services.runtime.entrypoints import every, on, serve
from services.runtime.work import ReceivedEvent, Work

REFUSALS: Mapping[Any, ErrorCode] = {AuditReason.STALE_CURSOR: ErrorCode.STALE_CURSOR}


class Audit:
    """A handler a source: their queues are different ones, so that a flood of one holds up no other."""

    @on(AUDIT_RECORDED["registry"])
    def on_audit_recorded_by_registry(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-3."""
        usecases.take_in(work, event, "registry")

    @on(AUDIT_RECORDED["search"])
    def on_audit_recorded_by_search(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-3."""
        usecases.take_in(work, event, "search")

    @on(AUDIT_RECORDED["messaging"])
    def on_audit_recorded_by_messaging(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-3."""
        usecases.take_in(work, event, "messaging")

    @on(AUDIT_RECORDED["compliance"])
    def on_audit_recorded_by_compliance(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-3."""
        usecases.take_in(work, event, "compliance")

    @on(AUDIT_RECORDED["reporting"])
    def on_audit_recorded_by_reporting(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-3."""
        usecases.take_in(work, event, "reporting")

    @on(AUDIT_RECORDED["gateway"])
    def on_audit_recorded_by_gateway(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-3, AUT-6."""
        usecases.take_in(work, event, "gateway")

    @serve(compliance.SEARCH_AUDIT_ENTRIES)
    def search_audit_entries(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OPS-3."""
        found, cursor = usecases.search(work, request)
        return {"entries": [_entry(link) for link in found], "cursor": cursor}

    @every(HOUR)
    def seal_audit_log(self, work: Work) -> int:
        """OPS-3: the head of the audit log is told to reporting; hourly, so that no more than an hour's end can be cut off unseen."""
        return usecases.seal(work)


def _entry(link: Link) -> dict[str, Any]:
    return {**vars(link.entry), "position": link.position, "hash": link.hash.hex()}
