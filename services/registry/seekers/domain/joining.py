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
from services.registry.seekers.domain.seeker import Action, Seeker, Statement, apply
from services.registry.seekers.domain.visibility import has_valid_application


def objection_to_joining(kept: Seeker, duplicate: Seeker, today: date) -> SeekerReason | None:
    """Why a seeker can't take the ID of another record of the same person; None where that is possible.

    The one has registered online, and no row has told of the person under its ID: a desk's wrong entry, or none yet.
    """
    if kept.seeker_number == duplicate.seeker_number:
        return SeekerReason.SAME_SEEKER
    if kept.facts.at_an_office:
        return objection_to_another_source(kept)
    if kept.source_id is not None:
        return SeekerReason.SOURCE_ID_CONFIRMED
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
    acceptance. One that is over takes nothing's place: the ID alone goes over, and the next row tells the person's record; the
    person has been compared, so that row need not agree.
    """
    if has_valid_application(duplicate.facts, today):
        return _with_the_application(kept, duplicate, today, new_id, latest_terms)
    assert duplicate.source_id is not None
    source_id = duplicate.source_id
    if kept.facts.at_an_office:
        after = correct_source(kept, source_id, compared=True, on=today)
    else:
        told = {"source_id": source_id, "office_code": office_code, "bureau_code": bureau_code}
        after = replace(accept(kept, **told, on=today), person_compared=True)
    return replace(after, stated_at=max(kept.stated_at, duplicate.stated_at))


def _with_the_application(
    kept: Seeker,
    duplicate: Seeker,
    today: date,
    new_id: Callable[[], str],
    latest_terms: Callable[[Iterable[str | None]], str | None],
) -> Seeker:
    """After what Hello Work has stated of the duplicate; who was refused in either record is refused (SEE-4, SEE-4b)."""
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
    facts, is_open = after.facts, after.open_to_employers
    if duplicate.chosen_on_my_page:
        both = narrower_choice(facts.provision_choice, duplicate.facts.provision_choice)
        facts = replace(facts, provision_choice=both)
    if duplicate.openness_chosen:
        is_open = is_open and duplicate.open_to_employers
    return replace(
        after,
        facts=facts,
        open_to_employers=is_open,
        extended_until=duplicate.extended_until,
        narrowed_at=duplicate.narrowed_at,
    )
