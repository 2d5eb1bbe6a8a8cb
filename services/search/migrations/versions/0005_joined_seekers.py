"""Records of one person that were joined, as the registry's states tell (SEE-1): who is blocked under one number is under each."""

import sqlalchemy as sa
from alembic import op

revision = "0005_joined_seekers"
down_revision = "0004_later_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joined_seekers",
        sa.Column("joined_number", sa.Text, nullable=False),
        sa.Column("seeker_number", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("joined_number", name=op.f("pk_joined_seekers")),
        sa.CheckConstraint("joined_number <> seeker_number", name=op.f("ck_joined_seekers_joined_into_another")),
    )
    op.create_index("ix_joined_seekers_of_seeker", "joined_seekers", ["seeker_number"])


def downgrade() -> None:
    op.drop_table("joined_seekers")
