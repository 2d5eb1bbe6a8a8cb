"""A lapse whose mail has no address to go to is kept as such, so that its bureau is shown it (REG-7).

Revision ID: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("applications", sa.Column("told_nobody", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("applications", "told_nobody")
