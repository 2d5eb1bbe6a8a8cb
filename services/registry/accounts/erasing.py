"""What is left of a seeker's account after the person's erasure (SEE-2): its ID, to which consents and logs refer."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.accounts import email_change_storage, key_storage
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.storage import about_email, open_email
from services.registry.accounts.tables import accounts, authentication_keys, password_attempts
from services.registry.personal_data import PersonalData

NO_PASSWORD = "$argon2id$erased"  # noqa: S105 - fits no password
_LOOKUP_BYTES = 32


@dataclass(frozen=True)
class ErasedAccount:
    """An account that was erased, and the lookups of the addresses it had: its own, and one that it was to change to."""

    account_id: str
    lookups: frozenset[bytes]


def erase_seekers_accounts(
    connection: Connection, seeker_number: str, personal_data: PersonalData
) -> list[ErasedAccount]:
    """Empty and release every account of a seeker, with a change of address that waits.

    The address is free at once: REG-11 reserves the IDs of organizations alone.
    """
    query = sa.select(accounts.c.account_id, accounts.c.email_lookup).where(accounts.c.seeker_number == seeker_number)
    erased = []
    for account_id, lookup in connection.execute(query.with_for_update()).all():
        waiting = email_change_storage.change_of(connection, account_id, personal_data)
        wanted = {personal_data.lookup(waiting.email)} if waiting else set()
        email_change_storage.forget_change(connection, account_id)
        empty = personal_data.seal("", about_email(account_id))
        connection.execute(
            accounts.update()
            .where(accounts.c.account_id == account_id)
            .values(
                state=AccountState.RELEASED,
                held_until=None,
                email_sealed=empty.ciphertext,
                email_key_id=empty.key_id,
                email_lookup=secrets.token_bytes(_LOOKUP_BYTES),
                password_hash=NO_PASSWORD,
            )
        )
        erased.append(ErasedAccount(account_id, frozenset({bytes(lookup), *wanted})))
    return erased


def lookups_of(connection: Connection, seeker_numbers: Sequence[str]) -> set[bytes]:
    """The lookups of the addresses that accounts of these seekers hold."""
    listed = sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))
    query = sa.select(accounts.c.email_lookup).where(accounts.c.seeker_number == sa.any_(listed))
    return {bytes(lookup) for lookup in connection.execute(query).scalars()}


def emails_of(connection: Connection, seeker_number: str, personal_data: PersonalData) -> list[str]:
    """The addresses by which My Page opens to a seeker."""
    mine = (accounts.c.seeker_number == seeker_number) & (accounts.c.state == AccountState.OPEN)
    return [open_email(row, personal_data) for row in connection.execute(sa.select(accounts).where(mine))]


def forget_keys(connection: Connection, lookup: bytes) -> None:
    """Delete the keys that were mailed to an address, and what was counted of passwords tried at it."""
    key_storage.forget_keys(connection, lookup)
    connection.execute(authentication_keys.delete().where(authentication_keys.c.email_lookup == lookup))
    connection.execute(password_attempts.delete().where(password_attempts.c.email_lookup == lookup))
