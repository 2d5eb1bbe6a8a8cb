"""Logins of browsers that have logged in before are counted apart."""

import sqlalchemy as sa
from alembic import op

revision = "0003_known_browsers"
down_revision = "0002_sessions_shown"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("challenges", sa.Column("browser", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("challenges", "browser")
