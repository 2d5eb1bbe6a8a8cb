"""What came of the figures of blocks, organization by organization (CMP-11). The blocks themselves are facts of custody."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.schema import metadata

_ID = pg.UUID(as_uuid=False)

block_alarms = sa.Table(
    "block_alarms",
    metadata,
    # May be told of before the organization itself is.
    sa.Column("organization_id", _ID, primary_key=True),
    sa.Column("to_look_at", sa.Boolean, nullable=False),
    sa.Column("armed", sa.Boolean, nullable=False),
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id")),
    sa.Column("case_blocking", sa.Integer, nullable=False),
    sa.CheckConstraint("case_blocking >= 0", name="counts"),
    sa.Index("ix_block_alarms_to_look_at", "organization_id", postgresql_where=sa.text("to_look_at")),
)
"""A row an organization that a seeker has ever blocked."""
