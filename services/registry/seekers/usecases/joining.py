"""At the desk: two records of one person are made one (SEE-1, decision 136)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from services.contracts.registry import PROVISION_CHOICES, SEEKERS_JOINED
from services.registry import terms
from services.registry.accounts import erasing as accounts
from services.registry.accounts import storage as account_storage
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import seekers as mails
from services.registry.seekers import persons, storage
from services.registry.seekers.domain.joining import joined, objection_to_joining, takes_the_place
from services.registry.seekers.domain.person import Person, is_same
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.feed_addresses import leave
from services.registry.seekers.feed_batch import lock_batches
from services.registry.seekers.personal_text import as_shown
from services.registry.seekers.published import tell_erased
from services.registry.seekers.tables import erasures
from services.registry.seekers.usecases.office import Desk
from services.registry.seekers.usecases.saving import known
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal


def join_seekers(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """Let an online registrant take the ID, and what Hello Work tells under it, of a second record of the person.

    The second record is of the feed and of this office, and nobody has opened My Page with it: so nothing was said or
    refused in it. It ends at once and is emptied; what organizations hold of it is told of as the first one's from now on,
    by `seekers_joined`. The person is told by mail. Raises `Refusal`.

    Right under concurrency: no batch of the feed is written meanwhile; then the address by which a My Page would be opened is
    locked, before any row.
    """
    lock_batches(desk.connection)
    number = storage.number_at_source(desk.connection, request["source_id"]) or ""
    for lookup in sorted(persons.lookups_of(desk.connection, [number])):
        account_storage.lock_email(desk.connection, lookup)
    both = storage.find_several(desk.connection, {number, request["seeker_number"]})
    kept = known(both.get(request["seeker_number"]))
    if kept.facts.at_an_office:
        desk.own(kept)
    duplicate = both.get(number)
    if duplicate is None or duplicate.office_code != desk.caller.office_code:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER, "/source_id")
    if objection := objection_to_joining(kept, duplicate, desk.today):
        raise Refusal(objection)
    _refuse_what_was_used(desk, duplicate)
    people = _people(desk, kept, duplicate)
    compared = request["person_compared"]
    if not compared and not is_same(*(as_shown(people[one.seeker_number]) for one in (kept, duplicate))):
        raise Refusal(SeekerReason.PERSONS_DIFFER, "/person_compared")
    return _join(desk, kept, duplicate, people, compared=compared)


def _refuse_what_was_used(desk: Desk, duplicate: Seeker) -> None:
    """A record with a My Page holds what the person has said and refused, and a demand for erasure is to be decided. Raises `Refusal`."""
    if account_storage.seekers_account(desk.connection, duplicate.seeker_number) is not None:
        raise Refusal(SeekerReason.DUPLICATE_HAS_MY_PAGE, "/source_id")
    waits = sa.exists().where(erasures.c.seeker_number == duplicate.seeker_number, erasures.c.state == "asked")
    if desk.connection.execute(sa.select(waits)).scalar_one():
        raise Refusal(SeekerReason.ERASURE_WAITS, "/source_id")


def _people(desk: Desk, kept: Seeker, duplicate: Seeker) -> dict[str, Person]:
    return persons.read_whole(
        desk.connection,
        desk.personal_data,
        [kept.seeker_number, duplicate.seeker_number],
        purpose="join_seekers",
        account_id=desk.caller.account_id,
        now=desk.now,
        trace=desk.trace,
    )


def _join(
    desk: Desk, kept: Seeker, duplicate: Seeker, people: Mapping[str, Person], *, compared: bool
) -> dict[str, Any]:
    mine, theirs = kept.seeker_number, duplicate.seeker_number
    seeker = joined(
        kept,
        duplicate,
        office_code=str(desk.caller.office_code),
        bureau_code=str(desk.caller.bureau_code),
        today=desk.today,
        new_id=new_id,
        latest_terms=partial(terms.latest_of, "seeker"),
    )
    for lookup in persons.lookups_of(desk.connection, [theirs]):
        accounts.forget_keys(desk.connection, lookup)
    _leave_address(desk, people[mine].email, people[theirs].email, mine)
    _forget(desk, duplicate, joined_into=mine)
    if takes_the_place(kept, duplicate, desk.today):
        # The address stays by which My Page opens: it is proved, the other was typed at a counter.
        person = replace(people[theirs], email=people[mine].email)
        persons.save(desk.connection, desk.personal_data, {mine: person})
    tell_erased(desk.connection, duplicate, now=desk.now, today=desk.today, trace=desk.trace)
    told = {"seeker_number": mine, "joined_number": theirs}
    publish(desk.connection, SEEKERS_JOINED, subject=mine, data=told, now=desk.now, trace=desk.trace)
    desk.record("join_seekers", seeker, joined_number=theirs, person_compared=int(compared))
    desk.record("join_seekers", duplicate, joined_into=mine)
    desk.write(
        seeker,
        mails.RECORDS_JOINED,
        seeker_number=mine,
        valid_until="終了しています" if seeker.facts.ended_on else seeker.facts.valid_until,
        provision_choice=PROVISION_CHOICES[seeker.facts.provision_choice],
        openness="同意する" if seeker.open_to_employers else "同意しない",
    )
    return desk.keep(seeker)


def _leave_address(desk: Desk, own: str, others: str, seeker_number: str) -> None:
    """The address that the second record had is left (decision 113): no row brings it back, and its mails go with an erasure.

    Whoever reads it is told: an office that was wrong about the person hears of it.
    """
    if not others:
        return
    lookup = desk.personal_data.lookup
    leave(desk.connection, seeker_number, lookup(others), lookup(own), desk.now)
    told = Mail(mails.ADDRESS_LEFT_BY_JOINING, to=others, parameters={})
    queue_mail(desk.connection, desk.personal_data, told, now=desk.now, trace=desk.trace)


def _forget(desk: Desk, duplicate: Seeker, *, joined_into: str) -> None:
    """Empty the second record as that of an erased person (SEE-2)."""
    number = duplicate.seeker_number
    persons.forget(desk.connection, number)
    declined = erasures.c.seeker_number == number
    desk.connection.execute(erasures.update().where(declined).values(reason=None))
    storage.empty(desk.connection, duplicate, now=desk.now, today=desk.today, joined_into=joined_into)
