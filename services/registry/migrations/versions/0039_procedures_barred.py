"""When an organization could hand in no change or renewal, as a withdrawal stood that was taken back (CMP-6, decision 306).

Processes of the version before tell organizations without it, which others read as unknown. One table a version: a writer that holds
one and wants the next waits for none that waits for it.

Revision ID: 0039
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column(
        "organizations", sa.Column("procedures_barred", pg.JSONB(), nullable=False, server_default=sa.text("'[]'"))
    )


def downgrade() -> None:
    op.drop_column("organizations", "procedures_barred")
