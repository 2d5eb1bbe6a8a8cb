"""Organizations are shown the day of the conduct that they knew while an inquiry is hidden from them (CMP-1)."""

import sqlalchemy as sa
from alembic import op

revision = "0033_days_shown_in_inquiries"
down_revision = "0032_registers_by_offices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("shown_day", sa.Date))


def downgrade() -> None:
    op.drop_column("cases", "shown_day")
