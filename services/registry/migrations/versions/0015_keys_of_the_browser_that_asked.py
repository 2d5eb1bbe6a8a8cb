"""Authentication keys belong to the browser that asked for them; keys mailed before are good in any.

The tables of the release before stay, as it goes on with them beside this one.

Revision ID: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

INSTANT = sa.DateTime(timezone=True)
PURPOSES = "purpose IN ('account', 'registration', 'nobody', 'paper')"


def upgrade() -> None:
    op.create_table(
        "mailed_keys",
        sa.Column("email_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("ticket_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("email_lookup", "ticket_hash", name=op.f("pk_mailed_keys")),
        sa.CheckConstraint(PURPOSES, name=op.f("ck_mailed_keys_purpose_known")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_mailed_keys_attempts_counted")),
        sa.CheckConstraint("valid_until > made_at", name=op.f("ck_mailed_keys_valid_for_a_while")),
    )
    op.create_index("ix_mailed_keys_valid_until", "mailed_keys", ["valid_until"])
    op.create_table(
        "key_requests",
        sa.Column("email_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("email_lookup", "purpose", name=op.f("pk_key_requests")),
        sa.CheckConstraint(PURPOSES, name=op.f("ck_key_requests_purpose_known")),
        sa.CheckConstraint("count > 0", name=op.f("ck_key_requests_requests_counted")),
    )
    # Those of paper applications are valid for days.
    op.execute(
        "INSERT INTO mailed_keys (email_lookup, ticket_hash, purpose, key_hash, made_at, valid_until, attempts)"
        " SELECT email_lookup, '', 'paper', key_hash, made_at, valid_until, 0 FROM authentication_keys"
        " WHERE used_at IS NULL AND attempts < 5 AND valid_until > CURRENT_TIMESTAMP"
    )


def downgrade() -> None:
    op.drop_table("key_requests")
    op.drop_table("mailed_keys")
