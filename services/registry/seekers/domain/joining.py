"""Two records of one person are made one (SEE-1, decision 136): that with My Page stays, under the ID of the feed's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from services.registry.seekers.domain.narrowing import narrower_choice
from services.registry.seekers.domain.own_decisions import (
    accept,
    correct_source,
    objection_to_acceptance,
    objection_to_another_source,
)
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Action, Fact, Seeker, Statement, apply
from services.registry.seekers.domain.visibility import has_valid_application


def objection_to_joining(kept: Seeker, duplicate: Seeker, today: date) -> SeekerReason | None:
    """Why a seeker can't take the ID of another record of the same person; None where that is possible.

    The one has registered online, and no row has told of the person under its ID: a desk's wrong entry, or none yet. An
    application is needed that an office can have accepted: Hello Work's, or the one made online.
    """
    if kept.seeker_number == duplicate.seeker_number:
        return SeekerReason.SAME_SEEKER
    if kept.source_id is not None and (objection := objection_to_another_source(kept)):
        return objection
    if kept.facts.at_an_office or has_valid_application(duplicate.facts, today):
        return None
    return objection_to_acceptance(kept, today)


def joined(
    kept: Seeker,
    duplicate: Seeker,
    *,
    office_code: str,
    bureau_code: str,
    today: date,
    new_id: Callable[[], str],
    latest_terms: Callable[[Iterable[str | None]], str | None],
) -> Seeker:
    """The seeker who stays, one version on.

    Where Hello Work's application is valid it takes the place of the one made online, as with the first row after any
    acceptance; so does one that a desk has ended since the person applied online, as the person seeks no more. One that is over
    otherwise takes nothing's place: the ID alone goes over, and the next row tells the person's record; the
    person has been compared, so that row need not agree. Who was refused in either record is refused (SEE-4, SEE-4b).
    """
    if takes_the_place(kept, duplicate, today):
        return _narrowed(_with_the_application(kept, duplicate, today, new_id, latest_terms), duplicate, today)
    assert duplicate.source_id is not None
    source_id = duplicate.source_id
    if kept.facts.at_an_office:
        after = correct_source(kept, source_id, compared=True, on=today)
    else:
        told = {"source_id": source_id, "office_code": office_code, "bureau_code": bureau_code}
        after = replace(accept(kept, **told, on=today), person_compared=True)
    return replace(_narrowed(after, duplicate, today), stated_at=max(kept.stated_at, duplicate.stated_at))


def takes_the_place(kept: Seeker, duplicate: Seeker, today: date) -> bool:
    """Whether application, record and person of the duplicate go over, beside its ID."""
    ended_on = duplicate.facts.ended_on
    ended_since = duplicate.ended_here and ended_on is not None and ended_on > kept.facts.applied_on
    return has_valid_application(duplicate.facts, today) or ended_since


def _with_the_application(
    kept: Seeker,
    duplicate: Seeker,
    today: date,
    new_id: Callable[[], str],
    latest_terms: Callable[[Iterable[str | None]], str | None],
) -> Seeker:
    """After what Hello Work has stated of the duplicate, and what desks have decided on its application (SEE-6)."""
    assert duplicate.source_id is not None
    told = Statement(
        action=Action.CHANGE,
        source_id=duplicate.source_id,
        stated_at=duplicate.stated_at,
        office_code=duplicate.office_code,
        bureau_code=duplicate.bureau_code,
        facts=duplicate.facts,
        open_to_employers=duplicate.open_to_employers,
        record=duplicate.record,
    )
    _, after = apply(
        replace(kept, source_id=None),  # whatever was stated under a wrong ID, or none
        told,
        new_number=lambda: kept.seeker_number,
        new_id=new_id,
        latest_terms=latest_terms,
        day=today,
    )
    extended = [one.extended_until for one in (after, duplicate) if one.extended_until is not None]
    return replace(
        after,
        end_reason=(duplicate if after.facts.ended_on == duplicate.facts.ended_on else after).end_reason,
        extended_until=max(extended, default=None),
        ended_here=after.ended_here or duplicate.ended_here,
        narrowed_at=duplicate.narrowed_at,
    )


def _narrowed(after: Seeker, duplicate: Seeker, on: date) -> Seeker:
    """The seeker, no wider than the person has decided under the duplicate's number."""
    facts, is_open, days = after.facts, after.open_to_employers, dict(after.decided_on)
    if duplicate.chosen_on_my_page:
        both = narrower_choice(facts.provision_choice, duplicate.facts.provision_choice)
        if both is not facts.provision_choice:
            facts, days[str(Fact.CHOICE)] = replace(facts, provision_choice=both), on
    if duplicate.openness_chosen and is_open and not duplicate.open_to_employers:
        is_open, days[str(Fact.OPENNESS)] = False, on
    return replace(after, facts=facts, open_to_employers=is_open, decided_on=days)
