"""Whether the first use after a login is consent to new terms (REG-15): known with the password, told with the first request."""

import sqlalchemy as sa
from alembic import op

revision = "0007_consent_due"
down_revision = "0006_logins_in_one_call"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("challenges", "sessions"):
        op.add_column(table, sa.Column("consent_due", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("challenges", "sessions"):
        op.drop_column(table, "consent_due")
