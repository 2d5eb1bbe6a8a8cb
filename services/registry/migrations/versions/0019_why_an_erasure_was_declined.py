"""Why a demand for erasure was declined, which the person is told.

Revision ID: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("erasures", sa.Column("reason", sa.Text()))
    op.create_check_constraint(op.f("ck_erasures_reason_of_a_declined"), "erasures", "reason IS NULL OR state = 'declined'")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_erasures_reason_of_a_declined"), "erasures")
    op.drop_column("erasures", "reason")
