"""Records of one person that were joined, of which the registry tells (SEE-1).

Revision ID: 0016_joined_seekers
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_joined_seekers"
down_revision = "0015_placements_of_applications"


def upgrade() -> None:
    op.create_table(
        "joined_seekers",
        sa.Column("joined_number", sa.String(11), nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.PrimaryKeyConstraint("joined_number", name=op.f("pk_joined_seekers")),
        sa.CheckConstraint("joined_number <> seeker_number", name=op.f("ck_joined_seekers_joined_into_another")),
    )
    op.create_index("ix_joined_seekers_of_seeker", "joined_seekers", ["seeker_number"])


def downgrade() -> None:
    op.drop_table("joined_seekers")
