"""Tables of measures, standings and orders."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.schema import metadata, one_of
from services.compliance.standing.domain.grounds import GROUNDS_OF_MEASURES, MeasureKind
from services.compliance.standing.domain.measures import End
from services.compliance.standing.domain.orders import OrderKind

_ID = pg.UUID(as_uuid=False)
_INSTANT = sa.DateTime(timezone=True)

measures = sa.Table(
    "measures",
    metadata,
    sa.Column("measure_id", _ID, primary_key=True),
    sa.Column("organization_id", _ID, sa.ForeignKey("organizations.organization_id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("public_reason", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("decided_at", _INSTANT, nullable=False),
    # NULL where it was the calendar.
    sa.Column("decided_by", _ID),
    # The bureau that decided; NULL where it was another.
    sa.Column("bureau_code", sa.Text),
    sa.Column("last_day", sa.Date),
    sa.Column("bar_until", sa.Date),
    # CMP-6: what was overdue has come.
    sa.Column("mended_at", _INSTANT),
    sa.Column("ended_at", _INSTANT),
    sa.Column("ended_by", _ID),
    sa.Column("end", sa.Text),
    sa.Column("end_note", sa.Text, nullable=False, server_default=""),
    # Taken back as wrong, in force or long over: beside the end, which stays as it was (decision 158).
    sa.Column("annulled_at", _INSTANT),
    sa.Column("annulled_by", _ID),
    sa.Column("annul_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("annul_note", sa.Text, nullable=False, server_default=""),
    # The day on which the end of the term was dealt with: it ended, or is known to go on (CMP-6).
    sa.Column("term_seen_on", sa.Date),
    # NULL where it was decided before cases were kept (CMP-13).
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id")),
    sa.CheckConstraint(one_of("kind", MeasureKind), name="kind_known"),
    sa.CheckConstraint(one_of("ground", GROUNDS_OF_MEASURES), name="ground_known"),
    sa.CheckConstraint(one_of('"end"', End), name="end_known"),
    sa.CheckConstraint("(kind = 'suspension_with_term') = (last_day IS NOT NULL)", name="term_has_last_day"),
    sa.CheckConstraint("(kind = 'termination') = (bar_until IS NOT NULL)", name="termination_bars"),
    sa.CheckConstraint(
        "kind <> 'termination' OR ended_at IS NULL OR \"end\" = 'annulled'", name="termination_ends_annulled"
    ),
    sa.CheckConstraint('(ended_at IS NULL) = ("end" IS NULL)', name="end_is_whole"),
    sa.CheckConstraint("ended_at IS NULL OR ended_at >= decided_at", name="ends_after_decision"),
    sa.CheckConstraint("mended_at IS NULL OR ground = 'overdue'", name="mended_is_overdue"),
    # One measure on a ground at a time, and one termination.
    sa.Index(
        "uq_measures_in_force",
        "organization_id",
        "ground",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND kind <> 'termination'"),
    ),
    sa.Index(
        "uq_measures_terminated",
        "organization_id",
        unique=True,
        postgresql_where=sa.text("kind = 'termination' AND ended_at IS NULL"),
    ),
    # CMP-13: one definite suspension a case.
    sa.Index(
        "uq_measures_definite_of_case",
        "case_id",
        unique=True,
        postgresql_where=sa.text("kind IN ('suspension_with_term', 'suspension_until_corrected')"),
    ),
    sa.Index("ix_measures_organization_id", "organization_id", "decided_at"),
    sa.Index(
        "ix_measures_terms",
        "last_day",
        postgresql_where=sa.text("ended_at IS NULL AND term_seen_on IS NULL AND last_day IS NOT NULL"),
    ),
)
"""Every measure with its end; nothing is ever deleted."""

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("organization_id", _ID, sa.ForeignKey("organizations.organization_id"), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    # As it was last told to others.
    sa.Column("told", pg.JSONB, nullable=False),
)
"""The standing of each organization on which something was decided."""

business_orders = sa.Table(
    "business_orders",
    metadata,
    sa.Column("order_id", _ID, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("main_number", sa.Text, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("starts_on", sa.Date),
    sa.Column("ends_on", sa.Date),
    sa.Column("met_on", sa.Date),
    sa.Column("void", sa.Boolean, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("kind", OrderKind), name="kind_known"),
    sa.CheckConstraint(
        "(kind = 'business_suspension') = (starts_on IS NOT NULL)"
        " AND (kind = 'business_suspension') = (ends_on IS NOT NULL)",
        name="suspension_has_term",
    ),
    sa.CheckConstraint("starts_on >= issued_on AND ends_on >= starts_on", name="term_in_order"),
    sa.CheckConstraint("met_on IS NULL OR kind = 'improvement' AND met_on >= issued_on", name="met_is_improvement"),
    sa.Index(
        "uq_business_orders_once",
        "main_number",
        "kind",
        "issued_on",
        unique=True,
        postgresql_where=sa.text("NOT void"),
    ),
    sa.Index("ix_business_orders_bureau_code", "bureau_code", "order_id"),
)

business_order_steps = sa.Table(
    "business_order_steps",
    metadata,
    sa.Column("step_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("order_id", _ID, sa.ForeignKey("business_orders.order_id"), nullable=False, index=True),
    sa.Column("at", _INSTANT, nullable=False),
    sa.Column("account_id", _ID),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    # The record after the step, so that every earlier version can be read.
    sa.Column("content", pg.JSONB, nullable=False),
    sa.CheckConstraint(one_of("event", ("recorded", "corrected", "met", "voided")), name="event_known"),
)

order_numbers = sa.Table(
    "order_numbers",
    metadata,
    sa.Column("main_number", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
)
"""How often others were told of a number's orders."""
