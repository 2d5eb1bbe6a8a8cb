"""Holdings of before are held to what 0006 asks of new ones, which locks nobody out; duties without a day are found quickly.

The index is built in this transaction: writes to holdings wait for that, seconds at some millions of rows (decision 282).
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_holdings_looked_at"
down_revision = "0011_entries_of_complaints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A table whose constraints 0006 has validated itself, as it first did, is passed over.
    for name in ("demand_makes_duty", "deleted_on_when_confirmed", "duty_ground_known"):
        op.execute(f"ALTER TABLE holdings VALIDATE CONSTRAINT ck_holdings_{name}")
    op.create_index(
        "ix_holdings_undated",
        "holdings",
        ["organization_id", "holding_id"],
        postgresql_where=sa.text("duty_ground IS NOT NULL AND confirm_by IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_holdings_undated", "holdings")
