"""Making a password void: whoever has it, has nothing any more; its owner sets a new one with a mailed key (AUT-6)."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy.engine import Connection

from services.contracts.registry import PASSWORD_CHANGED
from services.registry.accounts import email_change_storage, key_storage, storage
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import locks
from services.registry.mail.erasing import forget_waiting_keys
from services.runtime.outbox import publish


def nobodys_password(passwords: Passwords) -> str:
    """The hash of a password that nobody knows: a login with it costs what any other costs."""
    return passwords.hash(secrets.token_urlsafe())


def forget_keys(connection: Connection, account_id: str) -> None:
    """What was mailed to open or change something opens nothing any more, and a change of address that waits is given up."""
    email_change_storage.forget_change(connection, account_id)
    forget_waiting_keys(connection, account_id)
    key_storage.forget_keys(connection, storage.lookup_of(connection, account_id))


def void_password(
    connection: Connection, account_id: str, passwords: Passwords, *, now: dt.datetime, trace: str
) -> None:
    """Make the password void, end every session and remembered browser by `password_changed`, and lift the locks."""
    version = storage.change_password(connection, account_id, nobodys_password(passwords))
    forget_keys(connection, account_id)
    locks.unlock(connection, storage.lookup_of(connection, account_id))
    told = {"account_id": account_id, "except_session_id": None, "password_version": version}
    publish(connection, PASSWORD_CHANGED, subject=account_id, data=told, now=now, trace=trace)
