"""What bureaus are or were prompted to do, a row a case and kind (CMP-2, CMP-6, CMP-13)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.compliance.bureau_prompts.domain import PROMPTS, Outcome
from services.compliance.schema import metadata, one_of

_ID = pg.UUID(as_uuid=False)

bureau_prompts = sa.Table(
    "bureau_prompts",
    metadata,
    sa.Column("prompt_id", _ID, primary_key=True),
    sa.Column("case_id", _ID, sa.ForeignKey("cases.case_id"), nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("raised_on", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("became", sa.Text),
    # Of `CasePrompt`: the day on which its bureau, or operations, were mailed that it waits; others are told by mails of their own.
    sa.Column("told_on", sa.Date),
    # The day of the last mail that counted it before it was raised anew.
    sa.Column("told_before_on", sa.Date),
    sa.UniqueConstraint("case_id", "prompt", name="uq_bureau_prompts_case_id"),
    sa.CheckConstraint(one_of("prompt", PROMPTS), name="prompt_known"),
    sa.CheckConstraint(one_of("became", Outcome), name="became_known"),
    sa.CheckConstraint("(ended_on IS NULL) = (became IS NULL)", name="end_has_outcome"),
    sa.Index("ix_bureau_prompts_open", "prompt_id", postgresql_where=sa.text("ended_on IS NULL")),
)
"""A prompt that stands anew in its case is open again: one of `CasePrompt` as a new one, others since they were raised first."""
