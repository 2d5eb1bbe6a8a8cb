"""Which records were joined into a seeker's is told with every state of it, and looked up by its number (SEE-1).

Revision ID: 0043
"""

from alembic import op

from services.runtime.indexes import build_index_beside_writers

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    build_index_beside_writers("ix_seekers_joined_into", "seekers", ["joined_into"], where="joined_into IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_seekers_joined_into", "seekers")
