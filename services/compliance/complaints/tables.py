"""Tables of complaints, their course, and the registers that were demanded (CMP-12)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.complaints.domain.handling import ComplaintEvent, ComplaintState, Side
from services.compliance.complaints.domain.seeing import FILING
from services.compliance.schema import metadata, one_of

_ID = pg.UUID(as_uuid=False)
_INSTANT = sa.DateTime(timezone=True)

COMPLAINANTS = ("seeker", "employer", "other")

complaints = sa.Table(
    "complaints",
    metadata,
    sa.Column("complaint_id", _ID, primary_key=True),
    # By which the organization knows one made to the authority alone, once facts are asked: complaint_id tells when it was made.
    sa.Column("entry_id", _ID),
    sa.Column("organization_id", _ID, sa.ForeignKey("organizations.organization_id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("complainant", sa.Text, nullable=False),
    # Who made it on the site; both NULL where the organization or staff wrote it down.
    sa.Column("seeker_number", sa.String(11)),
    sa.Column("account_id", _ID),
    sa.Column("to_organization", sa.Boolean, nullable=False),
    sa.Column("with_authority", sa.Boolean, nullable=False),
    sa.Column("office_code", sa.Text),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("entered_at", _INSTANT, nullable=False),
    sa.Column("facts_due_on", sa.Date),
    # The day on which the organization is told that its complainant has closed it, while facts are still awaited of it.
    sa.Column("facts_over_on", sa.Date),
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id")),
    sa.CheckConstraint(one_of("state", ComplaintState), name="state_known"),
    sa.CheckConstraint(one_of("complainant", COMPLAINANTS), name="complainant_known"),
    sa.CheckConstraint("to_organization OR with_authority", name="is_with_somebody"),
    sa.CheckConstraint("seeker_number IS NULL OR complainant = 'seeker'", name="seeker_complains"),
    sa.CheckConstraint("account_id IS NULL OR complainant = 'employer'", name="employer_complains"),
    sa.CheckConstraint("facts_due_on IS NULL OR with_authority", name="facts_asked_by_authority"),
    sa.CheckConstraint(
        "facts_over_on IS NULL OR state = 'closed' AND NOT to_organization AND facts_due_on IS NOT NULL",
        name="facts_over_after_close",
    ),
    sa.CheckConstraint("entry_id IS NULL OR NOT to_organization", name="entry_of_authority_alone"),
    sa.Index("ix_complaints_facts_over_on", "facts_over_on", postgresql_where=sa.text("facts_over_on IS NOT NULL")),
    sa.Index("ix_complaints_entry_id", "entry_id", unique=True),
    sa.Index("ix_complaints_organization_id", "organization_id", "complaint_id"),
    sa.Index("ix_complaints_seeker_number", "seeker_number", postgresql_where=sa.text("seeker_number IS NOT NULL")),
    sa.Index("ix_complaints_account_id", "account_id", postgresql_where=sa.text("account_id IS NOT NULL")),
    sa.Index("ix_complaints_office_code", "office_code", postgresql_where=sa.text("office_code IS NOT NULL")),
)

complaint_steps = sa.Table(
    "complaint_steps",
    metadata,
    sa.Column("complaint_id", _ID, sa.ForeignKey("complaints.complaint_id"), primary_key=True),
    # Of two who write at once one comes through, whatever the code does.
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("at", _INSTANT, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("by_authority", sa.Boolean, nullable=False),
    sa.Column("account_id", _ID),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.CheckConstraint(one_of("event", (FILING, *ComplaintEvent)), name="event_known"),
    sa.CheckConstraint(one_of("side", Side), name="side_known"),
)

register_demands = sa.Table(
    "register_demands",
    metadata,
    sa.Column("demand_id", _ID, primary_key=True),
    sa.Column("organization_id", _ID, sa.ForeignKey("organizations.organization_id"), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("demanded_at", _INSTANT, nullable=False),
    sa.Column("demanded_by", _ID),
    sa.Column("handed_in_at", _INSTANT),
    sa.Column("handed_in_by", _ID),
    # The office that demanded it; NULL: the bureau.
    sa.Column("office_code", sa.Text),
    sa.CheckConstraint("last_day >= first_day", name="period_in_order"),
    sa.Index("ix_register_demands_organization_id", "organization_id", "demand_id"),
)
"""A demand of bureau or office for an organization's register of a period; handed in, both read it as it was then."""
