"""Who has seen a record again on a day, so that the audit log gets one entry for all of that day's later views (OPS-3)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0004_later_views"
down_revision = "0003_custody"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "later_views",
        sa.Column("reader", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("seeker_number", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("reader", "seeker_number", "day", name="pk_later_views"),
    )
    op.create_index("ix_later_views_day", "later_views", ["day"])


def downgrade() -> None:
    op.drop_table("later_views")
