"""My Page (SEE-7): the own record, the provision choice, openness to employers, consent, and why who can see what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.registry import CLASSES
from services.contracts.seeker_record import EMPLOYER_FIELDS, SeekerRecord
from services.registry import terms
from services.registry.accounts import consent_storage
from services.registry.seekers import storage
from services.registry.seekers.domain.explanation import Answer, explain, explain_to_employers
from services.registry.seekers.domain.own_decisions import agree, choose, open_to_employers
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.domain.visibility import ProvisionChoice, ReaderClass, has_valid_application
from services.registry.seekers.explaining import BLOCKED, in_words
from services.registry.seekers.usecases.saving import known, locked, save
from services.runtime.refusal import Refusal

_RECORD = SeekerRecord()


def show_my_record(connection: Connection, seeker_number: str, *, today: dt.date) -> dict[str, Any]:
    """What the seeker sees of the own registration (SEE-7), as `MyRecord`. Raises `Refusal`."""
    return my_record(known(storage.find(connection, seeker_number)), today)


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
    seeker = locked(connection, seeker_number)
    if seeker.chosen_on_my_page and seeker.facts.provision_choice == choice:
        return my_record(seeker, today)
    seeker = choose(seeker, ProvisionChoice(choice), today)
    save(connection, [seeker], now=now, today=today, trace=trace)
    return my_record(seeker, today)


def change_openness(
    connection: Connection,
    seeker_number: str,
    is_open: bool,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
) -> dict[str, Any]:
    """The consent to be shown to employers (求職情報の公開), given or taken back with effect at once (SEE-4b).

    As of the provision choice the feed no longer changes it. Raises `Refusal`.
    """
    seeker = locked(connection, seeker_number)
    if seeker.openness_chosen and seeker.open_to_employers is is_open:
        return my_record(seeker, today)
    seeker = open_to_employers(seeker, is_open, today)
    save(connection, [seeker], now=now, today=today, trace=trace)
    return my_record(seeker, today)


def agree_to_terms(
    connection: Connection,
    seeker_number: str,
    account_id: str,
    version: str,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
) -> dict[str, Any]:
    """Consent to the seekers' terms now in force (SEE-4, REG-15), kept once an account and version. Raises `Refusal`.

    Only the version in force can be agreed to: a page left open over the day of a new one has shown the older text.
    """
    if version != terms.in_force("seeker", today).version:
        raise Refusal(SeekerReason.TERMS_NOT_CURRENT, "/terms_version")
    open_my_page(connection, seeker_number, version, now=now, today=today, trace=trace)
    consent_storage.record_consent(connection, account_id, audience="seeker", version=version, way="my_page", now=now)
    return show_my_record(connection, seeker_number, today=today)


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
    seeker = locked(connection, seeker_number)
    if seeker.facts.my_page_opened and seeker.facts.terms_version == terms_version:
        return
    save(connection, [agree(seeker, terms_version, today)], now=now, today=today, trace=trace)


def agree_by_use(
    connection: Connection, seeker_number: str, terms_version: str, *, now: dt.datetime, today: dt.date, trace: str
) -> None:
    """The seeker has gone on using My Page under the terms now in force: consent to them, if there was none yet (REG-15)."""
    seeker = storage.find(connection, seeker_number)
    if seeker is not None and seeker.facts.terms_version != terms_version:
        open_my_page(connection, seeker_number, terms_version, now=now, today=today, trace=trace)


def show_my_visibility(connection: Connection, seeker_number: str, *, today: dt.date) -> dict[str, Any]:
    """Why the seeker is visible, and to whom: every rule for every reader, fulfilled or not (SEE-7). Raises `Refusal`."""
    seeker = known(storage.find(connection, seeker_number))
    readers = [_reader(seeker, reader, explain(seeker, reader, today)) for reader in ReaderClass]
    employers = _reader(seeker, None, explain_to_employers(seeker, today))
    return {"day": today, "readers": [*readers, employers]}


def _reader(seeker: Seeker, reader: ReaderClass | None, answers: Sequence[Answer]) -> dict[str, Any]:
    """A class of organization, or employers (None)."""
    return {
        "reader": str(reader) if reader else "employers",
        "reader_name": CLASSES[reader] if reader else "求人者",
        "finds_me": all(answer.fulfilled for answer in answers),
        "note": BLOCKED if reader else None,
        "rules": [
            {
                "ground": str(answer.ground),
                "rule": answer.rule,
                "fulfilled": answer.fulfilled,
                "text": in_words(answer, seeker.facts.provision_choice, reader),
                "since": answer.since,
                "until": answer.until,
            }
            for answer in answers
        ],
    }


def my_record(seeker: Seeker, today: dt.date) -> dict[str, Any]:
    """A seeker as `MyRecord`."""
    to_organizations = [str(reader) for reader in seeker.provided_to(today)]
    return {
        "seeker_number": seeker.seeker_number,
        "provision_choice": str(seeker.facts.provision_choice),
        "provided_to": to_organizations,
        "open_to_employers": seeker.open_to_employers,
        "shown_to_employers": seeker.shown_to_employers(today),
        "shown_fields": {
            "organizations": sorted(_RECORD.fields) if to_organizations else [],
            "employers": sorted(EMPLOYER_FIELDS) if seeker.shown_to_employers(today) else [],
        },
        "accepted_at_office": seeker.facts.at_an_office,
        "office_code": seeker.office_code,
        "application_valid": has_valid_application(seeker.facts, today),
        "valid_until": seeker.facts.valid_until,
        "ended_on": seeker.facts.ended_on,
        "terms_version": seeker.facts.terms_version,
        "record": _RECORD.load(seeker.record),
    }
