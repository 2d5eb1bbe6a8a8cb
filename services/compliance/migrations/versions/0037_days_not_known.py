"""The day of a conduct may be not known yet (CMP-13); the next version validates.

Processes of before go on: they write a day always, and cases without one come by the gateway, which is replaced last.
"""

from alembic import op

revision = "0037_days_not_known"
down_revision = "0036_corrected_refusals_checked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("cases", "happened_on", nullable=True)
    op.execute(
        "ALTER TABLE cases ADD CONSTRAINT ck_cases_overdue_has_its_day"
        " CHECK (overdue_item IS NULL OR happened_on IS NOT NULL) NOT VALID"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_cases_overdue_has_its_day"), "cases")
    op.execute("UPDATE cases SET happened_on = (opened_at AT TIME ZONE 'Asia/Tokyo')::date WHERE happened_on IS NULL")
    op.alter_column("cases", "happened_on", nullable=False)
