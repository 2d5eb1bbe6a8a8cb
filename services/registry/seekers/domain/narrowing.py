"""What a row of the feed narrows although it is refused (SEE-4): who may find the seeker becomes fewer at once, never more.

A person who takes back a consent is not kept in search by a telephone number in a text of the same row (decision 190). What
widens, and what the row says otherwise, waits for a row that can be taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from services.registry.seekers.domain.visibility import (
    COVERS,
    ProvisionChoice,
    PupilOf,
    SeekerFacts,
    ineligible_until,
)


@dataclass(frozen=True)
class Narrowing:
    """What a refused row says of who may find the seeker; it is the row's only effect.

    `applied_on` and `valid_until` are None where the row's cannot be read.
    """

    source_id: str
    stated_at: datetime
    provision_choice: ProvisionChoice
    open_to_employers: bool
    pupil_of: PupilOf | None
    graduates_on: date | None
    applied_on: date | None
    valid_until: date | None


def narrower_choice(one: ProvisionChoice, other: ProvisionChoice) -> ProvisionChoice:
    """The choice that covers the classes which both cover."""
    both = COVERS[one] & COVERS[other]
    return next(choice for choice, covered in COVERS.items() if covered == both)


def later_ineligible(facts: SeekerFacts, pupil_of: PupilOf | None, graduates_on: date | None) -> SeekerFacts:
    """The facts with that school of the two which keeps the seeker out for longer (SEE-5)."""
    told = replace(facts, pupil_of=pupil_of, graduates_on=graduates_on)
    here, there = ineligible_until(facts), ineligible_until(told)
    return told if there is not None and (here is None or there > here) else facts


def narrowed(
    facts: SeekerFacts,
    *,
    choice: ProvisionChoice,
    pupil_of: PupilOf | None,
    graduates_on: date | None,
    applied_on: date | None,
    valid_until: date | None,
) -> SeekerFacts:
    """The facts, as narrow as these of another statement at least; an end of validity counts for its own application."""
    facts = later_ineligible(facts, pupil_of, graduates_on)
    until = facts.valid_until
    if valid_until is not None and applied_on == facts.applied_on:
        until = min(until, valid_until)
    return replace(facts, provision_choice=narrower_choice(facts.provision_choice, choice), valid_until=until)
