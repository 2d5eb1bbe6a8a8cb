"""What compliance tells of who must delete which record, and what that closes to the organization (MSG-11).

Revision ID: 0007_custody
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0007_custody"
down_revision = "0006_sides_and_search"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "custody",
        sa.Column("organization_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("due_since", INSTANT),
        sa.Column("deleted_at", INSTANT),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", name="pk_custody"),
    )
    op.add_column("acquisitions", sa.Column("acquired_at", INSTANT))
    op.add_column("conversations", sa.Column("closed_before", INSTANT))
    # As far as it was known until now: what was said before a confirmed deletion.
    op.execute("UPDATE conversations SET closed_before = deleted_at WHERE deleted_at IS NOT NULL")
    op.create_index("ix_conversations_of_pair", "conversations", ["organization_id", "seeker_number"])
