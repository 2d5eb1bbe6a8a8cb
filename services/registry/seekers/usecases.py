"""What is done with seekers beside the import: My Page, the provision choice, mail to the person, days that pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from enum import Enum
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.seeker_record import SeekerRecord
from services.registry.personal_data import PersonalData
from services.registry.seekers import storage
from services.registry.seekers.domain.seeker import Seeker, agree, choose
from services.registry.seekers.domain.visibility import ProvisionChoice
from services.registry.seekers.published import tell
from services.runtime.refusal import Refusal

SEEKERS_A_BATCH = 200

_RECORD = SeekerRecord()


class SeekerReason(Enum):
    """Why a request about a seeker is refused."""

    UNKNOWN_SEEKER = "no seeker has this number"


# My Page --------------------------------------------------------------------------------------------------------------


def show_my_record(connection: Connection, seeker_number: str, *, today: dt.date) -> dict[str, Any]:
    """What the seeker sees of the own registration (SEE-7), as `MyRecord`. Raises `Refusal`."""
    return _my_record(_known(storage.find(connection, seeker_number)), today)


def change_provision_choice(
    connection: Connection,
    seeker_number: str,
    choice: str,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
) -> dict[str, Any]:
    """The seeker's own choice, with effect at once (SEE-4); from then on the feed no longer changes it.

    Right beside the import and a second click: the row is locked, so versions follow each other. The choice already
    made changes nothing and tells nobody. Raises `Refusal`.
    """
    seeker = _known(storage.find_for_change(connection, seeker_number))
    if seeker.chosen_on_my_page and seeker.facts.provision_choice == choice:
        return _my_record(seeker, today)
    seeker = choose(seeker, ProvisionChoice(choice))
    _save(connection, [seeker], now=now, today=today, trace=trace)
    return _my_record(seeker, today)


def open_my_page(
    connection: Connection,
    seeker_number: str,
    terms_version: str,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
) -> None:
    """My Page is opened with consent to a version of the seekers' terms (SEE-4, REG-15). Raises `Refusal`.

    Whether that version is in force is for the caller to know. Agreed to already, nothing changes.
    """
    seeker = _known(storage.find_for_change(connection, seeker_number))
    if seeker.facts.my_page_opened and seeker.facts.terms_version == terms_version:
        return
    _save(connection, [agree(seeker, terms_version)], now=now, today=today, trace=trace)


# The person -----------------------------------------------------------------------------------------------------------


def seeker_with_email(connection: Connection, personal_data: PersonalData, email: str) -> str | None:
    """The number of the seeker who holds this address, to open My Page by it; None where nobody does."""
    lookup = personal_data.lookup(email)
    return storage.holders_of_emails(connection, [lookup]).get(lookup)


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
    """The address that a mail to the person goes to; as `emails_for_mail`, of one who must be there. Raises `Refusal`."""
    read = emails_for_mail(
        connection, personal_data, [seeker_number], purpose=purpose, now=now, trace=trace, account_id=account_id
    )
    if not read:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER)
    return read[seeker_number]


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
    """The addresses that mails to persons go to (SEE-2), by seeker number; unknown seekers are left out.

    That each was read, and why, is written down: `purpose` is the name of the mail, such as "guidance_notice".
    """
    return storage.read_personal_data(
        connection,
        personal_data,
        seeker_numbers,
        "email",
        purpose=purpose,
        account_id=account_id,
        now=now,
        trace=trace,
    )


# Days that pass -------------------------------------------------------------------------------------------------------


def tell_changes_by_date(
    connection: Connection, *, now: dt.datetime, today: dt.date, trace: str, limit: int = SEEKERS_A_BATCH
) -> int:
    """The daily duty of SEE-6 and SEE-5: tell the state of seekers whose application ran out, began, or who graduated.

    Answers how many of at most `limit`; the caller commits and calls again until it is less. Run twice it finds nothing
    left; days missed are caught up, as every seeker whose day has come is due until told.
    """
    due = [replace(seeker, version=seeker.version + 1) for seeker in storage.find_due(connection, today, limit)]
    _save(connection, due, now=now, today=today, trace=trace)
    return len(due)


def _save(connection: Connection, changed: list[Seeker], *, now: dt.datetime, today: dt.date, trace: str) -> None:
    storage.save(connection, changed, today)
    tell(connection, changed, now=now, today=today, trace=trace)


def _known(seeker: Seeker | None) -> Seeker:
    if seeker is None:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER)
    return seeker


def _my_record(seeker: Seeker, today: dt.date) -> dict[str, Any]:
    return {
        "seeker_number": seeker.seeker_number,
        "provision_choice": str(seeker.facts.provision_choice),
        "provided_to": [str(reader) for reader in seeker.provided_to(today)],
        "valid_until": seeker.facts.valid_until,
        "record": _RECORD.load(seeker.record),
    }
