"""Which turns of duties have failed (decision 283)."""

from __future__ import annotations

import sqlalchemy as sa

from services.compliance.schema import metadata

failed_turns = sa.Table(
    "failed_turns",
    metadata,
    sa.Column("duty", sa.Text, primary_key=True),
    # The organization, or what of it was to be looked at; no personal data.
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.CheckConstraint("times >= 1", name="counts"),
)
"""A row an item whose last turn failed; gone as soon as it succeeds, or is due no more."""
