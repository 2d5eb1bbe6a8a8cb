"""The table of machine clients' tokens."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.contracts.registry import SCOPES
from services.registry.schema import metadata, some_of

EXPIRY_UNTOLD = "expiry_told_at IS NULL AND revoked_at IS NULL AND replaced_by IS NULL"

machine_tokens = sa.Table(
    "machine_tokens",
    metadata,
    sa.Column("token_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), nullable=False
    ),
    sa.Column("name", sa.Text, nullable=False),
    # Its first letters, to know it by; the rest is kept as a hash alone.
    sa.Column("beginning", sa.Text, nullable=False),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("scopes", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("networks", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("made_by", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
    sa.Column("last_used_at", sa.DateTime(timezone=True)),
    sa.Column("replaced_by", pg.UUID(as_uuid=False), sa.ForeignKey("machine_tokens.token_id")),
    # When its organization was told that it ends soon.
    sa.Column("expiry_told_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("length(token_hash) = 32", name="hash_is_sha256"),
    sa.CheckConstraint(f"cardinality(scopes) > 0 AND {some_of('scopes', SCOPES)}", name="scopes_known"),
    sa.CheckConstraint("cardinality(networks) > 0", name="comes_from_somewhere"),
    sa.CheckConstraint("made_at <= expires_at", name="ends_after_it_was_made"),
    sa.Index("ix_machine_tokens_organization_id", "organization_id", "made_at"),
    sa.Index("ix_machine_tokens_expiry_untold", "expires_at", postgresql_where=sa.text(EXPIRY_UNTOLD)),
)
