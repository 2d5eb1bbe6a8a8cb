"""What an organization holds and must delete, as it sees it, and its confirmations (MSG-11, MSG-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage import holdings, lists
from services.compliance.custody.storage.facts import lock_custody
from services.compliance.custody.storage.holdings import Confirmation, StoredHolding
from services.compliance.custody.storage.lists import Counts, DutyFilter, HoldingFilter
from services.compliance.custody.usecases.keeping import decide
from services.compliance.custody.usecases.telling import tell_pairs
from services.contracts.compliance import RECORD_DELETED
from services.legal_calendar import japanese_day
from services.runtime import audit
from services.runtime.outbox import publish_all
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def list_duties(
    work: Work,
    *,
    state: str,
    ground: str | None,
    urgency: str | None,
    late: bool,
    sort: str,
    limit: int,
    after: str | None,
) -> tuple[list[StoredHolding], str | None]:
    """The caller's duties, and the ID to ask on from. A suspended organization sees them too (AUT-9)."""
    organization_id = own_organization(work)
    last = None
    if after is not None:
        last = holdings.duties_by_id(work.connection, organization_id, [after]).get(after)
        if last is None:
            raise Refusal(CustodyReason.NOT_FOUND, "/after")
    wanted = DutyFilter(state, ground, urgency, work.today if late else None)
    found = lists.duties(work.connection, organization_id, wanted, sort=sort, limit=limit + 1, after=last)
    return found[:limit], found[limit - 1].holding_id if len(found) > limit else None


class Result(StrEnum):
    """What became of one confirmation."""

    CONFIRMED = "confirmed"
    ALREADY_CONFIRMED = "already_confirmed"
    NOT_FOUND = "not_found"
    DAY_UNFIT = "day_unfit"
    GIVEN_TWICE = "given_twice"


@dataclass(frozen=True)
class ConfirmationOutcome:
    """One confirmation, with the duty where the organization has it."""

    duty_id: str
    result: Result
    duty: StoredHolding | None


def confirm_duty(work: Work, duty_id: str, deleted_on: dt.date | None, settings: AgeingSettings) -> StoredHolding:
    """The organization has deleted the record (MSG-11); what it acquires later is a new holding."""
    (outcome,) = confirm_duties(work, [duty_id], deleted_on, settings)
    refused = {
        Result.NOT_FOUND: (CustodyReason.NOT_FOUND, "/duty_id"),
        Result.ALREADY_CONFIRMED: (CustodyReason.ALREADY_CONFIRMED, "/duty_id"),
        Result.DAY_UNFIT: (CustodyReason.DELETION_DAY_UNFIT, "/deleted_on"),
    }.get(outcome.result)
    if refused is not None:
        raise Refusal(*refused)
    assert outcome.duty is not None
    return outcome.duty


def confirm_duties(
    work: Work, duty_ids: Sequence[str], deleted_on: dt.date | None, settings: AgeingSettings
) -> list[ConfirmationOutcome]:
    """The organization has deleted these records, on a day it tells or today: an outcome each, in the order asked.

    What counts for the law of it is when it was confirmed; the day is what the organization says, from the acquisition
    through today. Right under concurrency: one transaction at a time decides on what an organization holds; the second
    confirmation finds the first, and an acquisition that comes meanwhile is decided with it or after it, by its instant. So
    one that had come before this transaction got the lock, of an instant after `now`, is held anew here.
    """
    organization_id = own_organization(work)
    lock_custody(work.connection, organization_id)
    found = holdings.duties_by_id(work.connection, organization_id, duty_ids)
    confirmation = Confirmation(work.now, work.caller.account_id, work.caller.role.value, deleted_on or work.today)
    outcomes: list[ConfirmationOutcome] = []
    seen: set[str] = set()
    for duty_id in duty_ids:
        duty = found.get(duty_id)
        result = Result.GIVEN_TWICE if duty_id in seen else _result(duty, confirmation, work.today)
        seen.add(duty_id)
        if result is Result.CONFIRMED and duty is not None:
            duty = replace(duty, confirmation=confirmation)
        outcomes.append(ConfirmationOutcome(duty_id, result, duty))
    confirmed = [one.duty for one in outcomes if one.result is Result.CONFIRMED and one.duty is not None]
    if confirmed:
        _close(work, organization_id, confirmed, confirmation)
        numbers = [duty.seeker_number for duty in confirmed]
        decide(work, organization_id, numbers, work.today, settings)
        tell_pairs(work, organization_id, numbers)
    return outcomes


def _result(duty: StoredHolding | None, confirmation: Confirmation, today: dt.date) -> Result:
    if duty is None:
        return Result.NOT_FOUND
    if duty.confirmation is not None:
        return Result.ALREADY_CONFIRMED
    day = confirmation.deleted_on or today
    return Result.CONFIRMED if japanese_day(duty.holding.acquired_at) <= day <= today else Result.DAY_UNFIT


def _close(work: Work, organization_id: str, confirmed: Sequence[StoredHolding], confirmation: Confirmation) -> None:
    ids = [duty.holding_id for duty in confirmed]
    holdings.close_holdings(work.connection, ids, confirmation)
    deleted = [
        (
            duty.holding_id,
            {
                "organization_id": organization_id,
                "seeker_number": duty.seeker_number,
                "ground": duty.holding.duty and duty.holding.duty.ground.value,
                "confirmed_at": confirmation.at,
                "demanded_at": duty.holding.demanded_at,
            },
        )
        for duty in confirmed
    ]
    publish_all(work.connection, RECORD_DELETED, deleted, now=work.now, trace=work.trace)
    audit.record_all(
        work.connection,
        action="compliance.confirm_duty",
        subjects=[("duty", duty_id) for duty_id in ids],
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={"deleted_on": (confirmation.deleted_on or work.today).isoformat()},
    )


def list_custody(
    work: Work,
    *,
    state: str,
    accepted: bool | None,
    ending_within_days: int | None,
    sort: str,
    limit: int,
    cursor: str | None,
) -> tuple[list[StoredHolding], str | None]:
    """What the caller's organization holds, and the cursor of the next page."""
    ending_by = None if ending_within_days is None else work.today + dt.timedelta(days=ending_within_days)
    found = lists.custody(
        work.connection,
        own_organization(work),
        HoldingFilter(state, accepted, ending_by),
        sort=sort,
        limit=limit + 1,
        after=None if cursor is None else _position(cursor, sort),
    )
    return found[:limit], _cursor(found[limit - 1], sort) if len(found) > limit else None


def count_custody(work: Work, settings: AgeingSettings) -> Counts:
    """The same in numbers."""
    soon = work.today + dt.timedelta(days=settings.ends_soon_days)
    return lists.counts(work.connection, own_organization(work), today=work.today, soon=soon)


def own_organization(work: Work) -> str:
    """The caller's organization; refused where it has none."""
    if work.caller.organization_id is None:
        raise Refusal(CustodyReason.NOT_FOUND)
    return work.caller.organization_id


def _cursor(last: StoredHolding, sort: str) -> str:
    value = last.holding.keep_until if sort == "keep_until" else last.holding.acquired_at
    return f"{value.isoformat()}_{last.holding_id}"


def _position(cursor: str, sort: str) -> tuple[dt.date | dt.datetime, str]:
    value, _, holding_id = cursor.partition("_")
    try:
        start = dt.date.fromisoformat(value) if sort == "keep_until" else _instant(value)
        return start, str(UUID(holding_id))
    except (ValueError, OverflowError):
        raise Refusal(CustodyReason.STALE_CURSOR, "/cursor") from None


def _instant(value: str) -> dt.datetime:
    """In UTC, as the database can't read every offset that Python can. Raises ValueError without an offset."""
    found = dt.datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return found.astimezone(dt.UTC)
