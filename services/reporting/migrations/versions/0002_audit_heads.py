"""Heads of the audit log, kept apart from it (OPS-3)."""

import sqlalchemy as sa
from alembic import op

revision = "0002_audit_heads"
down_revision = "0001_statistics"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("position", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position", "hash", name="pk_audit_heads"),
        sa.CheckConstraint("position >= 1", name=op.f("ck_audit_heads_counted_from_one")),
    )


def downgrade() -> None:
    op.drop_table("audit_heads")
