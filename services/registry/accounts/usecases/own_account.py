"""What whoever is logged in changes of their own account: password and address (AUT-1, AUT-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.registry import ACCOUNT_EMAIL_CHANGED, PASSWORD_CHANGED
from services.registry.accounts import email_change_storage, key_storage, storage
from services.registry.accounts.domain.account import LOGS_IN, Account
from services.registry.accounts.domain.email_change import EmailChange, Side, confirm
from services.registry.accounts.domain.invitation import InvitationSettings
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.email_change_storage import StoredEmailChange
from services.registry.accounts.owners import email_is_anybodys
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import locks, mailed_keys
from services.registry.accounts.usecases.locks import Attempt
from services.registry.accounts.usecases.login import ACCEPTED
from services.registry.mail.outgoing import Mail, queue_mail, queue_mails
from services.registry.mail.templates import accounts as mails
from services.registry.personal_data import PersonalData
from services.registry.seekers.feed_batch import lock_batches
from services.registry.seekers.usecases import addresses as seekers
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal

DEFAULTS = InvitationSettings()
BY_OWNER, BY_STAFF, BY_OFFICE = "ログイン後の変更", "労働局での手続による変更", "ハローワークでの手続による変更"


def check_own_password(
    connection: Connection, password: str, *, caller: Caller, attempt: Attempt, passwords: Passwords
) -> Account:
    """The caller's account, if this is its password; refused alike once it was wrong too often (AUT-6)."""
    account = storage.locked_account(connection, str(caller.account_id))
    if account is None or account.state not in LOGS_IN:
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT)
    fits = passwords.fits(password, storage.password_hash_of(connection, account.account_id))
    if not fits or not attempt.admitted:
        raise Refusal(AccountReason.CURRENT_PASSWORD_WRONG, "/current_password")
    locks.forget_attempt(connection, attempt)
    return account


def change_password(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    attempt: Attempt,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
) -> dict[str, Any]:
    """Put another password in the old one's place; all other sessions and every remembered browser end (AUT-6)."""
    account = check_own_password(
        connection, request["current_password"], caller=caller, attempt=attempt, passwords=passwords
    )
    version = storage.change_password(connection, account.account_id, passwords.hash(request["password"]))
    tell_password_changed(connection, account.account_id, now=now, trace=trace, personal_data=personal_data)
    changed = {
        "account_id": account.account_id,
        "except_session_id": request["session_id"],
        "password_version": version,
    }
    publish(connection, PASSWORD_CHANGED, subject=account.account_id, data=changed, now=now, trace=trace)
    return ACCEPTED


def tell_password_changed(
    connection: Connection,
    account_id: str,
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    first: bool = False,
) -> None:
    """Tell the owner that the password is another one, or that there is one now (`first`), whoever did it."""
    mail = Mail(
        mails.PASSWORD_SET if first else mails.PASSWORD_CHANGED,
        to=storage.email_of(connection, account_id, personal_data),
        parameters={"changed_at": now},
        account_id=account_id,
    )
    queue_mail(connection, personal_data, mail, now=now, trace=trace)


def request_email_change(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    attempt: Attempt,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
    settings: InvitationSettings = DEFAULTS,
) -> dict[str, Any]:
    """Mail a key to each of the two addresses; nothing changes before both came back (AUT-1).

    An earlier change that waits gives way. To an address that is anybody's no key goes, but why it can't be had: who asks is
    not to learn that somebody has an account or seeks work (SEE-7, AUT-6, decision 305).
    """
    account = check_own_password(
        connection, request["current_password"], caller=caller, attempt=attempt, passwords=passwords
    )
    keys = {side: mailed_keys.new_key() for side in Side}
    valid_until = now + settings.email_change_valid
    change = StoredEmailChange(
        account_id=account.account_id,
        email=request["new_email"],
        new_key_hash=mailed_keys.hash_of(keys[Side.NEW]),
        old_key_hash=mailed_keys.hash_of(keys[Side.OLD]),
        made_at=now,
        facts=EmailChange(valid_until),
    )
    email_change_storage.put_change(connection, change, personal_data)
    old_email = storage.email_of(connection, account.account_id, personal_data)
    to_new, to_old = (
        Mail(
            template,
            to=address,
            parameters={"key": keys[side], "valid_until": valid_until},
            account_id=account.account_id,
            valid_until=valid_until,
        )
        for template, side, address in (
            (mails.EMAIL_CHANGE_NEW, Side.NEW, change.email),
            (mails.EMAIL_CHANGE_OLD, Side.OLD, old_email),
        )
    )
    if _is_anothers(connection, account.account_id, account.seeker_number, change.email, today, personal_data):
        to_new = replace(to_new, template=mails.EMAIL_CHANGE_TO_ADDRESS_IN_USE, parameters={})
    queue_mails(connection, personal_data, [to_new, to_old], now=now, trace=trace)
    return _shown(change)


def show_email_change(
    connection: Connection, *, caller: Caller, now: dt.datetime, personal_data: PersonalData
) -> dict[str, Any]:
    """The change that waits, with which address has confirmed; refused where none does."""
    return _shown(_waiting(connection, caller, now, personal_data))


def confirm_email_change(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Take the key mailed to either address; with the second one the address changes (AUT-1).

    The change's row is locked, so one of two confirmations at once sees the other; the new address is looked at again
    under its lock, as somebody may have taken it meanwhile. Sessions on other browsers end. A seeker's change waits for the
    feed's batches before any row, in the order of all that touches persons.
    """
    if caller.seeker_number is not None:
        lock_batches(connection)
    seen = _waiting(connection, caller, now, personal_data, lock=False)
    lock_for_new_email(connection, seen.account_id, seen.email, personal_data)
    change = _waiting(connection, caller, now, personal_data)
    if change.email != seen.email:  # another one took its place while we waited
        raise Refusal(AccountReason.NO_EMAIL_CHANGE)
    side = _side(change, request["key"])
    facts = confirm(change.facts, side, now) if side else None
    if facts is None:
        raise Refusal(AccountReason.KEY_INVALID, "/key")
    if not facts.complete:
        email_change_storage.save_confirmations(connection, change.account_id, facts)
        return {"new_confirmed": facts.new_confirmed, "old_confirmed": facts.old_confirmed, "changed": False}
    put_new_email(
        connection,
        change.account_id,
        change.email,
        way=BY_OWNER,
        except_session_id=request["session_id"],
        now=now,
        today=today,
        trace=trace,
        personal_data=personal_data,
    )
    return {"new_confirmed": True, "old_confirmed": True, "changed": True}


def cancel_email_change(connection: Connection, *, caller: Caller) -> dict[str, Any]:
    """Give the change up; both keys open nothing any more."""
    if not email_change_storage.forget_change(connection, str(caller.account_id)):
        raise Refusal(AccountReason.NO_EMAIL_CHANGE)
    return ACCEPTED


def lock_for_new_email(connection: Connection, account_id: str, email: str, personal_data: PersonalData) -> bytes:
    """Lock what a change of address touches, in the one order for whoever makes it; answers the old address's lookup.

    First both addresses, the lower lookup first, then the account's row; what waits for confirmation comes after them. So
    the owner and the bureau, who change the same address at once, wait for each other and never both.
    """
    lookup, old_lookup = personal_data.lookup(email), storage.lookup_of(connection, account_id)
    for one in sorted({lookup, old_lookup}):
        storage.lock_email(connection, one)
    storage.locked_account(connection, account_id)
    if storage.lookup_of(connection, account_id) != old_lookup:  # changed while we waited: the lock is another's
        raise Refusal(AccountReason.NO_EMAIL_CHANGE)
    return old_lookup


def put_new_email(
    connection: Connection,
    account_id: str,
    email: str,
    *,
    way: str,
    except_session_id: str | None,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> None:
    """Put the new address in the old one's place, tell both, and end sessions and remembered browsers (AUT-1).

    Raises the refusal of an address in use. Locks of the old address do not go over to the new one. A seeker's person moves
    with the account: whoever has the old mailbox neither opens My Page with a key mailed there nor gets the person's mail.
    """
    account = storage.account(connection, account_id)
    seeker_number = account.seeker_number if account else None
    old_lookup = lock_for_new_email(connection, account_id, email, personal_data)
    refuse_held(connection, account_id, seeker_number, email, today, personal_data)
    old_email = storage.email_of(connection, account_id, personal_data)
    storage.change_email(connection, account_id, email, personal_data)
    if seeker_number is not None:
        seekers.change_email(
            connection, personal_data, seeker_number, email, account_id=account_id, now=now, trace=trace
        )
    locks.unlock(connection, old_lookup)
    key_storage.forget_keys(connection, old_lookup)
    email_change_storage.forget_change(connection, account_id)
    told = [
        Mail(template, to=address, parameters={"changed_at": now, "way": way}, account_id=account_id)
        for template, address in ((mails.EMAIL_CHANGED_OLD, old_email), (mails.EMAIL_CHANGED_NEW, email))
    ]
    queue_mails(connection, personal_data, told, now=now, trace=trace)
    changed = {"account_id": account_id, "except_session_id": except_session_id}
    publish(connection, ACCOUNT_EMAIL_CHANGED, subject=account_id, data=changed, now=now, trace=trace)


def move_to_address_of_office(
    connection: Connection, account_id: str, email: str, *, now: dt.datetime, trace: str, personal_data: PersonalData
) -> None:
    """Move a seeker's account to the address that an office has entered, to who has the key mailed there (AUT-1).

    The old mailbox is told, as of every change: whoever goes on reading it learns that the account is another's, if it is.
    What was mailed or locked there, and a change that waits, opens and holds nothing any more. Raises `Refusal`.

    Under the new address's lock alone. What belongs to the old one is taken before the account's row, as who uses a key
    mailed there does it; who changes the address has locked both before.
    """
    old_lookup = storage.lookup_of(connection, account_id)
    key_storage.forget_keys(connection, old_lookup)
    locks.unlock(connection, old_lookup)
    storage.locked_account(connection, account_id)
    if storage.lookup_of(connection, account_id) != old_lookup:  # changed while we waited
        raise Refusal(AccountReason.KEY_INVALID, "/key")
    told = Mail(
        mails.EMAIL_CHANGED_OLD,
        to=storage.email_of(connection, account_id, personal_data),
        parameters={"changed_at": now, "way": BY_OFFICE},
        account_id=account_id,
    )
    queue_mail(connection, personal_data, told, now=now, trace=trace)
    email_change_storage.forget_change(connection, account_id)
    storage.change_email(connection, account_id, email, personal_data)


def forget_expired_changes(connection: Connection, now: dt.datetime) -> int:
    """Delete changes that were not confirmed in time; answers how many."""
    return email_change_storage.forget_expired_changes(connection, now)


def refuse_held(
    connection: Connection,
    account_id: str,
    seeker_number: str | None,
    email: str,
    today: dt.date,
    personal_data: PersonalData,
) -> None:
    """Refuse an address that is another account's or another seeker's, whoever is to have it (REG-11, SEE-7)."""
    if _is_anothers(connection, account_id, seeker_number, email, today, personal_data):
        raise Refusal(AccountReason.EMAIL_HELD, "/new_email")


def _is_anothers(
    connection: Connection,
    account_id: str,
    seeker_number: str | None,
    email: str,
    today: dt.date,
    personal_data: PersonalData,
) -> bool:
    """Whether an address is anybody's but this account's and its seeker's.

    One that is reserved for this very account, which had it at the end of its organization, is its own to go back to.
    """
    lookup = personal_data.lookup(email)
    return email_is_anybodys(connection, lookup, today, but_for_account=account_id, but_for_seeker=seeker_number)


def _waiting(
    connection: Connection, caller: Caller, now: dt.datetime, personal_data: PersonalData, *, lock: bool = True
) -> StoredEmailChange:
    change = email_change_storage.change_of(connection, str(caller.account_id), personal_data, lock=lock)
    if change is None or now >= change.facts.valid_until:
        raise Refusal(AccountReason.NO_EMAIL_CHANGE)
    return change


def _side(change: StoredEmailChange, key: str) -> Side | None:
    """Which address a key was mailed to; both are compared, whichever it is."""
    fitting = {
        Side.NEW: mailed_keys.fits(key, change.new_key_hash),
        Side.OLD: mailed_keys.fits(key, change.old_key_hash),
    }
    return next((side for side, fits in fitting.items() if fits), None)


def _shown(change: StoredEmailChange) -> dict[str, Any]:
    return {
        "new_email": change.email,
        "made_at": change.made_at,
        "valid_until": change.facts.valid_until,
        "new_confirmed": change.facts.new_confirmed,
        "old_confirmed": change.facts.old_confirmed,
    }
