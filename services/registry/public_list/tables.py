"""The public lists with their history: a row for each time an entry was something."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.public_list.domain.entry import ListName
from services.registry.schema import metadata, one_of

public_entries = sa.Table(
    "public_entries",
    metadata,
    sa.Column("entry_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), nullable=False
    ),
    sa.Column("list", sa.Text, nullable=False),
    sa.Column("shown_from", sa.DateTime(timezone=True), nullable=False),
    # The first instant at which it is not shown any more; known beforehand where a termination's list ends it.
    sa.Column("shown_until", sa.DateTime(timezone=True)),
    # What lists are sorted and narrowed by; the entry itself is as it is shown.
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("name_kana", sa.Text, nullable=False),
    sa.Column("municipality_code", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("suspended", sa.Boolean, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("entry", pg.JSONB, nullable=False),
    # Two halves of a hash of the entry: all of a list's, taken together, tell whether the list is another one.
    sa.Column("digest_high", sa.BigInteger, nullable=False),
    sa.Column("digest_low", sa.BigInteger, nullable=False),
    sa.CheckConstraint(one_of("list", ListName), name="list_known"),
    sa.CheckConstraint("shown_until > shown_from", name="shown_for_a_while"),
    sa.CheckConstraint("list <> 'terminated' OR shown_until IS NOT NULL", name="terminated_list_ends"),
    sa.Index("uq_public_entries_open", "organization_id", unique=True, postgresql_where=sa.text("shown_until IS NULL")),
    sa.Index("ix_public_entries_organization_id", "organization_id", "shown_from"),
    sa.Index("ix_public_entries_order", "list", "bureau_code", "name_kana", "organization_id"),
    sa.Index("ix_public_entries_shown_from", "shown_from"),
)
