"""What became of the bureaus' prompts is kept, of those about orders too (CMP-2, CMP-6).

An addition alone. What stands now is taken over, with the ID of its case. What the version before raises or ends meanwhile about
something overdue is found when the calendar looks next, within a day; about an order, with the next that becomes of it (decision 245).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0017_bureau_prompts"
down_revision = "0016_facts_over"
branch_labels = None
depends_on = None

_PROMPTS = "'demand', 'unmended', 'repeated', 'order_issued', 'order_met', 'order_void'"
_OUTCOMES = (
    "'demanded', 'hearing', 'suspended', 'confirmed', 'terminated', 'reclassified', 'closed', 'came', 'not_expected', "
    "'withdrawn', 'superseded'"
)


def upgrade() -> None:
    op.create_table(
        "bureau_prompts",
        sa.Column("prompt_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("case_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("became", sa.Text),
        sa.PrimaryKeyConstraint("prompt_id", name="pk_bureau_prompts"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_bureau_prompts_case_id"),
        sa.UniqueConstraint("case_id", "prompt", name="uq_bureau_prompts_case_id"),
        sa.CheckConstraint(f"prompt IN ({_PROMPTS})", name=op.f("ck_bureau_prompts_prompt_known")),
        sa.CheckConstraint(f"became IN ({_OUTCOMES})", name=op.f("ck_bureau_prompts_became_known")),
        sa.CheckConstraint("(ended_on IS NULL) = (became IS NULL)", name=op.f("ck_bureau_prompts_end_has_outcome")),
    )
    op.create_index(
        "ix_bureau_prompts_open", "bureau_prompts", ["prompt_id"], postgresql_where=sa.text("ended_on IS NULL")
    )
    opened_on = "(cases.opened_at AT TIME ZONE 'Asia/Tokyo')::date"
    op.execute(
        "INSERT INTO bureau_prompts (prompt_id, case_id, prompt, raised_on)"
        f" SELECT cases.case_id, cases.case_id, prompt, coalesce(prompt_told_on, {opened_on})"
        " FROM expected_days JOIN cases USING (case_id) WHERE prompt IS NOT NULL"
    )
    # Whose suspension was decided waits for nothing while the order stands.
    op.execute(
        "INSERT INTO bureau_prompts (prompt_id, case_id, prompt, raised_on)"
        f" SELECT case_id, case_id, 'order_' || order_cases.told, {opened_on} FROM order_cases JOIN cases USING (case_id)"
        " WHERE state NOT IN ('confirmed', 'closed') AND NOT (order_cases.told = 'issued' AND EXISTS ("
        "SELECT FROM measures WHERE measures.case_id = cases.case_id AND measures.kind <> 'provisional_suspension'))"
    )


def downgrade() -> None:
    op.drop_table("bureau_prompts")
