"""Complaints, their course, and registers that are demanded (CMP-12)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0010_complaints"
down_revision = "0009_blocks"
branch_labels = None
depends_on = None

ID = pg.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
EVENTS = (
    "'file', 'add', 'take_to_authority', 'answer', 'note', 'request_facts', 'report_facts', 'reply', 'link_case', 'close'"
)


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("complaint_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("complainant", sa.Text, nullable=False),
        sa.Column("seeker_number", sa.String(11)),
        sa.Column("account_id", ID),
        sa.Column("to_organization", sa.Boolean, nullable=False),
        sa.Column("with_authority", sa.Boolean, nullable=False),
        sa.Column("office_code", sa.Text),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("facts_due_on", sa.Date),
        sa.Column("case_id", ID),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_complaints"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_complaints_organization_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_complaints_case_id"),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_complaints_state_known")),
        sa.CheckConstraint(
            "complainant IN ('seeker', 'employer', 'other')", name=op.f("ck_complaints_complainant_known")
        ),
        sa.CheckConstraint("to_organization OR with_authority", name=op.f("ck_complaints_is_with_somebody")),
        sa.CheckConstraint(
            "seeker_number IS NULL OR complainant = 'seeker'", name=op.f("ck_complaints_seeker_complains")
        ),
        sa.CheckConstraint(
            "account_id IS NULL OR complainant = 'employer'", name=op.f("ck_complaints_employer_complains")
        ),
        sa.CheckConstraint(
            "facts_due_on IS NULL OR with_authority", name=op.f("ck_complaints_facts_asked_by_authority")
        ),
    )
    op.create_index("ix_complaints_organization_id", "complaints", ["organization_id", "complaint_id"])
    for column in ("seeker_number", "account_id", "office_code"):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_complaints_{column}", "complaints", [column], postgresql_where=where)
    op.create_table(
        "complaint_steps",
        sa.Column("complaint_id", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("by_authority", sa.Boolean, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.PrimaryKeyConstraint("complaint_id", "version", name="pk_complaint_steps"),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.complaint_id"], name="fk_complaint_steps_complaint_id"
        ),
        sa.CheckConstraint(f"event IN ({EVENTS})", name=op.f("ck_complaint_steps_event_known")),
        sa.CheckConstraint(
            "side IN ('complainant', 'organization', 'staff')", name=op.f("ck_complaint_steps_side_known")
        ),
    )
    op.create_table(
        "register_demands",
        sa.Column("demand_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("demanded_at", INSTANT, nullable=False),
        sa.Column("demanded_by", ID),
        sa.Column("handed_in_at", INSTANT),
        sa.Column("handed_in_by", ID),
        sa.PrimaryKeyConstraint("demand_id", name="pk_register_demands"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_register_demands_organization_id"
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_register_demands_period_in_order")),
    )
    op.create_index("ix_register_demands_organization_id", "register_demands", ["organization_id", "demand_id"])


def downgrade() -> None:
    op.drop_table("register_demands")
    op.drop_table("complaint_steps")
    op.drop_table("complaints")
