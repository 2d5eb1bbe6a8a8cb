"""Steps are held to the events there are, those of before too (decision 285)."""

from alembic import op

revision = "0024_days_of_conduct_checked"
down_revision = "0023_days_of_conduct"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE case_steps VALIDATE CONSTRAINT ck_case_steps_event_known")


def downgrade() -> None:
    pass
