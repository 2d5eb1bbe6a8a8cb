"""A prompt that is raised anew keeps the day of its last mail, so that a second one waits for the next day (CMP-13)."""

import sqlalchemy as sa
from alembic import op

revision = "0034_last_mails_of_prompts"
down_revision = "0033_days_shown_in_inquiries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bureau_prompts", sa.Column("told_before_on", sa.Date))


def downgrade() -> None:
    op.drop_column("bureau_prompts", "told_before_on")
