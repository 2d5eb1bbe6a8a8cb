"""Announced maintenance (OPS-1), access limits and what is counted by them (OPS-2)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0004_availability"
down_revision = "0003_known_browsers"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "closings",
        sa.Column("closing_id", ID, nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("announced_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("closing_id", name="pk_closings"),
        sa.CheckConstraint("ends_at > begins_at", name="ck_closings_ends_after_it_begins"),
    )
    op.create_table(
        "access_limits",
        sa.Column("limit_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("organization_id", ID),
        sa.Column("requests", sa.Integer, nullable=False),
        sa.Column("window_seconds", sa.Integer, nullable=False),
        sa.Column("begins_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("announced_at", INSTANT, nullable=False),
        sa.Column("lifted_at", INSTANT),
        sa.PrimaryKeyConstraint("limit_id", name="pk_access_limits"),
        sa.CheckConstraint(
            "scope IN ('each_organization', 'one_organization', 'all_organizations')",
            name="ck_access_limits_scope_known",
        ),
        sa.CheckConstraint(
            "(scope = 'one_organization') = (organization_id IS NOT NULL)", name="ck_access_limits_one_is_named"
        ),
        sa.CheckConstraint("requests > 0 AND window_seconds > 0", name="ck_access_limits_limits_something"),
        sa.CheckConstraint("ends_at > begins_at AND announced_at < begins_at", name="ck_access_limits_times_in_order"),
    )
    op.create_table(
        "access_counts",
        sa.Column("limit_id", ID, nullable=False),
        sa.Column("whose", sa.Text, nullable=False),
        sa.Column("window_at", INSTANT, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("limit_id", "whose", "window_at", name="pk_access_counts"),
        prefixes=["UNLOGGED"],
    )
    op.create_index("ix_access_counts_window_at", "access_counts", ["window_at"])


def downgrade() -> None:
    op.drop_table("access_counts")
    op.drop_table("access_limits")
    op.drop_table("closings")
