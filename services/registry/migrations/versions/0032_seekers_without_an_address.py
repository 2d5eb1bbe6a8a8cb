"""Seekers who have told no e-mail address at the counter (SEE-1, SEE-4b).

Revision ID: 0032
"""

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.alter_column("seeker_persons", "email_lookup", nullable=True)


def downgrade() -> None:
    op.alter_column("seeker_persons", "email_lookup", nullable=False)
