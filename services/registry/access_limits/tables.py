"""What was told of access limits: its newest version, so that an announcement that comes late is not sent after its lifting."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.schema import metadata

access_limits_told = sa.Table(
    "access_limits_told",
    metadata,
    sa.Column("limit_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
)
