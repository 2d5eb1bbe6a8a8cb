"""What organizations were told of access limits (OPS-2)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_limits_told",
        sa.Column("limit_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("limit_id", name="pk_access_limits_told"),
    )


def downgrade() -> None:
    op.drop_table("access_limits_told")
