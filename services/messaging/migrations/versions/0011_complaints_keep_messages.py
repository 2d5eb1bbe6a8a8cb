"""An open complaint keeps messages (MSG-14).

Revision ID: 0011_complaints_keep_messages
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0011_complaints_keep_messages"
down_revision = "0010_own_texts"

ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("complaint_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("complaint_id", name="pk_complaints"),
    )
    op.create_index("ix_complaints_open", "complaints", ["organization_id"], postgresql_where=sa.text("open"))


def downgrade() -> None:
    op.drop_table("complaints")
