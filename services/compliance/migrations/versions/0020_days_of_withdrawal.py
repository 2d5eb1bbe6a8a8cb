"""The day of an organization's withdrawal is kept: its measures count against who comes after it under its number (CMP-3).

An addition alone: of who withdrew before, the day comes with `republish-organizations`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_days_of_withdrawal"
down_revision = "0019_complaints_looked_at"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organizations", sa.Column("ended_on", sa.Date))


def downgrade() -> None:
    op.drop_column("organizations", "ended_on")
