"""Complaints of before are held to what 0016 asks, and those to be told of on a later day found quickly; nobody waits for either.

Whoever ran the first form of 0016 (development, tests) has both already: the check is passed over, the index made anew.
"""

from alembic import op

from services.runtime.indexes import build_index_beside_writers

revision = "0019_complaints_looked_at"
down_revision = "0018_claimed_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE complaints VALIDATE CONSTRAINT ck_complaints_facts_over_after_close")
    build_index_beside_writers(
        "ix_complaints_facts_over_on", "complaints", ["facts_over_on"], where="facts_over_on IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_index("ix_complaints_facts_over_on", "complaints")
