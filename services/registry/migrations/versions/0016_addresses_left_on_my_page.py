"""Addresses that seekers have left on My Page: the feed does not bring them back.

Revision ID: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "left_emails",
        sa.Column("seeker_number", sa.Text(), nullable=False),
        sa.Column("email_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seeker_number", "email_lookup", name=op.f("pk_left_emails")),
        sa.ForeignKeyConstraint(
            ["seeker_number"], ["seekers.seeker_number"], name=op.f("fk_left_emails_seeker_number_seekers")
        ),
    )
    op.create_index("ix_left_emails_email_lookup", "left_emails", ["email_lookup"])


def downgrade() -> None:
    op.drop_table("left_emails")
