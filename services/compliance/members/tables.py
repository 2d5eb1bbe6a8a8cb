"""Table of organizations, as the registry tells of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.schema import metadata

organizations = sa.Table(
    "organizations",
    metadata,
    sa.Column("organization_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    # What decisions rest on; unknown of an organization not told of since they are kept.
    sa.Column("class", sa.Text),
    sa.Column("bureau_code", sa.Text),
    sa.Column("main_numbers", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    # NULL where it was not told of since it is kept.
    sa.Column("approved_on", sa.Date),
    # The day of its withdrawal; NULL too where it was not told of since it is kept.
    sa.Column("ended_on", sa.Date),
    sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()),
    # When it could hand in no change or no renewal, as a withdrawal stood that was taken back (CMP-6): since, until, kinds.
    sa.Column("procedures_barred", pg.JSONB, nullable=False, server_default="[]"),
    sa.Index("ix_organizations_main_numbers", "main_numbers", postgresql_using="gin"),
)
"""Organizations as the registry tells of them, newest version known."""
