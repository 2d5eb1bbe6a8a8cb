"""Measures on organizations, orders against numbers, and what of organizations decisions rest on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0002_standing"
down_revision = "0001_custody"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)

KINDS = "'suspension_with_term', 'suspension_until_corrected', 'provisional_suspension', 'termination'"
GROUNDS = (
    "'order', 'labour_law', 'offer_information', 'advertising', 'excessive_solicitation', 'overdue', 'malice',"
    " 'other_breach', 'malicious_breach', 'facts_unclear', 'security_demand'"
)


def upgrade() -> None:
    _organizations()
    _measures()
    _orders()


def _organizations() -> None:
    op.add_column("organizations", sa.Column("class", sa.Text))
    op.add_column("organizations", sa.Column("bureau_code", sa.Text))
    op.add_column(
        "organizations", sa.Column("main_numbers", pg.ARRAY(sa.Text), nullable=False, server_default="{}")
    )
    op.add_column("organizations", sa.Column("withdrawn", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_organizations_main_numbers", "organizations", ["main_numbers"], postgresql_using="gin")


def _measures() -> None:
    op.create_table(
        "measures",
        sa.Column("measure_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("public_reason", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by", ID),
        sa.Column("bureau_code", sa.Text),
        sa.Column("last_day", sa.Date),
        sa.Column("bar_until", sa.Date),
        sa.Column("mended_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", ID),
        sa.Column("end", sa.Text),
        sa.Column("end_note", sa.Text, nullable=False, server_default=""),
        sa.Column("term_seen_on", sa.Date),
        sa.PrimaryKeyConstraint("measure_id", name="pk_measures"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_measures_organization_id"
        ),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_measures_kind_known")),
        sa.CheckConstraint(f"ground IN ({GROUNDS})", name=op.f("ck_measures_ground_known")),
        sa.CheckConstraint(
            """"end" IN ('term_over', 'corrected', 'facts_established', 'terminated')""",
            name=op.f("ck_measures_end_known"),
        ),
        sa.CheckConstraint(
            "(kind = 'suspension_with_term') = (last_day IS NOT NULL)", name=op.f("ck_measures_term_has_last_day")
        ),
        sa.CheckConstraint("(kind = 'termination') = (bar_until IS NOT NULL)", name=op.f("ck_measures_termination_bars")),
        sa.CheckConstraint(
            "kind <> 'termination' OR ended_at IS NULL", name=op.f("ck_measures_termination_is_final")
        ),
        sa.CheckConstraint("""(ended_at IS NULL) = ("end" IS NULL)""", name=op.f("ck_measures_end_is_whole")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= decided_at", name=op.f("ck_measures_ends_after_decision")),
        sa.CheckConstraint("mended_at IS NULL OR ground = 'overdue'", name=op.f("ck_measures_mended_is_overdue")),
    )
    op.create_index(
        "uq_measures_in_force",
        "measures",
        ["organization_id", "ground"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND kind <> 'termination'"),
    )
    op.create_index(
        "uq_measures_termination",
        "measures",
        ["organization_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'termination'"),
    )
    op.create_index("ix_measures_organization_id", "measures", ["organization_id", "decided_at"])
    op.create_index(
        "ix_measures_terms",
        "measures",
        ["last_day"],
        postgresql_where=sa.text("ended_at IS NULL AND term_seen_on IS NULL AND last_day IS NOT NULL"),
    )
    op.create_table(
        "standings",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("told", pg.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_standings"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_standings_organization_id"
        ),
    )


def _orders() -> None:
    op.create_table(
        "business_orders",
        sa.Column("order_id", ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("main_number", sa.Text, nullable=False),
        sa.Column("bureau_code", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("met_on", sa.Date),
        sa.Column("void", sa.Boolean, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_business_orders"),
        sa.CheckConstraint(
            "kind IN ('revocation', 'business_suspension', 'improvement')", name=op.f("ck_business_orders_kind_known")
        ),
        sa.CheckConstraint(
            "(kind = 'business_suspension') = (starts_on IS NOT NULL)"
            " AND (kind = 'business_suspension') = (ends_on IS NOT NULL)",
            name=op.f("ck_business_orders_suspension_has_term"),
        ),
        sa.CheckConstraint(
            "starts_on >= issued_on AND ends_on >= starts_on", name=op.f("ck_business_orders_term_in_order")
        ),
        sa.CheckConstraint(
            "met_on IS NULL OR kind = 'improvement' AND met_on >= issued_on",
            name=op.f("ck_business_orders_met_is_improvement"),
        ),
    )
    op.create_index(
        "uq_business_orders_once",
        "business_orders",
        ["main_number", "kind", "issued_on"],
        unique=True,
        postgresql_where=sa.text("NOT void"),
    )
    op.create_index("ix_business_orders_bureau_code", "business_orders", ["bureau_code", "order_id"])
    op.create_table(
        "business_order_steps",
        sa.Column("step_id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("content", pg.JSONB, nullable=False),
        sa.PrimaryKeyConstraint("step_id", name="pk_business_order_steps"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["business_orders.order_id"], name="fk_business_order_steps_order_id"
        ),
        sa.CheckConstraint(
            "event IN ('recorded', 'corrected', 'met', 'voided')", name=op.f("ck_business_order_steps_event_known")
        ),
    )
    op.create_index("ix_business_order_steps_order_id", "business_order_steps", ["order_id"])
    op.create_table(
        "order_numbers",
        sa.Column("main_number", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("main_number", name="pk_order_numbers"),
    )

