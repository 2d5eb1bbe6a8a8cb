"""Entrypoints of custody: what organizations hold and must delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.audit import usecases as audit
from services.compliance.custody.domain.deciding import RULES
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage.holdings import StoredHolding
from services.compliance.custody.usecases import duties, keeping
from services.compliance.members.storage import keep_organization
from services.compliance.service.periods import HOUR
from services.contracts import compliance, messaging, registry, search
from services.contracts.errors import ErrorCode
from services.runtime.entrypoints import every, on, serve
from services.runtime.work import ReceivedEvent, Work

REFUSALS: Mapping[Any, ErrorCode] = {
    CustodyReason.NOT_FOUND: ErrorCode.NOT_FOUND,
    CustodyReason.STALE_CURSOR: ErrorCode.STALE_CURSOR,
    CustodyReason.ALREADY_CONFIRMED: ErrorCode.DUTY_ALREADY_CONFIRMED,
}


class Custody:
    """Custody of acquired records and the duties to delete them (MSG-11, MSG-12)."""

    @serve(compliance.LIST_DUTIES)
    def list_duties(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        found, following = duties.list_duties(work, **request)
        return {"duties": [_duty(stored) for stored in found], "next": following}

    @serve(compliance.CONFIRM_DUTY)
    def confirm_duty(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        return _duty(duties.confirm_duty(work, request["duty_id"]))

    @serve(compliance.LIST_CUSTODY)
    def list_custody(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-12."""
        found, cursor = duties.list_custody(work, **request)
        return {"holdings": [_holding(stored) for stored in found], "cursor": cursor}

    @serve(compliance.LIST_HOLDERS)
    def list_holders(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7."""
        return {"holders": [_holder(stored, name) for stored, name in duties.list_holders(work)]}

    @on(registry.ORGANIZATION_CHANGED)
    def on_organization_changed(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-7."""
        keep_organization(work.connection, event.data)

    @on(search.SEEKER_RECORD_ACQUIRED)
    def on_seeker_record_acquired(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-7."""
        keeping.keep_acquisitions(work, [event.data])
        audit.enter_acquisitions(work, [event.data], "search")

    @on(messaging.GUIDANCE_SENT)
    def on_guidance_sent(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-7: guidance to a seeker is an acquisition."""
        acquired = [_acquired_by_guidance(sent) for sent in event.data["sent"]]
        keeping.keep_acquisitions(work, acquired)
        audit.enter_acquisitions(work, acquired, "messaging")

    @on(messaging.BLOCK_CHANGED)
    def on_block_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11."""
        keeping.keep_block_change(work, event.data)

    @on(messaging.PLACEMENT_CHANGED)
    def on_placement_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-12."""
        keeping.keep_placement(work, event.data)

    @every(HOUR)
    def open_duties_of_ended_periods(self, work: Work) -> None:
        """MSG-12: hourly, so that a day that ended is seen soon, and a day that was missed is caught up."""
        keeping.open_duties_of_ended_periods(work, work.today)


def _acquired_by_guidance(sent: dict[str, Any]) -> dict[str, Any]:
    names = ("organization_id", "account_id", "seeker_number")
    return {**{name: sent[name] for name in names}, "acquired_at": sent["sent_at"], "reason": "guidance"}


def _duty(stored: StoredHolding) -> dict[str, Any]:
    duty = stored.holding.duty
    assert duty is not None
    return {
        "duty_id": stored.holding_id,
        "seeker_number": stored.seeker_number,
        "ground": duty.ground.value,
        "rule": RULES[duty.ground],
        "opened_at": duty.since,
        "accepted_on": stored.holding.accepted_on,
        "confirmed_at": stored.deleted_at,
    }


def _holding(stored: StoredHolding) -> dict[str, Any]:
    holding = stored.holding
    return {
        "seeker_number": stored.seeker_number,
        "acquired_at": holding.acquired_at,
        "reason": holding.reason,
        "keep_until": holding.keep_until,
        "accepted_on": holding.accepted_on,
    }


def _holder(stored: StoredHolding, name: str) -> dict[str, Any]:
    return {
        "organization_id": stored.organization_id,
        "organization_name": name,
        "acquired_at": stored.holding.acquired_at,
        "reason": stored.holding.reason,
        "deletion_due": stored.holding.duty is not None and stored.deleted_at is None,
        "deleted_at": stored.deleted_at,
    }
