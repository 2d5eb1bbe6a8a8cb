"""Sanctions as compliance tells of them, bars, and the public lists with their history.

Revision ID: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"

UUID = sa.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _sanctions()
    _public_lists()


def _sanctions() -> None:
    op.create_table(
        "organization_standings",
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("since", INSTANT),
        sa.Column("until", sa.Date()),
        sa.Column("bar_until", sa.Date()),
        sa.Column("measures", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_organization_standings"),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.organization_id"],
            name="fk_organization_standings_organization_id",
        ),
        sa.CheckConstraint(
            "standing IN ('active', 'suspended', 'terminated')", name=op.f("ck_organization_standings_standing_known")
        ),
        sa.CheckConstraint(
            "(standing = 'terminated') = (bar_until IS NOT NULL)",
            name=op.f("ck_organization_standings_termination_bars"),
        ),
    )
    op.create_table(
        "bars",
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("barred", sa.Text(), nullable=False),
        sa.Column("terminated_on", sa.Date(), nullable=False),
        sa.Column("barred_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "barred", name="pk_bars"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_bars_organization_id"
        ),
        sa.CheckConstraint("barred_until > terminated_on", name=op.f("ck_bars_barred_for_a_while")),
    )
    op.create_index("ix_bars_barred", "bars", ["barred"])
    op.create_table(
        "business_orders",
        sa.Column("order_id", UUID, nullable=False),
        sa.Column("main_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.PrimaryKeyConstraint("order_id", name="pk_business_orders"),
        sa.CheckConstraint(
            "kind IN ('revocation', 'business_suspension', 'improvement')", name=op.f("ck_business_orders_kind_known")
        ),
    )
    op.create_index("ix_business_orders_main_number", "business_orders", ["main_number"])
    op.create_table(
        "business_order_versions",
        sa.Column("main_number", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("main_number", name="pk_business_order_versions"),
    )


def _public_lists() -> None:
    op.create_table(
        "public_entries",
        sa.Column("entry_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("shown_from", INSTANT, nullable=False),
        sa.Column("shown_until", INSTANT),
        sa.Column("bureau_code", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("services", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("entry", postgresql.JSONB(), nullable=False),
        sa.Column("digest_high", sa.BigInteger(), nullable=False),
        sa.Column("digest_low", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_public_entries"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_public_entries_organization_id"
        ),
        sa.CheckConstraint("list IN ('current', 'terminated')", name=op.f("ck_public_entries_list_known")),
        sa.CheckConstraint("shown_until > shown_from", name=op.f("ck_public_entries_shown_for_a_while")),
        sa.CheckConstraint(
            "list <> 'terminated' OR shown_until IS NOT NULL", name=op.f("ck_public_entries_terminated_list_ends")
        ),
    )
    op.create_index(
        "uq_public_entries_open",
        "public_entries",
        ["organization_id"],
        unique=True,
        postgresql_where=sa.text("shown_until IS NULL"),
    )
    op.create_index("ix_public_entries_organization_id", "public_entries", ["organization_id", "shown_from"])
    op.create_index(
        "ix_public_entries_order", "public_entries", ["list", "bureau_code", "name_kana", "organization_id"]
    )
    op.create_index("ix_public_entries_shown_from", "public_entries", ["shown_from"])
