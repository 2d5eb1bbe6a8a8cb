"""As 0007, of sessions; there already where 0007 has added both columns, as it once did.

Revision ID: 0008_consent_due_of_sessions
"""

from alembic import op

revision = "0008_consent_due_of_sessions"
down_revision = "0007_consent_due"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE sessions ADD COLUMN IF NOT EXISTS consent_due boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.drop_column("sessions", "consent_due")
