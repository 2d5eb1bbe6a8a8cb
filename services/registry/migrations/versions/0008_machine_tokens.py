"""Tokens of machine clients (AUT-8)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = pg.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "machine_tokens",
        sa.Column("token_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("beginning", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("scopes", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("networks", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("last_used_at", INSTANT),
        sa.Column("replaced_by", ID),
        sa.PrimaryKeyConstraint("token_id", name="pk_machine_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_machine_tokens_token_hash"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_machine_tokens_organization_id"
        ),
        sa.ForeignKeyConstraint(["replaced_by"], ["machine_tokens.token_id"], name="fk_machine_tokens_replaced_by"),
        sa.CheckConstraint("length(token_hash) = 32", name=op.f("ck_machine_tokens_hash_is_sha256")),
        sa.CheckConstraint(
            "cardinality(scopes) > 0 AND scopes <@ ARRAY['organization:read', 'offers:data', 'offers:api']::text[]",
            name=op.f("ck_machine_tokens_scopes_known"),
        ),
        sa.CheckConstraint("cardinality(networks) > 0", name=op.f("ck_machine_tokens_comes_from_somewhere")),
        sa.CheckConstraint("made_at <= expires_at", name=op.f("ck_machine_tokens_ends_after_it_was_made")),
    )
    op.create_index("ix_machine_tokens_organization_id", "machine_tokens", ["organization_id", "made_at"])


def downgrade() -> None:
    op.drop_table("machine_tokens")
