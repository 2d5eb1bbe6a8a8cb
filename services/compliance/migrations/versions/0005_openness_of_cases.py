"""Others are told which cases are open (MSG-14).

Revision ID: 0005_openness_of_cases
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_openness_of_cases"
down_revision = "0004_cases"


def upgrade() -> None:
    op.add_column("cases", sa.Column("told", sa.SmallInteger, nullable=False, server_default="0"))
    op.create_check_constraint(op.f("ck_cases_told_known"), "cases", "told BETWEEN 0 AND 2")
    op.create_index(
        "ix_cases_to_tell",
        "cases",
        ["organization_id"],
        postgresql_where=sa.text("told < CASE WHEN state = 'closed' THEN 2 ELSE 1 END"),
    )


def downgrade() -> None:
    op.drop_index("ix_cases_to_tell", "cases")
    op.drop_constraint(op.f("ck_cases_told_known"), "cases")
    op.drop_column("cases", "told")
