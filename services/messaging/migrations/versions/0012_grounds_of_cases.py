"""On what a case rests decides whether messages are read in it (MSG-14).

Revision ID: 0012_grounds_of_cases
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_grounds_of_cases"
down_revision = "0011_complaints_keep_messages"


def upgrade() -> None:
    op.add_column("cases", sa.Column("ground", sa.Text))


def downgrade() -> None:
    op.drop_column("cases", "ground")
