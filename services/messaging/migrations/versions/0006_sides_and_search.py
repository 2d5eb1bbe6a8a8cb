"""What each side notes of a conversation for itself, and what messages are searched by (MSG-6).

Texts that are there already are folded by a duty, some at a time, while the service runs.

Revision ID: 0006_sides_and_search
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0006_sides_and_search"
down_revision = "0005_keeping_of_messages"

OWN = [f"{side}_{what}_at" for side in ("organization", "seeker") for what in ("read", "marked", "archived")]


def upgrade() -> None:
    for name in OWN:
        op.add_column("conversations", sa.Column(name, sa.DateTime(timezone=True)))
    op.add_column("guidance_texts", sa.Column("folded", sa.Text))
    op.add_column("messages", sa.Column("folded", sa.Text))
    op.add_column("messages", sa.Column("bigrams", pg.ARRAY(sa.BigInteger)))
    op.create_index("ix_messages_bigrams", "messages", ["bigrams"], postgresql_using="gin")
    op.create_index(
        "ix_messages_unfolded",
        "messages",
        ["message_id"],
        postgresql_where=sa.text("body IS NOT NULL AND folded IS NULL"),
    )
    op.create_index(
        "ix_guidance_texts_unfolded", "guidance_texts", ["text_id"], postgresql_where=sa.text("folded IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_guidance_texts_unfolded", "guidance_texts")
    op.drop_index("ix_messages_unfolded", "messages")
    op.drop_index("ix_messages_bigrams", "messages")
    op.drop_column("messages", "bigrams")
    op.drop_column("messages", "folded")
    op.drop_column("guidance_texts", "folded")
    for name in OWN:
        op.drop_column("conversations", name)
