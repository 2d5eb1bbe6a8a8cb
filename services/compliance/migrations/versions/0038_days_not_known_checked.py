"""What is overdue is held to have its day, of before too (decision 285)."""

from alembic import op

revision = "0038_days_not_known_checked"
down_revision = "0037_days_not_known"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE cases VALIDATE CONSTRAINT ck_cases_overdue_has_its_day")


def downgrade() -> None:
    pass
