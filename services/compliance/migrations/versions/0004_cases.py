"""Cases with their steps; a measure names the case it was decided in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0004_cases"
down_revision = "0003_audit_log"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)

GROUNDS = (
    "'suspected_offence', 'order', 'labour_law', 'offer_information', 'advertising', 'excessive_solicitation', 'overdue',"
    " 'malice', 'other_breach', 'malicious_breach', 'facts_unclear', 'security_demand'"
)
STATES = "'opened', 'referred', 'correction_requested', 'answered', 'hearing', 'heard', 'confirmed', 'closed'"
EVENTS = (
    "'open', 'refer', 'reclassify', 'request_correction', 'answer', 'suspend_provisionally', 'end_provisional', 'suspend',"
    " 'confirm', 'announce_hearing', 'state_view', 'terminate', 'close'"
)
SIDES = "'bureau', 'ministry', 'operations', 'organization', 'calendar'"


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("overdue_item", sa.Text),
        sa.Column("requested_on", sa.Date),
        sa.Column("answer_due_on", sa.Date),
        sa.Column("view_due_on", sa.Date),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_cases_organization_id"
        ),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_cases_state_known")),
        sa.CheckConstraint(f"ground IN ({GROUNDS})", name=op.f("ck_cases_ground_known")),
        sa.CheckConstraint("origin IN ('staff', 'rule', 'report', 'complaint')", name=op.f("ck_cases_origin_known")),
        sa.CheckConstraint(
            "overdue_item IN ('permission', 'seeker_term', 'report')", name=op.f("ck_cases_overdue_item_known")
        ),
        sa.CheckConstraint(
            "(ground = 'overdue') = (overdue_item IS NOT NULL)", name=op.f("ck_cases_overdue_says_what")
        ),
        sa.CheckConstraint(
            "(requested_on IS NULL) = (answer_due_on IS NULL)", name=op.f("ck_cases_request_has_due_day")
        ),
        sa.CheckConstraint("answer_due_on > requested_on", name=op.f("ck_cases_due_day_leaves_time")),
    )
    op.create_index("ix_cases_organization_id", "cases", ["organization_id", "case_id"])
    op.create_index("ix_cases_open", "cases", ["case_id"], postgresql_where=sa.text("state <> 'closed'"))
    op.create_table(
        "case_steps",
        sa.Column("step_id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("measure_id", ID),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("step_id", name="pk_case_steps"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_steps_case_id"),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.measure_id"], name="fk_case_steps_measure_id"),
        sa.CheckConstraint(f"event IN ({EVENTS})", name=op.f("ck_case_steps_event_known")),
        sa.CheckConstraint(f"side IN ({SIDES})", name=op.f("ck_case_steps_side_known")),
        sa.CheckConstraint(f"ground IN ({GROUNDS})", name=op.f("ck_case_steps_ground_known")),
        sa.UniqueConstraint("case_id", "version", name="uq_case_steps_version"),
    )
    op.add_column("measures", sa.Column("case_id", ID))
    op.create_foreign_key("fk_measures_case_id", "measures", "cases", ["case_id"], ["case_id"])
    op.create_index(
        "uq_measures_definite_of_case",
        "measures",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("kind IN ('suspension_with_term', 'suspension_until_corrected')"),
    )
