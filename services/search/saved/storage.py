"""Queries of saved searches; rows to facts and back, explicitly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.search.tables import saved_searches


@dataclass(frozen=True)
class SavedSearch:
    """A saved search. `query`: a `SeekerQuery` as plain JSON; `looked_up_to`: the change after which hits are news."""

    saved_search_id: str
    organization_id: str
    account_id: str
    name: str
    query: dict[str, Any]
    sort: str
    notify: bool
    saved_at: dt.datetime
    looked_up_to: int
    looked_on: dt.date
    new_hits: int = 0
    changed_hits: int = 0


def lock_account(connection: Connection, account_id: str) -> None:
    """Let one transaction at a time change what an account has saved: how many there are is counted under it."""
    key = sa.func.hashtextextended(f"saved searches of {account_id}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def saved_by(connection: Connection, account_id: str, *, lock: bool = False) -> list[SavedSearch]:
    """The saved searches of an account, by name; with `lock`, held against a look until the transaction ends."""
    query = sa.select(saved_searches).where(saved_searches.c.account_id == account_id).order_by(saved_searches.c.name)
    if lock:
        query = query.with_for_update()
    return [_saved(row) for row in connection.execute(query)]


def add(connection: Connection, saved: SavedSearch) -> None:
    """Keep a new one."""
    connection.execute(saved_searches.insert().values(**vars(saved)))


def change(connection: Connection, saved: SavedSearch) -> None:
    """Write one that is there."""
    where = saved_searches.c.saved_search_id == saved.saved_search_id
    connection.execute(saved_searches.update().where(where).values(**vars(saved)))


def delete(connection: Connection, account_id: str, saved_search_id: str) -> bool:
    """Delete one of the account's own; answers whether it was there."""
    where = (saved_searches.c.account_id == account_id) & (saved_searches.c.saved_search_id == saved_search_id)
    return connection.execute(saved_searches.delete().where(where)).rowcount == 1


def delete_of_account(connection: Connection, account_id: str) -> None:
    """Delete all that an account saved: the account has ended."""
    connection.execute(saved_searches.delete().where(saved_searches.c.account_id == account_id))


def delete_of_organization(connection: Connection, organization_id: str, *, saved_until: dt.datetime | None) -> None:
    """Delete all that an organization's accounts saved: it uses the service no more. `saved_until`: nothing that was saved later."""
    where = saved_searches.c.organization_id == organization_id
    if saved_until is not None:
        where &= saved_searches.c.saved_at <= saved_until
    connection.execute(saved_searches.delete().where(where))


def due_accounts(connection: Connection, today: dt.date, limit: int) -> list[str]:
    """Accounts with a search to be looked at that was not on this day, those that waited longest first."""
    query = (
        sa.select(saved_searches.c.account_id)
        .where(saved_searches.c.notify, saved_searches.c.looked_on < today)
        .group_by(saved_searches.c.account_id)
        .order_by(sa.func.min(saved_searches.c.looked_on), saved_searches.c.account_id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def due_of(connection: Connection, account_id: str, today: dt.date) -> list[SavedSearch]:
    """The account's searches to be looked at, locked until the transaction ends."""
    query = sa.select(saved_searches).where(
        saved_searches.c.account_id == account_id, saved_searches.c.notify, saved_searches.c.looked_on < today
    )
    rows = connection.execute(query.order_by(saved_searches.c.saved_search_id).with_for_update())
    return [_saved(row) for row in rows]


def put_off(connection: Connection, account_id: str, today: dt.date) -> None:
    """Look at the account's searches another day; what was news stays so."""
    where = (saved_searches.c.account_id == account_id) & (saved_searches.c.looked_on < today)
    connection.execute(saved_searches.update().where(where).values(looked_on=today))


def looked_at(saved: SavedSearch, up_to: int, on: dt.date, new_hits: int, changed_hits: int) -> SavedSearch:
    """The search after a look."""
    return replace(saved, looked_up_to=up_to, looked_on=on, new_hits=new_hits, changed_hits=changed_hits)


def _saved(row: Row[Any]) -> SavedSearch:
    return SavedSearch(**row._asdict())
