"""What an account is shown of its own sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0002_sessions_shown"
down_revision = "0001_logins"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("device", "network"):
        op.add_column("sessions", sa.Column(name, sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("network", "device"):
        op.drop_column("sessions", name)
