"""A seeker reports an organization's message, once (MSG-9).

Revision ID: 0008_reports_of_messages
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_reports_of_messages"
down_revision = "0007_custody"


def upgrade() -> None:
    op.add_column("messages", sa.Column("reported_at", sa.DateTime(timezone=True)))
    op.add_column("messages", sa.Column("report_reason", sa.Text))
    op.create_check_constraint(
        op.f("ck_messages_reported_of_the_organization"), "messages", "reported_at IS NULL OR kind <> 'question'"
    )
    op.create_check_constraint(
        op.f("ck_messages_reason_of_a_report"), "messages", "report_reason IS NULL OR reported_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_messages_reason_of_a_report"), "messages")
    op.drop_constraint(op.f("ck_messages_reported_of_the_organization"), "messages")
    op.drop_column("messages", "report_reason")
    op.drop_column("messages", "reported_at")
