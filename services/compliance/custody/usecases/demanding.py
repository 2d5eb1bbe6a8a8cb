"""A seeker sees who holds the record, and demands its deletion (SEE-7, MSG-11; seed 001, 7(2)①オ(ア))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage import facts, holdings, joined, lists
from services.compliance.custody.storage.holdings import StoredHolding
from services.compliance.custody.usecases.keeping import decide
from services.compliance.members.storage import name_of
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def list_holders(work: Work) -> list[tuple[StoredHolding, str]]:
    """Who acquired a record of the calling seeker, with the organization's name, the newest first; who held several records of the
    person (SEE-1) at one time, once."""
    found = lists.holders(work.connection, joined.records.all_of(work.connection, work.caller.seeker_number or ""))
    names = {one.organization_id: name for one, name in found}
    together: list[StoredHolding] = []
    for _, group in groupby(sorted((one for one, _ in found), key=_by_organization), lambda one: one.organization_id):
        together += _at_one_time(group)
    together.sort(key=lambda one: (one.holding.acquired_at, one.holding_id), reverse=True)
    return [(one, names[one.organization_id]) for one in together]


def _by_organization(one: StoredHolding) -> tuple[str, dt.datetime]:
    return one.organization_id, one.holding.acquired_at


def _at_one_time(in_turn: Iterable[StoredHolding]) -> Iterator[StoredHolding]:
    """One organization's holdings, in the order of their acquisition: those that were there at one time as one."""
    held: list[StoredHolding] = []
    for one in in_turn:
        if held and all(before.confirmation and before.confirmation.at < one.holding.acquired_at for before in held):
            yield _as_one(held)
            held = []
        held.append(one)
    if held:
        yield _as_one(held)


def _as_one(held: Sequence[StoredHolding]) -> StoredHolding:
    """Several records of a person as the one they are to the person: held since the first was acquired, until the last must be
    deleted, due where any is, and deleted when all are (SRC-7, MSG-11, MSG-12)."""
    there = [one for one in held if one.confirmation is None] or held
    duties = [one.holding.duty for one in there if one.holding.duty is not None]
    accepted = [one.holding.accepted_on for one in there if one.holding.accepted_on is not None]
    demanded = [one.holding.demanded_at for one in there if one.holding.demanded_at is not None]
    ends = [one.confirmation for one in there if one.confirmation is not None]
    first = held[0]
    holding = replace(
        first.holding,
        accepted_on=max(accepted, default=None),
        keep_until=max(one.holding.keep_until for one in there),
        duty=min(duties, key=lambda duty: duty.since, default=None),
        demanded_at=min(demanded, default=None),
    )
    return replace(first, holding=holding, confirmation=max(ends, key=lambda end: end.at, default=None))


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
    joined.records.lock(work.connection, seeker_number)
    facts.lock_custody(work.connection, organization_id)
    numbers = joined.records.all_of(work.connection, seeker_number)
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
