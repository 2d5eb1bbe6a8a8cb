"""What organizations hold and must delete, as they and the seekers see it, and the confirmation of deletions (MSG-11)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage import holdings as storage
from services.compliance.custody.storage.facts import lock_custody
from services.compliance.custody.storage.holdings import StoredHolding
from services.contracts.compliance import RECORD_DELETED
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def list_duties(work: Work, *, state: str, limit: int, after: str | None) -> tuple[list[StoredHolding], str | None]:
    """The caller's duties, the oldest first, and the ID to ask on from. A suspended organization sees them too (AUT-9)."""
    organization_id = _organization(work)
    last = None
    if after is not None:
        last = storage.duty(work.connection, after, organization_id)
        if last is None:
            raise Refusal(CustodyReason.NOT_FOUND, "/after")
    found = storage.duties(work.connection, organization_id, state, limit + 1, last)
    return found[:limit], found[limit - 1].holding_id if len(found) > limit else None


def confirm_duty(work: Work, duty_id: str) -> StoredHolding:
    """The organization has deleted the record (MSG-11); what it acquires later is a new holding.

    Right under concurrency: one transaction at a time decides on what an organization holds; the second confirmation finds
    the first.
    """
    organization_id = _organization(work)
    lock_custody(work.connection, organization_id)
    found = storage.duty(work.connection, duty_id, organization_id)
    if found is None or found.holding.duty is None:
        raise Refusal(CustodyReason.NOT_FOUND, "/duty_id")
    if found.deleted_at is not None:
        raise Refusal(CustodyReason.ALREADY_CONFIRMED, "/duty_id")
    storage.close_holding(work.connection, duty_id, work.now, work.caller.account_id)
    publish(
        work.connection,
        RECORD_DELETED,
        subject=duty_id,
        data={
            "organization_id": organization_id,
            "seeker_number": found.seeker_number,
            "ground": found.holding.duty.ground.value,
            "confirmed_at": work.now,
        },
        now=work.now,
        trace=work.trace,
    )
    return StoredHolding(found.holding_id, organization_id, found.seeker_number, found.holding, work.now)


def list_custody(work: Work, *, limit: int, cursor: str | None) -> tuple[list[StoredHolding], str | None]:
    """What the caller's organization holds, the first to be deleted first, and the cursor of the next page."""
    after = None if cursor is None else _position(cursor)
    found = storage.custody(work.connection, _organization(work), limit + 1, after)
    more = len(found) > limit
    return found[:limit], f"{found[limit - 1].holding.keep_until}.{found[limit - 1].holding_id}" if more else None


def list_holders(work: Work) -> list[tuple[StoredHolding, str]]:
    """Who acquired the calling seeker's record, with the organization's name (SEE-7)."""
    return storage.holders(work.connection, work.caller.seeker_number or "")


def _position(cursor: str) -> tuple[dt.date, str]:
    day, _, holding_id = cursor.partition(".")
    try:
        return dt.date.fromisoformat(day), str(UUID(holding_id))
    except ValueError:
        raise Refusal(CustodyReason.STALE_CURSOR, "/cursor") from None


def _organization(work: Work) -> str:
    if work.caller.organization_id is None:
        raise Refusal(CustodyReason.NOT_FOUND)
    return work.caller.organization_id
