"""Accounts of staff as ministry and operations administer them: listed, issued, ended, enabled again, moved (AUT-7).

Whatever is done has a ground, is told to the person by mail, and stands in the audit log with what the account acts for.
Nobody ever learns another's password: where one is made void, its owner sets a new one with a key from the own mailbox.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection, Row

from services.contracts.caller import Caller, Role
from services.contracts.events import Event
from services.contracts.operations import Operation
from services.contracts.registry import (
    ACCOUNT_CLOSED,
    ENABLE_STAFF_ACCOUNT,
    END_STAFF_ACCOUNT,
    ISSUE_STAFF_ACCOUNT,
    LIST_STAFF_ACCOUNTS,
    MOVE_STAFF_ACCOUNT,
    STAFF_ACCOUNT_MOVED,
    VOID_STAFF_PASSWORD,
)
from services.registry.accounts import email_change_storage, staff_storage, storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.domain.staff import (
    may_administer,
    objection_to_administering,
    objection_to_enabling,
    objection_to_ending,
    role_after_move,
)
from services.registry.accounts.owners import email_is_anybodys
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import locks
from services.registry.accounts.usecases.staff import area_name
from services.registry.accounts.usecases.voiding import forget_keys, nobodys_password, void_password
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import Template
from services.registry.mail.templates import staff_accounts as mails
from services.registry.personal_data import PersonalData
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal


@dataclass(frozen=True)
class Act:
    """What is done to an account: by which operation, under which word it is kept, and how its owner is told."""

    operation: Operation
    kept_as: str
    template: Template


ISSUE = Act(ISSUE_STAFF_ACCOUNT, "issued", mails.ISSUED)
END = Act(END_STAFF_ACCOUNT, "ended", mails.ENDED)
ENABLE = Act(ENABLE_STAFF_ACCOUNT, "enabled", mails.ENABLED)
MOVE = Act(MOVE_STAFF_ACCOUNT, "moved", mails.MOVED)
VOID_PASSWORD = Act(VOID_STAFF_PASSWORD, "password_voided", mails.PASSWORD_VOIDED)


@dataclass(frozen=True)
class Administration:
    """Who administers, when, and with what."""

    connection: Connection
    caller: Caller
    now: dt.datetime
    today: dt.date
    trace: str
    personal_data: PersonalData

    def administered(self, account_id: str) -> Account:
        """An account of staff that the caller administers. Raises `Refusal`."""
        account = storage.account(self.connection, account_id)
        objection = AccountReason.UNKNOWN_ACCOUNT
        if account is not None:
            found = objection_to_administering(self.caller.role, self.caller.account_id, account)
            if found is None:
                return account
            objection = found
        raise Refusal(objection, "/account_id")

    def open_with_its_area(self, account_id: str) -> tuple[Account, frozenset[str]]:
        """An open account, locked with all that act for the same, and the IDs of the others. Raises `Refusal`.

        Of two that act at once, the second finds what the first has done.
        """
        seen = self.administered(account_id)
        area = staff_storage.lock_area(self.connection, seen)
        storage.locked_account(self.connection, account_id)
        account = self.administered(account_id)
        if objection := objection_to_ending(account):
            raise Refusal(objection, "/account_id")
        if (account.role, account.bureau_code, account.office_code) != (seen.role, seen.bureau_code, seen.office_code):
            raise Refusal(AccountReason.CHANGED_MEANWHILE, "/account_id")  # moved while we waited
        return account, area - {account_id}

    def end_logins(self, event: Event, account_id: str) -> None:
        """End the account's sessions and remembered browsers, by the event that says why."""
        data = {"account_id": account_id, "except_session_id": None}
        publish(self.connection, event, subject=account_id, data=data, now=self.now, trace=self.trace)

    def done(
        self, act: Act, account_id: str, ground: str, *, left: int | None = None, **told: str | None
    ) -> dict[str, Any]:
        """Keep ground and audit entry, mail the person, and answer the account as it is now.

        `left`: how many accounts the area still has that this one left. `told`: more parameters of the mail.
        """
        row = staff_storage.row_of(self.connection, account_id, self.now)
        email_change_storage.record_help(
            self.connection,
            account_id,
            done=act.kept_as,
            ground=ground,
            requested_on=None,
            by=self.caller.account_id,
            now=self.now,
        )
        audit.record(
            self.connection,
            action=f"registry.{act.operation.name}",
            subject=("account", account_id),
            caller=self.caller,
            now=self.now,
            trace=self.trace,
            details={
                "role": row.role,
                "bureau_code": row.bureau_code,
                "office_code": row.office_code,
                **({} if left is None else {"left": left}),
            },
        )
        given = {"area": _area_of(row), "done_at": self.now, **told}
        mail = Mail(
            act.template,
            to=storage.email_of(self.connection, account_id, self.personal_data),
            parameters={name: given[name] or "" for name in act.template.parameters},
            account_id=account_id,
        )
        queue_mail(self.connection, self.personal_data, mail, now=self.now, trace=self.trace)
        return {"account": _shown(self.connection, row, self.personal_data), "left": left}


def list_staff_accounts(administration: Administration, request: Mapping[str, Any]) -> dict[str, Any]:
    """A page of accounts with their last logins: of all the country, for a bureau of its own and its offices (AUT-7).

    Whose addresses somebody read stands in the audit log, an entry an account (OPS-3).
    """
    caller = administration.caller
    own_bureau = (caller.bureau_code or "") if caller.role is Role.BUREAU_STAFF else None
    rows = staff_storage.page(
        administration.connection,
        request,
        now=administration.now,
        own_bureau=own_bureau,
        limit=request["limit"] + 1,
    )
    page = rows[: request["limit"]]
    audit.record_all(
        administration.connection,
        action=f"registry.{LIST_STAFF_ACCOUNTS.name}",
        subjects=[("account", row.account_id) for row in page],
        caller=caller,
        now=administration.now,
        trace=administration.trace,
    )
    return {
        "accounts": [_shown(administration.connection, row, administration.personal_data) for row in page],
        "next": page[-1].account_id if len(rows) > len(page) else None,
    }


def issue_staff_account(
    administration: Administration, request: Mapping[str, Any], passwords: Passwords
) -> dict[str, Any]:
    """Make an account whose owner sets the password with a key mailed to the address. Raises `Refusal`."""
    role = Role(request["role"])
    if not may_administer(administration.caller.role, role):
        raise Refusal(AccountReason.OTHER_AUTHORITYS_ACCOUNT, "/role")
    area = area_name(role, request["bureau_code"], request["office_code"])
    if area is None:
        raise Refusal(AccountReason.AREA_UNFIT, "/bureau_code")
    connection, personal_data = administration.connection, administration.personal_data
    lookup = personal_data.lookup(request["email"])
    storage.lock_email(connection, lookup)
    _refuse_held(administration, lookup, "/email")
    account = Account(
        account_id=new_id(),
        role=role,
        state=AccountState.OPEN,
        display_name=request["display_name"] or area,
        bureau_code=request["bureau_code"],
        office_code=request["office_code"],
    )
    storage.insert_account(
        connection,
        account,
        email=request["email"],
        password_hash=nobodys_password(passwords),
        now=administration.now,
        personal_data=personal_data,
    )
    return administration.done(ISSUE, account.account_id, request["ground"])


def end_staff_account(administration: Administration, request: Mapping[str, Any]) -> dict[str, Any]:
    """End an account: it logs in no more, and its address is free for the next person. Raises `Refusal`.

    Also a bureau's or office's last one; `left` says that none is left.
    """
    account, others = administration.open_with_its_area(request["account_id"])
    storage.end_account(administration.connection, account.account_id, administration.now)
    forget_keys(administration.connection, account.account_id)
    administration.end_logins(ACCOUNT_CLOSED, account.account_id)
    return administration.done(END, account.account_id, request["ground"], left=len(others))


def enable_staff_account(
    administration: Administration, request: Mapping[str, Any], passwords: Passwords
) -> dict[str, Any]:
    """Open an ended account again, for what it acted for; its old password is void. Raises `Refusal`.

    The address is looked at under its lock: the next person may have it by now.
    """
    account_id = administration.administered(request["account_id"]).account_id
    connection = administration.connection
    lookup = storage.lookup_of(connection, account_id)
    storage.lock_email(connection, lookup)
    storage.locked_account(connection, account_id)
    if objection := objection_to_enabling(administration.administered(account_id)):
        raise Refusal(objection, "/account_id")
    _refuse_held(administration, lookup, "/account_id")
    staff_storage.enable(connection, account_id, nobodys_password(passwords))
    locks.unlock(connection, lookup)
    return administration.done(ENABLE, account_id, request["ground"])


def move_staff_account(administration: Administration, request: Mapping[str, Any]) -> dict[str, Any]:
    """Let an account act for another bureau or office (異動); every session of it ends. Raises `Refusal`."""
    account, others = administration.open_with_its_area(request["account_id"])
    bureau_code, office_code = request["bureau_code"], request["office_code"]
    role = role_after_move(account, bureau_code, office_code)
    area = role and area_name(role, bureau_code, office_code)
    if role is None or area is None:
        raise Refusal(AccountReason.AREA_UNFIT, "/office_code" if office_code else "/bureau_code")
    connection = administration.connection
    before = _area_of(staff_storage.row_of(connection, account.account_id, administration.now))
    staff_storage.move(
        connection,
        account.account_id,
        role=role,
        bureau_code=bureau_code,
        office_code=office_code,
        display_name=request["display_name"] or area,
    )
    administration.end_logins(STAFF_ACCOUNT_MOVED, account.account_id)
    return administration.done(MOVE, account.account_id, request["ground"], left=len(others), area_before=before)


def void_staff_password(
    administration: Administration, request: Mapping[str, Any], passwords: Passwords
) -> dict[str, Any]:
    """Make an account's password void, end every login of it and lift its locks (AUT-6). Raises `Refusal`."""
    account, _ = administration.open_with_its_area(request["account_id"])
    now, trace = administration.now, administration.trace
    void_password(administration.connection, account.account_id, passwords, now=now, trace=trace)
    return administration.done(VOID_PASSWORD, account.account_id, request["ground"])


def _refuse_held(administration: Administration, lookup: bytes, pointer: str) -> None:
    if email_is_anybodys(administration.connection, lookup, administration.today):
        raise Refusal(AccountReason.EMAIL_HELD, pointer)


def _area_of(row: Row[Any]) -> str:
    return area_name(row.role, row.bureau_code, row.office_code) or row.display_name


def _shown(connection: Connection, row: Row[Any], personal_data: PersonalData) -> dict[str, Any]:
    return {
        "account_id": row.account_id,
        "role": Role(row.role),
        "bureau_code": row.bureau_code,
        "office_code": row.office_code,
        "display_name": row.display_name,
        "email": storage.email_of(connection, row.account_id, personal_data),
        "state": "active" if row.state == AccountState.OPEN else "ended",
        "locked": row.locked,
        "made_at": row.made_at,
        "last_login_at": row.last_login_at,
        "ended_at": row.ended_at,
    }
