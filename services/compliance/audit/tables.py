"""The table of the audit log. A trigger refuses every change of what is written; the chain shows what gets past it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.schema import metadata

audit_entries = sa.Table(
    "audit_entries",
    metadata,
    # Counted by hand under a lock, without gaps: a sequence leaves some.
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("entry_id", pg.UUID(as_uuid=False), nullable=False, unique=True),
    sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject_kind", sa.Text, nullable=False),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("account_id", pg.UUID(as_uuid=False)),
    sa.Column("organization_id", pg.UUID(as_uuid=False)),
    sa.Column("bureau_code", sa.Text),
    sa.Column("network_address", sa.Text),
    sa.Column("trace", sa.Text, nullable=False),
    sa.Column("details", pg.JSONB, nullable=False),
    sa.Column("previous_hash", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False, unique=True),
    sa.CheckConstraint("position >= 1", name="counted_from_one"),
    sa.CheckConstraint("length(previous_hash) = 32 AND length(hash) = 32", name="hashes_are_sha256"),
    sa.Index("ix_audit_entries_time", "occurred_at", "position"),
    sa.Index("ix_audit_entries_account", "account_id", "occurred_at", "position"),
    sa.Index("ix_audit_entries_organization", "organization_id", "occurred_at", "position"),
    sa.Index("ix_audit_entries_subject", "subject_id", "occurred_at", "position"),
    sa.Index("ix_audit_entries_action", "action", "occurred_at", "position"),
)
