"""Of two requests under one key at the same instant one waits for the other (decision 283).

A table alone, which the version before does not know: beside it, both may still begin.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0018_claimed_keys"
down_revision = "0017_bureau_prompts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claimed_keys",
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("holder", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_claimed_keys"),
    )


def downgrade() -> None:
    op.drop_table("claimed_keys")
