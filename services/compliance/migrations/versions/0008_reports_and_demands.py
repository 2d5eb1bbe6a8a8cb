"""Messages that seekers reported (MSG-9), demands for personal data that were refused (MSG-8), and their cases.

Revision ID: 0008_reports_and_demands
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0008_reports_and_demands"
down_revision = "0007_expected_days"

ID = pg.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
GROUNDS = (
    "'suspected_offence', 'order', 'labour_law', 'offer_information', 'advertising', 'excessive_solicitation', 'overdue',"
    " 'malice', 'other_breach', 'malicious_breach', 'facts_unclear', 'security_demand'"
)


def upgrade() -> None:
    op.create_table(
        "message_reports",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.Column("case_id", ID),
        sa.CheckConstraint(f"ground IN ({GROUNDS})", name=op.f("ck_message_reports_ground_known")),
        sa.PrimaryKeyConstraint("message_id", name="pk_message_reports"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_message_reports_case_id_cases"),
    )
    op.create_index("ix_message_reports_organization_id", "message_reports", ["organization_id"])
    op.create_index("ix_message_reports_case_id", "message_reports", ["case_id"])
    op.create_table(
        "refused_demands",
        sa.Column("demand_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("conversation_id", ID),
        sa.Column("refused_at", INSTANT, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("case_id", ID),
        sa.PrimaryKeyConstraint("demand_id", name="pk_refused_demands"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_refused_demands_case_id_cases"),
    )
    op.create_index("ix_refused_demands_organization_id", "refused_demands", ["organization_id", "day"])
    op.create_index("ix_refused_demands_case_id", "refused_demands", ["case_id"])


def downgrade() -> None:
    op.drop_table("refused_demands")
    op.drop_table("message_reports")
