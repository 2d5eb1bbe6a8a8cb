"""Tables of the read model: what may be found, by whom, and who has acquired what."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.runtime.database import new_metadata
from services.runtime.duties import duty_table
from services.runtime.idempotency import idempotency_table
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table

metadata = new_metadata()

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency_keys = idempotency_table(metadata)
duty_runs = duty_table(metadata)

seekers_seq = sa.Sequence("seekers_seq", metadata=metadata)

seekers = sa.Table(
    "seekers",
    metadata,
    sa.Column("seeker_number", sa.Text, primary_key=True),
    # Stands in the low half of every sort key of the index, so that no two seekers are equal there.
    sa.Column("row_number", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    # What the follower follows: drawn anew at every change, under the lock of `storage.lock_followed_table`.
    sa.Column("seq", sa.BigInteger, nullable=False, unique=True),
    sa.Column("application_id", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("provided_to", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("blocked_by", pg.ARRAY(pg.UUID(as_uuid=False)), nullable=False),
    # The provided record as it crossed the bus (SEE-3); NULL where nobody may see it, a tombstone (SEE-4).
    sa.Column("record", pg.JSONB(none_as_null=True)),
    # The `seq` of the change with which each class began to find the seeker, and of the record's last change (SRC-6).
    sa.Column("opened_to_private", sa.BigInteger),
    sa.Column("opened_to_municipal", sa.BigInteger),
    sa.Column("record_changed", sa.BigInteger),
    sa.CheckConstraint("row_number < 4294967296", name="row_number_fits_sort_key"),
    sa.CheckConstraint("provided_to <@ ARRAY['private', 'municipal']", name="provided_to_classes"),
    sa.CheckConstraint("record IS NOT NULL OR provided_to = '{}'", name="provided_only_with_record"),
)
"""One row a seeker ever known (SEE-8): the state of the newest version, and which organizations the seeker blocks."""

blocks = sa.Table(
    "blocks",
    metadata,
    sa.Column("seeker_number", sa.Text, primary_key=True),
    sa.Column("organization_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("blocked", sa.Boolean, nullable=False),
)
"""State of each pair that ever had a block (MSG-7), apart from `seekers` as it may come before the seeker does."""

joined_seekers = sa.Table(
    "joined_seekers",
    metadata,
    sa.Column("joined_number", sa.Text, primary_key=True),
    sa.Column("seeker_number", sa.Text, nullable=False),
    sa.CheckConstraint("joined_number <> seeker_number", name="joined_into_another"),
    sa.Index("ix_joined_seekers_of_seeker", "seeker_number"),
)
"""A record was a second one of a seeker's, and was joined into it (SEE-1): who is blocked under its number is under the seeker's."""

organizations = sa.Table(
    "organizations",
    metadata,
    sa.Column("organization_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("class", sa.Text, nullable=False),
    sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.CheckConstraint("class IN ('private', 'municipal')", name="class_known"),
)
"""The standing of every organization, by which search answers or refuses (CMP-14)."""

acquisitions = sa.Table(
    "acquisitions",
    metadata,
    sa.Column("organization_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("seeker_number", sa.Text, primary_key=True),
    sa.Column("application_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("acquired_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("account_id", pg.UUID(as_uuid=False)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.CheckConstraint("reason IN ('view', 'export', 'guidance')", name="reason_known"),
)
"""First acquisition of a record by an organization (SRC-7), once an application for work; later views never change it. The first
one after a confirmed deletion takes its place (MSG-11): all of them stand in compliance's ledger."""

later_views = sa.Table(
    "later_views",
    metadata,
    sa.Column("reader", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("seeker_number", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Index("ix_later_views_day", "day"),
)
"""Which account has seen which record on a day: the audit log has one entry for all later views of then (OPS-3). `reader`: the
account, or the organization where a caller acts for it without one. Days that are over are cleared away."""

custody = sa.Table(
    "custody",
    metadata,
    sa.Column("organization_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("seeker_number", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("acquired_at", sa.DateTime(timezone=True)),
    sa.Column("keep_until", sa.Date),
    sa.Column("due_since", sa.DateTime(timezone=True)),
    sa.Column("deleted_at", sa.DateTime(timezone=True)),
)
"""What compliance told last of a pair: whether the record is to be deleted, until when it may be kept, when it was deleted."""

saved_searches = sa.Table(
    "saved_searches",
    metadata,
    sa.Column("saved_search_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("organization_id", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("account_id", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", pg.JSONB, nullable=False),
    sa.Column("sort", sa.Text, nullable=False),
    sa.Column("notify", sa.Boolean, nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    # Up to which change it was looked at, and on which day: hits of later changes are news.
    sa.Column("looked_up_to", sa.BigInteger, nullable=False),
    sa.Column("looked_on", sa.Date, nullable=False),
    sa.Column("new_hits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed_hits", sa.Integer, nullable=False, server_default="0"),
    sa.UniqueConstraint("account_id", "name", name="uq_saved_searches_name_once"),
    sa.Index("ix_saved_searches_organization_id", "organization_id"),
    sa.Index("ix_saved_searches_due", "looked_on", "account_id", postgresql_where=sa.text("notify")),
)
"""Searches that accounts saved, and how far each was looked at for new hits (SRC-6)."""

index_progress = sa.Table(
    "index_progress",
    metadata,
    sa.Column("single", sa.Boolean, primary_key=True, server_default=sa.true()),
    sa.Column("generation", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("single", name="one_row"),
)
"""How far the follower has come: for readiness and alarms. What counts for the follower itself stands in the index."""
