"""Tables of usage reports: every version as it was filed, and who was reminded (RPT-1, RPT-2)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.reporting.tables import metadata

_ID = pg.UUID(as_uuid=False)

usage_reports = sa.Table(
    "usage_reports",
    metadata,
    sa.Column("organization_id", _ID, primary_key=True),
    sa.Column("fiscal_year", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    # The organization as it was when it filed.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("filed_by", _ID),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("nothing_to_report", sa.Boolean, nullable=False),
    sa.Column("offer_hires", sa.BigInteger),
    sa.Column("offer_fees_yen", sa.BigInteger),
    sa.Column("new_applications", sa.BigInteger),
    sa.Column("seeker_hires", sa.BigInteger),
    sa.Column("seeker_fees", sa.BigInteger),
    sa.Column("seeker_fees_yen", sa.BigInteger),
    sa.Column("employer_fees", sa.BigInteger),
    sa.Column("employer_fees_yen", sa.BigInteger),
    sa.Column("reason", sa.Text, nullable=False),
    sa.CheckConstraint("version >= 1", name="versions_from_one"),
    sa.CheckConstraint("(version = 1) = (reason = '')", name="correction_says_why"),
    sa.CheckConstraint(
        "nothing_to_report = (offer_hires IS NULL AND new_applications IS NULL)", name="nothing_or_something"
    ),
    sa.CheckConstraint("(new_applications IS NULL) = (seeker_hires IS NULL)", name="seekers_whole"),
    sa.CheckConstraint(
        "least(offer_hires, offer_fees_yen, new_applications, seeker_hires, seeker_fees, seeker_fees_yen, employer_fees,"
        " employer_fees_yen) >= 0",
        name="nothing_negative",
    ),
    sa.Index("ix_usage_reports_year", "fiscal_year", "organization_id"),
)
"""Usage reports by organization and fiscal year; the newest version counts."""

report_reminders = sa.Table(
    "report_reminders",
    metadata,
    sa.Column("organization_id", _ID, primary_key=True),
    sa.Column("fiscal_year", sa.Integer, primary_key=True),
    sa.Column("reminded_on", sa.Date, nullable=False),
)
"""Who was reminded of which year's report (RPT-2)."""
