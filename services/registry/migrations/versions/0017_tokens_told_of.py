"""When the main account was told that a token ends soon.

Revision ID: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("machine_tokens", sa.Column("expiry_told_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_machine_tokens_expiry_untold",
        "machine_tokens",
        ["expires_at"],
        postgresql_where=sa.text("expiry_told_at IS NULL AND revoked_at IS NULL AND replaced_by IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_machine_tokens_expiry_untold", "machine_tokens")
    op.drop_column("machine_tokens", "expiry_told_at")
