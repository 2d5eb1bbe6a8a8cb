"""Queries of accounts: rows to domain objects and back, the e-mail address sealed on its way.

What every login runs is built once, at import (decision 200).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.contracts.caller import Role
from services.registry.accounts.domain.account import LOGS_IN, Account, AccountState
from services.registry.accounts.tables import accounts
from services.registry.personal_data import PersonalData, Sealed
from services.runtime.identifiers import new_id
from services.runtime.round_trips import BY_NAME

HOLDING = (AccountState.ISSUED, AccountState.OPEN)
"""States in which an account holds its address."""
_FITS_NOTHING = "$argon2id$"
"""In a hash's place, where nobody logs in: no password fits it."""


@dataclass(frozen=True)
class Credentials:
    """What a password is compared with."""

    account: Account
    password_hash: str


def about_email(account_id: str) -> str:
    """Whose field the sealed address of an account is."""
    return f"accounts.email:{account_id}"


def lock_email(connection: Connection, lookup: bytes) -> None:
    """Make all that claims or gives up this address wait for one another until the transaction ends.

    The unique index stands behind it; the lock makes the loser see the winner's row instead of an error.
    """
    key = int.from_bytes(lookup[:8], "big", signed=True)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def lock_email_of(connection: Connection, account_id: str) -> bytes:
    """`lock_email` for the address that an account has; answers by what it is found. It stays the account's while held."""
    lookup = lookup_of(connection, account_id)
    while True:
        lock_email(connection, lookup)
        present = lookup_of(connection, account_id)
        if present == lookup:
            return lookup
        lookup = present  # changed while we waited, under the locks of both addresses


def insert_account(
    connection: Connection,
    account: Account,
    *,
    email: str,
    password_hash: str,
    now: dt.datetime,
    personal_data: PersonalData,
    label: str = "",
) -> None:
    """Write a new account with its address sealed. `label`: what its organization calls it."""
    sealed = personal_data.seal(email, about_email(account.account_id))
    connection.execute(
        accounts.insert().values(
            account_id=account.account_id,
            email_sealed=sealed.ciphertext,
            email_key_id=sealed.key_id,
            email_lookup=personal_data.lookup(email),
            password_hash=password_hash,
            role=account.role,
            state=account.state,
            display_name=account.display_name,
            organization_id=account.organization_id,
            bureau_code=account.bureau_code,
            office_code=account.office_code,
            seeker_number=account.seeker_number,
            establishment_id=account.establishment_id,
            made_at=now,
            label=label,
        )
    )


CREDENTIALS = (
    sa.select(accounts)
    .where(accounts.c.email_lookup == sa.bindparam("lookup"))
    .where(accounts.c.state.in_((*HOLDING, AccountState.CLOSED)))
    .order_by(sa.case((accounts.c.state.in_(HOLDING), 0), else_=1), accounts.c.made_at.desc())
)


def credentials(connection: Connection, lookup: bytes) -> Credentials | None:
    """The account that holds an address, with the hash of its password; None where none does.

    A closed account holds it until another takes it after the end of its reservation (REG-11).
    """
    row = connection.execute(CREDENTIALS, {"lookup": lookup}).first()
    return None if row is None else credentials_of(row)


def credentials_of(row: Row[Any]) -> Credentials:
    """A row's account, with the hash of its password."""
    return Credentials(_account(row), row.password_hash)


def email_is_held(connection: Connection, lookup: bytes, today: dt.date, *, but_for: str | None = None) -> bool:
    """Whether an address is in use, or reserved after a withdrawal or termination (REG-11), but for one account."""
    held = accounts.c.state.in_(HOLDING) | (accounts.c.held_until >= today)
    where = (accounts.c.email_lookup == lookup) & held
    if but_for is not None:
        where &= accounts.c.holds_for.is_distinct_from(but_for)
    return connection.execute(sa.select(sa.exists().where(where))).scalar_one()


def roles_that_hold(connection: Connection, lookup: bytes, today: dt.date) -> set[str]:
    """The roles of the accounts by which an address is in use or reserved, as `email_is_held` finds them."""
    held = accounts.c.state.in_(HOLDING) | (accounts.c.held_until >= today)
    return set(
        connection.execute(sa.select(accounts.c.role).where((accounts.c.email_lookup == lookup) & held)).scalars()
    )


def is_of_organization(connection: Connection, lookup: bytes, organization_id: str) -> bool:
    """Whether an address is an account's of this organization, which sees it among its own."""
    own = (accounts.c.email_lookup == lookup) & (accounts.c.organization_id == organization_id)
    return connection.execute(sa.select(sa.exists().where(own & accounts.c.state.in_(HOLDING)))).scalar_one()


_ACCOUNT = sa.select(accounts).where(accounts.c.account_id == sa.bindparam("account_id")).execution_options(**BY_NAME)


def account(connection: Connection, account_id: str) -> Account | None:
    """An account by its ID, in whatever state."""
    row = connection.execute(_ACCOUNT, {"account_id": account_id}).first()
    return None if row is None else _account(row)


def account_and_email(
    connection: Connection, account_id: str, personal_data: PersonalData
) -> tuple[Account, str] | None:
    """As `account` and `email_of`, in one look."""
    row = connection.execute(_ACCOUNT, {"account_id": account_id}).first()
    return None if row is None else (_account(row), open_email(row, personal_data))


def lookup_of(connection: Connection, account_id: str) -> bytes:
    """What an account's address is found by."""
    query = sa.select(accounts.c.email_lookup).where(accounts.c.account_id == account_id)
    return bytes(connection.execute(query).scalar_one())


def email_of(connection: Connection, account_id: str, personal_data: PersonalData) -> str:
    """The address of an account, to be mailed to or shown to its owner."""
    return open_email(connection.execute(_ACCOUNT, {"account_id": account_id}).one(), personal_data)


def open_email(row: Row[Any], personal_data: PersonalData) -> str:
    """The address in a row of an account."""
    return personal_data.open(Sealed(row.email_key_id, bytes(row.email_sealed)), about_email(row.account_id))


def main_account(connection: Connection, organization_id: str) -> Account | None:
    """The main account of an organization, which after its end is told what is left to do (REG-11)."""
    where = (
        (accounts.c.organization_id == organization_id)
        & (accounts.c.role == Role.ORGANIZATION_MAIN)
        & accounts.c.state.in_(LOGS_IN)
    )
    row = connection.execute(sa.select(accounts).where(where)).first()
    return None if row is None else _account(row)


def main_accounts(connection: Connection, organization_id: str | None) -> list[Row[Any]]:
    """The main accounts that log in, of one organization or, where it is None, of all; in order, for `open_email`."""
    wanted = sa.true() if organization_id is None else accounts.c.organization_id == organization_id
    where = (accounts.c.role == Role.ORGANIZATION_MAIN) & accounts.c.state.in_(LOGS_IN) & wanted
    return list(connection.execute(sa.select(accounts).where(where).order_by(accounts.c.account_id)))


def accounts_of_office(connection: Connection, office_code: str) -> list[Row[Any]]:
    """The accounts of an office's staff that log in; in order, for `open_email`."""
    where = (
        (accounts.c.office_code == office_code) & (accounts.c.role == Role.OFFICE_STAFF) & accounts.c.state.in_(LOGS_IN)
    )
    return list(connection.execute(sa.select(accounts).where(where).order_by(accounts.c.account_id)))


def accounts_of_operations(connection: Connection) -> list[Row[Any]]:
    """The accounts of operations' staff that log in; in order, for `open_email`."""
    where = (accounts.c.role == Role.OPERATIONS) & accounts.c.state.in_(LOGS_IN)
    return list(connection.execute(sa.select(accounts).where(where).order_by(accounts.c.account_id)))


def accounts_of(connection: Connection, organization_id: str) -> frozenset[str]:
    """IDs of an organization's accounts, in whatever state."""
    query = sa.select(accounts.c.account_id).where(accounts.c.organization_id == organization_id)
    return frozenset(connection.execute(query).scalars())


def seekers_account(connection: Connection, seeker_number: str) -> Account | None:
    """The open account of a seeker."""
    where = (accounts.c.seeker_number == seeker_number) & (accounts.c.state == AccountState.OPEN)
    row = connection.execute(sa.select(accounts).where(where)).first()
    return None if row is None else _account(row)


def change_email(connection: Connection, account_id: str, email: str, personal_data: PersonalData) -> None:
    """Put another address in the old one's place; one that is reserved stays so (REG-11). The row is locked first.

    Where the account goes back to an address that was reserved for it, the account itself holds it again.
    """
    _keep_reserved(connection, account_id, personal_data)
    own = (accounts.c.holds_for == account_id) & (accounts.c.email_lookup == personal_data.lookup(email))
    connection.execute(accounts.delete().where(own))
    sealed = personal_data.seal(email, about_email(account_id))
    connection.execute(
        accounts.update()
        .where(accounts.c.account_id == account_id)
        .values(email_sealed=sealed.ciphertext, email_key_id=sealed.key_id, email_lookup=personal_data.lookup(email))
    )


def _keep_reserved(connection: Connection, account_id: str, personal_data: PersonalData) -> None:
    """Leave a row that holds the address of a closed account, and is nobody's, to the end of its reservation (REG-11)."""
    row = connection.execute(sa.select(accounts).where(accounts.c.account_id == account_id).with_for_update()).one()
    if row.held_until is None:
        return
    holder_id = new_id()
    sealed = personal_data.seal(email_of(connection, account_id, personal_data), about_email(holder_id))
    holder = {
        "account_id": holder_id,
        "email_sealed": sealed.ciphertext,
        "email_key_id": sealed.key_id,
        "password_hash": _FITS_NOTHING,
        "state": AccountState.RELEASED,
        "last_login_at": None,
        "ended_at": None,
        "holds_for": account_id,
    }
    connection.execute(accounts.insert().values({**row._asdict(), **holder}))


def change_state(
    connection: Connection, account_id: str, state: AccountState, organization_id: str | None = None
) -> None:
    """Open an account for its organization, release its address, or issue it again."""
    values: dict[str, Any] = {"state": state}
    if organization_id is not None:
        values["organization_id"] = organization_id
    connection.execute(accounts.update().where(accounts.c.account_id == account_id).values(values))


def organization_accounts(connection: Connection, organization_id: str) -> list[Row[Any]]:
    """The accounts an organization has or has ended, the main one first; not those of registrations that lapsed."""
    shown = accounts.c.state.in_(LOGS_IN) | accounts.c.ended_at.is_not(None)
    query = sa.select(accounts).where((accounts.c.organization_id == organization_id) & shown)
    main_first = accounts.c.role != Role.ORGANIZATION_MAIN
    return list(connection.execute(query.order_by(main_first, accounts.c.account_id)))


def locked_account(connection: Connection, account_id: str) -> Account | None:
    """An account, its row locked until the transaction ends."""
    query = sa.select(accounts).where(accounts.c.account_id == account_id).with_for_update()
    row = connection.execute(query).first()
    return None if row is None else _account(row)


def password_hash_of(connection: Connection, account_id: str) -> str:
    """What an account's password is compared with."""
    query = sa.select(accounts.c.password_hash).where(accounts.c.account_id == account_id)
    return str(connection.execute(query).scalar_one())


def end_account(connection: Connection, account_id: str, now: dt.datetime) -> None:
    """An additional account's end; its address is free again, or held as long as it is reserved (REG-11)."""
    where = accounts.c.account_id == account_id
    connection.execute(accounts.update().where(where).values(state=AccountState.RELEASED, ended_at=now))


def note_login(connection: Connection, account_id: str, at: dt.datetime) -> None:
    """Keep the newest login; told late or twice, it does no harm."""
    newer = accounts.c.last_login_at.is_(None) | (accounts.c.last_login_at < at)
    connection.execute(accounts.update().where((accounts.c.account_id == account_id) & newer).values(last_login_at=at))


def change_display_name(connection: Connection, account_id: str, display_name: str) -> None:
    """What an account is shown as from now on."""
    connection.execute(accounts.update().where(accounts.c.account_id == account_id).values(display_name=display_name))


def rename_organization_accounts(connection: Connection, organization_id: str, name: str) -> None:
    """Call an organization's accounts by its new name, additional ones with their label beside it (REG-13)."""
    for_role = {
        Role.ORGANIZATION_MAIN: sa.literal(name),
        Role.ORGANIZATION_ADDITIONAL: sa.func.concat(name, "（", accounts.c.label, "）"),
    }
    for role, display_name in for_role.items():
        where = (accounts.c.organization_id == organization_id) & (accounts.c.role == role)
        connection.execute(accounts.update().where(where).values(display_name=display_name))


def change_password(connection: Connection, account_id: str, password_hash: str) -> int:
    """Put a new hash in the old one's place; answers the version of the password that holds from now on."""
    changed = (
        accounts.update()
        .where(accounts.c.account_id == account_id)
        .values(password_hash=password_hash, password_version=accounts.c.password_version + 1)
        .returning(accounts.c.password_version)
    )
    return int(connection.execute(changed).scalar_one())


def renew_password_hash(connection: Connection, account_id: str, before: str, after: str) -> None:
    """Put a hash of the same password with other parameters in the old one's place, unless the password was changed since."""
    where = (accounts.c.account_id == account_id) & (accounts.c.password_hash == before)
    connection.execute(accounts.update().where(where).values(password_hash=after))


def _account(row: Row[Any]) -> Account:
    return Account(
        account_id=row.account_id,
        role=row.role,
        state=AccountState(row.state),
        display_name=row.display_name,
        organization_id=row.organization_id,
        bureau_code=row.bureau_code,
        office_code=row.office_code,
        seeker_number=row.seeker_number,
        establishment_id=row.establishment_id,
        password_version=row.password_version,
    )
