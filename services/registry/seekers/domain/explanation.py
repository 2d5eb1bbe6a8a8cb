"""Why a seeker is visible, and to whom (SEE-7): every rule of `visibility.py`, fulfilled or not, with its days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services.legal_calendar import day_after
from services.registry.seekers.domain import visibility
from services.registry.seekers.domain.seeker import Fact, Seeker
from services.registry.seekers.domain.visibility import (
    RULES,
    ReaderClass,
    has_valid_application,
    ineligible_until,
    is_eligible,
)


class Ground(StrEnum):
    """A rule, as it is told to the seeker."""

    VALID_APPLICATION = "valid_application"
    ACCEPTED_AT_OFFICE = "accepted_at_office"
    NO_PUPIL = "no_pupil"
    MY_PAGE = "my_page"
    CONSENT = "consent"
    CHOICE = "choice"
    OPENNESS = "openness"


@dataclass(frozen=True)
class Answer:
    """Whether a rule is fulfilled; since when it is as said, and the last day that it stays so by date alone."""

    ground: Ground
    rule: str
    fulfilled: bool
    since: date | None
    until: date | None


_GROUNDS: dict[Callable[..., object], tuple[Ground, str]] = {
    visibility.application_is_valid: (Ground.VALID_APPLICATION, "SEE-6"),
    visibility.is_accepted_at_an_office: (Ground.ACCEPTED_AT_OFFICE, "SEE-4"),
    visibility.is_no_pupil: (Ground.NO_PUPIL, "SEE-5"),
    visibility.has_my_page: (Ground.MY_PAGE, "SEE-4"),
    visibility.has_agreed: (Ground.CONSENT, "SEE-4"),
    visibility.has_chosen: (Ground.CHOICE, "SEE-4"),
}
_FACTS = {
    Ground.ACCEPTED_AT_OFFICE: Fact.OFFICE,
    Ground.MY_PAGE: Fact.MY_PAGE,
    Ground.CONSENT: Fact.TERMS,
    Ground.CHOICE: Fact.CHOICE,
    Ground.OPENNESS: Fact.OPENNESS,
}


def explain(seeker: Seeker, reader: ReaderClass, today: date) -> tuple[Answer, ...]:
    """Every rule for a class of organization (SEE-4, SEE-5, SEE-6); it finds the seeker where all are fulfilled."""
    return tuple(_answer(seeker, *_GROUNDS[rule], rule(seeker.facts, reader, today) is None, today) for rule in RULES)


def explain_to_employers(seeker: Seeker, today: date) -> tuple[Answer, ...]:
    """Every rule for employers (SEE-4b, SEE-5); they find the seeker where all are fulfilled."""
    valid = has_valid_application(seeker.facts, today)
    return (
        _answer(seeker, Ground.VALID_APPLICATION, "SEE-6", valid, today),
        _answer(seeker, Ground.NO_PUPIL, "SEE-5", is_eligible(seeker.facts, today), today),
        _answer(seeker, Ground.OPENNESS, "SEE-4b", seeker.open_to_employers, today),
    )


def _answer(seeker: Seeker, ground: Ground, rule: str, fulfilled: bool, today: date) -> Answer:
    since, until = _days(seeker, ground, fulfilled, today)
    return Answer(ground, rule, fulfilled, since, until)


def _days(seeker: Seeker, ground: Ground, fulfilled: bool, today: date) -> tuple[date | None, date | None]:
    facts = seeker.facts
    if ground is Ground.VALID_APPLICATION:
        if fulfilled:
            return facts.applied_on, facts.valid_until
        if today < facts.applied_on and facts.ended_on is None:
            return None, facts.applied_on - timedelta(days=1)
        ran_out = day_after(facts.valid_until)
        return min(facts.ended_on or ran_out, ran_out), None
    if ground is Ground.NO_PUPIL:
        last = ineligible_until(facts)
        known = last if last is not None and last != date.max else None
        return (day_after(known) if known else None, None) if fulfilled else (None, known)
    return seeker.decided_on.get(str(_FACTS[ground])), None
