"""Authentication keys (認証キー): asked for, mailed, and used to open My Page or to set a password anew (AUT-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.contracts.operations import Operation
from services.contracts.registry import (
    PASSWORD_CHANGED,
    REQUEST_AUTHENTICATION_KEY,
    REQUEST_REGISTRATION_KEY,
    SET_PASSWORD,
)
from services.registry import terms
from services.registry.accounts import consent_storage, key_storage, storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.domain.authentication_key import (
    IssuedKey,
    KeySettings,
    counted,
    may_be_mailed,
    may_be_used,
)
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.key_storage import NO_TICKET, KeptKey
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import locks, mailed_keys
from services.registry.accounts.usecases.login import ACCEPTED
from services.registry.accounts.usecases.own_account import move_to_address_of_office, tell_password_changed
from services.registry.employers.usecases import my_page as employers
from services.registry.mail.addresses import mark_working
from services.registry.mail.outgoing import Mail, queue_mails, withdraw_mail
from services.registry.mail.templates import Template
from services.registry.mail.templates import accounts as mails
from services.registry.mail.templates import seekers as seeker_mails
from services.registry.organizations.usecases import registration
from services.registry.personal_data import PersonalData
from services.registry.seekers import usecases as seekers
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.logging import get_logger
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal

log = get_logger(__name__)

DEFAULTS = KeySettings()
SEEKER_ACCOUNT = "求職者マイページ"
"""What a seeker's account is shown as: it holds no name (SEE-2)."""
_NO_KEY = (IssuedKey("nobody", dt.datetime.min.replace(tzinfo=dt.UTC), attempts=None), b"")
"""Compared with where there is none, so that an unknown address costs as much (AUT-6)."""


def request_authentication_key(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    settings: KeySettings = DEFAULTS,
) -> dict[str, Any]:
    """Mail a key to the address, if it is an account's or a seeker's; the answer is the same in any case (AUT-6)."""
    asked = _Asked(REQUEST_AUTHENTICATION_KEY, request, caller, now, trace)
    return _mail_key(connection, asked, personal_data, settings, nobodys=_NOBODYS_KEY)


def request_registration_key(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    settings: KeySettings = DEFAULTS,
) -> dict[str, Any]:
    """Mail a key to who wants to register as a job seeker online, to prove the address (SEE-1); the answer never differs.

    Who has an account already, or is a seeker of the feed, is mailed the key to that instead (AUT-6).
    """
    asked = _Asked(REQUEST_REGISTRATION_KEY, request, caller, now, trace)
    return _mail_key(connection, asked, personal_data, settings, nobodys=_REGISTRATION_KEY)


@dataclass(frozen=True)
class _Asked:
    """A request for a key: by which operation, with what, by whom and when."""

    operation: Operation
    request: Mapping[str, Any]
    caller: Caller
    now: dt.datetime
    trace: str


@dataclass(frozen=True)
class _KeyFor:
    """What a key for an address that nobody has is made for, and the mail that tells it; None where nobody is told."""

    purpose: str
    template: Template | None


_NOBODYS_KEY = _KeyFor("nobody", None)
_REGISTRATION_KEY = _KeyFor("registration", seeker_mails.REGISTRATION_KEY)
_SOMEBODYS_KEY = _KeyFor("account", mails.AUTHENTICATION_KEY)


def _mail_key(
    connection: Connection, asked: _Asked, personal_data: PersonalData, settings: KeySettings, *, nobodys: _KeyFor
) -> dict[str, Any]:
    """Mail a key to the owner of an address, or what is `nobodys`; by the same statements for everybody (AUT-6).

    It opens something in the browser alone that asked (`ticket`, decision 112), where it takes an older one's place. Where
    nobody is told, a key is made that nobody gets, and a mail that is withdrawn before the commit.
    """
    email, now, trace = asked.request["email"], asked.now, asked.trace
    lookup = personal_data.lookup(email)
    storage.lock_email(connection, lookup)
    account = _account(connection, lookup)
    seeker_number = seekers.seeker_with_email(connection, personal_data, email)
    if account is not None:
        seeker_number = None  # looked for all the same: everybody costs as much
    unknown = account is None and seeker_number is None
    key_for = nobodys if unknown else _SOMEBODYS_KEY
    key = _issue(connection, lookup, ticket_of(asked.request), key_for.purpose, now=now, settings=settings)
    log.info("key_asked_for", unknown_address=unknown, mailed_before=key is None)
    _record(connection, asked.operation, _subject(asked.operation, account, seeker_number), asked.caller, now, trace)
    if key is None:
        return ACCEPTED
    valid_until = now + settings.valid
    mail = Mail(
        key_for.template or mails.AUTHENTICATION_KEY,
        to=_mailed_to(connection, personal_data, email, account, seeker_number, now, trace),
        parameters={"key": key, "valid_until": valid_until},
        account_id=account.account_id if account else None,
        valid_until=valid_until,
    )
    (mail_id,) = queue_mails(connection, personal_data, [mail], now=now, trace=trace)
    # Where somebody is told, the same statement withdraws a mail that does not exist.
    withdraw_mail(connection, mail_id if key_for.template is None else new_id())
    return ACCEPTED


def _mailed_to(
    connection: Connection,
    personal_data: PersonalData,
    email: str,
    account: Account | None,
    seeker_number: str | None,
    now: dt.datetime,
    trace: str,
) -> str:
    """The address as its owner gave it, and as typed where nobody has it; by the same statements for everybody (AUT-6)."""
    of_account = storage.account_and_email(connection, account.account_id if account else new_id(), personal_data)
    of_seeker = seekers.email_for_key(connection, personal_data, seeker_number, now=now, trace=trace)
    return of_account[1] if of_account else of_seeker or email


def _issue(
    connection: Connection, lookup: bytes, ticket: bytes, purpose: str, *, now: dt.datetime, settings: KeySettings
) -> str | None:
    """A key for who asks from a browser, to be mailed; None where enough were, and the last of them will do there too.

    So nobody can keep the owner of an address from a key by asking for others, and the mailbox gets no more than so many
    in the time that one is valid. The caller holds the address's lock.
    """
    requests = counted(key_storage.requests(connection, lookup, purpose), now, settings)
    key_storage.save_requests(connection, lookup, purpose, requests)
    newest = key_storage.newest_key(connection, lookup, purpose, now)
    if newest is not None and not may_be_mailed(requests, settings):
        key_storage.put_key(connection, lookup, ticket, purpose, newest)
        return None
    return new_key(connection, lookup, ticket, purpose, now=now, valid_until=now + settings.valid)


def new_key(
    connection: Connection, lookup: bytes, ticket: bytes, purpose: str, *, now: dt.datetime, valid_until: dt.datetime
) -> str:
    """A key for an address and browser, in the place of an older one; of it only a hash is kept."""
    key = mailed_keys.new_key()
    kept = KeptKey(mailed_keys.hash_of(key), made_at=now, valid_until=valid_until)
    key_storage.put_key(connection, lookup, ticket, purpose, kept)
    return key


def ticket_of(request: Mapping[str, Any]) -> bytes:
    """The browser that asks or tries, as the gateway tells it apart by a cookie; empty for one that never asked."""
    return bytes.fromhex(request["ticket"] or "")


def spend_key(
    connection: Connection, lookup: bytes, request: Mapping[str, Any], now: dt.datetime, settings: KeySettings
) -> str:
    """Use up the key of an address, and every other that was mailed there; answers what for. Raises `Refusal` (AUT-6).

    It is looked for among those of the browser that tries: nobody's key opens anything elsewhere. The rows are locked, so
    that it is used once.
    """
    found = key_storage.keys_of(connection, lookup, ticket_of(request)) or [_NO_KEY]
    fitting = [
        key.purpose
        for key, key_hash in found
        if mailed_keys.fits(request["key"], key_hash) and may_be_used(key, now, settings)
    ]
    if not fitting:
        log.info("key_refused", attempts=[key.attempts for key, _ in found])
        raise Refusal(AccountReason.KEY_INVALID, "/key")
    key_storage.forget_keys(connection, lookup)
    mark_working(connection, lookup)  # who has the key has got the mail
    return fitting[0]


def count_key_attempt(connection: Connection, request: Mapping[str, Any], *, personal_data: PersonalData) -> None:
    """Count an attempt of a browser at its key of an address, in a transaction of its own before it is looked at.

    So it counts also where the attempt is refused and rolled back, and of many at once only so many are looked at.
    """
    ticket = ticket_of(request)
    if ticket != NO_TICKET:
        key_storage.count_attempt(connection, personal_data.lookup(request["email"]), ticket)


def set_password(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
    settings: KeySettings = DEFAULTS,
) -> dict[str, Any]:
    """Set a password with the mailed key; a seeker without an account opens My Page and agrees to the terms by it (SEE-4).

    Who has a session or a remembered browser of the account loses it, by the event `password_changed`; the owner is told
    by e-mail, and a lock after wrong passwords is lifted. Unknown
    addresses, wrong, old and used keys are refused alike (AUT-6); the key's row is locked, so that it is used once.
    """
    lookup = personal_data.lookup(request["email"])
    storage.lock_email(connection, lookup)
    first = spend_key(connection, lookup, request, now, settings) == "paper"
    account = _account(connection, lookup)
    if account is not None and _is_in_a_seekers_way(connection, account, request["email"], now, trace, personal_data):
        account = None
    password_hash = passwords.hash(request["password"])
    if account is not None:
        if account.role == Role.EMPLOYER and account.state is AccountState.ISSUED:
            employers.open_issued(connection, account, now=now, trace=trace, personal_data=personal_data)
            first = True
        account_id, version = account.account_id, storage.change_password(connection, account.account_id, password_hash)
    else:
        account_id, version, first = _open_my_page(connection, request, password_hash, now, today, trace, personal_data)
    locks.unlock(connection, lookup)
    tell_password_changed(connection, account_id, now=now, trace=trace, personal_data=personal_data, first=first)
    log.info("password_set", account_id=account_id, my_page_opened=account is None)
    _record(connection, SET_PASSWORD, ("account", account_id), caller, now, trace)
    publish(
        connection,
        PASSWORD_CHANGED,
        subject=account_id,
        data={"account_id": account_id, "except_session_id": None, "password_version": version},
        now=now,
        trace=trace,
    )
    return ACCEPTED


def _subject(operation: Operation, account: Account | None, seeker_number: str | None) -> tuple[str, str]:
    """Whose key was asked for; nobody's is written down as often, so that neither time nor work tells them apart."""
    if account is not None:
        return "account", account.account_id
    return ("seeker", seeker_number) if seeker_number else ("operation", operation.name)


def _record(
    connection: Connection,
    operation: Operation,
    subject: tuple[str, str],
    caller: Caller,
    now: dt.datetime,
    trace: str,
) -> None:
    """Resets stand in the audit log with whose they are (AUT-6, OPS-3); who asks has not logged in."""
    action = operation.routing_key
    audit.record(connection, action=action, subject=subject, caller=caller, now=now, trace=trace)


def _account(connection: Connection, lookup: bytes) -> Account | None:
    known = storage.credentials(connection, lookup)
    return known.account if known else None


def _is_in_a_seekers_way(
    connection: Connection, account: Account, email: str, now: dt.datetime, trace: str, personal_data: PersonalData
) -> bool:
    """Whether it was only registered, and the address is a seeker's, who has the key: then its registration ends."""
    if account.state is not AccountState.ISSUED:
        return False
    if seekers.seeker_with_email(connection, personal_data, email) is None:
        return False
    if account.role == Role.EMPLOYER:
        employers.give_way(connection, account)
        return True
    return registration.give_way(connection, account.account_id, personal_data)


def _open_my_page(
    connection: Connection,
    request: Mapping[str, Any],
    password_hash: str,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> tuple[str, int, bool]:
    """The seeker's account, consent to the terms, and the provided state that follows.

    Answers its ID, the version of its password, and whether it is new.

    A seeker whose address was changed at an office keeps the account: it moves to the new address (AUT-1: who can't log
    in any more goes there), and the old one is told.
    """
    seeker_number = seekers.seeker_with_email(connection, personal_data, request["email"])
    if seeker_number is None:  # the address was the seeker's when the key was mailed, and is no longer
        raise Refusal(AccountReason.KEY_INVALID, "/key")
    version = terms.in_force("seeker", today).version
    if request["terms_version"] != version:
        raise Refusal(AccountReason.TERMS_NOT_CURRENT, "/terms_version")
    email = _seekers_email(connection, personal_data, seeker_number, "my_page_opened", now, trace)
    account = storage.seekers_account(connection, seeker_number)
    is_new = account is None
    if account is not None:
        move_to_address_of_office(
            connection, account.account_id, email, now=now, trace=trace, personal_data=personal_data
        )
        version_of_password = storage.change_password(connection, account.account_id, password_hash)
    else:
        version_of_password = 0
        account = Account(new_id(), Role.SEEKER, AccountState.OPEN, SEEKER_ACCOUNT, seeker_number=seeker_number)
        storage.insert_account(
            connection, account, email=email, password_hash=password_hash, now=now, personal_data=personal_data
        )
    consent_storage.record_consent(
        connection, account.account_id, audience="seeker", version=version, way="my_page", now=now
    )
    seekers.open_my_page(connection, seeker_number, version, now=now, today=today, trace=trace)
    return account.account_id, version_of_password, is_new


def _seekers_email(
    connection: Connection, personal_data: PersonalData, seeker_number: str, purpose: str, now: dt.datetime, trace: str
) -> str:
    return seekers.email_for_mail(connection, personal_data, seeker_number, purpose=purpose, now=now, trace=trace)


def forget_old(connection: Connection, *, now: dt.datetime) -> int:
    """Delete keys that nobody can use any more, and what was counted with them; answers how many."""
    return key_storage.forget_old(connection, now, before=now - dt.timedelta(days=1))
