"""Applies statements of the feed (SEE-1), whatever they came in: several in one transaction, each taken or refused."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM
from services.registry import terms
from services.registry.mail.outgoing import Mail, queue_mails
from services.registry.mail.templates.seekers import APPLICATION_ACCEPTED
from services.registry.personal_data import PersonalData
from services.registry.seekers import erased, persons, storage
from services.registry.seekers.domain import seeker_number
from services.registry.seekers.domain.narrowing import Narrowing
from services.registry.seekers.domain.person import Person, is_same
from services.registry.seekers.domain.seeker import (
    OlderApplication,
    Outcome,
    Seeker,
    Statement,
    UnknownSeeker,
    apply,
    narrow,
)
from services.registry.seekers.domain.visibility import has_valid_application
from services.registry.seekers.feed_addresses import OwnAddresses
from services.registry.seekers.feed_statement import Refused, RowRefused
from services.registry.seekers.personal_text import as_shown
from services.registry.seekers.published import tell
from services.runtime import audit
from services.runtime.clock import japanese_day
from services.runtime.identifiers import new_id

ADVISORY_LOCK = 7_203_114_201
"""Key of the transaction lock under which one batch at a time is written."""
CLOCKS_DIFFER = dt.timedelta(minutes=10)
"""So far ahead the sender's clock may be. A statement of next year would stand against all that come before then."""


@dataclass
class Taken:
    """What became of statements: by `Outcome`, the refused ones by their place, and the places of refused ones that narrowed."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: dict[int, RowRefused] = field(default_factory=dict)
    narrowed: set[int] = field(default_factory=set)


def take_all(
    connection: Connection,
    personal_data: PersonalData,
    statements: Sequence[tuple[int, Statement | Narrowing]],
    *,
    now: dt.datetime,
    trace: str,
) -> Taken:
    """Apply statements, each with its place, in the caller's transaction, and tell of what they changed.

    Among them, in its place, what a refused one narrows (SEE-4).

    Right beside My Page: seekers are locked before they are read. Right beside another import: the advisory lock lets
    one batch be written at a time, so that numbers and addresses found free stay free until the commit.
    """
    taken = Taken()
    if not statements:
        return taken
    lock_batches(connection)
    batch = _Batch(connection, personal_data, [statement for _, statement in statements], now, trace)
    for place, statement in statements:
        narrowing: Narrowing | None = None
        if isinstance(statement, Narrowing):
            narrowing = statement
        else:
            try:
                taken.counts[batch.take(statement)] += 1
            except RowRefused as refusal:
                taken.refused[place] = refusal
                narrowing = _narrowing_of(statement)
        if narrowing is not None and batch.narrow(narrowing):
            taken.narrowed.add(place)
    changed, today = list(batch.changed.values()), japanese_day(now)
    storage.save(connection, changed, today)
    persons.save(connection, personal_data, batch.persons)
    batch.own_addresses.save()
    queue_mails(connection, personal_data, batch.mails_of_acceptance(today), now=now, trace=trace)
    tell(connection, changed, now=now, today=today, trace=trace)
    return taken


def _narrowing_of(statement: Statement) -> Narrowing | None:
    """What a statement narrows that could be read and is refused; an end has nothing but its end."""
    facts = statement.facts
    if facts is None:
        return None
    return Narrowing(
        source_id=statement.source_id,
        stated_at=statement.stated_at,
        provision_choice=facts.provision_choice,
        open_to_employers=statement.open_to_employers,
        pupil_of=facts.pupil_of,
        graduates_on=facts.graduates_on,
        applied_on=facts.applied_on,
        valid_until=facts.valid_until,
    )


def lock_batches(connection: Connection) -> None:
    """Wait for the batch being written; the next one waits for this transaction."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))


class _Batch:
    """The seekers of one batch while its statements are applied, one after the other."""

    def __init__(
        self,
        connection: Connection,
        personal_data: PersonalData,
        told: list[Statement | Narrowing],
        now: dt.datetime,
        trace: str,
    ) -> None:
        self.personal_data, self.now = personal_data, now
        self.known = storage.find_by_source(connection, {one.source_id for one in told})
        statements = [one for one in told if isinstance(one, Statement)]
        new_ids = {statement.source_id for statement in statements} - self.known.keys()
        self.erased = erased.erased_on(connection, personal_data, new_ids)
        people = [statement.person for statement in statements if statement.person]
        unknown = [statement for statement in statements if statement.source_id not in self.known]
        lookups = {lookup for one in people if (lookup := persons.lookup_of(personal_data, one))}
        numbers = [seeker.seeker_number for seeker in self.known.values()]
        untold = {one.source_id for one in statements if one.person and not one.person.email} & self.known.keys()
        of_my_page = [one.seeker_number for name in untold if (one := self.known[name]).facts.my_page_opened]
        self.own_addresses = OwnAddresses(connection, personal_data, numbers, lookups, now, trace, untold=of_my_page)
        leavers = {number: lookup for lookup in lookups for number in self.own_addresses.who_left(lookup)}
        self.holders = persons.holders_of_emails(connection, lookups | self.own_addresses.lookups())
        self.addresses = {number: lookup for lookup, number in self.holders.items()}
        self.numbers = free_numbers(connection, len(unknown))
        others = {*self.holders.values(), *leavers}.difference(numbers)  # whom Hello Work has told of is none
        self.registrants = _registrants(connection, personal_data, sorted(others), now, trace)
        entered = sorted(seeker.seeker_number for seeker in self.known.values() if seeker.source_to_be_confirmed)
        self.accepted_at_desks = _read_to_compare(
            connection, personal_data, entered, "confirm_hello_work_id", now, trace
        )
        self.accepted: dict[str, dt.date] = {}
        """Who had applied online, and the day on which an office has stated the application."""
        self.changed: dict[str, Seeker] = {}
        self.persons: dict[str, Person] = {}

    def take(self, statement: Statement) -> Outcome:
        """Apply one statement. Raises `RowRefused` where it can't be."""
        if statement.stated_at > self.now + CLOCKS_DIFFER:
            raise RowRefused(Refused.STATED_IN_FUTURE, "changed_at")
        known = self.known.get(statement.source_id)
        if known is not None and known.source_to_be_confirmed and statement.stated_at > known.stated_at:
            self._check_person(known, statement)
        if known is None:
            self._check_erased(statement)
            known = self._registered_online(statement)
        day = japanese_day(statement.stated_at)
        try:
            outcome, seeker = apply(
                known,
                statement,
                new_number=lambda: next(self.numbers),
                new_id=new_id,
                latest_terms=partial(terms.latest_of, "seeker"),
                day=day,
            )
        except UnknownSeeker as error:
            raise RowRefused(Refused.UNKNOWN_SEEKER, "source_id") from error
        except OlderApplication as error:
            raise RowRefused(Refused.OLDER_APPLICATION, error.column) from error
        if outcome is Outcome.UNCHANGED:
            return outcome
        if statement.person is not None:
            self._hold_email(seeker.seeker_number, self._with_address(seeker, statement.person, statement.stated_at))
        if known is not None and not known.facts.at_an_office and seeker.facts.at_an_office:
            self.accepted[seeker.seeker_number] = day  # only now: a row refused for its address has accepted nothing
        self.known[statement.source_id] = self.changed[seeker.seeker_number] = seeker
        return outcome

    def narrow(self, told: Narrowing) -> bool:
        """Let a refused row narrow who may find its seeker; answers whether it does. None of the future does."""
        known = self.known.get(told.source_id)
        if known is None or told.stated_at > self.now + CLOCKS_DIFFER:
            return False
        seeker = narrow(known, told, japanese_day(told.stated_at))
        if seeker is None:
            return False
        self.known[told.source_id] = self.changed[seeker.seeker_number] = seeker
        return True

    def mails_of_acceptance(self, today: dt.date) -> list[Mail]:
        """To those whose online application an office has accepted by the feed, as its desk tells them (SEE-1, SEE-4)."""
        return [
            Mail(
                APPLICATION_ACCEPTED,
                to=self.persons[number].email,
                parameters={"accepted_on": day, "valid_until": self.changed[number].facts.valid_until},
            )
            for number, day in self.accepted.items()
            if has_valid_application(self.changed[number].facts, today) and self.persons[number].email
        ]

    def _check_erased(self, statement: Statement) -> None:
        """Who was erased is taken again with an application made after that day alone (SEE-2). Raises `RowRefused`."""
        day = self.erased.get(statement.source_id)
        if day is not None and (statement.facts is None or statement.facts.applied_on <= day):
            raise RowRefused(Refused.ERASED, "source_id")

    def _check_person(self, known: Seeker, statement: Statement) -> None:
        """Under an ID entered at a desk, the first row must tell of the person accepted there: else the entry was another's,
        whose My Page would be given to that person (decision 136). Raises `RowRefused`."""
        accepted = self.accepted_at_desks.get(known.seeker_number)
        if not (accepted and statement.person and is_same(as_shown(accepted), as_shown(statement.person))):
            raise RowRefused(Refused.OTHER_PERSON, "source_id")

    def _registered_online(self, statement: Statement) -> Seeker | None:
        """The online registrant whom Hello Work tells of here for the first time: the person agrees, and the address, now or
        before a change on My Page."""
        lookup = persons.lookup_of(self.personal_data, statement.person) if statement.person else None
        if statement.person is None or lookup is None:
            return None
        for number in [self.holders.get(lookup, ""), *self.own_addresses.who_left(lookup)]:
            seeker, person = self.registrants.get(number, (None, None))
            if person is not None and is_same(as_shown(person), as_shown(statement.person)):
                return seeker
        return None

    def _with_address(self, seeker: Seeker, person: Person, stated_at: dt.datetime) -> Person:
        """The person with the address that counts. Where none is told, My Page keeps the one that it opens by (decision 134)."""
        number = seeker.seeker_number
        if person.email:
            return self.own_addresses.settle(number, person, stated_at)
        if not seeker.facts.my_page_opened:
            return person
        before = self.persons.get(number)
        return replace(person, email=before.email if before else self.own_addresses.known(number))

    def _hold_email(self, number: str, person: Person) -> None:
        """An address belongs to one seeker: My Page is opened by it. Raises `RowRefused`."""
        lookup = persons.lookup_of(self.personal_data, person)
        if lookup is not None and self.holders.setdefault(lookup, number) != number:
            raise RowRefused(Refused.EMAIL_ALREADY_USED, "email")
        before = self.addresses.pop(number, None)
        if before is not None and before != lookup:
            del self.holders[before]  # free for a later row
        if lookup is not None:
            self.addresses[number] = lookup
        self.persons[number] = person


def _registrants(
    connection: Connection, personal_data: PersonalData, holders: list[str], now: dt.datetime, trace: str
) -> dict[str, tuple[Seeker, Person]]:
    """Online registrants of whom Hello Work has not told yet, among the holders of the addresses of a batch.

    They are read whole, to be compared.
    """
    seekers = {number: one for number, one in storage.find_several(connection, holders).items() if not one.source_id}
    read = _read_to_compare(connection, personal_data, list(seekers), "link_to_feed", now, trace)
    return {number: (seekers[number], person) for number, person in read.items()}


def _read_to_compare(
    connection: Connection, personal_data: PersonalData, numbers: list[str], purpose: str, now: dt.datetime, trace: str
) -> dict[str, Person]:
    """Persons, whole; beside the rows of `personal_data_reads`, each stands in the audit log (OPS-3)."""
    read = persons.read_whole(
        connection, personal_data, numbers, purpose=purpose, account_id=None, now=now, trace=trace
    )
    audit.record_all(
        connection,
        action=f"registry.{purpose}",
        subjects=[("seeker", number) for number in read],
        caller=SYSTEM,
        now=now,
        trace=trace,
    )
    return read


def free_numbers(connection: Connection, wanted: int) -> Iterator[str]:
    """So many seeker numbers that nobody has (SEE-8): of ten digits two million are taken, so some draws hit one."""
    drawn: set[str] = set()
    while len(drawn) < wanted:
        drawn |= {seeker_number.draw(secrets.randbelow) for _ in range(wanted - len(drawn))}
        drawn -= storage.taken_numbers(connection, drawn)
    return iter(drawn)
