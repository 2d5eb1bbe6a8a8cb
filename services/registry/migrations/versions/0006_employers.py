"""Establishments of employers, their requests for a My Page, and the accounts that act for them.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

UUID = sa.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _establishments()
    _requests()
    _accounts()


def _establishments() -> None:
    op.create_table(
        "establishments",
        sa.Column("establishment_id", UUID, nullable=False),
        sa.Column("establishment_number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("bureau_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("folded_names", sa.Text(), nullable=False),
        sa.Column("folded_place", sa.Text(), nullable=False),
        sa.Column("corporate_number", sa.Text()),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("industry_code", sa.Text(), nullable=False),
        sa.Column("employees_total", sa.Integer(), nullable=False),
        sa.Column("employees_here", sa.Integer(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_key_id", sa.Text(), nullable=False),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closing_reason", sa.Text()),
        sa.CheckConstraint("state IN ('registered', 'closed')", name=op.f("ck_establishments_state_known")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_establishments_version_counted")),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_on IS NOT NULL AND closing_reason IS NOT NULL)",
            name=op.f("ck_establishments_closed_has_day_and_reason"),
        ),
        sa.CheckConstraint(
            "employees_here BETWEEN 0 AND employees_total", name=op.f("ck_establishments_employees_here_among_all")
        ),
        sa.CheckConstraint(
            "corporate_number ~ '^[1-9][0-9]{12}$'", name=op.f("ck_establishments_corporate_number_has_13_digits")
        ),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_establishments")),
        sa.UniqueConstraint("establishment_number", name=op.f("uq_establishments_establishment_number")),
    )
    op.create_index(
        "uq_establishments_registered_once",
        "establishments",
        ["folded_place", "folded_names"],
        unique=True,
        postgresql_where=sa.text("state = 'registered'"),
    )
    op.create_index("ix_establishments_office", "establishments", ["office_code", "establishment_number"])
    op.create_index("ix_establishments_bureau", "establishments", ["bureau_code", "establishment_number"])
    op.create_index("ix_establishments_corporate_number", "establishments", ["corporate_number"])
    op.create_table(
        "establishment_serials",
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last BETWEEN 1 AND 999999", name=op.f("ck_establishment_serials_last_has_six_digits")),
        sa.PrimaryKeyConstraint("office_code", name=op.f("pk_establishment_serials")),
    )


def _requests() -> None:
    op.create_table(
        "employer_requests",
        sa.Column("application_id", UUID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("confirm_by", sa.Date(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary()),
        sa.Column("contact_key_id", sa.Text()),
        sa.Column("establishment_id", UUID),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'refused', 'lapsed')", name=op.f("ck_employer_requests_state_known")
        ),
        sa.CheckConstraint(
            "(contact_sealed IS NULL) = (contact_key_id IS NULL)",
            name=op.f("ck_employer_requests_contact_names_its_key"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (contact_sealed IS NOT NULL)",
            name=op.f("ck_employer_requests_contact_kept_while_waiting"),
        ),
        sa.CheckConstraint(
            "(state = 'confirmed') = (establishment_id IS NOT NULL)",
            name=op.f("ck_employer_requests_confirmed_has_establishment"),
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (reason IS NOT NULL)", name=op.f("ck_employer_requests_refused_has_reason")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_employer_requests")),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishments.establishment_id"],
            name=op.f("fk_employer_requests_establishment_id"),
        ),
    )
    op.create_index("ix_employer_requests_office", "employer_requests", ["office_code", "state", "application_id"])
    op.create_index(
        "ix_employer_requests_due",
        "employer_requests",
        ["confirm_by"],
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _accounts() -> None:
    op.add_column("accounts", sa.Column("establishment_id", UUID))
    op.create_foreign_key(
        op.f("fk_accounts_establishment_id"),
        "accounts",
        "establishments",
        ["establishment_id"],
        ["establishment_id"],
    )
    op.create_check_constraint(
        op.f("ck_accounts_employer_has_establishment"),
        "accounts",
        "(role = 'employer') = (establishment_id IS NOT NULL)",
    )
    op.create_index(
        "uq_accounts_establishment",
        "accounts",
        ["establishment_id"],
        unique=True,
        postgresql_where=sa.text("role = 'employer' AND state IN ('issued', 'open')"),
    )
