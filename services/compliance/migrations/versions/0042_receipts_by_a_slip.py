"""Whether a receipt by which a suspension ended was taken back or its form refused (CMP-6, decision 306).

Additions alone. What the version before has confirmed is unknown, and stopped for anew as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042_receipts_by_a_slip"
down_revision = "0041_procedures_barred"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("expected_days", sa.Column("refused", sa.Integer()))
    op.add_column("expected_days", sa.Column("refused_when_mended", sa.Integer()))
    op.add_column("expected_days", sa.Column("former_last_day", sa.Date()))


def downgrade() -> None:
    op.drop_column("expected_days", "former_last_day")
    op.drop_column("expected_days", "refused_when_mended")
    op.drop_column("expected_days", "refused")
