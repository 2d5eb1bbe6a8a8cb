"""When an organization could hand in no change or no renewal, as a withdrawal stood that was taken back (CMP-6).

An addition alone. The version before keeps states without it, and counts the month of grace on until this one runs alone.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0041_procedures_barred"
down_revision = "0040_joined_seekers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "organizations", sa.Column("procedures_barred", pg.JSONB(), nullable=False, server_default=sa.text("'[]'"))
    )


def downgrade() -> None:
    op.drop_column("organizations", "procedures_barred")
