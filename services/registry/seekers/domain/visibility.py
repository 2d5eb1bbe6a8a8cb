"""Who may find a seeker on a day (SEE-4, SEE-4b, SEE-5, SEE-6), and on which later day that changes by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum

from services.legal_calendar import day_after, end_of_later_month


class ReaderClass(StrEnum):
    """The classes of organization (REG-1)."""

    PRIVATE = "private"
    MUNICIPAL = "municipal"


class ProvisionChoice(StrEnum):
    """求職情報提供の可否 (SEE-4)."""

    BOTH = "both"
    MUNICIPAL_ONLY = "municipal_only"
    PRIVATE_ONLY = "private_only"
    NONE = "none"


COVERS = {
    ProvisionChoice.BOTH: frozenset(ReaderClass),
    ProvisionChoice.MUNICIPAL_ONLY: frozenset({ReaderClass.MUNICIPAL}),
    ProvisionChoice.PRIVATE_ONLY: frozenset({ReaderClass.PRIVATE}),
    ProvisionChoice.NONE: frozenset[ReaderClass](),
}


class PupilOf(StrEnum):
    """The school (学校教育法上の学校) of a pupil or new graduate (SEE-5); `OTHER_SCHOOL` up to high schools."""

    UNIVERSITY = "university"
    COLLEGE_OF_TECHNOLOGY = "college_of_technology"
    OTHER_SCHOOL = "other_school"


class NotProvided(Enum):
    """Why a seeker is not found by a class of organization."""

    APPLICATION_NOT_VALID = "the application for work has not begun, has ended or has run out"
    NOT_AT_AN_OFFICE = "the application was made online, and no office has accepted it"
    PUPIL = "a pupil or new graduate of a school other than universities and colleges of technology"
    NO_MY_PAGE = "no My Page is open"
    NO_CONSENT = "the seekers' terms are not agreed to"
    NOT_CHOSEN = "the provision choice does not cover this class of organization"


@dataclass(frozen=True)
class SeekerFacts:
    """What the decision rests on. `ended_on` is set once the application was ended (hired, withdrawn).

    `at_an_office`: an office has accepted the application; not so of who has registered online alone (オンライン登録者).
    """

    applied_on: date
    valid_until: date
    ended_on: date | None
    my_page_opened: bool
    terms_version: str | None
    provision_choice: ProvisionChoice
    pupil_of: PupilOf | None = None
    graduates_on: date | None = None
    at_an_office: bool = True


VALIDITY_MONTHS = 2
"""An application is valid to the end of this many months after its own (SEE-6); a setting with this default."""


def end_of_validity(applied_on: date, months: int = VALIDITY_MONTHS) -> date:
    """Last day of an application for work that nobody has extended (SEE-6): 15 January gives 31 March."""
    return end_of_later_month(applied_on, months=months)


def has_valid_application(facts: SeekerFacts, today: date) -> bool:
    """Whether the application for work is valid (有効求職者, SEE-6)."""
    return facts.ended_on is None and facts.applied_on <= today <= facts.valid_until


def ineligible_until(facts: SeekerFacts) -> date | None:
    """Last day on which SEE-5 keeps the seeker out; None where it doesn't, date.max where no graduation is known.

    Seed 002, その他 Q1: 対象学校の生徒又は新規卒業者（卒業年の6月末までの者）. Who graduates after June, as from courses that end in
    autumn, is a pupil to the day of graduation, and a new graduate no more from the day after.
    """
    if facts.pupil_of is not PupilOf.OTHER_SCHOOL:
        return None
    if facts.graduates_on is None:
        return date.max
    return max(facts.graduates_on, date(facts.graduates_on.year, 6, 30))


def is_eligible(facts: SeekerFacts, today: date) -> bool:
    """Whether SEE-5 lets the seeker be found at all, by whatever reader: organizations and employers alike."""
    last = ineligible_until(facts)
    return last is None or today > last


# The rules ------------------------------------------------------------------------------------------------------------


def application_is_valid(facts: SeekerFacts, _reader: ReaderClass, today: date) -> NotProvided | None:
    """SEE-4, SEE-6: 有効求職者 only."""
    return None if has_valid_application(facts, today) else NotProvided.APPLICATION_NOT_VALID


def is_accepted_at_an_office(facts: SeekerFacts, _reader: ReaderClass, _today: date) -> NotProvided | None:
    """SEE-4: what organizations are given is what an office has accepted (seed 001, 2: 安定所が受理した求職申込み内容)."""
    return None if facts.at_an_office else NotProvided.NOT_AT_AN_OFFICE


def is_no_pupil(facts: SeekerFacts, _reader: ReaderClass, today: date) -> NotProvided | None:
    """SEE-5: pupils and new graduates of schools under 33条の2 1項1号 are not eligible."""
    return None if is_eligible(facts, today) else NotProvided.PUPIL


def has_my_page(facts: SeekerFacts, _reader: ReaderClass, _today: date) -> NotProvided | None:
    """SEE-4: messages need a My Page to arrive at."""
    return None if facts.my_page_opened else NotProvided.NO_MY_PAGE


def has_agreed(facts: SeekerFacts, _reader: ReaderClass, _today: date) -> NotProvided | None:
    """SEE-4: consent to the seekers' terms (利用規約（求職者用）)."""
    return None if facts.terms_version else NotProvided.NO_CONSENT


def has_chosen(facts: SeekerFacts, reader: ReaderClass, _today: date) -> NotProvided | None:
    """SEE-4: the provision choice covers the reader's class."""
    return None if reader in COVERS[facts.provision_choice] else NotProvided.NOT_CHOSEN


RULES: tuple[Callable[[SeekerFacts, ReaderClass, date], NotProvided | None], ...] = (
    application_is_valid,
    is_accepted_at_an_office,
    is_no_pupil,
    has_my_page,
    has_agreed,
    has_chosen,
)
"""All must agree, in the order in which they are told."""


def why_not_provided(facts: SeekerFacts, reader: ReaderClass, today: date) -> NotProvided | None:
    """The first rule that keeps a class of organization from finding the seeker; None where it may."""
    return next((reason for rule in RULES if (reason := rule(facts, reader, today))), None)


def provided_to(facts: SeekerFacts, today: date) -> tuple[ReaderClass, ...]:
    """The classes of organization that may find the seeker on a day."""
    return tuple(reader for reader in ReaderClass if why_not_provided(facts, reader, today) is None)


def next_change(facts: SeekerFacts, today: date) -> date | None:
    """The next day after today on which who may find the seeker can change by date alone; None if there is none."""
    if facts.ended_on is not None:
        return None
    eligible_until = ineligible_until(facts)
    days = [facts.applied_on, day_after(facts.valid_until)]
    if eligible_until is not None and eligible_until != date.max:
        days.append(day_after(eligible_until))
    return min((day for day in days if day > today), default=None)
