"""That a measure was taken back is kept beside its end, which it no longer takes the place of (CMP-13).

An addition alone, beside older processes: they write an annulment into the end, which is read as one still, and take one of a
measure that had ended before for that end, until the last of them has gone. What they wrote over is not known any more.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0025_annulments"
down_revision = "0024_days_of_conduct_checked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measures", sa.Column("annulled_at", sa.DateTime(timezone=True)))
    op.add_column("measures", sa.Column("annulled_by", pg.UUID(as_uuid=False)))
    op.add_column("measures", sa.Column("annul_reason", sa.Text, nullable=False, server_default=""))
    op.add_column("measures", sa.Column("annul_note", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("annul_note", "annul_reason", "annulled_by", "annulled_at"):
        op.drop_column("measures", name)
