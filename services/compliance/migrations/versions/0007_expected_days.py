"""What is expected of organizations by which day (CMP-6); steps by date and annulled suspensions in cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0007_expected_days"
down_revision = "0006_ends_demands_certificates"
branch_labels = None
depends_on = None

ID = pg.UUID(as_uuid=False)

EVENTS = (
    "'open', 'refer', 'reclassify', 'request_correction', 'answer', 'suspend_provisionally', 'end_provisional', 'suspend',"
    " 'confirm', 'announce_hearing', 'state_view', 'terminate', 'warn', 'go_on', 'annul', 'close'"
)
ENDS = "'term_over', 'corrected', 'facts_established', 'terminated', 'annulled'"


def upgrade() -> None:
    # Only widened: the version before writes nothing that the new checks refuse.
    op.drop_constraint(op.f("ck_case_steps_event_known"), "case_steps")
    op.create_check_constraint(op.f("ck_case_steps_event_known"), "case_steps", f"event IN ({EVENTS})")
    op.drop_constraint(op.f("ck_measures_end_known"), "measures")
    op.create_check_constraint(op.f("ck_measures_end_known"), "measures", f'"end" IN ({ENDS})')
    op.add_column("organizations", sa.Column("approved_on", sa.Date))
    op.create_table(
        "expected_days",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("met_on", sa.Date),
        sa.Column("in_force", sa.Boolean, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("warned_on", sa.Date),
        sa.Column("went_on_on", sa.Date),
        sa.Column("prompt", sa.Text),
        sa.Column("prompt_told_on", sa.Date),
        sa.Column("next_on", sa.Date),
        sa.PrimaryKeyConstraint("organization_id", "item", "due_on", name="pk_expected_days"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_expected_days_organization_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_expected_days_case_id"),
        sa.CheckConstraint(
            "item IN ('permission', 'seeker_term', 'report')", name=op.f("ck_expected_days_item_known")
        ),
        sa.CheckConstraint(
            "prompt IN ('demand', 'unmended', 'repeated')", name=op.f("ck_expected_days_prompt_known")
        ),
        sa.CheckConstraint(
            "prompt IS NULL OR case_id IS NOT NULL", name=op.f("ck_expected_days_prompt_has_case")
        ),
    )
    op.create_index(
        "ix_expected_days_next_on", "expected_days", ["next_on"], postgresql_where=sa.text("next_on IS NOT NULL")
    )
    op.create_index(
        "ix_expected_days_case_id", "expected_days", ["case_id"], postgresql_where=sa.text("case_id IS NOT NULL")
    )
    op.create_index(
        "ix_expected_days_prompt", "expected_days", ["prompt"], postgresql_where=sa.text("prompt IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_table("expected_days")
    op.drop_column("organizations", "approved_on")
