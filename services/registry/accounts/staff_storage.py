"""Queries of accounts of staff: pages, and the accounts of one area (AUT-7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.legal_calendar import start_of_day
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.tables import OF_STAFF, accounts, password_attempts

_table = accounts.c


def page(
    connection: Connection, wanted: Mapping[str, Any], *, now: dt.datetime, own_bureau: str | None, limit: int
) -> list[Row[Any]]:
    """Accounts in order of their making, with whether a login is locked; with `own_bureau` those of it and its offices alone.

    `wanted`: a `ListStaffAccountsRequest`. Who has never logged in counts by the making of the account.
    """
    locked = sa.exists().where(
        password_attempts.c.email_lookup == _table.email_lookup, password_attempts.c.locked_until > now
    )
    query = sa.select(accounts, locked.label("locked")).where(sa.text(OF_STAFF))
    ended = _table.state != AccountState.OPEN
    query = query.where(ended if wanted["state"] == "ended" else ~ended)
    for name in ("role", "bureau_code", "office_code"):
        if wanted[name] is not None:
            query = query.where(_table[name] == wanted[name])
    if wanted["not_logged_in_since"] is not None:
        newest = sa.func.coalesce(_table.last_login_at, _table.made_at)
        query = query.where(newest < start_of_day(wanted["not_logged_in_since"]))
    if own_bureau is not None:
        query = query.where(_table.bureau_code == own_bureau)
    if wanted["after"] is not None:
        query = query.where(_table.account_id > wanted["after"])
    return list(connection.execute(query.order_by(_table.account_id).limit(limit)))


def row_of(connection: Connection, account_id: str, now: dt.datetime) -> Row[Any]:
    """One account as in a page."""
    locked = sa.exists().where(
        password_attempts.c.email_lookup == _table.email_lookup, password_attempts.c.locked_until > now
    )
    query = sa.select(accounts, locked.label("locked")).where(_table.account_id == account_id)
    return connection.execute(query).one()


def lock_area(connection: Connection, account: Account) -> frozenset[str]:
    """IDs of the open accounts that act for the same as this one, their rows locked until the transaction ends.

    So of two that are ended at once, one is told that it was the last. In one order, so that nobody waits crosswise.
    """
    query = (
        sa.select(_table.account_id)
        .where(
            _table.role == account.role,
            _table.bureau_code.is_not_distinct_from(account.bureau_code),
            _table.office_code.is_not_distinct_from(account.office_code),
            _table.state == AccountState.OPEN,
        )
        .order_by(_table.account_id)
        .with_for_update()
    )
    return frozenset(connection.execute(query).scalars())


def move(
    connection: Connection, account_id: str, *, role: str, bureau_code: str, office_code: str | None, display_name: str
) -> None:
    """Let an account act for another area."""
    values = {"role": role, "bureau_code": bureau_code, "office_code": office_code, "display_name": display_name}
    connection.execute(accounts.update().where(_table.account_id == account_id).values(values))


def enable(connection: Connection, account_id: str, password_hash: str) -> None:
    """Open an ended account again, with a password that nobody knows."""
    values = {"state": AccountState.OPEN, "ended_at": None, "password_hash": password_hash}
    connection.execute(accounts.update().where(_table.account_id == account_id).values(values))
