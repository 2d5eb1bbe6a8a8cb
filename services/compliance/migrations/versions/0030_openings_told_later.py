"""Organizations are told on a later day of cases that reports of seekers have opened (MSG-9, CMP-13)."""

import sqlalchemy as sa
from alembic import op

revision = "0030_openings_told_later"
down_revision = "0029_prompts_of_cases_checked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("tell_on", sa.Date))
    op.add_column("cases", sa.Column("shown_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("cases", "shown_at")
    op.drop_column("cases", "tell_on")
