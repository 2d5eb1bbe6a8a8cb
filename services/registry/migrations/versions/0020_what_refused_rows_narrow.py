"""What refused rows of the feed narrow all the same (SEE-4).

Revision ID: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("seekers", sa.Column("narrowed_at", sa.DateTime(timezone=True)))
    op.add_column("feed_imports", sa.Column("narrowed", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_check_constraint(op.f("ck_feed_imports_narrowed_are_refused"), "feed_imports", "narrowed <= refused")
    for table in ("feed_refusals", "feed_event_refusals"):
        op.add_column(table, sa.Column("narrowed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("feed_event_refusals", "feed_refusals"):
        op.drop_column(table, "narrowed")
    op.drop_constraint(op.f("ck_feed_imports_narrowed_are_refused"), "feed_imports")
    op.drop_column("feed_imports", "narrowed")
    op.drop_column("seekers", "narrowed_at")
