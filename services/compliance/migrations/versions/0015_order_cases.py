"""Orders are followed by a case on each organization under the number (CMP-2).

A table alone: those that stand are followed by the duty.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0015_order_cases"
down_revision = "0014_settled_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_cases",
        sa.Column("order_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("organization_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", pg.UUID(as_uuid=False)),
        sa.Column("told", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "organization_id", name="pk_order_cases"),
        sa.ForeignKeyConstraint(["order_id"], ["business_orders.order_id"], name="fk_order_cases_order_id"),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.organization_id"], name="fk_order_cases_organization_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_order_cases_case_id"),
        sa.UniqueConstraint("case_id", name="uq_order_cases_case_id"),
        sa.CheckConstraint("told IN ('issued', 'met', 'void')", name=op.f("ck_order_cases_told_known")),
    )
    op.create_index("ix_order_cases_organization_id", "order_cases", ["organization_id"])


def downgrade() -> None:
    op.drop_table("order_cases")
