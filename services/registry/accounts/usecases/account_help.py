"""What staff do for the owner of an account who can't log in any more, or whose password may be in other hands (AUT-1, AUT-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import ORGANIZATION, Caller, Role
from services.registry.accounts import email_change_storage, storage
from services.registry.accounts.domain.account import LOGS_IN, Account
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.domain.staff import StaffRole, objection_to_administering
from services.registry.accounts.email_change_storage import EnteredEmailChange
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import locks
from services.registry.accounts.usecases.own_account import (
    BY_STAFF,
    lock_for_new_email,
    put_new_email,
    refuse_held,
)
from services.registry.accounts.usecases.voiding import void_password
from services.registry.employers import storage as employers
from services.registry.mail.outgoing import Mail, Parameter, queue_mail
from services.registry.mail.templates import Template
from services.registry.mail.templates import accounts as mails
from services.registry.mail.templates.staff_accounts import PASSWORD_VOIDED
from services.registry.organizations.storage import organization
from services.registry.personal_data import PersonalData
from services.registry.seekers import storage as seekers
from services.runtime.refusal import Refusal


def unlock_account(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Lift the lock of the account that holds an address, on a recorded ground; the owner is told (AUT-6).

    Bureau staff do so for their bureau's organizations, office staff for their office's seekers and employers, the ministry for
    staff, operations for everybody. Nothing is said of whether it was locked.
    """
    account = _account_helped(connection, request["email"], caller, personal_data)
    locks.unlock(connection, storage.lookup_of(connection, account.account_id))
    told = mails.LOGIN_UNLOCKED, {"unlocked_at": now}
    _help_done(connection, account.account_id, "unlocked", request, told, caller, now, trace, personal_data)
    return {"account_id": account.account_id}


def void_account_password(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
) -> dict[str, Any]:
    """Make the password of an account void that may be in other hands, and end every login of it (AUT-6; seed 002, その他 Q6).

    By the same staff who lift its locks, but accounts of staff by who administers them. The owner is told, and sets a new
    password with a key from the own mailbox; an address that is not the owner's any more only the bureau changes (AUT-1).
    """
    account = _account_helped(connection, request["email"], caller, personal_data)
    of_staff = account.role in frozenset(StaffRole)
    if of_staff and objection_to_administering(caller.role, caller.account_id, account) is not None:
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/email")
    storage.locked_account(connection, account.account_id)
    void_password(connection, account.account_id, passwords, now=now, trace=trace)
    told = PASSWORD_VOIDED, {"done_at": now}
    _help_done(connection, account.account_id, "password_voided", request, told, caller, now, trace, personal_data)
    return {"account_id": account.account_id}


def change_account_email(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    two_persons: bool,
    within: dt.timedelta,
) -> dict[str, Any]:
    """Change the address of an organization's account after its request on paper (AUT-1; seed 002, ログイン Q14).

    The competent bureau alone does so, on a recorded ground and date; both addresses are told. Where two persons decide
    (REG-10, decision 114), it is changed when a second one has entered the same from the paper, so that nobody hands an
    account over alone. A seeker's address changes by the feed, an employer's by its office.
    """
    account = _account_helped(connection, request["email"], caller, personal_data)
    if request["requested_on"] > today:
        raise Refusal(AccountReason.REQUESTED_IN_FUTURE, "/requested_on")
    old_lookup = lock_for_new_email(connection, account.account_id, request["new_email"], personal_data)
    if old_lookup != personal_data.lookup(request["email"]):  # changed while we waited
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/email")
    entered_by = None
    if two_persons:
        refuse_held(connection, account.account_id, None, request["new_email"], today, personal_data)
        asked = EnteredEmailChange(request["new_email"], request["requested_on"], str(caller.account_id), now)
        entered_by = _entered_by_another(connection, account.account_id, asked, personal_data, now - within)
        if entered_by is None:
            email_change_storage.put_entry(connection, account.account_id, asked, personal_data)
            return {"account_id": account.account_id, "changed": False}
    email_change_storage.forget_entry(connection, account.account_id)
    put_new_email(
        connection,
        account.account_id,
        request["new_email"],
        way=BY_STAFF,
        except_session_id=None,
        now=now,
        today=today,
        trace=trace,
        personal_data=personal_data,
    )
    email_change_storage.record_help(
        connection,
        account.account_id,
        done="email_changed",
        ground=request["ground"],
        requested_on=request["requested_on"],
        by=caller.account_id,
        entered_by=entered_by,
        now=now,
    )
    return {"account_id": account.account_id, "changed": True}


def forget_old_entries(connection: Connection, *, now: dt.datetime, within: dt.timedelta) -> int:
    """Delete changes that no second person entered in time; answers how many."""
    return email_change_storage.forget_old_entries(connection, now - within)


def _entered_by_another(
    connection: Connection,
    account_id: str,
    asked: EnteredEmailChange,
    personal_data: PersonalData,
    since: dt.datetime,
) -> str | None:
    """Who has entered the same before; None where nobody has in time, or something else, in whose place this comes.

    Raises `Refusal` where it is the same person: the account's row is locked, so of two at once the second sees the first.
    """
    entered = email_change_storage.entry_of(connection, account_id, personal_data)
    if entered is None or entered.entered_at <= since:
        return None
    same_address = personal_data.lookup(entered.email) == personal_data.lookup(asked.email)
    if not same_address or entered.requested_on != asked.requested_on:
        return None
    if entered.entered_by == asked.entered_by:
        raise Refusal(AccountReason.SECOND_PERSON_NEEDED)
    return entered.entered_by


def _help_done(
    connection: Connection,
    account_id: str,
    done: str,
    request: Mapping[str, Any],
    told: tuple[Template, Mapping[str, Parameter]],
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> None:
    """Keep by whom and on what ground something was done for an account, and tell its owner."""
    ground, by = request["ground"], caller.account_id
    email_change_storage.record_help(
        connection, account_id, done=done, ground=ground, requested_on=None, by=by, now=now
    )
    template, parameters = told
    to = storage.email_of(connection, account_id, personal_data)
    mail = Mail(template, to=to, parameters=parameters, account_id=account_id)
    queue_mail(connection, personal_data, mail, now=now, trace=trace)


def _account_helped(connection: Connection, email: str, caller: Caller, personal_data: PersonalData) -> Account:
    """The account with an address, if the caller may help it; another bureau's looks as if there were none (AUT-7)."""
    known = storage.credentials(connection, personal_data.lookup(email))
    account = known.account if known else None
    if account is None or account.state not in LOGS_IN or not _may_help(connection, account, caller):
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/email")
    return account


def _may_help(connection: Connection, account: Account, caller: Caller) -> bool:
    if caller.role is Role.OPERATIONS:
        return True
    if caller.role is Role.MINISTRY:
        return objection_to_administering(caller.role, caller.account_id, account) is None
    if caller.role is Role.OFFICE_STAFF:
        return caller.office_code is not None and _office_of(connection, account) == caller.office_code
    if account.role not in ORGANIZATION or account.organization_id is None:
        return False
    row = organization(connection, account.organization_id)
    return row is not None and caller.bureau_code is not None and row.bureau_code == caller.bureau_code


def _office_of(connection: Connection, account: Account) -> str | None:
    """The office of a seeker's or employer's account; None for any other."""
    if account.seeker_number is not None:
        seeker = seekers.find(connection, account.seeker_number)
        return seeker.office_code if seeker else None
    if account.establishment_id is not None:
        establishment = employers.find(connection, account.establishment_id)
        return establishment.office_code if establishment else None
    return None
