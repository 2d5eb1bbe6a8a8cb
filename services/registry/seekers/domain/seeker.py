"""A seeker as the registry keeps it, and how a statement of the feed changes it (SEE-1).

What the seeker decides here, on My Page or at an office, stands in `own_decisions.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from services.registry.seekers.domain.narrowing import Narrowing, narrowed, narrower_choice
from services.registry.seekers.domain.person import Person
from services.registry.seekers.domain.visibility import (
    ProvisionChoice,
    ReaderClass,
    SeekerFacts,
    has_valid_application,
    is_eligible,
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


class Fact(StrEnum):
    """What a seeker's findability rests on beside days: since when each is as it is stands in `Seeker.decided_on`."""

    OFFICE = "office"
    MY_PAGE = "my_page"
    TERMS = "terms"
    CHOICE = "choice"
    OPENNESS = "openness"


class Own(StrEnum):
    """What the seeker has decided here: on which day last, changed by it or not, stands in `Seeker.decided_on` too."""

    CHOICE = "own_choice"
    OPENNESS = "own_openness"


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

    `source_id` is None of who has registered online and is not known to Hello Work yet. `version` grows by one with every
    state that is told to others. `record` is the provided record as it stands in events (JSON), with the seeker number.

    Where the seeker has decided here, the feed no longer rules: `chosen_on_my_page` the provision choice and
    `openness_chosen` the openness to employers, both on My Page or at an office, which a newer form can but narrow;
    `extended_until` and `ended_here` of the application in hand, at an office. `decided_on`: the day since when each
    `Fact` is as it is, and of the last decision on each `Own`, where known.
    `narrowed_at`: when a row was stated that was refused and narrowed all the same; older ones widen nothing.
    `source_entered_here`: `source_id` was entered at a desk, and no row has told of the same person yet; `person_compared`:
    staff have compared the person with whom Hello Work keeps under it, so that a row need not agree (decision 136).
    """

    seeker_number: str
    source_id: str | None
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
    openness_chosen: bool = False
    extended_until: date | None = None
    ended_here: bool = False
    decided_on: Mapping[str, date] = field(default_factory=dict)
    narrowed_at: datetime | None = None
    source_entered_here: bool = False
    person_compared: bool = False

    @property
    def source_to_be_confirmed(self) -> bool:
        """Whether the next row must agree with the person before it is taken."""
        return self.source_entered_here and not self.person_compared

    def provided_to(self, today: date) -> tuple[ReaderClass, ...]:
        """The classes of organization that may find the seeker on a day (SEE-4)."""
        return provided_to(self.facts, today)

    def shown_to_employers(self, today: date) -> bool:
        """Whether employers may find the seeker on a day (SEE-4b, SEE-5); online registrants too (seed 004)."""
        return self.open_to_employers and has_valid_application(self.facts, today) and is_eligible(self.facts, today)

    def record_is_readable(self, today: date) -> bool:
        """Whether anybody may see the record: an organization (SEE-4), or employers (SEE-4b)."""
        return self.shown_to_employers(today) or bool(self.provided_to(today))


class UnknownSeeker(Exception):
    """The feed ends an application of a seeker of whom nothing is known."""


class OlderApplication(Exception):
    """The feed tells of an application before the one that an office has in hand (SEE-6); `column` says so."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def apply(
    known: Seeker | None,
    statement: Statement,
    *,
    new_number: Callable[[], str],
    new_id: Callable[[], str],
    latest_terms: Callable[[Iterable[str | None]], str | None],
    day: date | None = None,
) -> tuple[Outcome, Seeker]:
    """The seeker after a statement of the feed (SEE-1). Raises `UnknownSeeker` and `OlderApplication`.

    A statement not newer than the last one is already in the state and changes nothing, so that the feed can be
    replayed whole. A later application for work of the same person keeps the seeker number, and with it blocks. Of who
    has registered online the first statement always counts: with it an office has accepted the application.
    `latest_terms`: of versions of the seekers' terms the one that came into force last. `day`: the Japanese day of the
    statement; from it on the facts that it changes are as told.
    """
    if known is not None and known.source_id is not None and statement.stated_at <= known.stated_at:
        return Outcome.UNCHANGED, known
    if known is not None and _is_of_an_older_application(known, statement):
        return Outcome.UNCHANGED, known
    if known is not None and (column := _before_the_application_in_hand(known, statement)):
        raise OlderApplication(column)
    if statement.action is Action.END:
        if known is None:
            raise UnknownSeeker
        return Outcome.ENDED, _ended(known, statement)
    assert statement.facts is not None
    assert statement.record is not None
    number = known.seeker_number if known else new_number()
    same_application = known is not None and known.facts.applied_on == statement.facts.applied_on
    facts = statement.facts
    if known is not None:
        facts = _keep_own_decisions(known, facts, same_application)
        facts = replace(facts, terms_version=latest_terms([facts.terms_version, known.facts.terms_version]))
    open_to_employers = statement.open_to_employers
    if known is not None:
        open_to_employers = _openness(known, open_to_employers, facts.applied_on)
    comes_late = known is not None and known.narrowed_at is not None and statement.stated_at < known.narrowed_at
    if known is not None and comes_late:
        facts = _no_wider_than(facts, known)
        open_to_employers = open_to_employers and known.open_to_employers
    return Outcome.CHANGED if known else Outcome.CREATED, Seeker(
        seeker_number=number,
        source_id=statement.source_id,
        stated_at=statement.stated_at,
        version=known.version + 1 if known else 1,
        application_id=known.application_id if known and same_application else new_id(),
        office_code=statement.office_code,
        bureau_code=statement.bureau_code,
        facts=facts,
        open_to_employers=open_to_employers,
        chosen_on_my_page=known.chosen_on_my_page if known else False,
        end_reason=known.end_reason if known and facts.ended_on else "",
        record={**statement.record, "seeker_number": number, "valid_until": facts.valid_until.isoformat()},
        openness_chosen=known.openness_chosen if known else False,
        extended_until=known.extended_until if known and same_application else None,
        ended_here=known.ended_here if known and same_application else False,
        decided_on=_days_of_facts(known, facts, open_to_employers, day),
        narrowed_at=known.narrowed_at if known and comes_late else None,
    )


def narrow(known: Seeker, told: Narrowing, day: date) -> Seeker | None:
    """The seeker after what a refused row narrows (SEE-4); None where that is nothing.

    What was decided here stands or is narrowed, as against any row; where the ID is a desk's entry, the row may be
    of somebody else. The row is not taken: `stated_at` stays, so that the same row counts
    once it can be.
    """
    if known.source_id is None or known.source_to_be_confirmed or told.stated_at <= known.stated_at:
        return None
    until = told.valid_until
    if until is not None and known.extended_until is not None:
        until = max(until, known.extended_until)
    facts = narrowed(
        known.facts,
        choice=_choice(known, told.provision_choice, told.applied_on),
        pupil_of=told.pupil_of,
        graduates_on=told.graduates_on,
        applied_on=told.applied_on,
        valid_until=until,
    )
    open_to_employers = known.open_to_employers and _openness(known, told.open_to_employers, told.applied_on)
    if facts == known.facts and open_to_employers == known.open_to_employers:
        return None
    return replace(
        known,
        version=known.version + 1,
        facts=facts,
        open_to_employers=open_to_employers,
        record={**known.record, "valid_until": facts.valid_until.isoformat()},
        decided_on=_days_of_facts(known, facts, open_to_employers, day),
        narrowed_at=told.stated_at,
    )


def _no_wider_than(facts: SeekerFacts, known: Seeker) -> SeekerFacts:
    return narrowed(
        facts,
        choice=known.facts.provision_choice,
        pupil_of=known.facts.pupil_of,
        graduates_on=known.facts.graduates_on,
        applied_on=known.facts.applied_on,
        valid_until=known.facts.valid_until,
    )


def _is_of_an_older_application(known: Seeker, statement: Statement) -> bool:
    """Whether an office tells of the application before the one that the seeker has made online since."""
    if known.facts.at_an_office or known.source_id is None:
        return False
    day = statement.facts.applied_on if statement.facts else statement.ended_on
    return day is not None and day < known.facts.applied_on


def _before_the_application_in_hand(known: Seeker, statement: Statement) -> str | None:
    """The column that tells of an application before the one that an office has in hand; None where none does (decision 135).

    An end before the day of application is of another one, or mistyped; so is an earlier day of application, unless the
    registration is the same: then the day was mistyped before, and is mended. The first row after an acceptance at a desk
    puts Hello Work's application in the place of the one made online, whichever is older.
    """
    if not known.facts.at_an_office:
        return None
    if statement.facts is None:
        return "ended_on" if statement.ended_on and statement.ended_on < known.facts.applied_on else None
    earlier = statement.facts.applied_on < known.facts.applied_on
    same = statement.record is not None and statement.record["registered_at"] == known.record["registered_at"]
    return "applied_on" if earlier and not same and not known.source_entered_here else None


def _ended(known: Seeker, statement: Statement) -> Seeker:
    return replace(
        known,
        facts=replace(known.facts, ended_on=statement.ended_on),
        end_reason=statement.end_reason,
        stated_at=statement.stated_at,
        version=known.version + 1,
        ended_here=False,
    )


def _keep_own_decisions(known: Seeker, told: SeekerFacts, same_application: bool) -> SeekerFacts:
    """What was decided here stands against the feed (SEE-4): My Page, choice; and of the same application its extension
    and its end at an office (SEE-6)."""
    until, ended_on = told.valid_until, told.ended_on
    if same_application and known.extended_until is not None:
        until = max(until, known.extended_until)
    if same_application and known.ended_here:
        ended_on = known.facts.ended_on
    return replace(
        told,
        valid_until=until,
        ended_on=ended_on,
        my_page_opened=told.my_page_opened or known.facts.my_page_opened,
        provision_choice=_choice(known, told.provision_choice, told.applied_on),
    )


def _choice(known: Seeker, told: ProvisionChoice, applied_on: date | None) -> ProvisionChoice:
    """The choice that counts beside one told by a row (SEE-4): the own one, or less where a newer form says so (decision 131)."""
    own = known.facts.provision_choice
    if not known.chosen_on_my_page:
        return told
    return narrower_choice(own, told) if _form_is_newer(known, Own.CHOICE, Fact.CHOICE, applied_on) else own


def _openness(known: Seeker, told: bool, applied_on: date | None) -> bool:
    """The same of the openness to employers (SEE-4b)."""
    if not known.openness_chosen:
        return told
    newer = _form_is_newer(known, Own.OPENNESS, Fact.OPENNESS, applied_on)
    return known.open_to_employers and (told or not newer)


def _form_is_newer(known: Seeker, own: Own, fact: Fact, applied_on: date | None) -> bool:
    """Whether the application form that a row tells of was filled in after the day of the person's own decision.

    Of decisions older than the note of their day, the day of the last change is the one known.
    """
    decided = known.decided_on.get(str(own), known.decided_on.get(str(fact)))
    return applied_on is not None and (decided is None or decided < applied_on)


def facts_by_name(facts: SeekerFacts, open_to_employers: bool) -> dict[str, Any]:
    """The facts whose days are kept."""
    return {
        Fact.OFFICE: facts.at_an_office,
        Fact.MY_PAGE: facts.my_page_opened,
        Fact.TERMS: facts.terms_version,
        Fact.CHOICE: facts.provision_choice,
        Fact.OPENNESS: open_to_employers,
    }


def _days_of_facts(
    known: Seeker | None, facts: SeekerFacts, open_to_employers: bool, day: date | None
) -> Mapping[str, date]:
    """The days since when facts are as they are: those that changed since this day, the others since theirs."""
    before = facts_by_name(known.facts, known.open_to_employers) if known else {}
    after = facts_by_name(facts, open_to_employers)
    days = dict(known.decided_on) if known else {}
    if day is not None:
        days.update({str(name): day for name, value in after.items() if name not in before or before[name] != value})
    return days
