"""Reporting's tables: what other services told, by Japanese day, with IDs and nothing about a person."""

from __future__ import annotations

import datetime as dt

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
idempotency = idempotency_table(metadata)
duty_runs = duty_table(metadata)

NO_DAY_YET = dt.date.max
"""Stands where nothing newer is known, so that "after the day" is one comparison."""


def _id(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, pg.UUID(as_uuid=False), primary_key=primary_key, nullable=False)


def _seeker(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column("seeker_number", sa.String(11), primary_key=primary_key, nullable=False)


organization_states = sa.Table(
    "organization_states",
    metadata,
    _id("organization_id", primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("organization_class", sa.Text, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    # NULL in states told of before these were kept.
    sa.Column("name", sa.Text),
    sa.Column("approved_on", sa.Date),
)
"""Every known state of an organization, and since which day; of a day, the newest version up to it counts."""

seeker_states = sa.Table(
    "seeker_states",
    metadata,
    _seeker(primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("next_day", sa.Date, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("provision_choice", sa.Text, nullable=False),
    sa.Column("findable", sa.Boolean, nullable=False),
    sa.Column("applied_on", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Index("ix_seeker_states_next_day", "next_day"),
)
"""Every known state of a seeker, from `day` until before `next_day`, the day of the next version."""

joined_seekers = sa.Table(
    "joined_seekers",
    metadata,
    sa.Column("joined_number", sa.String(11), primary_key=True, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
)
"""Numbers that were joined into another of the same person (SEE-1), and from which day on the person is the other alone."""

messages = sa.Table(
    "messages",
    metadata,
    _id("message_id", primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    _id("organization_id"),
    sa.Column("organization_class", sa.Text, nullable=False),
    _seeker(),
    sa.Column("day", sa.Date, nullable=False),
    sa.Index("ix_messages_day", "day"),
)
"""Guidance, questions and replies that went out."""

block_changes = sa.Table(
    "block_changes",
    metadata,
    _id("organization_id", primary_key=True),
    _seeker(primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    sa.Column("blocked", sa.Boolean, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
)
"""Every change of a pair's block."""

placements = sa.Table(
    "placements",
    metadata,
    _id("conversation_id", primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    _id("organization_id"),
    sa.Column("organization_class", sa.Text, nullable=False),
    sa.Column("applied_on", sa.Date),
    sa.Column("accepted_on", sa.Date),
    sa.Index("ix_placements_applied_on", "applied_on"),
    sa.Index("ix_placements_accepted_on", "accepted_on"),
)
"""Applications received and their acceptance, newest version known."""

audit_heads = sa.Table(
    "audit_heads",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("position >= 1", name="counted_from_one"),
)
"""Heads of the audit log's chain as compliance told them (OPS-3). Two of one position are two chains, and both are kept."""
