"""A seeker as the registry keeps it, and how a statement of the feed changes it (SEE-1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.registry.seekers.domain.person import Person
from services.registry.seekers.domain.visibility import (
    ProvisionChoice,
    ReaderClass,
    SeekerFacts,
    has_valid_application,
    provided_to,
)


class Action(StrEnum):
    """What a row of the feed tells; `CREATE` and `CHANGE` both carry the whole state."""

    CREATE = "create"
    CHANGE = "change"
    END = "end"


class Outcome(StrEnum):
    """What became of a statement."""

    CREATED = "created"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Statement:
    """One row of the feed, read and checked. An `END` carries neither person nor record.

    `source_id` and `stated_at` together are the feed's key: the same statement again changes nothing.
    """

    action: Action
    source_id: str
    stated_at: datetime
    ended_on: date | None = None
    end_reason: str = ""
    office_code: str = ""
    bureau_code: str = ""
    facts: SeekerFacts | None = None
    open_to_employers: bool = False
    person: Person | None = None
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Seeker:
    """A seeker with the application for work now in hand.

    `version` grows by one with every state that is told to others. `record` is the provided record as it stands in
    events (JSON), with the seeker number; `chosen_on_my_page`: the choice is the seeker's own, the feed no longer rules it.
    """

    seeker_number: str
    source_id: str
    stated_at: datetime
    version: int
    application_id: str
    office_code: str
    bureau_code: str
    facts: SeekerFacts
    open_to_employers: bool
    chosen_on_my_page: bool
    end_reason: str
    record: Mapping[str, Any]

    def provided_to(self, today: date) -> tuple[ReaderClass, ...]:
        """The classes of organization that may find the seeker on a day (SEE-4)."""
        return provided_to(self.facts, today)

    def record_is_readable(self, today: date) -> bool:
        """Whether anybody may see the record: an organization (SEE-4), or employers (SEE-4b)."""
        open_to_employers = self.open_to_employers and has_valid_application(self.facts, today)
        return open_to_employers or bool(self.provided_to(today))


class UnknownSeeker(Exception):
    """The feed ends an application of a seeker of whom nothing is known."""


def apply(
    known: Seeker | None, statement: Statement, *, new_number: Callable[[], str], new_id: Callable[[], str]
) -> tuple[Outcome, Seeker]:
    """The seeker after a statement of the feed (SEE-1). Raises `UnknownSeeker`.

    A statement not newer than the last one is already in the state and changes nothing, so that the feed can be
    replayed whole. A later application for work of the same person keeps the seeker number, and with it blocks.
    """
    if known is not None and statement.stated_at <= known.stated_at:
        return Outcome.UNCHANGED, known
    if statement.action is Action.END:
        if known is None:
            raise UnknownSeeker
        ended = replace(known.facts, ended_on=statement.ended_on)
        return Outcome.ENDED, replace(
            known,
            facts=ended,
            end_reason=statement.end_reason,
            stated_at=statement.stated_at,
            version=known.version + 1,
        )
    assert statement.facts is not None
    assert statement.record is not None
    number = known.seeker_number if known else new_number()
    same_application = known is not None and known.facts.applied_on == statement.facts.applied_on
    return Outcome.CHANGED if known else Outcome.CREATED, Seeker(
        seeker_number=number,
        source_id=statement.source_id,
        stated_at=statement.stated_at,
        version=known.version + 1 if known else 1,
        application_id=known.application_id if known and same_application else new_id(),
        office_code=statement.office_code,
        bureau_code=statement.bureau_code,
        facts=_keep_own_decisions(known, statement.facts),
        open_to_employers=statement.open_to_employers,
        chosen_on_my_page=known.chosen_on_my_page if known else False,
        end_reason="",
        record={**statement.record, "seeker_number": number},
    )


def _keep_own_decisions(known: Seeker | None, told: SeekerFacts) -> SeekerFacts:
    """What the seeker decided here stands against the feed: My Page, consent, and the choice made on My Page (SEE-4)."""
    if known is None:
        return told
    return replace(
        told,
        my_page_opened=told.my_page_opened or known.facts.my_page_opened,
        terms_version=told.terms_version or known.facts.terms_version,
        provision_choice=known.facts.provision_choice if known.chosen_on_my_page else told.provision_choice,
    )


def choose(known: Seeker, choice: ProvisionChoice) -> Seeker:
    """The seeker after a choice of provision on My Page (SEE-4)."""
    return replace(
        known,
        facts=replace(known.facts, provision_choice=choice),
        chosen_on_my_page=True,
        version=known.version + 1,
    )


def agree(known: Seeker, terms_version: str) -> Seeker:
    """The seeker after opening My Page, or agreeing to a newer version of the seekers' terms (SEE-4, REG-15)."""
    return replace(
        known,
        facts=replace(known.facts, my_page_opened=True, terms_version=terms_version),
        version=known.version + 1,
    )
