"""What had come and was refused is missing anew; what staff alone have confirmed is not (CMP-6).

Of rows from before: what has come now, is expected no more, or was confirmed by the calendar.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_settled_days"
down_revision = "0013_failed_turns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("expected_days", sa.Column("was_settled", sa.Boolean, nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE expected_days SET was_settled = true WHERE met_on IS NOT NULL OR NOT in_force OR EXISTS ("
        "SELECT FROM measures WHERE measures.case_id = expected_days.case_id "
        "AND measures.mended_at IS NOT NULL AND measures.ended_by IS NULL)"
    )


def downgrade() -> None:
    op.drop_column("expected_days", "was_settled")
