"""Tables of custody: the facts are kept as they came; holdings are what follows from them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.custody.domain.deciding import Ground
from services.compliance.schema import metadata, one_of


def _id(name: str, *more: sa.ForeignKey, primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, pg.UUID(as_uuid=False), *more, primary_key=primary_key, nullable=nullable)


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

demands = sa.Table(
    "deletion_demands",
    metadata,
    _id("organization_id", primary_key=True),
    _seeker(primary_key=True),
    _instant("demanded_at", primary_key=True),
)
"""Fact: the seeker demanded of the organization that it delete the record (SEE-7, MSG-11)."""

joined_seekers = sa.Table(
    "joined_seekers",
    metadata,
    sa.Column("joined_number", sa.String(11), primary_key=True),
    sa.Column("seeker_number", sa.String(11), nullable=False),
    sa.CheckConstraint("joined_number <> seeker_number", name="joined_into_another"),
    sa.Index("ix_joined_seekers_of_seeker", "seeker_number"),
)
"""Fact: a record was a second one of a seeker's, and was joined into it (SEE-1)."""

service_changes = sa.Table(
    "service_changes",
    metadata,
    _id("organization_id", primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("open", sa.Boolean, nullable=False),
    _instant("at"),
)
"""Fact: whether the registry served the organization seeker information, in each version of its state (REG-3, MSG-11)."""

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
    _instant("demanded_at", nullable=True),
    # Until when the duty is not called late; as the yardstick was when it was last decided (ageing).
    sa.Column("confirm_by", sa.Date),
    _instant("deleted_at", nullable=True),
    _id("deleted_by", nullable=True),
    sa.Column("deleted_by_role", sa.Text),
    # The day on which the organization says that it deleted; NULL where it was confirmed before that was asked.
    sa.Column("deleted_on", sa.Date),
    sa.CheckConstraint("(duty_ground IS NULL) = (duty_since IS NULL)", name="duty_whole"),
    sa.CheckConstraint("deleted_at IS NULL OR duty_ground IS NOT NULL", name="deleted_by_duty"),
    sa.CheckConstraint("demanded_at IS NULL OR duty_ground IS NOT NULL", name="demand_makes_duty"),
    sa.CheckConstraint("deleted_on IS NULL OR deleted_at IS NOT NULL", name="deleted_on_when_confirmed"),
    sa.CheckConstraint(one_of("duty_ground", Ground), name="duty_ground_known"),
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
        "ix_holdings_late",
        "confirm_by",
        "holding_id",
        postgresql_where=sa.text("deleted_at IS NULL AND duty_ground IS NOT NULL"),
    ),
    # Empty but for a while after the version that brought the day.
    sa.Index(
        "ix_holdings_undated",
        "organization_id",
        "holding_id",
        postgresql_where=sa.text("duty_ground IS NOT NULL AND confirm_by IS NULL"),
    ),
    sa.Index(
        "ix_holdings_confirmed",
        "organization_id",
        "deleted_at",
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
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

reviews = sa.Table(
    "custody_reviews",
    metadata,
    _id("organization_id", primary_key=True),
    # Seekers up to this number have been decided anew; all numbers sort after "".
    sa.Column("reached", sa.Text, nullable=False),
    _instant("requested_at"),
    sa.Index("ix_custody_reviews_requested_at", "requested_at"),
)
"""Organizations all of whose holdings are to be decided anew, as their service ended; a row goes when that is done."""

told = sa.Table(
    "custody_told",
    metadata,
    _id("organization_id", primary_key=True),
    _seeker(primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    _instant("acquired_at", nullable=True),
    sa.Column("keep_until", sa.Date),
    _instant("due_since", nullable=True),
    _instant("deleted_at", nullable=True),
    sa.CheckConstraint("version >= 1", name="version_counts"),
)
"""What the other services were last told of a pair."""

certificates = sa.Table(
    "deletion_certificates",
    metadata,
    _id("certificate_id", primary_key=True),
    sa.Column("serial", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
    _id("organization_id"),
    sa.Column("organization_name", sa.Text, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    _instant("issued_at"),
    _id("issued_by", nullable=True),
    sa.Column("records", sa.Integer, nullable=False),
    sa.CheckConstraint("records > 0", name="certifies_something"),
    sa.Index("ix_deletion_certificates_organization_id", "organization_id", "issued_at", "certificate_id"),
)
"""Certificates of deletion, with the organization's name as it was; never changed."""

certified = sa.Table(
    "certified_deletions",
    metadata,
    _id("certificate_id", sa.ForeignKey("deletion_certificates.certificate_id"), primary_key=True),
    _id("holding_id", sa.ForeignKey("holdings.holding_id"), primary_key=True),
)
"""The confirmed deletions that a certificate names."""
