"""Tables of the desk: proposals of decisions, and the bureau's address as it was mailed to applicants."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.desk.domain.proposals import ProposalState, ProposedDecision
from services.registry.schema import metadata, one_of

decision_proposals = sa.Table(
    "decision_proposals",
    metadata,
    sa.Column("proposal_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("application_id", pg.UUID(as_uuid=False), sa.ForeignKey("applications.application_id"), nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("letter_posted_on", sa.Date),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("proposed_by", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("closed_by", pg.UUID(as_uuid=False)),
    sa.Column("closed_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint(one_of("decision", ProposedDecision), name="decision_known"),
    sa.CheckConstraint(one_of("state", ProposalState), name="state_known"),
    sa.CheckConstraint("(decision = 'refuse') = (reason IS NOT NULL)", name="refusal_has_reason"),
    sa.CheckConstraint(
        "(state = 'open') = (closed_at IS NULL) AND (closed_by IS NULL) = (closed_at IS NULL)",
        name="closed_by_somebody",
    ),
    sa.CheckConstraint("state <> 'confirmed' OR closed_by <> proposed_by", name="confirmed_by_another"),
    # One at a time.
    sa.Index("uq_decision_proposals_open", "application_id", unique=True, postgresql_where=sa.text("state = 'open'")),
    sa.Index("ix_decision_proposals_application_id", "application_id"),
)

bureau_address_mails = sa.Table(
    "bureau_address_mails",
    metadata,
    sa.Column("application_id", pg.UUID(as_uuid=False), sa.ForeignKey("applications.application_id"), primary_key=True),
    # When the bureau's address was mailed, and by whom; NULL where the system did it at registration.
    sa.Column("mailed_at", sa.DateTime(timezone=True)),
    sa.Column("mailed_by", pg.UUID(as_uuid=False)),
    # When the applicant was pointed to the list of bureaus instead (REG-9).
    sa.Column("pointed_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("mailed_at IS NOT NULL OR pointed_at IS NOT NULL", name="something_was_mailed"),
    sa.CheckConstraint("mailed_by IS NULL OR mailed_at IS NOT NULL", name="sender_has_sent"),
)
