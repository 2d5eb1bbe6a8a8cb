"""How long messages are kept, and what keeps them longer (MSG-14).

Revision ID: 0005_keeping_of_messages
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0005_keeping_of_messages"
down_revision = "0004_results_of_placements"

ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    op.add_column("organizations", sa.Column("bureau_code", sa.Text))
    op.add_column("conversations", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_conversations_to_erase",
        "conversations",
        ["open_until"],
        postgresql_where=sa.text("erased_at IS NULL AND deleted_at IS NOT NULL"),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
    )
    op.create_index("ix_cases_open", "cases", ["organization_id"], postgresql_where=sa.text("open"))


def downgrade() -> None:
    op.drop_table("cases")
    op.drop_index("ix_conversations_to_erase", "conversations")
    op.drop_column("conversations", "erased_at")
    op.drop_column("organizations", "bureau_code")
