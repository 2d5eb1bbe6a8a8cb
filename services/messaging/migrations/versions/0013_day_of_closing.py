"""Since when seeker information is closed to an organization: what it received until then is still recorded (MSG-13).

Revision ID: 0013_day_of_closing
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_day_of_closing"
down_revision = "0012_grounds_of_cases"


def upgrade() -> None:
    op.add_column("organizations", sa.Column("closed_on", sa.Date))


def downgrade() -> None:
    op.drop_column("organizations", "closed_on")
