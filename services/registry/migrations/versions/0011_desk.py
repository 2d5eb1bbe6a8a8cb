"""Proposals of decisions by two persons, and mails of a bureau's address.

Revision ID: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

UUID = sa.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "decision_proposals",
        sa.Column("proposal_id", UUID, nullable=False),
        sa.Column("application_id", UUID, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("letter_posted_on", sa.Date()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposed_by", UUID, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("closed_by", UUID),
        sa.Column("closed_at", INSTANT),
        sa.CheckConstraint("decision IN ('approve', 'refuse')", name=op.f("ck_decision_proposals_decision_known")),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'withdrawn')", name=op.f("ck_decision_proposals_state_known")
        ),
        sa.CheckConstraint(
            "(decision = 'refuse') = (reason IS NOT NULL)", name=op.f("ck_decision_proposals_refusal_has_reason")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (closed_at IS NULL) AND (closed_by IS NULL) = (closed_at IS NULL)",
            name=op.f("ck_decision_proposals_closed_by_somebody"),
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR closed_by <> proposed_by",
            name=op.f("ck_decision_proposals_confirmed_by_another"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_decision_proposals")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.application_id"], name=op.f("fk_decision_proposals_application_id")
        ),
    )
    op.create_index(
        "uq_decision_proposals_open",
        "decision_proposals",
        ["application_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_decision_proposals_application_id", "decision_proposals", ["application_id"])
    op.create_table(
        "bureau_address_mails",
        sa.Column("application_id", UUID, nullable=False),
        sa.Column("mailed_at", INSTANT),
        sa.Column("mailed_by", UUID),
        sa.Column("pointed_at", INSTANT),
        sa.CheckConstraint(
            "mailed_at IS NOT NULL OR pointed_at IS NOT NULL", name=op.f("ck_bureau_address_mails_something_was_mailed")
        ),
        sa.CheckConstraint(
            "mailed_by IS NULL OR mailed_at IS NOT NULL", name=op.f("ck_bureau_address_mails_sender_has_sent")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_bureau_address_mails")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.application_id"], name=op.f("fk_bureau_address_mails_application_id")
        ),
    )
