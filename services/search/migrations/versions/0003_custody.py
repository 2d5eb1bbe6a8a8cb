"""What compliance tells of who holds which record: where a deletion is due, the record is closed to its organization."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0003_custody"
down_revision = "0002_saved_searches"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "custody",
        sa.Column("organization_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("seeker_number", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("acquired_at", INSTANT),
        sa.Column("keep_until", sa.Date),
        sa.Column("due_since", INSTANT),
        sa.Column("deleted_at", INSTANT),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", name="pk_custody"),
    )
