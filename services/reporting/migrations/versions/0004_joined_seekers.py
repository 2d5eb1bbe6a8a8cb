"""Second records of one person, of which the registry tells with the state of the one that stays (SEE-1)."""

import sqlalchemy as sa
from alembic import op

revision = "0004_joined_seekers"
down_revision = "0003_usage_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joined_seekers",
        sa.Column("joined_number", sa.String(11), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("joined_number", name=op.f("pk_joined_seekers")),
    )


def downgrade() -> None:
    op.drop_table("joined_seekers")
