"""A seeker sees who holds the record, and demands its deletion (SEE-7, MSG-11; seed 001, 7(2)①オ(ア))."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage import facts, holdings, joined, lists
from services.compliance.custody.storage.holdings import StoredHolding
from services.compliance.custody.usecases.keeping import decide
from services.compliance.members.storage import name_of
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def list_holders(work: Work) -> list[tuple[StoredHolding, str]]:
    """Who acquired a record of the calling seeker, with the organization's name."""
    return lists.holders(work.connection, joined.numbers_of(work.connection, work.caller.seeker_number or ""))


class Outcome(StrEnum):
    """What a demand led to."""

    DEMANDED = "demanded"
    ALREADY_DEMANDED = "already_demanded"
    NOTHING_HELD = "nothing_held"


@dataclass(frozen=True)
class Demand:
    """A demand with what the organization holds, and when it last confirmed a deletion."""

    organization_id: str
    organization_name: str
    outcome: Outcome
    held: StoredHolding | None
    deleted_at: dt.datetime | None


def demand_deletion(work: Work, organization_id: str, settings: AgeingSettings) -> Demand:
    """The calling seeker demands that the organization delete what it holds, at once; a second demand changes nothing.

    Kept also where nothing is held as far as is known: an acquisition of before it, whose event is still on its way, is due
    when it comes. It is of every record of the seeker (SEE-1). Right under concurrency: decided under the locks of the seeker
    and the organization, as joined records, acquisitions and confirmations are.
    """
    name, seeker_number = name_of(work.connection, organization_id), work.caller.seeker_number
    if name is None or seeker_number is None:
        raise Refusal(CustodyReason.NOT_FOUND, "/organization_id")
    joined.lock_records_of(work.connection, seeker_number)
    facts.lock_custody(work.connection, organization_id)
    numbers = joined.numbers_of(work.connection, seeker_number)
    held = holdings.present(work.connection, organization_id, numbers)
    undemanded = sorted(number for number, one in held.items() if one.holding.demanded_at is None)
    if held and not undemanded:
        return Demand(organization_id, name, Outcome.ALREADY_DEMANDED, held[min(held)], None)
    facts.add_demand(work.connection, organization_id, seeker_number, work.now)
    if not held:
        deletions = holdings.last_deletions(work.connection, organization_id, numbers)
        return Demand(organization_id, name, Outcome.NOTHING_HELD, None, max(deletions.values(), default=None))
    decide(work, organization_id, list(held), work.today, settings)
    demanded = holdings.present(work.connection, organization_id, numbers)[undemanded[0]]
    return Demand(organization_id, name, Outcome.DEMANDED, demanded, None)
