"""What an organization has to do next, with its dates (REG-3, REG-7, REG-16)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.legal_calendar import day_after
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.kinds import KINDS
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import Organization, renewal_opens_on


class Step(StrEnum):
    """Kinds of things to do."""

    HAND_IN_FORM = "hand_in_form"
    RENEW = "renew"
    CHANGE_PERMISSION_TERM = "change_permission_term"
    WITHDRAW_SEEKERS = "withdraw_seekers"


@dataclass(frozen=True)
class UnderWay:
    """An application that is under way."""

    application_id: str
    kind: ApplicationKind
    state: ApplicationState
    form_due_on: date
    registered_on: date
    permission_valid_until: date | None = None
    """The end of the permission that it states; None for a kind that states none."""


@dataclass(frozen=True)
class NextStep:
    """One thing to do: from when it can be done, and its last day."""

    step: Step
    due_on: date
    from_on: date | None = None
    application_id: str | None = None


def next_steps(
    organization: Organization, under_way: Iterable[UnderWay], settings: ApplicationSettings
) -> tuple[NextStep, ...]:
    """What is to be done, the earliest due first; nothing for an organization that has ended."""
    if organization.ended:
        return ()
    under_way = tuple(under_way)
    steps = [*_forms(under_way), *_terms(organization, under_way, settings)]
    return tuple(sorted(steps, key=lambda step: step.due_on))


def _forms(under_way: Iterable[UnderWay]) -> Iterator[NextStep]:
    """REG-7: every registration waits for its form."""
    for application in under_way:
        if application.state is ApplicationState.REGISTERED:
            yield NextStep(
                Step.HAND_IN_FORM, application.form_due_on, application.registered_on, application.application_id
            )


def _terms(
    organization: Organization, under_way: Iterable[UnderWay], settings: ApplicationSettings
) -> Iterator[NextStep]:
    """REG-16: what ends is renewed; REG-3: where it can't be, withdrawal is due at once when the term is over.

    A change of something else that is under way does not take the place of one of the permission's term.
    """
    kinds = {each.kind for each in under_way}
    until = organization.seeker_information_until
    if until is not None and organization.renewal_failed_on is not None:
        if ApplicationKind.WITHDRAWAL not in kinds:
            yield NextStep(Step.WITHDRAW_SEEKERS, day_after(until), day_after(until))
    elif until is not None and ApplicationKind.RENEWAL not in kinds:
        yield NextStep(Step.RENEW, until, renewal_opens_on(until, settings))
    applicant = organization.content.applicant
    permitted_until = applicant.permission_valid_until if KINDS[applicant.kind].permission else None
    changed = any(
        each.kind is ApplicationKind.CHANGE and each.permission_valid_until != permitted_until for each in under_way
    )
    if permitted_until is not None and not changed:
        yield NextStep(Step.CHANGE_PERMISSION_TERM, permitted_until)
