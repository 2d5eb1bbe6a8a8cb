"""The e-mail address of a person: found by it, and read for mail to the person (SEE-2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.engine import Connection

from services.registry.personal_data import PersonalData
from services.registry.seekers import persons, storage
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.feed_addresses import leave
from services.runtime.refusal import Refusal


def seeker_with_email(connection: Connection, personal_data: PersonalData, email: str) -> str | None:
    """The number of the seeker who holds this address, to open My Page by it; None where nobody does."""
    lookup = personal_data.lookup(email)
    return persons.holders_of_emails(connection, [lookup]).get(lookup)


def email_for_mail(
    connection: Connection,
    personal_data: PersonalData,
    seeker_number: str,
    *,
    purpose: str,
    now: dt.datetime,
    trace: str,
    account_id: str | None = None,
) -> str:
    """The address that a mail to the person goes to; as `emails_for_mail`, of one who must have one. Raises `Refusal`."""
    read = emails_for_mail(
        connection, personal_data, [seeker_number], purpose=purpose, now=now, trace=trace, account_id=account_id
    )
    if not read:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER)
    return read[seeker_number]


def email_for_key(
    connection: Connection, personal_data: PersonalData, seeker_number: str | None, *, now: dt.datetime, trace: str
) -> str | None:
    """The address that a key is mailed to; None for nobody (None), which costs the same (AUT-6, decision 194)."""
    return persons.read_or_as_much_work(
        connection, personal_data, seeker_number, "email", purpose="authentication_key", now=now, trace=trace
    )


def emails_for_mail(
    connection: Connection,
    personal_data: PersonalData,
    seeker_numbers: Collection[str],
    *,
    purpose: str,
    now: dt.datetime,
    trace: str,
    account_id: str | None = None,
) -> dict[str, str]:
    """The addresses that mails to persons go to (SEE-2), by seeker number; who is unknown or has no address is left out.

    That each was read, and why, is written down: `purpose` is the name of the mail, such as "guidance_notice".
    """
    read = persons.read(
        connection,
        personal_data,
        seeker_numbers,
        ["email"],
        purpose=purpose,
        account_id=account_id,
        now=now,
        trace=trace,
    )
    return {seeker_number: columns["email"] for seeker_number, columns in read.items() if columns["email"]}


def emails_of_persons(
    connection: Connection,
    personal_data: PersonalData,
    seeker_numbers: Collection[str],
    *,
    purpose: str,
    now: dt.datetime,
    trace: str,
) -> dict[str, str]:
    """As `emails_for_mail`, by the numbers asked for; of one that was joined into another, the address of the person (SEE-1)."""
    present = storage.present_numbers(connection, seeker_numbers)
    read = emails_for_mail(connection, personal_data, set(present.values()), purpose=purpose, now=now, trace=trace)
    return {number: read[now_under] for number, now_under in present.items() if now_under in read}


def change_email(
    connection: Connection,
    personal_data: PersonalData,
    seeker_number: str,
    email: str,
    *,
    account_id: str,
    now: dt.datetime,
    trace: str,
) -> None:
    """Put another address in the old one's place, as the person has proved to have it (AUT-1).

    To be called under the lock of the feed's batches, so that the address stays free. The feed does not bring the old one
    back; another one that it brings later counts (decision 113).
    """
    read = persons.read_whole(
        connection,
        personal_data,
        [seeker_number],
        purpose="change_email",
        account_id=account_id,
        now=now,
        trace=trace,
    )
    for number, person in read.items():
        leave(connection, number, personal_data.lookup(person.email), personal_data.lookup(email), now)
    changed = {number: replace(person, email=email) for number, person in read.items()}
    persons.save(connection, personal_data, changed)
