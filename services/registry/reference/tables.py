"""Tables of the reference data."""

from __future__ import annotations

import sqlalchemy as sa

from services.registry.schema import metadata

reference_files = sa.Table(
    "reference_files",
    metadata,
    sa.Column("list", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    # Of the whole list as it was read: the same fingerprint again means there is nothing to load.
    sa.Column("fingerprint", sa.LargeBinary, nullable=False),
    sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('official', 'illustrative')", name="status_known"),
)

reference_codes = sa.Table(
    "reference_codes",
    metadata,
    sa.Column("list", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("parent", sa.Text),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_kana", sa.Text, nullable=False),
    sa.Column("county", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    # Codes are never deleted: older rows may carry them.
    sa.Column("retired", sa.Boolean, nullable=False),
    sa.ForeignKeyConstraint(["list", "parent"], ["reference_codes.list", "reference_codes.code"]),
    sa.CheckConstraint("parent <> code", name="not_its_own_parent"),
)
