"""Queries of the IDs that an organization's end has reserved (REG-11): held, taken back, given up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.registry.accounts.domain.account import LOGS_IN, AccountState
from services.registry.accounts.storage import HOLDING, lock_email_of
from services.registry.accounts.tables import accounts


def close_accounts(connection: Connection, organization_id: str, held_until: dt.date) -> int:
    """Close an organization's open accounts, its IDs held until a day or longer; answers how many it has (REG-11).

    Also those that an account had, or was ended with, while they were reserved: nobody logs in with these any more.
    """
    logs_in = accounts.c.state.in_(LOGS_IN)
    where = (accounts.c.organization_id == organization_id) & (logs_in | accounts.c.held_until.is_not(None))
    values = {
        "state": sa.case((logs_in, AccountState.CLOSED), else_=accounts.c.state),
        "held_until": sa.func.greatest(accounts.c.held_until, held_until),
    }
    return connection.execute(accounts.update().where(where).values(values)).rowcount


def lock_closed_accounts(connection: Connection, organization_id: str) -> list[Row[Any]]:
    """The accounts that an organization's end has closed, locked with their addresses, so that nobody gives up or claims these.

    The addresses first, in one order, as all that touches both does. Whoever claimed one meanwhile is seen afterwards.
    """
    closed = (accounts.c.organization_id == organization_id) & (accounts.c.state == AccountState.CLOSED)
    theirs = sa.select(accounts.c.account_id).where(closed).order_by(accounts.c.email_lookup)
    for account_id in connection.execute(theirs).scalars().all():
        lock_email_of(connection, account_id)
    rows = sa.select(accounts).where(closed).order_by(accounts.c.account_id).with_for_update()
    return list(connection.execute(rows))


def any_is_in_use(connection: Connection, lookups: Collection[bytes]) -> bool:
    """Whether somebody's account is in use under one of these addresses."""
    listed = sa.cast(list(lookups), pg.ARRAY(sa.LargeBinary))
    in_use = accounts.c.state.in_(HOLDING) & (accounts.c.email_lookup == sa.any_(listed))
    return connection.execute(sa.select(sa.exists().where(in_use))).scalar_one()


def reopen_accounts(connection: Connection, organization_id: str) -> int:
    """Open the accounts that an organization's end has closed, as it was taken back; answers how many (REG-11).

    The addresses were held all the time; the passwords are as they were. Nothing else was held of who is in use: what accounts
    had, or were ended with, meanwhile is free as it would have been.
    """
    own = accounts.c.organization_id == organization_id
    connection.execute(accounts.delete().where(own & accounts.c.holds_for.is_not(None)))
    ended = own & (accounts.c.state == AccountState.RELEASED) & accounts.c.held_until.is_not(None)
    connection.execute(accounts.update().where(ended).values(held_until=None))
    closed = own & (accounts.c.state == AccountState.CLOSED)
    return connection.execute(accounts.update().where(closed).values(state=AccountState.OPEN, held_until=None)).rowcount


def shorten_reservation(connection: Connection, organization_id: str, held_until: dt.date) -> None:
    """Hold all that is held of an organization until a day at most: what held it longer was taken back (REG-11)."""
    longer = (accounts.c.organization_id == organization_id) & (accounts.c.held_until > held_until)
    connection.execute(accounts.update().where(longer).values(held_until=held_until))


def release_reserved(connection: Connection, today: dt.date, limit: int) -> list[str]:
    """End closed accounts that hold their ID no longer; answers their IDs."""
    over = accounts.c.held_until < today
    chosen = sa.select(accounts.c.account_id).where(over).order_by(accounts.c.held_until).limit(limit)
    statement = (
        accounts.update()
        .where(accounts.c.account_id.in_(chosen.with_for_update(skip_locked=True)))
        .values(state=AccountState.RELEASED, held_until=None)
    )
    return list(connection.execute(statement.returning(accounts.c.account_id)).scalars())
