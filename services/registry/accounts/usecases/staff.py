"""The first accounts of staff, made by a command of operations: nobody registers one on the site (AUT-7).

Later ones are issued and administered in `staff_accounts.py`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from services.contracts.caller import Role
from services.contracts.reference import bureaus, offices
from services.registry.accounts import storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.owners import email_is_anybodys
from services.registry.personal_data import PersonalData
from services.runtime.identifiers import new_id

DISPLAY_NAMES = {Role.MINISTRY: "厚生労働省", Role.OPERATIONS: "運用管理組織"}
STAFF = (Role.BUREAU_STAFF, Role.OFFICE_STAFF, *DISPLAY_NAMES)


@dataclass(frozen=True)
class Made:
    """An account; `new` unless it was there before."""

    account_id: str
    new: bool


class StaffAccountInvalid(ValueError):
    """The account can't be made as asked; the message says what to change."""


def create_staff_account(
    connection: Connection,
    *,
    role: Role,
    email: str,
    password_hash: str,
    bureau_code: str | None = None,
    office_code: str | None = None,
    display_name: str | None = None,
    now: dt.datetime,
    today: dt.date,
    personal_data: PersonalData,
) -> Made:
    """Make an open account of a bureau's or office's staff, the ministry's or operations'.

    Where the address has an account that acts for the same, it is left as it is. Raises `StaffAccountInvalid` for
    another role, a missing or unknown bureau or office, or an address that is used otherwise.
    """
    area = area_name(role, bureau_code, office_code)
    if area is None:
        raise StaffAccountInvalid(
            f"role is one of {', '.join(STAFF)}; bureau staff name their bureau (13), office staff bureau and office"
        )
    lookup = personal_data.lookup(email)
    storage.lock_email(connection, lookup)
    known = storage.credentials(connection, lookup)
    if known is not None and _acts_for(known.account) == (role, bureau_code, office_code):
        return Made(known.account.account_id, new=False)
    if email_is_anybodys(connection, lookup, today):
        raise StaffAccountInvalid("this e-mail address is in use: take another")
    account = Account(
        account_id=new_id(),
        role=role,
        state=AccountState.OPEN,
        display_name=display_name or area,
        bureau_code=bureau_code,
        office_code=office_code,
    )
    storage.insert_account(
        connection, account, email=email, password_hash=password_hash, now=now, personal_data=personal_data
    )
    return Made(account.account_id, new=True)


def _acts_for(account: Account) -> tuple[str, str | None, str | None]:
    return account.role, account.bureau_code, account.office_code


def area_name(role: str, bureau_code: str | None, office_code: str | None) -> str | None:
    """What staff of a role act for, in words; None where bureau or office are missing, unknown, or not the role's."""
    if role in DISPLAY_NAMES and not bureau_code and not office_code:
        return DISPLAY_NAMES[Role(role)]
    if role == Role.BUREAU_STAFF and bureau_code in bureaus() and not office_code:
        return bureaus()[str(bureau_code)].name
    if role == Role.OFFICE_STAFF and office_code in offices() and offices()[str(office_code)].parent == bureau_code:
        return offices()[str(office_code)].name
    return None
