"""The states of an account, and what it may do in each (REG-11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.registry.accounts.domain.reasons import AccountReason


class AccountState(StrEnum):
    """Whether an account may log in, and whether it holds its e-mail address against others."""

    ISSUED = "issued"
    """The ID was given at registration; the services open on approval (REG-10; seed 000, STEP 1 to 3)."""
    OPEN = "open"
    RELEASED = "released"
    """Its application lapsed or was refused: holds no ID (REG-11)."""
    CLOSED = "closed"
    """After withdrawal or termination: the ID stays reserved for 5 years (REG-11), and opens what is left to do."""


LOGS_IN = frozenset({AccountState.OPEN, AccountState.CLOSED})
"""Accounts that log in: closed ones to notices, deletions and reports that are left to them (AUT-9, MSG-11)."""


@dataclass(frozen=True)
class Account:
    """In whose name an account acts; the references that do not fit its role are None."""

    account_id: str
    role: str
    state: AccountState
    display_name: str
    organization_id: str | None = None
    bureau_code: str | None = None
    office_code: str | None = None
    seeker_number: str | None = None
    establishment_id: str | None = None
    password_version: int = 0
    """How many passwords were before the present one."""


def objection_to_login(account: Account | None, password_fits: bool) -> AccountReason | None:
    """Why this account may not log in; None where it may (AUT-1, REG-5).

    Everything looks like a wrong password, so that the answer does not tell whether an account exists (AUT-6). That one waits
    for approval is told not even to who knows its password: whoever registers with an acquaintance's address knows it, and
    would see in another answer that the address is a seeker's, or the moment in which it became one (decisions 119, 194).
    """
    lets_in = account is not None and password_fits and account.state in LOGS_IN
    return None if lets_in else AccountReason.WRONG_EMAIL_OR_PASSWORD
