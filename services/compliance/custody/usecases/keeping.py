"""Facts come in, and what organizations hold is decided anew from all of them (MSG-11, MSG-12, SRC-7)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.domain.deciding import holding_of
from services.compliance.custody.storage import facts, holdings, joined
from services.compliance.custody.usecases.telling import tell_pairs
from services.contracts.compliance import DELETION_DEMANDED
from services.runtime.outbox import publish_all
from services.runtime.work import Work


def keep_acquisitions(work: Work, acquired: Sequence[Mapping[str, Any]], settings: AgeingSettings) -> None:
    """Take records into custody: organization_id, seeker_number, acquired_at, reason and account_id of each (SRC-7)."""
    by_organization: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in acquired:
        by_organization[row["organization_id"]].append(row)
    for organization_id, rows in sorted(by_organization.items()):
        facts.lock_custody(work.connection, organization_id)
        facts.add_acquisitions(work.connection, rows)
        decide(work, organization_id, [row["seeker_number"] for row in rows], work.today, settings)


def keep_block_change(work: Work, change: Mapping[str, Any], settings: AgeingSettings) -> None:
    """A block opens a duty where a record of the seeker is held, or later turns out to be (MSG-11)."""
    joined.records.lock(work.connection, change["seeker_number"])
    facts.lock_custody(work.connection, change["organization_id"])
    facts.add_block_change(work.connection, change)
    numbers = joined.records.all_of(work.connection, change["seeker_number"])
    decide(work, change["organization_id"], numbers, work.today, settings)


def keep_joined(work: Work, joined_number: str, seeker_number: str, settings: AgeingSettings) -> list[str]:
    """A record turns out to be a second one of a seeker's (SEE-1): what is refused or demanded of one is of the other too.

    Answers the organizations concerned. Right under concurrency: what the seeker refuses or demands meanwhile waits for it; an
    acquisition of a record by an organization concerned does, too, and any other is decided by what is refused or demanded
    after it.
    """
    joined.records.lock(work.connection, seeker_number, joined_number)
    joined.records.keep(work.connection, joined_number, seeker_number)
    numbers = joined.records.all_of(work.connection, seeker_number)
    organizations = joined.concerned(work.connection, numbers)
    for organization_id in organizations:
        facts.lock_custody(work.connection, organization_id)
        decide(work, organization_id, numbers, work.today, settings)
    return organizations


def keep_placement(work: Work, placement: Mapping[str, Any], settings: AgeingSettings) -> None:
    """An acceptance inside the period moves the day until which the record may be kept (MSG-12)."""
    facts.lock_custody(work.connection, placement["organization_id"])
    facts.keep_placement(work.connection, placement)
    decide(work, placement["organization_id"], [placement["seeker_number"]], work.today, settings)


def decide(
    work: Work, organization_id: str, seeker_numbers: Sequence[str], today: dt.date, settings: AgeingSettings
) -> None:
    """Decide anew what the organization holds of these seekers, from all facts; the caller holds its lock."""
    numbers = sorted(set(seeker_numbers))
    known = facts.facts_of(work.connection, organization_id, numbers)
    decided = {number: holding for number in known if (holding := holding_of(known[number], today)) is not None}
    if not decided:
        return
    _tell_demands(work, organization_id, {number: one.demanded_at for number, one in decided.items()})
    holdings.write_holdings(work.connection, organization_id, decided, settings)
    tell_pairs(work, organization_id, list(decided))


def _tell_demands(work: Work, organization_id: str, demanded: Mapping[str, dt.datetime | None]) -> None:
    """Tell of demands that meet a holding for the first time; before the holdings are written."""
    wanted = {number: at for number, at in demanded.items() if at is not None}
    if not wanted:
        return
    before = holdings.present(work.connection, organization_id, list(wanted))
    news = [
        (
            f"{organization_id}:{number}",
            {"organization_id": organization_id, "seeker_number": number, "demanded_at": at},
        )
        for number, at in wanted.items()
        if number not in before or before[number].holding.demanded_at is None
    ]
    publish_all(work.connection, DELETION_DEMANDED, news, now=work.now, trace=work.trace)
