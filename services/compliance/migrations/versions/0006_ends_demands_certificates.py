"""Demands for deletion, ends of the service, who confirmed and when, what others are told, certificates (MSG-11)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0006_ends_demands_certificates"
down_revision = "0005_openness_of_cases"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    _facts()
    _holdings()
    _told()
    _certificates()


def _facts() -> None:
    op.create_table(
        "deletion_demands",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("demanded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", "demanded_at", name="pk_deletion_demands"),
    )
    op.create_table(
        "service_changes",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "version", name="pk_service_changes"),
    )
    op.create_table(
        "custody_reviews",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("reached", sa.Text, nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_custody_reviews"),
    )
    op.create_index("ix_custody_reviews_requested_at", "custody_reviews", ["requested_at"])
    # What ended before this was known: every organization is looked at once.
    op.execute(
        "INSERT INTO custody_reviews (organization_id, reached, requested_at)"
        " SELECT DISTINCT organization_id, '', timestamptz '2026-01-01 00:00:00+00' FROM holdings WHERE deleted_at IS NULL"
    )


def _holdings() -> None:
    op.add_column("holdings", sa.Column("demanded_at", INSTANT))
    op.add_column("holdings", sa.Column("confirm_by", sa.Date))
    op.add_column("holdings", sa.Column("deleted_by_role", sa.Text))
    op.add_column("holdings", sa.Column("deleted_on", sa.Date))
    # What was there before, and what the version before writes after this, has no day yet: the minute duty gives it one, in
    # batches. Nothing here reads or writes the rows, as the table is locked meanwhile; 0012 looks at what is there (decision 282).
    for name, condition in (
        ("demand_makes_duty", "demanded_at IS NULL OR duty_ground IS NOT NULL"),
        ("deleted_on_when_confirmed", "deleted_on IS NULL OR deleted_at IS NOT NULL"),
        ("duty_ground_known", "duty_ground IN ('demand', 'block', 'period_over', 'service_ended')"),
    ):
        op.create_check_constraint(op.f(f"ck_holdings_{name}"), "holdings", condition, postgresql_not_valid=True)
    op.create_index(
        "ix_holdings_late",
        "holdings",
        ["confirm_by", "holding_id"],
        postgresql_where=sa.text("deleted_at IS NULL AND duty_ground IS NOT NULL"),
    )
    op.create_index(
        "ix_holdings_confirmed",
        "holdings",
        ["organization_id", "deleted_at"],
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )


def _told() -> None:
    op.create_table(
        "custody_told",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("acquired_at", INSTANT),
        sa.Column("keep_until", sa.Date),
        sa.Column("due_since", INSTANT),
        sa.Column("deleted_at", INSTANT),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", name="pk_custody_told"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_custody_told_version_counts")),
    )


def _certificates() -> None:
    op.create_table(
        "deletion_certificates",
        sa.Column("certificate_id", ID, nullable=False),
        sa.Column("serial", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("organization_name", sa.Text, nullable=False),
        sa.Column("bureau_code", sa.Text, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", ID),
        sa.Column("records", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", name="pk_deletion_certificates"),
        sa.UniqueConstraint("serial", name="uq_deletion_certificates_serial"),
        sa.CheckConstraint("records > 0", name=op.f("ck_deletion_certificates_certifies_something")),
    )
    op.create_index(
        "ix_deletion_certificates_organization_id",
        "deletion_certificates",
        ["organization_id", "issued_at", "certificate_id"],
    )
    op.create_table(
        "certified_deletions",
        sa.Column("certificate_id", ID, nullable=False),
        sa.Column("holding_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("certificate_id", "holding_id", name="pk_certified_deletions"),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["deletion_certificates.certificate_id"],
            name="fk_certified_deletions_certificate_id",
        ),
        sa.ForeignKeyConstraint(["holding_id"], ["holdings.holding_id"], name="fk_certified_deletions_holding_id"),
    )
