"""An application recorded by mistake can be taken back; the row stays, as its version goes on (MSG-13).

The constraint holds for what is written from now on; the next migration looks at what is there beside those who write.

Revision ID: 0014_records_taken_back
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_records_taken_back"
down_revision = "0013_day_of_closing"


def upgrade() -> None:
    op.alter_column("placements", "applied_on", existing_type=sa.Date, nullable=True)
    op.execute(
        "ALTER TABLE placements ADD CONSTRAINT ck_placements_of_an_application"
        " CHECK (applied_on IS NOT NULL OR (accepted_on IS NULL AND refused_on IS NULL)) NOT VALID"
    )


def downgrade() -> None:
    op.drop_constraint("ck_placements_of_an_application", "placements")
    op.execute("DELETE FROM placements WHERE applied_on IS NULL")
    op.alter_column("placements", "applied_on", existing_type=sa.Date, nullable=False)
