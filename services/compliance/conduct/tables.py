"""Tables of reports, refused demands and refused applications: facts, each with the case that it belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.schema import metadata, one_of
from services.compliance.standing.domain.grounds import Ground

_ID = pg.UUID(as_uuid=False)

message_reports = sa.Table(
    "message_reports",
    metadata,
    sa.Column("message_id", _ID, primary_key=True),
    sa.Column("organization_id", _ID, nullable=False),
    sa.Column("conversation_id", _ID, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
    # NULL of reports that a version of messaging before told of.
    sa.Column("message_day", sa.Date),
    # NULL where the organization was no more, and there was no case to open.
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id")),
    sa.CheckConstraint(one_of("ground", Ground), name="ground_known"),
    sa.Index("ix_message_reports_organization_id", "organization_id"),
    sa.Index("ix_message_reports_case_id", "case_id"),
)
"""Messages that seekers reported (MSG-9), with the ground that a case opens on; who reported is not known here."""

refused_demands = sa.Table(
    "refused_demands",
    metadata,
    sa.Column("demand_id", _ID, primary_key=True),
    sa.Column("organization_id", _ID, nullable=False),
    sa.Column("conversation_id", _ID),
    sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    # NULL while they are too few for a case.
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id")),
    sa.Index("ix_refused_demands_organization_id", "organization_id", "day"),
    sa.Index("ix_refused_demands_case_id", "case_id"),
)
"""Demands for personal data that were refused (MSG-8)."""

refused_applications = sa.Table(
    "refused_applications",
    metadata,
    sa.Column("conversation_id", _ID, primary_key=True),
    sa.Column("recorded_at", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("organization_id", _ID, nullable=False),
    # NULL, both, where the refusal was taken back.
    sa.Column("refused_on", sa.Date),
    sa.Column("ground", sa.Text),
    sa.Column("reason", sa.Text),
    # Of what opened a case; NULL of corrections, and where the organization was no more.
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id")),
    sa.CheckConstraint("(refused_on IS NULL) = (ground IS NULL)", name="refusal_has_its_ground"),
    sa.Index("ix_refused_applications_case_id", "case_id"),
)
"""Refusals of applications as organizations recorded, corrected and took them back (MSG-13): what is said of a conversation
belongs to every case that one of its refusals opened."""
