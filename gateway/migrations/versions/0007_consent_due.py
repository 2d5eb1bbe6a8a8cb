"""Whether the first use after a login is consent to new terms (REG-15): known with the password, told with the first request.

One table a version: who ends logins holds sessions and comes to challenges, who completes one the other way round.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_consent_due"
down_revision = "0006_logins_in_one_call"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("challenges", sa.Column("consent_due", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("challenges", "consent_due")
