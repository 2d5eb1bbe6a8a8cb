"""Registration of job seekers on the site itself (オンライン登録者, SEE-1): key, registration, own record, own application.

Decision 130 says what an online registration is worth: employers find it where the person is open to them (seed 004),
organizations only once an office has accepted it (seed 001, 2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Role
from services.contracts.reference import competent_office, offices
from services.contracts.registry import OwnRecord
from services.registry import terms
from services.registry.accounts import consent_storage
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.domain.authentication_key import KeySettings
from services.registry.accounts.owners import email_is_anybodys
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases.keys import SEEKER_ACCOUNT, spend_key
from services.registry.mail.outgoing import Mail, Parameter, queue_mail
from services.registry.mail.templates import seekers as mails
from services.registry.personal_data import PersonalData
from services.registry.seekers import persons
from services.registry.seekers.domain import own_decisions
from services.registry.seekers.domain.person import Person
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Fact, Own, Seeker
from services.registry.seekers.domain.visibility import (
    VALIDITY_MONTHS,
    ProvisionChoice,
    PupilOf,
    SeekerFacts,
    end_of_validity,
)
from services.registry.seekers.feed_batch import free_numbers, lock_batches
from services.registry.seekers.feed_statement import (
    Refused,
    RowRefused,
    check_codes,
    check_days,
    check_texts,
    person_of,
)
from services.registry.seekers.usecases.my_page import my_record
from services.registry.seekers.usecases.saving import locked, save
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal

_RECORD = OwnRecord()
_REASONS = {
    Refused.UNKNOWN_CODE: SeekerReason.UNKNOWN_CODE,
    Refused.PERSONAL_DATA: SeekerReason.PERSONAL_DATA_IN_TEXT,
    Refused.INVALID_VALUE: SeekerReason.VALUE_NOT_POSSIBLE,
}


def register(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
    settings: KeySettings,
    validity_months: int = VALIDITY_MONTHS,
) -> dict[str, Any]:
    """Register a person who has proved the address by a mailed key: seeker, person, account, consent. Raises `Refusal`.

    In one transaction with the state told to others. Right under concurrency: numbers and addresses stay free under the
    lock of the feed's batches; then the address and its key are locked, so that of two with one key the second is refused.
    """
    lock_batches(connection)
    lookup = personal_data.lookup(request["email"])
    accounts.lock_email(connection, lookup)
    spend_key(connection, lookup, request, now, settings)
    version = terms.in_force("seeker", today).version
    if request["terms_version"] != version:
        raise Refusal(SeekerReason.TERMS_NOT_CURRENT, "/terms_version")
    person = person_of(request)
    office = _office(person)
    if email_is_anybodys(connection, lookup, today):
        raise Refusal(SeekerReason.EMAIL_IN_USE, "/email")
    facts = _facts(request, version, today, end_of_validity(today, validity_months))
    if objection := own_decisions.objection_to_registration(facts, today):
        raise Refusal(objection, "/pupil_of")
    number = next(free_numbers(connection, 1))
    seeker = _with_record(_new(number, request, office, facts, now, today), request["record"], person, now)
    save(connection, [seeker], now=now, today=today, trace=trace)
    persons.save(connection, personal_data, {number: person})
    account_id = _open_account(connection, number, request, version, now, personal_data, passwords)
    parameters: dict[str, Parameter] = {
        "seeker_number": number,
        "valid_until": facts.valid_until,
        "office_name": offices()[office].name,
    }
    mail = Mail(mails.REGISTERED_ONLINE, to=request["email"], parameters=parameters, account_id=account_id)
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
    return {"seeker_number": number, "office_code": office, "valid_until": facts.valid_until}


def _facts(request: Mapping[str, Any], terms_version: str, today: dt.date, valid_until: dt.date) -> SeekerFacts:
    """Of who applies for work online today, and opens My Page by it."""
    return SeekerFacts(
        applied_on=today,
        valid_until=valid_until,
        ended_on=None,
        my_page_opened=True,
        terms_version=terms_version,
        provision_choice=ProvisionChoice(request["provision_choice"]),
        pupil_of=PupilOf(request["pupil_of"]) if request["pupil_of"] else None,
        graduates_on=request["graduates_on"],
        at_an_office=False,
    )


def _new(
    number: str, request: Mapping[str, Any], office: str, facts: SeekerFacts, now: dt.datetime, today: dt.date
) -> Seeker:
    """A seeker without a record yet, all of whose choices are the seeker's own."""
    return Seeker(
        seeker_number=number,
        source_id=None,
        stated_at=now,
        version=1,
        application_id=new_id(),
        office_code=office,
        bureau_code=offices()[office].parent or "",
        facts=facts,
        open_to_employers=request["open_to_employers"],
        chosen_on_my_page=True,
        end_reason="",
        record={},
        openness_chosen=True,
        decided_on=dict.fromkeys(map(str, (*Fact, *Own)), today),
    )


def _open_account(
    connection: Connection,
    number: str,
    request: Mapping[str, Any],
    terms_version: str,
    now: dt.datetime,
    personal_data: PersonalData,
    passwords: Passwords,
) -> str:
    """The seeker's My Page, with the consent to the terms; answers the account's ID."""
    account = Account(new_id(), Role.SEEKER, AccountState.OPEN, SEEKER_ACCOUNT, seeker_number=number)
    accounts.insert_account(
        connection,
        account,
        email=request["email"],
        password_hash=passwords.hash(request["password"]),
        now=now,
        personal_data=personal_data,
    )
    consent_storage.record_consent(
        connection, account.account_id, audience="seeker", version=terms_version, way="my_page", now=now
    )
    return account.account_id


def change_own_record(
    connection: Connection,
    seeker_number: str,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Change the own record (SEE-A, SEE-B) as long as no office keeps it. Raises `Refusal`."""
    seeker = locked(connection, seeker_number)
    if objection := own_decisions.objection_to_own_change(seeker):
        raise Refusal(objection)
    person = _own_person(connection, personal_data, seeker_number, now, trace)
    seeker = _with_record(seeker, request["record"], person, now)
    save(connection, [seeker], now=now, today=today, trace=trace)
    return my_record(seeker, today)


def apply_again(
    connection: Connection,
    seeker_number: str,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    validity_months: int = VALIDITY_MONTHS,
) -> dict[str, Any]:
    """Apply for work once more online, when the last application is over (SEE-6). Raises `Refusal`."""
    seeker = locked(connection, seeker_number)
    if objection := own_decisions.objection_to_new_application(seeker, today):
        raise Refusal(objection)
    if objection := own_decisions.objection_to_registration(seeker.facts, today):
        raise Refusal(objection)
    seeker = own_decisions.apply_again(seeker, new_id(), now, today, validity_months)
    save(connection, [seeker], now=now, today=today, trace=trace)
    return my_record(seeker, today)


def end_own_application(
    connection: Connection,
    seeker_number: str,
    reason: str,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
) -> dict[str, Any]:
    """Take back an application made online, with effect at once (SEE-6); an office's is ended there. Raises `Refusal`."""
    seeker = locked(connection, seeker_number)
    objection = own_decisions.objection_to_own_change(seeker) or own_decisions.objection_to_end(seeker, today, today)
    if objection:
        raise Refusal(objection)
    seeker = own_decisions.end(seeker, today, reason)
    save(connection, [seeker], now=now, today=today, trace=trace)
    return my_record(seeker, today)


def _with_record(seeker: Seeker, told: Mapping[str, Any], person: Person, now: dt.datetime) -> Seeker:
    """The seeker with the record as told, held to the feed's rules (REG-17, SEE-2). Raises `Refusal`."""
    days = {"applied_on": seeker.facts.applied_on, "valid_until": seeker.facts.valid_until}
    try:
        check_days(days, person.birth_date)
        check_codes(told)
        check_texts(told, person)
    except RowRefused as refused:
        place = "/birth_date" if refused.column == "birth_date" else f"/record/{refused.column}"
        raise Refusal(_REASONS[refused.reason], place, found=refused.detail) from refused
    if seeker.record:
        return own_decisions.change_record(seeker, _RECORD.dump(told), now)
    instant = now.isoformat().replace("+00:00", "Z")
    given = {
        "seeker_number": seeker.seeker_number,
        "applied_on": seeker.facts.applied_on.isoformat(),
        "valid_until": seeker.facts.valid_until.isoformat(),
        "registered_at": instant,
        "changed_at": instant,
    }
    return replace(seeker, record={**_RECORD.dump(told), **given})


def _own_person(
    connection: Connection, personal_data: PersonalData, seeker_number: str, now: dt.datetime, trace: str
) -> Person:
    """The person whose name and address are looked for in the own texts."""
    read = persons.read_whole(
        connection, personal_data, [seeker_number], purpose="scan_own_texts", account_id=None, now=now, trace=trace
    )
    return read[seeker_number]


def _office(person: Person) -> str:
    """The office competent for where the person lives. Raises `Refusal`."""
    try:
        return competent_office(person.municipality_code)
    except KeyError as error:
        raise Refusal(SeekerReason.UNKNOWN_CODE, "/municipality_code") from error
