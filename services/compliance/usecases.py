"""What compliance does, one function a use case, each in the one transaction of its `Work`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.compliance import storage
from services.compliance.domain.custody import holding_of
from services.compliance.domain.reasons import ComplianceReason
from services.compliance.storage import StoredHolding
from services.contracts.compliance import RECORD_DELETED
from services.runtime import audit
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work

PAIRS_AT_ONCE = 1_000


def keep_organization(work: Work, state: Mapping[str, Any]) -> None:
    """Take over what decisions rest on, and the name."""
    storage.keep_organization(work.connection, state)


def keep_acquisitions(work: Work, acquired: Sequence[Mapping[str, Any]]) -> None:
    """Take records into custody: organization_id, seeker_number, acquired_at, reason and account_id of each (SRC-7)."""
    by_organization: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in acquired:
        by_organization[row["organization_id"]].append(row)
    for organization_id, rows in sorted(by_organization.items()):
        storage.lock_custody(work.connection, organization_id)
        storage.add_acquisitions(work.connection, rows)
        _decide(work, organization_id, [row["seeker_number"] for row in rows], work.today)


def keep_block_change(work: Work, change: Mapping[str, Any]) -> None:
    """A block opens a duty where the record is held, or later turns out to be (MSG-11)."""
    storage.lock_custody(work.connection, change["organization_id"])
    storage.add_block_change(work.connection, change)
    _decide(work, change["organization_id"], [change["seeker_number"]], work.today)


def keep_placement(work: Work, placement: Mapping[str, Any]) -> None:
    """An acceptance inside the period moves the day until which the record may be kept (MSG-12)."""
    storage.lock_custody(work.connection, placement["organization_id"])
    storage.keep_placement(work.connection, placement)
    _decide(work, placement["organization_id"], [placement["seeker_number"]], work.today)


def open_duties_of_ended_periods(work: Work, day: dt.date) -> int:
    """Open the duty to delete every record that may not be kept to this day (MSG-12); answers how many they were.

    Run for a day twice it finds nothing more to do; run late it finds what earlier days left (CAL-6).
    """
    found = storage.running_out(work.connection, before=day)
    for organization_id, seeker_numbers in found:
        storage.lock_custody(work.connection, organization_id)
        for first in range(0, len(seeker_numbers), PAIRS_AT_ONCE):
            _decide(work, organization_id, seeker_numbers[first : first + PAIRS_AT_ONCE], day)
        audit.record(
            work.connection,
            action="compliance.open_duties_of_ended_periods",
            subject=("organization", organization_id),
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            details={"holdings": len(seeker_numbers), "day": day.isoformat()},
        )
    return sum(len(seeker_numbers) for _, seeker_numbers in found)


def _decide(work: Work, organization_id: str, seeker_numbers: Sequence[str], today: dt.date) -> None:
    """Decide anew what the organization holds of these seekers, from all facts; it holds the organization's lock."""
    facts = storage.facts_of(work.connection, organization_id, sorted(set(seeker_numbers)))
    decided = {number: holding for number in facts if (holding := holding_of(facts[number], today)) is not None}
    if decided:
        storage.write_holdings(work.connection, organization_id, decided)


def list_duties(work: Work, *, state: str, limit: int, after: str | None) -> tuple[list[StoredHolding], str | None]:
    """The caller's duties, the oldest first, and the ID to ask on from. A suspended organization sees them too (AUT-9)."""
    organization_id = _organization(work)
    last = None
    if after is not None:
        last = storage.duty(work.connection, after, organization_id)
        if last is None:
            raise Refusal(ComplianceReason.NOT_FOUND, "/after")
    found = storage.duties(work.connection, organization_id, state, limit + 1, last)
    return found[:limit], found[limit - 1].holding_id if len(found) > limit else None


def confirm_duty(work: Work, duty_id: str) -> StoredHolding:
    """The organization has deleted the record (MSG-11); what it acquires later is a new holding.

    Right under concurrency: one transaction at a time decides on what an organization holds; the second confirmation finds
    the first.
    """
    organization_id = _organization(work)
    storage.lock_custody(work.connection, organization_id)
    found = storage.duty(work.connection, duty_id, organization_id)
    if found is None or found.holding.duty is None:
        raise Refusal(ComplianceReason.NOT_FOUND, "/duty_id")
    if found.deleted_at is not None:
        raise Refusal(ComplianceReason.DUTY_ALREADY_CONFIRMED, "/duty_id")
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
        raise Refusal(ComplianceReason.STALE_CURSOR, "/cursor") from None


def _organization(work: Work) -> str:
    if work.caller.organization_id is None:
        raise Refusal(ComplianceReason.NOT_FOUND)
    return work.caller.organization_id
