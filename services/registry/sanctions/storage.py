"""Queries of sanctions: what compliance told, and what it means for who applies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED
from services.registry.sanctions.tables import bars, business_order_versions, business_orders, organization_standings


@dataclass(frozen=True)
class Sanctions:
    """What stands against an applicant on a day: orders, and bars with their last day."""

    numbers_under_order: frozenset[str]
    barred_until: Mapping[str, dt.date]


def sanctions_on(connection: Connection, keys: Sequence[str], today: dt.date, *, deciding: bool = False) -> Sanctions:
    """What stands against an applicant on a day (REG-2, CMP-9).

    `keys`: its numbers without branches, joint applicants included, and the local government that it is (`bar_keys`).
    `deciding`: whether an approval follows; then an order or a bar that arrives waits until the transaction ends, and
    the decision waits for one that is being kept.
    """
    wanted = list(keys)
    if deciding:
        _lock(connection, wanted, sa.func.pg_advisory_xact_lock_shared)
    under_order = sa.select(business_orders.c.main_number).where(
        business_orders.c.main_number.in_(wanted),
        business_orders.c.since <= today,
        business_orders.c.until.is_(None) | (business_orders.c.until >= today),
    )
    barred = (
        sa.select(bars.c.barred, sa.func.max(bars.c.barred_until).label("barred_until"))
        .where(bars.c.barred.in_(wanted), bars.c.barred_until >= today)
        .group_by(bars.c.barred)
    )
    return Sanctions(
        frozenset(connection.execute(under_order).scalars()),
        {row.barred: row.barred_until for row in connection.execute(barred)},
    )


def _lock(connection: Connection, keys: Iterable[str], lock: Callable[..., sa.ColumnElement[Any]]) -> None:
    """Hold keys until the transaction ends, always in their order: decisions share them, what is kept excludes all else.

    An order or a bar is thereby seen by every decision that commits after it (REG-2, CMP-9). Taken after the rows of
    the organization and its application, and before any row of orders and bars.
    """
    for key in sorted(set(keys)):
        connection.execute(sa.select(lock(sa.func.hashtextextended(f"sanctions:{key}", 0))))


def standing_told(connection: Connection, organization_id: str) -> Row[Any] | None:
    """How an organization stands by its measures; None before the first one."""
    query = sa.select(organization_standings).where(organization_standings.c.organization_id == organization_id)
    return connection.execute(query).first()


def keep_standing(connection: Connection, state: Mapping[str, Any], suspended_keys: Collection[str]) -> None:
    """Keep a standing; the caller holds the organization's row and has seen that it is newer.

    `suspended_keys`: under what a suspension, or a termination that followed it, stands against whoever applies anew; none
    for another standing.
    """
    dumped = ORGANIZATION_STANDING_CHANGED.data.dump(state)
    values = {name: state[name] for name in ("organization_id", "version", "standing", "since", "until", "bar_until")}
    values["suspended_keys"] = sorted(suspended_keys)
    insert = pg.insert(organization_standings).values(**values, measures=dumped["measures"])
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[organization_standings.c.organization_id],
            set_={name: insert.excluded[name] for name in (*values, "measures") if name != "organization_id"},
        )
    )


def keep_keys(connection: Connection, organization_id: str, keys: Collection[str]) -> None:
    """Keep with a suspension what its organization is about to give up (CMP-14, decision 300); nothing without one.

    The caller holds the organization's row. It stands under these keys already, so no decision needs to be waited for.
    """
    kept = organization_standings.c.suspended_keys
    where = (organization_standings.c.organization_id == organization_id) & (
        organization_standings.c.standing == "suspended"
    )
    added = kept.op("||")(sa.literal(sorted(keys), pg.ARRAY(sa.Text)))
    connection.execute(organization_standings.update().where(where).values(suspended_keys=added))


def hold(connection: Connection, keys: Sequence[str]) -> None:
    """Let decisions on whoever has one of these keys (`bar_keys`) come to their end, and hold up new ones."""
    _lock(connection, keys, sa.func.pg_advisory_xact_lock)


def bar(
    connection: Connection, organization_id: str, keys: Sequence[str], terminated_on: dt.date, until: dt.date
) -> None:
    """Bar numbers and local governments (`bar_keys`) from applying anew (CMP-9); decisions under way are waited for."""
    hold(connection, keys)
    rows = [
        {"organization_id": organization_id, "barred": key, "terminated_on": terminated_on, "barred_until": until}
        for key in sorted(set(keys))
    ]
    connection.execute(pg.insert(bars).on_conflict_do_nothing(), rows)


def unbar(connection: Connection, organization_id: str, keys: Sequence[str]) -> None:
    """Take back what a termination barred, as its decision was taken back (CMP-9); decisions under way are waited for.

    `keys`: under what it stands now; what it was barred under before is taken back as well.
    """
    mine = bars.c.organization_id == organization_id
    barred = connection.execute(sa.select(bars.c.barred).where(mine)).scalars()
    hold(connection, sorted({*keys, *barred}))
    connection.execute(bars.delete().where(mine))


def keep_orders(connection: Connection, state: Mapping[str, Any]) -> bool:
    """Keep all orders against a number if they are newer; answers whether they were.

    Right under concurrency: the number is locked first, so that decisions under way are waited for, and of two events of
    a number the second waits and then sees the first's version.
    """
    number, version = state["main_number"], state["version"]
    _lock(connection, [number], sa.func.pg_advisory_xact_lock)
    insert = pg.insert(business_order_versions).values(main_number=number, version=version)
    newer = insert.on_conflict_do_update(
        index_elements=[business_order_versions.c.main_number],
        set_={"version": version},
        where=business_order_versions.c.version < version,
    )
    if connection.execute(newer.returning(business_order_versions.c.version)).first() is None:
        return False
    connection.execute(business_orders.delete().where(business_orders.c.main_number == number))
    rows = [{**order, "main_number": number} for order in state["orders"]]
    if rows:
        connection.execute(business_orders.insert(), rows)
    return True
