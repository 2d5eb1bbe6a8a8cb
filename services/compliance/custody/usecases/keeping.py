"""Facts come in, and what organizations hold is decided anew from all of them (MSG-11, MSG-12, SRC-7)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from services.compliance.custody.domain.deciding import holding_of
from services.compliance.custody.storage import facts, holdings
from services.runtime import audit
from services.runtime.work import Work

PAIRS_AT_ONCE = 1_000


def keep_acquisitions(work: Work, acquired: Sequence[Mapping[str, Any]]) -> None:
    """Take records into custody: organization_id, seeker_number, acquired_at, reason and account_id of each (SRC-7)."""
    by_organization: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in acquired:
        by_organization[row["organization_id"]].append(row)
    for organization_id, rows in sorted(by_organization.items()):
        facts.lock_custody(work.connection, organization_id)
        facts.add_acquisitions(work.connection, rows)
        _decide(work, organization_id, [row["seeker_number"] for row in rows], work.today)


def keep_block_change(work: Work, change: Mapping[str, Any]) -> None:
    """A block opens a duty where the record is held, or later turns out to be (MSG-11)."""
    facts.lock_custody(work.connection, change["organization_id"])
    facts.add_block_change(work.connection, change)
    _decide(work, change["organization_id"], [change["seeker_number"]], work.today)


def keep_placement(work: Work, placement: Mapping[str, Any]) -> None:
    """An acceptance inside the period moves the day until which the record may be kept (MSG-12)."""
    facts.lock_custody(work.connection, placement["organization_id"])
    facts.keep_placement(work.connection, placement)
    _decide(work, placement["organization_id"], [placement["seeker_number"]], work.today)


def open_duties_of_ended_periods(work: Work, day: dt.date) -> int:
    """Open the duty to delete every record that may not be kept to this day (MSG-12); answers how many they were.

    Run for a day twice it finds nothing more to do; run late it finds what earlier days left (CAL-6).
    """
    found = holdings.running_out(work.connection, before=day)
    for organization_id, seeker_numbers in found:
        facts.lock_custody(work.connection, organization_id)
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
    known = facts.facts_of(work.connection, organization_id, sorted(set(seeker_numbers)))
    decided = {number: holding for number in known if (holding := holding_of(known[number], today)) is not None}
    if decided:
        holdings.write_holdings(work.connection, organization_id, decided)
