"""A termination that was wrongly decided may be taken back (CMP-9); rows of before are held to it in the next version."""

from alembic import op

revision = "0021_wrong_terminations"
down_revision = "0020_days_of_withdrawal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE measures DROP CONSTRAINT ck_measures_termination_is_final")
    op.execute(
        "ALTER TABLE measures ADD CONSTRAINT ck_measures_termination_ends_annulled"
        " CHECK (kind <> 'termination' OR ended_at IS NULL OR \"end\" = 'annulled') NOT VALID"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE measures DROP CONSTRAINT ck_measures_termination_ends_annulled")
    op.execute(
        "ALTER TABLE measures ADD CONSTRAINT ck_measures_termination_is_final"
        " CHECK (kind <> 'termination' OR ended_at IS NULL)"
    )
