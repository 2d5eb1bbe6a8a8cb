"""Every acceptance and refusal is of an application: what was there before is looked at (MSG-13).

Revision ID: 0015_placements_of_applications
"""

from alembic import op

revision = "0015_placements_of_applications"
down_revision = "0014_records_taken_back"


def upgrade() -> None:
    op.execute("ALTER TABLE placements VALIDATE CONSTRAINT ck_placements_of_an_application")


def downgrade() -> None:
    """Nothing to take back: the constraint goes with the migration that made it."""
