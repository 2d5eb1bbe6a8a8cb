"""Accounts of staff: who administers whose, and what each acts for (AUT-7)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.domain.reasons import AccountReason


class StaffRole(StrEnum):
    """The roles of staff; the words are the contract's, which a test compares."""

    BUREAU_STAFF = "bureau_staff"
    OFFICE_STAFF = "office_staff"
    MINISTRY = "ministry"
    OPERATIONS = "operations"


LOCAL = frozenset({StaffRole.BUREAU_STAFF, StaffRole.OFFICE_STAFF})

ADMINISTERED: Mapping[str, frozenset[StaffRole]] = MappingProxyType(
    {
        StaffRole.MINISTRY: frozenset(StaffRole),
        StaffRole.OPERATIONS: LOCAL | {StaffRole.OPERATIONS},
    }
)
"""Whose accounts each administers: operations run the site for the ministry, and not the ministry's own accounts."""


def may_administer(by: str, role: str) -> bool:
    """Whether who acts in the one role issues and administers accounts of the other."""
    return role in ADMINISTERED.get(by, frozenset())


def objection_to_administering(by: str, by_account: str | None, account: Account) -> AccountReason | None:
    """Why an account is not this caller's to administer; None where it is.

    Nobody's own: who would end or move the own account could leave nobody to undo it, and so at least one account of the
    ministry stays.
    """
    if account.role not in frozenset(StaffRole):
        return AccountReason.UNKNOWN_ACCOUNT
    if not may_administer(by, account.role):
        return AccountReason.OTHER_AUTHORITYS_ACCOUNT
    return AccountReason.OWN_ACCOUNT if account.account_id == by_account else None


def objection_to_ending(account: Account) -> AccountReason | None:
    """Why an account can't be ended, moved or its password made void; None where it can."""
    return None if account.state is AccountState.OPEN else AccountReason.ACCOUNT_ENDED


def objection_to_enabling(account: Account) -> AccountReason | None:
    """Why an account can't be enabled again; None where it can."""
    return AccountReason.ACCOUNT_NOT_ENDED if account.state is AccountState.OPEN else None


def role_after_move(account: Account, bureau_code: str, office_code: str | None) -> StaffRole | None:
    """The role in another area; None where the account acts there already, or is of the ministry or operations.

    These are no transfer of a bureau's: they get an account of their own.
    """
    if account.role not in LOCAL or (account.bureau_code, account.office_code) == (bureau_code, office_code):
        return None
    return StaffRole.OFFICE_STAFF if office_code else StaffRole.BUREAU_STAFF
