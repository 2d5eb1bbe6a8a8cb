"""Many blocks open a case (CMP-11)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0009_blocks"
down_revision = "0008_reports_and_demands"
branch_labels = None
depends_on = None

ID = pg.UUID(as_uuid=False)
GROUNDS = (
    "'suspected_offence', 'order', 'labour_law', 'offer_information', 'advertising', 'excessive_solicitation', 'overdue',"
    " 'malice', 'other_breach', 'malicious_breach', 'facts_unclear', 'security_demand', 'many_blocks'"
)


def upgrade() -> None:
    # Only widened: the version before writes nothing that the new checks refuse.
    for table in ("cases", "case_steps"):
        op.drop_constraint(op.f(f"ck_{table}_ground_known"), table)
        op.create_check_constraint(op.f(f"ck_{table}_ground_known"), table, f"ground IN ({GROUNDS})")
    op.create_table(
        "block_alarms",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("to_look_at", sa.Boolean, nullable=False),
        sa.Column("armed", sa.Boolean, nullable=False),
        sa.Column("case_id", ID),
        sa.Column("case_blocking", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_block_alarms"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_block_alarms_case_id"),
        sa.CheckConstraint("case_blocking >= 0", name=op.f("ck_block_alarms_counts")),
    )
    op.create_index(
        "ix_block_alarms_to_look_at", "block_alarms", ["organization_id"], postgresql_where=sa.text("to_look_at")
    )


def downgrade() -> None:
    op.drop_table("block_alarms")
