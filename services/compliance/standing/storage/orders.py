"""Orders against numbers: rows to domain objects and back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.compliance.members.storage import numbers_of_bureau
from services.compliance.standing.domain.orders import Order, OrderKind
from services.compliance.standing.tables import business_order_steps, business_orders, order_numbers


@dataclass(frozen=True)
class StoredOrder:
    """An order with what the rules do not ask about."""

    order_id: str
    version: int
    main_number: str
    bureau_code: str
    order: Order
    summary: str


def lock_number(connection: Connection, main_number: str) -> None:
    """Let one transaction at a time change the orders against a number, until commit: others are told of all of them."""
    key = sa.func.hashtextextended(f"order:{main_number}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def insert_order(connection: Connection, stored: StoredOrder) -> None:
    """Write a new order."""
    connection.execute(business_orders.insert().values(order_id=stored.order_id, **_values(stored)))


def change_order(connection: Connection, stored: StoredOrder) -> None:
    """Write a changed order in the place of the earlier one; its steps keep what was there."""
    where = business_orders.c.order_id == stored.order_id
    connection.execute(business_orders.update().where(where).values(_values(stored)))


def log_step(
    connection: Connection, order_id: str, event: str, *, at: dt.datetime, by: str | None, note: str, content: Any
) -> None:
    """Add a step to an order's log, with the record as it is after it."""
    connection.execute(
        business_order_steps.insert().values(
            order_id=order_id, at=at, account_id=by, event=event, note=note, content=content
        )
    )


def order(connection: Connection, order_id: str) -> StoredOrder | None:
    """An order by its ID."""
    row = connection.execute(sa.select(business_orders).where(business_orders.c.order_id == order_id)).first()
    return None if row is None else _stored(row)


def orders_of(connection: Connection, main_number: str) -> list[StoredOrder]:
    """All orders against a number, in the order of their issue."""
    query = (
        sa.select(business_orders)
        .where(business_orders.c.main_number == main_number)
        .order_by(business_orders.c.issued_on, business_orders.c.order_id)
    )
    return [_stored(row) for row in connection.execute(query)]


def orders(
    connection: Connection,
    *,
    bureau_code: str | None,
    main_number: str | None,
    standing_on: dt.date | None,
    after: str | None,
    limit: int,
) -> list[StoredOrder]:
    """Orders, those recorded last first. `bureau_code`: that concern a bureau, by its numbers or its organizations'."""
    table = business_orders.c
    query = sa.select(business_orders)
    if bureau_code is not None:
        query = query.where((table.bureau_code == bureau_code) | table.main_number.in_(numbers_of_bureau(bureau_code)))
    if main_number is not None:
        query = query.where(table.main_number == main_number)
    if standing_on is not None:
        query = query.where(stands_on(standing_on))
    if after is not None:
        query = query.where(table.order_id < after)
    return [_stored(row) for row in connection.execute(query.order_by(table.order_id.desc()).limit(limit))]


def stands_on(day: dt.date) -> sa.ColumnElement[bool]:
    """As `Order.stands_on`, which decides what is shown of each."""
    table = business_orders.c
    until = sa.case(
        (table.kind == OrderKind.BUSINESS_SUSPENSION, table.ends_on),
        (table.kind == OrderKind.IMPROVEMENT, table.met_on - sa.literal(1)),
    )
    return sa.and_(~table.void, table.issued_on <= day, until.is_(None) | (until >= day))


def steps_of(connection: Connection, order_ids: Sequence[str]) -> Mapping[str, list[Row[Any]]]:
    """The steps of orders, in order."""
    query = (
        sa.select(business_order_steps)
        .where(business_order_steps.c.order_id.in_(order_ids))
        .order_by(business_order_steps.c.step_id)
    )
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.order_id].append(row)
    return found


def next_version(connection: Connection, main_number: str) -> int:
    """The version under which others are told of a number's orders now; the caller holds its lock."""
    insert = pg.insert(order_numbers).values(main_number=main_number, version=1)
    counted = insert.on_conflict_do_update(
        index_elements=[order_numbers.c.main_number], set_={"version": order_numbers.c.version + 1}
    )
    return int(connection.execute(counted.returning(order_numbers.c.version)).scalar_one())


def _values(stored: StoredOrder) -> dict[str, Any]:
    return {
        "version": stored.version,
        "main_number": stored.main_number,
        "bureau_code": stored.bureau_code,
        "summary": stored.summary,
        **vars(stored.order),
    }


def _stored(row: Row[Any]) -> StoredOrder:
    return StoredOrder(
        row.order_id,
        row.version,
        row.main_number,
        row.bureau_code,
        Order(OrderKind(row.kind), row.issued_on, row.starts_on, row.ends_on, row.met_on, row.void),
        row.summary,
    )
