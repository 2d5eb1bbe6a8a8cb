"""Seekers whose ID at Hello Work was entered at a desk, and with whom no row of the feed has agreed yet (SEE-1).

Revision ID: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """What the version before writes still fits: of whom it accepts, rows are taken without being compared, as by it."""
    op.add_column("seekers", sa.Column("source_entered_here", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("seekers", sa.Column("person_compared", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("seekers", "person_compared")
    op.drop_column("seekers", "source_entered_here")
