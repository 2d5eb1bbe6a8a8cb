"""Offices that deal with a complaint demand registers too (CMP-12; seed 001, 15(2))."""

import sqlalchemy as sa
from alembic import op

revision = "0032_registers_by_offices"
down_revision = "0031_openings_to_tell"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("register_demands", sa.Column("office_code", sa.Text))


def downgrade() -> None:
    op.drop_column("register_demands", "office_code")
