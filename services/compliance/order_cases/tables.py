"""Which order was followed by which case of an organization (CMP-2)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.schema import metadata, one_of
from services.compliance.standing.domain.orders import OrderState

_ID = pg.UUID(as_uuid=False)

order_cases = sa.Table(
    "order_cases",
    metadata,
    sa.Column("order_id", _ID, sa.ForeignKey("business_orders.order_id"), primary_key=True),
    sa.Column("organization_id", _ID, sa.ForeignKey("organizations.organization_id"), primary_key=True),
    # NULL where none could be opened: it was terminated.
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id"), unique=True),
    # What the organization's bureau knows of the order.
    sa.Column("told", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("told", OrderState), name="told_known"),
    sa.Index("ix_order_cases_organization_id", "organization_id"),
)
"""A row an order and an organization under its number."""
