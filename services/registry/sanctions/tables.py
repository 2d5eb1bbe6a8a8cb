"""Tables of sanctions: copies of what compliance tells, and the bars that follow."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.contracts.compliance import ORDER_KINDS, ORGANIZATION_STANDINGS
from services.registry.schema import metadata, one_of

organization_standings = sa.Table(
    "organization_standings",
    metadata,
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), primary_key=True
    ),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("since", sa.DateTime(timezone=True)),
    sa.Column("until", sa.Date),
    sa.Column("bar_until", sa.Date),
    # While it is suspended, and terminated after it: `bar_keys` of all it had since the suspension was told; a change does
    # not take one back (CMP-9, CMP-14).
    sa.Column("suspended_keys", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    # The measures in force, as the event has them.
    sa.Column("measures", pg.JSONB, nullable=False),
    sa.CheckConstraint(one_of("standing", ORGANIZATION_STANDINGS), name="standing_known"),
    sa.CheckConstraint("(standing = 'terminated') = (bar_until IS NOT NULL)", name="termination_bars"),
)
"""The standing of organizations by their measures, newest version known."""

bars = sa.Table(
    "bars",
    metadata,
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), primary_key=True
    ),
    # A number without its branch, the joint applicant's too; of a municipality or prefecture also its code (REG-2).
    sa.Column("barred", sa.Text, primary_key=True),
    sa.Column("terminated_on", sa.Date, nullable=False),
    sa.Column("barred_until", sa.Date, nullable=False),
    sa.CheckConstraint("barred_until > terminated_on", name="barred_for_a_while"),
    sa.Index("ix_bars_barred", "barred"),
)
"""Who may not apply anew, and until when (CMP-9)."""

business_orders = sa.Table(
    "business_orders",
    metadata,
    sa.Column("order_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("main_number", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.CheckConstraint(one_of("kind", ORDER_KINDS), name="kind_known"),
    sa.Index("ix_business_orders_main_number", "main_number"),
)
"""Orders against numbers; `until` is NULL where no last day is known (REG-2)."""

business_order_versions = sa.Table(
    "business_order_versions",
    metadata,
    sa.Column("main_number", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)
"""The newest version known of all orders against a number."""
