"""What is expected of an organization by a day, and how far the calendar has come with it (CMP-6)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.cases.domain.files import OverdueItem
from services.compliance.cases.domain.watching import Prompt
from services.compliance.schema import metadata, one_of

_ID = pg.UUID(as_uuid=False)

expected_days = sa.Table(
    "expected_days",
    metadata,
    sa.Column("organization_id", _ID, sa.ForeignKey("organizations.organization_id"), primary_key=True),
    sa.Column("item", sa.Text, primary_key=True),
    sa.Column("due_on", sa.Date, primary_key=True),
    # Of the organization's state that told of a term; 0 for reports, which have no state.
    sa.Column("version", sa.BigInteger, nullable=False),
    # The day of receipt or filing, whenever it was recorded.
    sa.Column("met_on", sa.Date),
    sa.Column("in_force", sa.Boolean, nullable=False),
    # It had come, or was not expected any more, since its case was opened: missing now, it is missing anew.
    sa.Column("was_settled", sa.Boolean, nullable=False, server_default=sa.false()),
    # How many forms for it are refused, as last told and when the calendar confirmed by a receipt that one had come; NULL: unknown, or
    # not so confirmed. As many still: the receipt was taken back, and nothing had come.
    sa.Column("refused", sa.Integer),
    sa.Column("refused_when_mended", sa.Integer),
    # Of the suspension that ended by such a receipt: the one in the present case goes on from it.
    sa.Column("former_last_day", sa.Date),
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id")),
    sa.Column("warned_on", sa.Date),
    sa.Column("went_on_on", sa.Date),
    sa.Column("prompt", sa.Text),
    sa.Column("prompt_told_on", sa.Date),
    # The next day on which the calendar looks at it; NULL: nothing is to be done by itself.
    sa.Column("next_on", sa.Date),
    sa.CheckConstraint(one_of("item", OverdueItem), name="item_known"),
    sa.CheckConstraint(one_of("prompt", Prompt), name="prompt_known"),
    sa.CheckConstraint("prompt IS NULL OR case_id IS NOT NULL", name="prompt_has_case"),
    sa.Index("ix_expected_days_next_on", "next_on", postgresql_where=sa.text("next_on IS NOT NULL")),
    sa.Index("ix_expected_days_case_id", "case_id", postgresql_where=sa.text("case_id IS NOT NULL")),
    sa.Index("ix_expected_days_prompt", "prompt", postgresql_where=sa.text("prompt IS NOT NULL")),
)
"""A row a term of the permission or of seeker information, and a fiscal year's report."""
