"""Prompts of every case that waits for staff (CMP-9, CMP-13, OPS-4); the next version validates."""

import sqlalchemy as sa
from alembic import op

revision = "0028_prompts_of_cases"
down_revision = "0027_refusals_of_before"
branch_labels = None
depends_on = None

_PROMPTS = "'demand', 'unmended', 'repeated', 'order_issued', 'order_met', 'order_void'"
_OUTCOMES = (
    "'demanded', 'hearing', 'suspended', 'confirmed', 'terminated', 'reclassified', 'closed', 'came', 'not_expected', "
    "'withdrawn', 'superseded'"
)
_OF_CASES = "'case_opened', 'case_joined', 'answered', 'answer_late', 'view_stated', 'view_late'"
_OUTCOMES_OF_CASES = "'referred', 'requested', 'answered'"


def upgrade() -> None:
    op.add_column("bureau_prompts", sa.Column("told_on", sa.Date))
    _known(f"{_PROMPTS}, {_OF_CASES}", f"{_OUTCOMES}, {_OUTCOMES_OF_CASES}")


def downgrade() -> None:
    op.execute(f"DELETE FROM bureau_prompts WHERE prompt IN ({_OF_CASES})")
    _known(_PROMPTS, _OUTCOMES)
    op.drop_column("bureau_prompts", "told_on")


def _known(prompts: str, outcomes: str) -> None:
    for name, values in (("prompt", prompts), ("became", outcomes)):
        op.execute(
            f"ALTER TABLE bureau_prompts DROP CONSTRAINT ck_bureau_prompts_{name}_known,"
            f" ADD CONSTRAINT ck_bureau_prompts_{name}_known CHECK ({name} IN ({values})) NOT VALID"
        )
