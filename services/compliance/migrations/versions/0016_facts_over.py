"""When a complainant closes a complaint made to the authority alone, its organization is told on a later day (CMP-12).

An addition alone: what was closed before was told at once. Nothing here reads the rows, as the table is locked meanwhile;
0019 looks at them and builds the index (decision 282).
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_facts_over"
down_revision = "0015_order_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaints", sa.Column("facts_over_on", sa.Date))
    op.create_check_constraint(
        op.f("ck_complaints_facts_over_after_close"),
        "complaints",
        "facts_over_on IS NULL OR state = 'closed' AND NOT to_organization AND facts_due_on IS NOT NULL",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.execute("UPDATE complaints SET facts_due_on = NULL WHERE facts_over_on IS NOT NULL")
    op.drop_constraint(op.f("ck_complaints_facts_over_after_close"), "complaints")
    op.drop_column("complaints", "facts_over_on")
