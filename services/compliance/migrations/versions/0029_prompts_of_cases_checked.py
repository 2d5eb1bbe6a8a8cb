"""Prompts are held to those that there are, of before too (decision 285)."""

from alembic import op

revision = "0029_prompts_of_cases_checked"
down_revision = "0028_prompts_of_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("prompt", "became"):
        op.execute(f"ALTER TABLE bureau_prompts VALIDATE CONSTRAINT ck_bureau_prompts_{name}_known")


def downgrade() -> None:
    pass
