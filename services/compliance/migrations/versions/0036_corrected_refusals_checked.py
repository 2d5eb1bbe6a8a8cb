"""Steps are held to the events there are, those of before too (decision 285)."""

from alembic import op

revision = "0036_corrected_refusals_checked"
down_revision = "0035_corrected_refusals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE case_steps VALIDATE CONSTRAINT ck_case_steps_event_known")


def downgrade() -> None:
    pass
