"""Queries of accounts: rows to domain objects and back, the e-mail address sealed on its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.contracts.caller import Role
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.domain.authentication_key import IssuedKey, Requests
from services.registry.accounts.tables import accounts, authentication_keys, terms_consents
from services.registry.personal_data import PersonalData, Sealed

_HOLDING = (AccountState.ISSUED, AccountState.OPEN)


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


def insert_account(
    connection: Connection,
    account: Account,
    *,
    email: str,
    password_hash: str,
    now: dt.datetime,
    personal_data: PersonalData,
) -> None:
    """Write a new account with its address sealed."""
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
            made_at=now,
        )
    )


def credentials(connection: Connection, lookup: bytes) -> Credentials | None:
    """The account that holds an address, with the hash of its password; None where none does."""
    where = (accounts.c.email_lookup == lookup) & accounts.c.state.in_(_HOLDING)
    row = connection.execute(sa.select(accounts).where(where)).first()
    return None if row is None else Credentials(_account(row), row.password_hash)


def email_is_held(connection: Connection, lookup: bytes, today: dt.date) -> bool:
    """Whether an address is in use, or reserved after a withdrawal or termination (REG-11)."""
    held = accounts.c.state.in_(_HOLDING) | (accounts.c.held_until >= today)
    where = (accounts.c.email_lookup == lookup) & held
    return connection.execute(sa.select(sa.exists().where(where))).scalar_one()


def account(connection: Connection, account_id: str) -> Account | None:
    """An account by its ID, in whatever state."""
    row = connection.execute(sa.select(accounts).where(accounts.c.account_id == account_id)).first()
    return None if row is None else _account(row)


def lookup_of(connection: Connection, account_id: str) -> bytes:
    """What an account's address is found by."""
    query = sa.select(accounts.c.email_lookup).where(accounts.c.account_id == account_id)
    return bytes(connection.execute(query).scalar_one())


def email_of(connection: Connection, account_id: str, personal_data: PersonalData) -> str:
    """The address of an account, to be mailed to or shown to its owner."""
    query = sa.select(accounts.c.email_sealed, accounts.c.email_key_id).where(accounts.c.account_id == account_id)
    row = connection.execute(query).one()
    return personal_data.open(Sealed(row.email_key_id, bytes(row.email_sealed)), about_email(account_id))


def main_account(connection: Connection, organization_id: str) -> Account | None:
    """The open main account of an organization (REG-11)."""
    where = (
        (accounts.c.organization_id == organization_id)
        & (accounts.c.role == Role.ORGANIZATION_MAIN)
        & (accounts.c.state == AccountState.OPEN)
    )
    row = connection.execute(sa.select(accounts).where(where)).first()
    return None if row is None else _account(row)


def seekers_account(connection: Connection, seeker_number: str) -> Account | None:
    """The open account of a seeker."""
    where = (accounts.c.seeker_number == seeker_number) & (accounts.c.state == AccountState.OPEN)
    row = connection.execute(sa.select(accounts).where(where)).first()
    return None if row is None else _account(row)


def change_email(connection: Connection, account_id: str, email: str, personal_data: PersonalData) -> None:
    """Put another address in the old one's place."""
    sealed = personal_data.seal(email, about_email(account_id))
    connection.execute(
        accounts.update()
        .where(accounts.c.account_id == account_id)
        .values(email_sealed=sealed.ciphertext, email_key_id=sealed.key_id, email_lookup=personal_data.lookup(email))
    )


def change_state(
    connection: Connection, account_id: str, state: AccountState, organization_id: str | None = None
) -> None:
    """Open an account for its organization, release its address, or issue it again."""
    values: dict[str, Any] = {"state": state}
    if organization_id is not None:
        values["organization_id"] = organization_id
    connection.execute(accounts.update().where(accounts.c.account_id == account_id).values(values))


def change_password(connection: Connection, account_id: str, password_hash: str) -> None:
    """Put a new hash in the old one's place."""
    connection.execute(accounts.update().where(accounts.c.account_id == account_id).values(password_hash=password_hash))


def record_consent(
    connection: Connection, account_id: str, *, audience: str, version: str, way: str, now: dt.datetime
) -> None:
    """Keep the first consent of an account to a version of the terms (REG-15)."""
    statement = pg.insert(terms_consents).values(
        account_id=account_id, audience=audience, version=version, consented_at=now, way=way
    )
    connection.execute(statement.on_conflict_do_nothing())


# Authentication keys -------------------------------------------------------------------------------------------------


def requests(connection: Connection, lookup: bytes) -> Requests | None:
    """How often a key was asked for at an address within the running hour."""
    query = sa.select(authentication_keys.c.requests_since, authentication_keys.c.requests)
    row = connection.execute(query.where(authentication_keys.c.email_lookup == lookup)).first()
    return None if row is None else Requests(row.requests_since, row.requests)


def put_key(
    connection: Connection,
    lookup: bytes,
    *,
    key_hash: bytes,
    made_at: dt.datetime,
    valid_until: dt.datetime,
    requests: Requests,
) -> None:
    """Put a new key in the place of the address's older one."""
    values = {
        "key_hash": key_hash,
        "made_at": made_at,
        "valid_until": valid_until,
        "attempts": 0,
        "used_at": None,
        "requests": requests.count,
        "requests_since": requests.since,
    }
    statement = pg.insert(authentication_keys).values(email_lookup=lookup, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["email_lookup"], set_=values))


def count_request(connection: Connection, lookup: bytes, requests: Requests) -> None:
    """Count a request for which no key was made."""
    connection.execute(
        authentication_keys.update()
        .where(authentication_keys.c.email_lookup == lookup)
        .values(requests=requests.count, requests_since=requests.since)
    )


def count_attempt(connection: Connection, lookup: bytes) -> None:
    """Count an attempt to use the key of an address, whether or not there is one."""
    connection.execute(
        authentication_keys.update()
        .where(authentication_keys.c.email_lookup == lookup)
        .values(attempts=authentication_keys.c.attempts + 1)
    )


def locked_key(connection: Connection, lookup: bytes) -> tuple[IssuedKey, bytes] | None:
    """The key of an address and its hash; the row stays locked, so that of two uses at once the second sees the first."""
    query = sa.select(authentication_keys).where(authentication_keys.c.email_lookup == lookup).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        return None
    return IssuedKey(row.made_at, row.valid_until, row.attempts, row.used_at is not None), bytes(row.key_hash)


def use_up_key(connection: Connection, lookup: bytes, now: dt.datetime) -> None:
    """Mark the key of an address as used."""
    connection.execute(
        authentication_keys.update().where(authentication_keys.c.email_lookup == lookup).values(used_at=now)
    )


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
    )
