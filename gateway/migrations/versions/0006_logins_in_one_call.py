"""The one-time password of a login is made before it is known whose login it is (decision 203)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0006_logins_in_one_call"
down_revision = "0005_versions_of_passwords"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("challenges", "counter", nullable=True)
    op.add_column("challenges", sa.Column("begun_at", sa.DateTime(timezone=True)))
    op.create_table(
        "ended_logins",
        sa.Column("whose", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("before_version", sa.BigInteger),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("num_nonnulls(ended_at, before_version) > 0", name="ck_ended_logins_ends_something"),
    )
    op.create_index("ix_ended_logins_noted_at", "ended_logins", ["noted_at"])


def downgrade() -> None:
    op.drop_table("ended_logins")
    op.drop_column("challenges", "begun_at")
    op.execute("DELETE FROM challenges WHERE counter IS NULL")  # who began them begins anew
    op.alter_column("challenges", "counter", nullable=False)
