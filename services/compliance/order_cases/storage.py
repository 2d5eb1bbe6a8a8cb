"""Queries of orders and the cases that follow them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.cases.domain.files import CaseState
from services.compliance.cases.tables import cases
from services.compliance.members.tables import organizations
from services.compliance.order_cases.tables import order_cases
from services.compliance.standing.domain.grounds import Ground
from services.compliance.standing.domain.orders import OrderState
from services.compliance.standing.storage.orders import stands_on
from services.compliance.standing.tables import business_orders

_ORDER, _LINK = business_orders.c, order_cases.c
_STATE = sa.case(
    (_ORDER.void, OrderState.VOID.value),
    (_ORDER.met_on.is_not(None), OrderState.MET.value),
    else_=OrderState.ISSUED.value,
)
"""As `Order.state`."""


def organizations_to_look_at(connection: Connection, day: dt.date, limit: int) -> Sequence[str]:
    """Organizations under an order that no case follows yet, or of whose course their bureau does not know."""
    members = organizations.c
    without_case = (
        sa.select(members.organization_id)
        .join(business_orders, members.main_numbers.contains(pg.array([_ORDER.main_number])))
        .where(
            stands_on(day),
            ~members.withdrawn,
            members.bureau_code.is_not(None),
            ~sa.exists().where(_LINK.order_id == _ORDER.order_id, _LINK.organization_id == members.organization_id),
        )
    )
    of_untold = (
        sa.select(_LINK.organization_id)
        .join(business_orders, _ORDER.order_id == _LINK.order_id)
        .join(cases, cases.c.case_id == _LINK.case_id)
        .where(_LINK.told != _STATE, cases.c.state != CaseState.CLOSED)
    )
    found = sa.union(without_case, of_untold).subquery()
    return connection.scalars(sa.select(found).order_by(found.c[0]).limit(limit)).all()


def orders_without_case(connection: Connection, organization_id: str, day: dt.date) -> Sequence[str]:
    """Orders that stand against an organization and that no case follows yet, in the order of their issue."""
    query = (
        sa.select(_ORDER.order_id)
        .join(organizations, organizations.c.main_numbers.contains(pg.array([_ORDER.main_number])))
        .where(
            organizations.c.organization_id == organization_id,
            ~organizations.c.withdrawn,
            stands_on(day),
            ~sa.exists().where(_LINK.order_id == _ORDER.order_id, _LINK.organization_id == organization_id),
        )
        .order_by(_ORDER.issued_on, _ORDER.order_id)
    )
    return connection.scalars(query).all()


def untold(connection: Connection, organization_id: str) -> Sequence[tuple[str, str]]:
    """Orders with the organization's open cases on them, where its bureau knows of another state than there is."""
    query = (
        sa.select(_LINK.order_id, _LINK.case_id)
        .join(business_orders, _ORDER.order_id == _LINK.order_id)
        .join(cases, cases.c.case_id == _LINK.case_id)
        .where(_LINK.organization_id == organization_id, _LINK.told != _STATE, cases.c.state != CaseState.CLOSED)
        .order_by(_LINK.order_id)
    )
    return [(row.order_id, row.case_id) for row in connection.execute(query)]


def open_case_without_order(connection: Connection, organization_id: str) -> str | None:
    """The case on an order that staff have opened themselves, if one is open; the caller holds the standing's lock."""
    query = (
        sa.select(cases.c.case_id)
        .where(
            cases.c.organization_id == organization_id,
            cases.c.ground == Ground.ORDER,
            cases.c.state != CaseState.CLOSED,
            ~sa.exists().where(_LINK.case_id == cases.c.case_id),
        )
        .order_by(cases.c.case_id)
        .limit(1)
    )
    return connection.execute(query).scalar()


def follow(connection: Connection, order_id: str, organization_id: str, case_id: str | None) -> None:
    """Keep which case follows an order, None where none can; the caller holds the standing's lock."""
    connection.execute(
        order_cases.insert().values(
            order_id=order_id, organization_id=organization_id, case_id=case_id, told=OrderState.ISSUED
        )
    )


def follow_anew(connection: Connection, organization_id: str) -> None:
    """Forget that no case could follow an organization's orders; the caller holds the standing's lock."""
    connection.execute(order_cases.delete().where(_LINK.organization_id == organization_id, _LINK.case_id.is_(None)))


def mark_told(connection: Connection, order_id: str, organization_id: str, state: OrderState) -> None:
    """Keep what the organization's bureau knows of an order."""
    where = (_LINK.order_id == order_id, _LINK.organization_id == organization_id)
    connection.execute(order_cases.update().where(*where).values(told=state))
