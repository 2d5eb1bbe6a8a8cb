"""Seekers decide here: online registration, choices at an office, extension and end, reminders, erasure; the feed by event.

Revision ID: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0007"
down_revision = "0006"

UUID = pg.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What the version before inserts still fits: every new column has a default or may be empty."""
    _seekers()
    _feed_events()
    _erasures()


def _seekers() -> None:
    op.alter_column("seekers", "source_id", nullable=True)
    op.add_column("seekers", sa.Column("at_an_office", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("seekers", sa.Column("openness_chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("seekers", sa.Column("extended_until", sa.Date()))
    op.add_column("seekers", sa.Column("ended_here", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("seekers", sa.Column("decided_on", pg.JSONB(), nullable=False, server_default="{}"))
    op.add_column("seekers", sa.Column("reminded_of", sa.Date()))
    op.add_column("seekers", sa.Column("erased_at", INSTANT))
    op.create_check_constraint(
        op.f("ck_seekers_office_has_source"),
        "seekers",
        "source_id IS NOT NULL OR NOT at_an_office OR erased_at IS NOT NULL",
    )
    op.create_check_constraint(
        op.f("ck_seekers_erased_is_empty"),
        "seekers",
        "erased_at IS NULL OR (source_id IS NULL AND look_again_on IS NULL AND provision_choice = 'none' "
        "AND record = jsonb_build_object('seeker_number', seeker_number))",
    )
    op.create_index("ix_seekers_valid_until", "seekers", ["valid_until"], postgresql_where=sa.text("ended_on IS NULL"))


def _feed_events() -> None:
    op.create_table(
        "feed_events",
        sa.Column("event_id", UUID, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_feed_events")),
    )
    op.create_table(
        "feed_event_refusals",
        sa.Column("event_id", UUID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_feed_event_refusals")),
        sa.ForeignKeyConstraint(["event_id"], ["feed_events.event_id"], name=op.f("fk_feed_event_refusals_event_id")),
    )


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("erasure_id", UUID, nullable=False),
        sa.Column("seeker_number", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("identity_checked", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", UUID),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("decided_by", UUID),
        sa.Column("decided_at", INSTANT),
        sa.Column("source_lookup", sa.LargeBinary()),
        sa.Column("done_on", sa.Date()),
        sa.CheckConstraint("ground IN ('demand', 'retention_over')", name=op.f("ck_erasures_ground_known")),
        sa.CheckConstraint("state IN ('asked', 'done', 'declined')", name=op.f("ck_erasures_state_known")),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_erasures_decided_has_instant")),
        sa.CheckConstraint("asked_by <> decided_by", name=op.f("ck_erasures_decided_by_another")),
        sa.CheckConstraint(
            "ground <> 'demand' OR identity_checked IS NOT NULL", name=op.f("ck_erasures_demand_is_the_persons_own")
        ),
        sa.CheckConstraint(
            "state <> 'asked' OR source_lookup IS NULL", name=op.f("ck_erasures_lookup_only_once_done")
        ),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasures")),
    )
    op.create_index(
        "uq_erasures_open", "erasures", ["seeker_number"], unique=True, postgresql_where=sa.text("state = 'asked'")
    )
    op.create_index(
        "ix_erasures_source", "erasures", ["source_lookup"], postgresql_where=sa.text("source_lookup IS NOT NULL")
    )
