"""Explanation, wish and consent recorded in the conversation (MSG-10).

Revision ID: 0009_explanations
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0009_explanations"
down_revision = "0008_reports_of_messages"

ID = pg.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("organizations", sa.Column("notified_services", pg.JSONB))
    op.add_column("placements", sa.Column("charges", sa.Boolean))
    op.create_table(
        "explanations",
        sa.Column("explanation_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("explained_on", sa.Date, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("contents", sa.Text, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("answered_at", INSTANT),
        sa.PrimaryKeyConstraint("explanation_id", name="pk_explanations"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.conversation_id"], name="fk_explanations_conversation_id"
        ),
        sa.CheckConstraint(
            "subject IN ('placement_charges', 'paid_support', 'graduate_service')",
            name=op.f("ck_explanations_subject_known"),
        ),
        sa.CheckConstraint(
            "(subject = 'placement_charges') = (service = '')", name=op.f("ck_explanations_service_named")
        ),
        sa.CheckConstraint("answer IN ('agreed', 'declined')", name=op.f("ck_explanations_answer_known")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_explanations_answered_some_time")
        ),
    )
    op.create_index(
        "ix_explanations_of_conversation", "explanations", ["conversation_id", "recorded_at", "explanation_id"]
    )
    _kinds("'guidance', 'question', 'reply', 'change', 'request', 'answer'", of_seekers="'question', 'answer'")


def downgrade() -> None:
    _kinds("'guidance', 'question', 'reply', 'change'", of_seekers="'question'")
    op.drop_table("explanations")
    op.drop_column("placements", "charges")
    op.drop_column("organizations", "notified_services")


def _kinds(known: str, *, of_seekers: str) -> None:
    for name, condition in (
        ("kind_known", f"kind IN ({known})"),
        ("reported_of_the_organization", f"reported_at IS NULL OR kind NOT IN ({of_seekers})"),
    ):
        op.drop_constraint(op.f(f"ck_messages_{name}"), "messages")
        op.create_check_constraint(op.f(f"ck_messages_{name}"), "messages", condition)
