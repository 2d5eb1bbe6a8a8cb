"""Tables of custody: the facts are kept as they came; holdings are what follows from them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.schema import metadata


def _id(name: str, *, primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, pg.UUID(as_uuid=False), primary_key=primary_key, nullable=nullable)


def _instant(name: str, *, primary_key: bool = False, nullable: bool = False) -> sa.Column[dt.datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), primary_key=primary_key, nullable=nullable)


def _seeker(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column("seeker_number", sa.String(11), primary_key=primary_key, nullable=False)


acquisitions = sa.Table(
    "acquisitions",
    metadata,
    _id("organization_id", primary_key=True),
    _seeker(primary_key=True),
    _instant("acquired_at", primary_key=True),
    sa.Column("reason", sa.Text, primary_key=True),
    _id("account_id", nullable=True),
)
"""Fact: who acquired which record, when and why (SRC-7)."""

block_changes = sa.Table(
    "block_changes",
    metadata,
    _id("organization_id", primary_key=True),
    _seeker(primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("blocked", sa.Boolean, nullable=False),
    _instant("changed_at"),
)
"""Fact: every change of a pair's block, as one that is undone makes a duty all the same (MSG-11)."""

placements = sa.Table(
    "placements",
    metadata,
    _id("conversation_id", primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    _id("organization_id"),
    _seeker(),
    sa.Column("accepted_on", sa.Date),
    sa.Index("ix_placements_of_pair", "organization_id", "seeker_number"),
)
"""Fact: acceptance of an application, newest version known (MSG-13)."""

holdings = sa.Table(
    "holdings",
    metadata,
    _id("holding_id", primary_key=True),
    _id("organization_id"),
    _seeker(),
    _instant("acquired_at"),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("accepted_on", sa.Date),
    sa.Column("keep_until", sa.Date, nullable=False),
    sa.Column("duty_ground", sa.Text),
    _instant("duty_since", nullable=True),
    _instant("deleted_at", nullable=True),
    _id("deleted_by", nullable=True),
    sa.CheckConstraint("(duty_ground IS NULL) = (duty_since IS NULL)", name="duty_whole"),
    sa.CheckConstraint("deleted_at IS NULL OR duty_ground IS NOT NULL", name="deleted_by_duty"),
    sa.Index(
        "uq_holdings_present",
        "organization_id",
        "seeker_number",
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    ),
    sa.Index("ix_holdings_of_seeker", "seeker_number"),
    sa.Index(
        "ix_holdings_duties", "organization_id", "duty_since", postgresql_where=sa.text("duty_ground IS NOT NULL")
    ),
    sa.Index(
        "ix_holdings_running_out",
        "keep_until",
        postgresql_where=sa.text("deleted_at IS NULL AND duty_ground IS NULL"),
    ),
    sa.Index(
        "ix_holdings_custody",
        "organization_id",
        "keep_until",
        "holding_id",
        postgresql_where=sa.text("deleted_at IS NULL"),
    ),
)
"""A record in an organization's custody, from its first acquisition to the confirmed deletion. A duty to delete is a state
of the holding, so that each record has one duty at a time; its ID is the holding's."""
