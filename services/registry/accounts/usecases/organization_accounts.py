"""The accounts of an organization: seen and ended by its main account (REG-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.contracts.registry import ACCOUNT_CLOSED
from services.registry.accounts import email_change_storage, lock_storage, storage
from services.registry.accounts.domain.account import LOGS_IN
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.usecases.invitations import listed_invitations
from services.registry.accounts.usecases.login import ACCEPTED
from services.registry.mail.erasing import forget_waiting_keys
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import accounts as mails
from services.registry.organizations.storage import organization
from services.registry.personal_data import PersonalData
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal


def list_accounts(
    connection: Connection, *, caller: Caller, now: dt.datetime, personal_data: PersonalData
) -> dict[str, Any]:
    """The accounts of the caller's own organization, and the invitations that wait."""
    organization_id = str(caller.organization_id)
    rows = storage.organization_accounts(connection, organization_id)
    return {
        "accounts": [
            {
                "account_id": row.account_id,
                "main": row.role == Role.ORGANIZATION_MAIN,
                "label": row.label,
                "email": storage.email_of(connection, row.account_id, personal_data),
                "state": "active" if row.ended_at is None else "ended",
                "locked": row.state in LOGS_IN and lock_storage.is_locked(connection, bytes(row.email_lookup), now),
                "made_at": row.made_at,
                "last_login_at": row.last_login_at,
                "ended_at": row.ended_at,
            }
            for row in rows
        ],
        "invitations": listed_invitations(connection, organization_id, personal_data),
    }


def end_account(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """End an additional account: it logs in no more, its sessions and remembered browsers end by `account_closed`.

    The main account ends with the organization alone. The address is free again (decision 111): the 5 years of REG-11
    begin with a withdrawal or termination. The row is locked; whoever comes second is told there is none. A change of its
    address that waits goes with it, and its keys with the mails that are still to be sent.
    """
    account = storage.locked_account(connection, request["account_id"])
    if account is None or account.organization_id != caller.organization_id or account.state not in LOGS_IN:
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT, "/account_id")
    if account.role != Role.ORGANIZATION_ADDITIONAL:
        raise Refusal(AccountReason.MAIN_ACCOUNT_STAYS, "/account_id")
    row = organization(connection, str(account.organization_id))
    assert row is not None, "an account names its organization by a foreign key"
    label = next(
        one.label for one in storage.organization_accounts(connection, row.organization_id)
        if one.account_id == account.account_id
    )  # fmt: skip
    mail = Mail(
        mails.ACCOUNT_ENDED,
        to=storage.email_of(connection, account.account_id, personal_data),
        parameters={"organization_name": row.name, "label": label, "ended_at": now},
        account_id=account.account_id,
    )
    queue_mail(connection, personal_data, mail, now=now, trace=trace)
    storage.end_account(connection, account.account_id, now)
    email_change_storage.forget_change(connection, account.account_id)
    forget_waiting_keys(connection, account.account_id)
    closed = {"account_id": account.account_id}
    publish(connection, ACCOUNT_CLOSED, subject=account.account_id, data=closed, now=now, trace=trace)
    return ACCEPTED


def note_login(connection: Connection, account_id: str, at: dt.datetime) -> None:
    """Keep when an account last logged in, as the gateway tells."""
    storage.note_login(connection, account_id, at)
