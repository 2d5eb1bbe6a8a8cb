"""Usage reports of organizations, with the names and approvals that they rest on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0003_usage_reports"
down_revision = "0002_audit_heads"
branch_labels = None
depends_on = None

ID = pg.UUID(as_uuid=False)
AMOUNTS = (
    "offer_hires",
    "offer_fees_yen",
    "new_applications",
    "seeker_hires",
    "seeker_fees",
    "seeker_fees_yen",
    "employer_fees",
    "employer_fees_yen",
)


def upgrade() -> None:
    op.add_column("organization_states", sa.Column("name", sa.Text))
    op.add_column("organization_states", sa.Column("approved_on", sa.Date))
    op.create_table(
        "usage_reports",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("bureau_code", sa.Text, nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", ID),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("nothing_to_report", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in AMOUNTS),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "fiscal_year", "version", name="pk_usage_reports"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_usage_reports_versions_from_one")),
        sa.CheckConstraint("(version = 1) = (reason = '')", name=op.f("ck_usage_reports_correction_says_why")),
        sa.CheckConstraint(
            "nothing_to_report = (offer_hires IS NULL AND new_applications IS NULL)",
            name=op.f("ck_usage_reports_nothing_or_something"),
        ),
        sa.CheckConstraint(
            "(new_applications IS NULL) = (seeker_hires IS NULL)", name=op.f("ck_usage_reports_seekers_whole")
        ),
        sa.CheckConstraint(f"least({', '.join(AMOUNTS)}) >= 0", name=op.f("ck_usage_reports_nothing_negative")),
    )
    op.create_index("ix_usage_reports_year", "usage_reports", ["fiscal_year", "organization_id"])
    op.create_table(
        "report_reminders",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.Column("reminded_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "fiscal_year", name="pk_report_reminders"),
    )


def downgrade() -> None:
    op.drop_table("report_reminders")
    op.drop_table("usage_reports")
    op.drop_column("organization_states", "approved_on")
    op.drop_column("organization_states", "name")
