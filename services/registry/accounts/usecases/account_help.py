"""What staff do for the owner of an account who can't log in any more: lift a lock, change the address (AUT-1, AUT-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import ORGANIZATION, Caller, Role
from services.registry.accounts import email_change_storage, storage
from services.registry.accounts.domain.account import LOGS_IN, Account
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.usecases import locks
from services.registry.accounts.usecases.own_account import BY_STAFF, put_new_email
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import accounts as mails
from services.registry.organizations.storage import organization
from services.registry.personal_data import PersonalData
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

    Bureau staff do so for their bureau's organizations, operations for everybody. Nothing is said of whether it was locked.
    """
    account = _account_helped(connection, request["email"], caller, personal_data)
    locks.unlock(connection, storage.lookup_of(connection, account.account_id))
    email_change_storage.record_help(
        connection,
        account.account_id,
        done="unlocked",
        ground=request["ground"],
        requested_on=None,
        by=caller.account_id,
        now=now,
    )
    mail = Mail(
        mails.LOGIN_UNLOCKED,
        to=storage.email_of(connection, account.account_id, personal_data),
        parameters={"unlocked_at": now},
        account_id=account.account_id,
    )
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
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
) -> dict[str, Any]:
    """Change the address of an organization's account after its request on paper (AUT-1; seed 002, ログイン Q14).

    The competent bureau alone does so, on a recorded ground and date; both addresses are told. A seeker's address changes
    by the feed, an employer's by its office.
    """
    account = _account_helped(connection, request["email"], caller, personal_data)
    if request["requested_on"] > today:
        raise Refusal(AccountReason.REQUESTED_IN_FUTURE, "/requested_on")
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
        now=now,
    )
    return {"account_id": account.account_id}


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
    if account.role not in ORGANIZATION or account.organization_id is None:
        return False
    row = organization(connection, account.organization_id)
    return row is not None and caller.bureau_code is not None and row.bureau_code == caller.bureau_code
