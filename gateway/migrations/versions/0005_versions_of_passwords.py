"""Logins and sessions tell under which of their account's passwords they began."""

import sqlalchemy as sa
from alembic import op

revision = "0005_versions_of_passwords"
down_revision = "0004_availability"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("challenges", "sessions"):
        op.add_column(table, sa.Column("password_version", sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    for table in ("challenges", "sessions"):
        op.drop_column(table, "password_version")
