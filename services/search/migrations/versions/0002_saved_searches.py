"""Saved searches (SRC-6), and which change opened a seeker to a class or changed the record.

NULL where that was before: such seekers are no news.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0002_saved_searches"
down_revision = "0001_read_model"
branch_labels = None
depends_on = None

CHANGES = ("opened_to_private", "opened_to_municipal", "record_changed")


def upgrade() -> None:
    for name in CHANGES:
        op.add_column("seekers", sa.Column(name, sa.BigInteger))
    op.create_table(
        "saved_searches",
        sa.Column("saved_search_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("organization_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("account_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", pg.JSONB, nullable=False),
        sa.Column("sort", sa.Text, nullable=False),
        sa.Column("notify", sa.Boolean, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_up_to", sa.BigInteger, nullable=False),
        sa.Column("looked_on", sa.Date, nullable=False),
        sa.Column("new_hits", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_hits", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("saved_search_id", name="pk_saved_searches"),
        sa.UniqueConstraint("account_id", "name", name="uq_saved_searches_name_once"),
    )
    op.create_index("ix_saved_searches_organization_id", "saved_searches", ["organization_id"])
    op.create_index(
        "ix_saved_searches_due", "saved_searches", ["looked_on", "account_id"], postgresql_where=sa.text("notify")
    )


def downgrade() -> None:
    op.drop_table("saved_searches")
    for name in CHANGES:
        op.drop_column("seekers", name)
