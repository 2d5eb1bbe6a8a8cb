"""Tables of cases: each as it is now, and its steps, which are never changed (CMP-13)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.cases.domain.files import RECORD_CORRECTED, CaseEvent, CaseState, OverdueItem
from services.compliance.schema import metadata, one_of
from services.compliance.standing.domain.grounds import Authority, Ground

_ID = pg.UUID(as_uuid=False)
_INSTANT = sa.DateTime(timezone=True)

ORIGINS = ("staff", "rule", "report", "complaint")
OPENING = "open"
"""The first step of every case."""
STEPS = (OPENING, RECORD_CORRECTED, *CaseEvent)

TO_TELL = "told < CASE WHEN state = 'closed' THEN 2 ELSE 1 END"
"""Cases of which others know less than there is."""

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("organization_id", _ID, sa.ForeignKey("organizations.organization_id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    # NULL where nobody knows it yet.
    sa.Column("happened_on", sa.Date),
    sa.Column("overdue_item", sa.Text),
    sa.Column("requested_on", sa.Date),
    sa.Column("answer_due_on", sa.Date),
    sa.Column("view_due_on", sa.Date),
    sa.Column("opened_at", _INSTANT, nullable=False),
    # Of a report of a seeker: the day on which the organization is told of the opening; NULL once it knows of it.
    sa.Column("tell_on", sa.Date),
    # The instant that it is shown as that of the opening.
    sa.Column("shown_at", _INSTANT),
    # The day of the conduct that it is shown while an inquiry is hidden from it.
    sa.Column("shown_day", sa.Date),
    sa.Column("told", sa.SmallInteger, nullable=False, server_default="0"),
    sa.CheckConstraint(one_of("state", CaseState), name="state_known"),
    sa.CheckConstraint(one_of("ground", Ground), name="ground_known"),
    sa.CheckConstraint(one_of("origin", ORIGINS), name="origin_known"),
    sa.CheckConstraint(one_of("overdue_item", OverdueItem), name="overdue_item_known"),
    sa.CheckConstraint("(ground = 'overdue') = (overdue_item IS NOT NULL)", name="overdue_says_what"),
    sa.CheckConstraint("overdue_item IS NULL OR happened_on IS NOT NULL", name="overdue_has_its_day"),
    sa.CheckConstraint("(requested_on IS NULL) = (answer_due_on IS NULL)", name="request_has_due_day"),
    sa.CheckConstraint("answer_due_on > requested_on", name="due_day_leaves_time"),
    sa.Index("ix_cases_organization_id", "organization_id", "case_id"),
    sa.CheckConstraint("told BETWEEN 0 AND 2", name="told_known"),
    sa.Index("ix_cases_open", "case_id", postgresql_where=sa.text("state <> 'closed'")),
    sa.Index("ix_cases_tell_on", "tell_on", postgresql_where=sa.text("tell_on IS NOT NULL")),
    sa.Index("ix_cases_to_tell", "organization_id", postgresql_where=sa.text(TO_TELL)),
)
"""`told`: what others know of it: nothing, or not its ground (0), that it is open (1), that it is closed (2)."""

case_steps = sa.Table(
    "case_steps",
    metadata,
    sa.Column("step_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    # NULL where it was the calendar.
    sa.Column("account_id", _ID),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    # The day of the conduct that the case was opened with, that the step set, or that a hearing is about.
    sa.Column("happened_on", sa.Date),
    sa.Column("measure_id", _ID, sa.ForeignKey("measures.measure_id")),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("event", STEPS), name="event_known"),
    sa.CheckConstraint(one_of("side", Authority), name="side_known"),
    sa.CheckConstraint(one_of("ground", Ground), name="ground_known"),
    # Of two who act at once one comes through, whatever the code does.
    sa.UniqueConstraint("case_id", "version", name="uq_case_steps_version"),
)
