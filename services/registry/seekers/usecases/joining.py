"""At the desk: two records of one person are made one (SEE-1, decision 136)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from services.contracts.reference import offices
from services.contracts.registry import ACCOUNT_CLOSED, PROVISION_CHOICES, SEEKERS_JOINED
from services.registry import terms
from services.registry.accounts import erasing as accounts
from services.registry.accounts import storage as account_storage
from services.registry.mail.outgoing import Mail, Parameter, queue_mail
from services.registry.mail.templates import seekers as mails
from services.registry.seekers import persons, storage
from services.registry.seekers.domain.joining import joined, objection_to_joining, takes_the_place
from services.registry.seekers.domain.person import Person, is_same
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.domain.visibility import has_valid_application
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

    The second record is of the feed and of this office; a My Page that was opened with it ends, if the person agrees. It ends at once
    and is emptied; what was said and refused under it, and what organizations hold of it, is the first one's from now on,
    by `seekers_joined`. The person is told by mail, and so is an office that had accepted the person under a wrong ID. Raises `Refusal`.

    Right under concurrency: no batch of the feed is written meanwhile; then the address by which a My Page would be opened is
    locked, before any row.
    """
    lock_batches(desk.connection)
    number = storage.number_at_source(desk.connection, request["source_id"]) or ""
    for lookup in sorted(_addresses_of(desk, number)):
        account_storage.lock_email(desk.connection, lookup)
    both = storage.find_several(desk.connection, {number, request["seeker_number"]})
    kept, duplicate = known(both.get(request["seeker_number"])), both.get(number)
    if kept.facts.at_an_office and not (duplicate and _may_come_here(desk, kept, duplicate)):
        desk.own(kept)
    if duplicate is None or duplicate.office_code != desk.caller.office_code:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER, "/source_id")
    if objection := objection_to_joining(kept, duplicate, desk.today):
        raise Refusal(objection)
    _refuse_what_waits(desk, kept, duplicate, request)
    people = _people(desk, kept, duplicate)
    compared = request["person_compared"]
    if not compared and not is_same(*(as_shown(people[one.seeker_number]) for one in (kept, duplicate))):
        raise Refusal(SeekerReason.PERSONS_DIFFER, "/person_compared")
    return _join(desk, kept, duplicate, people, compared=compared)


def _addresses_of(desk: Desk, number: str) -> set[bytes]:
    """The lookups of all addresses of a record: the person's, those left, and the one by which its My Page opens."""
    return persons.lookups_of(desk.connection, [number]) | accounts.lookups_of(desk.connection, [number])


def _may_come_here(desk: Desk, kept: Seeker, duplicate: Seeker) -> bool:
    """Whether a seeker accepted at another office is this one's from now on: accepted under an ID that no row has confirmed, while
    Hello Work's valid application is of this office. The person has come with the number, as who registered online does (SEE-1)."""
    here = duplicate.office_code == desk.caller.office_code
    return here and kept.source_entered_here and has_valid_application(duplicate.facts, desk.today)


def _refuse_what_waits(desk: Desk, kept: Seeker, duplicate: Seeker, request: Mapping[str, Any]) -> None:
    """The person agrees that a second My Page ends, and staff have compared the persons, as the one reads what the other has written
    there: two may have one reading and one day of birth. A demand for erasure of either is decided first. Raises `Refusal`."""
    has_my_page = account_storage.seekers_account(desk.connection, duplicate.seeker_number) is not None
    for needed in ("my_page_ends", "person_compared"):
        if has_my_page and not request[needed]:
            raise Refusal(SeekerReason.DUPLICATE_HAS_MY_PAGE, f"/{needed}")
    either = erasures.c.seeker_number.in_((kept.seeker_number, duplicate.seeker_number))
    waits = sa.exists().where(either, erasures.c.state == "asked")
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
    _leave_addresses(desk, kept, duplicate, people)
    my_page_ended = _end_my_page(desk, theirs)
    _forget(desk, duplicate, joined_into=mine)
    if takes_the_place(kept, duplicate, desk.today):
        # The address stays by which My Page opens: it is proved, the other was typed at a counter.
        person = replace(people[theirs], email=people[mine].email)
        persons.save(desk.connection, desk.personal_data, {mine: person})
    tell_erased(desk.connection, duplicate, now=desk.now, today=desk.today, trace=desk.trace)
    told = {"seeker_number": mine, "joined_number": theirs}
    publish(desk.connection, SEEKERS_JOINED, subject=mine, data=told, now=desk.now, trace=desk.trace)
    how = {"person_compared": int(compared), "my_page_ended": int(my_page_ended)}
    desk.record("join_seekers", seeker, joined_number=theirs, **how)
    desk.record("join_seekers", duplicate, joined_into=mine)
    desk.write(
        seeker,
        mails.RECORDS_JOINED,
        seeker_number=mine,
        valid_until="終了しています" if seeker.facts.ended_on else seeker.facts.valid_until,
        provision_choice=PROVISION_CHOICES[seeker.facts.provision_choice],
        openness="同意する" if seeker.open_to_employers else "同意しない",
    )
    if kept.facts.at_an_office and kept.office_code != seeker.office_code:
        _tell_office(desk, kept.office_code, mine)
    return desk.keep(seeker)


def _leave_addresses(desk: Desk, kept: Seeker, duplicate: Seeker, people: Mapping[str, Person]) -> None:
    """The addresses that the second record had are left (decision 113): no row brings them back, and their mails go with an erasure.

    Keys mailed there open nothing any more. Whoever reads the last, or that by which its My Page opened, is told: an office that was
    wrong about the person hears of it. To be done before that My Page ends.
    """
    own = desk.personal_data.lookup(people[kept.seeker_number].email)
    for lookup in sorted(_addresses_of(desk, duplicate.seeker_number) - {own}):
        accounts.forget_keys(desk.connection, lookup)
        leave(desk.connection, kept.seeker_number, lookup, own, desk.now)
    read = [*accounts.emails_of(desk.connection, duplicate.seeker_number, desk.personal_data)]
    read += [email] if (email := people[duplicate.seeker_number].email) else []
    told_at = {desk.personal_data.lookup(email): email for email in read}
    for lookup in sorted(told_at.keys() - {own}):
        told = Mail(mails.ADDRESS_LEFT_BY_JOINING, to=told_at[lookup], parameters={})
        queue_mail(desk.connection, desk.personal_data, told, now=desk.now, trace=desk.trace)


def _end_my_page(desk: Desk, seeker_number: str) -> bool:
    """End the second record's My Page, and with it every session; answers whether there was one."""
    ended = accounts.erase_seekers_accounts(desk.connection, seeker_number, desk.personal_data)
    for account in ended:
        for lookup in account.lookups:
            accounts.forget_keys(desk.connection, lookup)
        closed = {"account_id": account.account_id}
        publish(
            desk.connection, ACCOUNT_CLOSED, subject=account.account_id, data=closed, now=desk.now, trace=desk.trace
        )
    return bool(ended)


def _tell_office(desk: Desk, office_code: str, seeker_number: str) -> None:
    """Tell the staff of the office that had accepted the person that another is responsible from now on."""
    here = offices()[str(desk.caller.office_code)].name
    parameters: dict[str, Parameter] = {"seeker_number": seeker_number, "office_name": here}
    for row in account_storage.accounts_of_office(desk.connection, office_code):
        to = account_storage.open_email(row, desk.personal_data)
        mail = Mail(mails.JOINED_AT_ANOTHER_OFFICE, to=to, parameters=parameters, account_id=row.account_id)
        queue_mail(desk.connection, desk.personal_data, mail, now=desk.now, trace=desk.trace)


def _forget(desk: Desk, duplicate: Seeker, *, joined_into: str) -> None:
    """Empty the second record as that of an erased person (SEE-2)."""
    number = duplicate.seeker_number
    persons.forget(desk.connection, number)
    declined = erasures.c.seeker_number == number
    desk.connection.execute(erasures.update().where(declined).values(reason=None))
    storage.empty(desk.connection, duplicate, now=desk.now, today=desk.today, joined_into=joined_into)
