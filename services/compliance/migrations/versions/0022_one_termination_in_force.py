"""One termination of an organization in force, and none that was taken back stands in the way of a later one (CMP-9).

The index of before goes only when the new one is there, so that two can be in force at no instant.
"""

import sqlalchemy as sa
from alembic import op

from services.runtime.indexes import build_index_beside_writers

revision = "0022_one_termination_in_force"
down_revision = "0021_wrong_terminations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE measures VALIDATE CONSTRAINT ck_measures_termination_ends_annulled")
    build_index_beside_writers(
        "uq_measures_terminated",
        "measures",
        ["organization_id"],
        unique=True,
        where="kind = 'termination' AND ended_at IS NULL",
    )
    op.drop_index("uq_measures_termination", "measures", if_exists=True)


def downgrade() -> None:
    op.create_index(
        "uq_measures_termination",
        "measures",
        ["organization_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'termination'"),
    )
    op.drop_index("uq_measures_terminated", "measures")
