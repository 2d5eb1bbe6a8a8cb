"""Which turns of duties have failed, so that they come after all others."""

import sqlalchemy as sa
from alembic import op

revision = "0013_failed_turns"
down_revision = "0012_holdings_looked_at"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failed_turns",
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("duty", "item", name="pk_failed_turns"),
        sa.CheckConstraint("times >= 1", name=op.f("ck_failed_turns_counts")),
    )


def downgrade() -> None:
    op.drop_table("failed_turns")
