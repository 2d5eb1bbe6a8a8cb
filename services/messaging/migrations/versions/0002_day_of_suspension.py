"""Since when an organization is suspended: what it received until then may still be recorded (AUT-9, MSG-13).

Revision ID: 0002_day_of_suspension
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_day_of_suspension"
down_revision = "0001_conversations"


def upgrade() -> None:
    op.add_column("organizations", sa.Column("suspended_on", sa.Date))


def downgrade() -> None:
    op.drop_column("organizations", "suspended_on")
