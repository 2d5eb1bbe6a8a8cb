"""What a seeker decides here: on My Page, or by the staff of an office in the seeker's name (SEE-4, SEE-4b, SEE-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Fact, Own, Seeker
from services.registry.seekers.domain.visibility import (
    VALIDITY_MONTHS,
    ProvisionChoice,
    SeekerFacts,
    end_of_validity,
    has_valid_application,
    ineligible_until,
)


def choose(known: Seeker, choice: ProvisionChoice, on: date) -> Seeker:
    """The seeker after a choice of provision (SEE-4)."""
    changed = choice is not known.facts.provision_choice
    return _next(
        _decided(known, Own.CHOICE, on),
        Fact.CHOICE if changed else None,
        on,
        facts=replace(known.facts, provision_choice=choice),
        chosen_on_my_page=True,
    )


def open_to_employers(known: Seeker, is_open: bool, on: date) -> Seeker:
    """The seeker after giving or taking back the consent to be shown to employers (SEE-4b)."""
    changed = is_open is not known.open_to_employers
    fact = Fact.OPENNESS if changed else None
    return _next(_decided(known, Own.OPENNESS, on), fact, on, open_to_employers=is_open, openness_chosen=True)


def agree(known: Seeker, terms_version: str, on: date) -> Seeker:
    """The seeker after opening My Page, or agreeing to a newer version of the seekers' terms (SEE-4, REG-15)."""
    after = _next(known, Fact.TERMS, on, facts=replace(known.facts, my_page_opened=True, terms_version=terms_version))
    if known.facts.my_page_opened:
        return after
    return replace(after, decided_on={**after.decided_on, str(Fact.MY_PAGE): on})


# The application (SEE-6) ----------------------------------------------------------------------------------------------


def objection_to_extension(
    known: Seeker, until: date, today: date, months: int = VALIDITY_MONTHS
) -> SeekerReason | None:
    """Why the application can't be extended to a day (SEE-6); None where it can.

    Only a valid one; to a later day, and no further than an application made today would last.
    """
    if not has_valid_application(known.facts, today):
        return SeekerReason.APPLICATION_NOT_VALID
    if not known.facts.valid_until < until <= end_of_validity(today, months):
        return SeekerReason.END_OUT_OF_PERIOD
    return None


def extend(known: Seeker, until: date) -> Seeker:
    """The seeker after the application's extension (SEE-6)."""
    return _next(
        known,
        None,
        until,
        facts=replace(known.facts, valid_until=until),
        extended_until=until,
        record={**known.record, "valid_until": until.isoformat()},
    )


def objection_to_end(known: Seeker, on: date, today: date) -> SeekerReason | None:
    """Why the application can't be ended as of a day (SEE-6); None where it can."""
    if not has_valid_application(known.facts, today):
        return SeekerReason.APPLICATION_NOT_VALID
    return None if known.facts.applied_on <= on <= today else SeekerReason.DAY_OUT_OF_PERIOD


def end(known: Seeker, on: date, reason: str) -> Seeker:
    """The seeker after the application's end: hired, withdrawn (SEE-6)."""
    return _next(known, None, on, facts=replace(known.facts, ended_on=on), end_reason=reason, ended_here=True)


def objection_to_taking_the_end_back(known: Seeker, today: date) -> SeekerReason | None:
    """Why an end can't be taken back (SEE-6); None where it can: recorded at a desk, of an application that would be valid.

    An end that the feed has told since is Hello Work's, and that of an application made online the seeker's own.
    """
    if not (known.ended_here and known.facts.at_an_office):
        return SeekerReason.END_NOT_RECORDED_HERE
    valid = has_valid_application(replace(known.facts, ended_on=None), today)
    return None if valid else SeekerReason.APPLICATION_NOT_VALID


def take_the_end_back(known: Seeker, on: date) -> Seeker:
    """The seeker as if a desk had not ended the application: found as chosen, and ruled by the feed again (SEE-6)."""
    return _next(known, None, on, facts=replace(known.facts, ended_on=None), end_reason="", ended_here=False)


# Online registration (SEE-1) ------------------------------------------------------------------------------------------


def objection_to_registration(facts: SeekerFacts, today: date) -> SeekerReason | None:
    """Why somebody can't register online (SEE-5); None where that is possible."""
    last = ineligible_until(facts)
    return SeekerReason.NOT_ELIGIBLE_YET if last is not None and today <= last else None


def objection_to_own_change(known: Seeker) -> SeekerReason | None:
    """Why the seeker can't change the record here; None where it is the seeker's own (SEE-1).

    Once an office has accepted the application, the record is kept at Hello Work and changed there.
    """
    return SeekerReason.RECORD_KEPT_BY_OFFICE if known.facts.at_an_office else None


def change_record(known: Seeker, record: Mapping[str, Any], at: datetime) -> Seeker:
    """The seeker after changing the own record, which is given as JSON without number and days (SEE-A, SEE-B)."""
    kept = {name: known.record[name] for name in ("seeker_number", "applied_on", "valid_until", "registered_at")}
    return _next(known, None, at.date(), record={**record, **kept, "changed_at": _instant(at)})


def objection_to_new_application(known: Seeker, today: date) -> SeekerReason | None:
    """Why no new application can be made online: the present one is valid yet (SEE-6), or the record is an office's."""
    if known.facts.at_an_office and has_valid_application(known.facts, today):
        return SeekerReason.RECORD_KEPT_BY_OFFICE
    if has_valid_application(known.facts, today):
        return SeekerReason.APPLICATION_STILL_VALID
    return None


def apply_again(known: Seeker, application_id: str, at: datetime, today: date, months: int = VALIDITY_MONTHS) -> Seeker:
    """The seeker with a new application made online; the number stays, and with it blocks (SEE-1, SEE-6)."""
    until = end_of_validity(today, months)
    after = _next(
        known,
        Fact.OFFICE if known.facts.at_an_office else None,
        today,
        facts=replace(known.facts, applied_on=today, valid_until=until, ended_on=None, at_an_office=False),
        application_id=application_id,
        end_reason="",
        ended_here=False,
        extended_until=None,
    )
    days = {"applied_on": today.isoformat(), "valid_until": until.isoformat(), "registered_at": _instant(at)}
    return replace(after, record={**known.record, **days, "changed_at": _instant(at)})


def objection_to_acceptance(known: Seeker, today: date) -> SeekerReason | None:
    """Why an office can't accept an application made online; None where it can."""
    if known.facts.at_an_office:
        return SeekerReason.NOT_REGISTERED_ONLINE
    return None if has_valid_application(known.facts, today) else SeekerReason.APPLICATION_NOT_VALID


def accept(known: Seeker, *, source_id: str, office_code: str, bureau_code: str, on: date) -> Seeker:
    """The seeker after an office has accepted the application: organizations find it from now on (SEE-4)."""
    return _next(
        known,
        Fact.OFFICE,
        on,
        facts=replace(known.facts, at_an_office=True),
        source_id=source_id,
        source_entered_here=known.source_entered_here or known.source_id is None,
        office_code=office_code,
        bureau_code=bureau_code,
    )


def objection_to_another_source(known: Seeker) -> SeekerReason | None:
    """Why the ID at Hello Work can't be corrected (SEE-1); None where it can: a desk's entry under which no row is taken yet."""
    return None if known.source_entered_here else SeekerReason.SOURCE_ID_CONFIRMED


def correct_source(known: Seeker, source_id: str, *, compared: bool, on: date) -> Seeker:
    """The seeker under the right ID. `compared`: staff have made sure of the person, and the next row is not held to it."""
    return _next(known, None, on, source_id=source_id, person_compared=compared)


def _decided(known: Seeker, own: Own, on: date) -> Seeker:
    return replace(known, decided_on={**known.decided_on, str(own): on})


def _next(known: Seeker, fact: Fact | None, on: date, **changed: Any) -> Seeker:
    days = known.decided_on if fact is None else {**known.decided_on, str(fact): on}
    return replace(known, version=known.version + 1, decided_on=days, **changed)


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
