"""Additional accounts by invitation, locks after wrong passwords, changes of address, reports of misuse.

Revision ID: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

UUID = sa.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
WAYS = "way IN ('application', 'my_page', 'use'{more})"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("label", sa.Text(), nullable=False, server_default=""))
    op.add_column("accounts", sa.Column("last_login_at", INSTANT))
    op.add_column("accounts", sa.Column("ended_at", INSTANT))
    op.create_index("ix_accounts_organization_id", "accounts", ["organization_id"])
    op.drop_constraint(op.f("ck_terms_consents_way_known"), "terms_consents", type_="check")
    op.create_check_constraint(
        op.f("ck_terms_consents_way_known"), "terms_consents", WAYS.format(more=", 'invitation'")
    )
    _attempts()
    _invitations()
    _changes_of_address()
    _misuse()


def _attempts() -> None:
    op.create_table(
        "password_attempts",
        sa.Column("email_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("locked_until", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.PrimaryKeyConstraint("email_lookup", "browser_hash", name=op.f("pk_password_attempts")),
        sa.CheckConstraint("count >= 0", name=op.f("ck_password_attempts_attempts_counted")),
    )
    op.create_index(
        "ix_password_attempts_locked",
        "password_attempts",
        ["locked_until"],
        postgresql_where=sa.text("locked_until IS NOT NULL"),
    )
    op.create_index("ix_password_attempts_since", "password_attempts", ["since"])


def _invitations() -> None:
    op.create_table(
        "account_invitations",
        sa.Column("invitation_id", UUID, nullable=False),
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_key_id", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("account_id", UUID),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_account_invitations")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.organization_id"],
            name=op.f("fk_account_invitations_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.account_id"], name=op.f("fk_account_invitations_account_id")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'recalled')", name=op.f("ck_account_invitations_state_known")
        ),
        sa.CheckConstraint(
            "(state = 'accepted') = (account_id IS NOT NULL)",
            name=op.f("ck_account_invitations_accepted_has_account"),
        ),
        sa.CheckConstraint("valid_until > sent_at", name=op.f("ck_account_invitations_valid_for_a_while")),
    )
    op.create_index("ix_account_invitations_organization_id", "account_invitations", ["organization_id"])


def _changes_of_address() -> None:
    op.create_table(
        "email_changes",
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_key_id", sa.Text(), nullable=False),
        sa.Column("new_key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("old_key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("new_confirmed", sa.Boolean(), nullable=False),
        sa.Column("old_confirmed", sa.Boolean(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_email_changes")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_email_changes_account_id")),
        sa.CheckConstraint(
            "NOT (new_confirmed AND old_confirmed)", name=op.f("ck_email_changes_waits_for_a_confirmation")
        ),
        sa.CheckConstraint("valid_until > made_at", name=op.f("ck_email_changes_valid_for_a_while")),
    )
    op.create_table(
        "account_helps",
        sa.Column("help_id", UUID, nullable=False),
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date()),
        sa.Column("done_by", UUID),
        sa.Column("done_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("help_id", name=op.f("pk_account_helps")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_account_helps_account_id")),
        sa.CheckConstraint("done IN ('unlocked', 'email_changed')", name=op.f("ck_account_helps_done_known")),
        sa.CheckConstraint("ground <> ''", name=op.f("ck_account_helps_ground_given")),
    )
    op.create_index(op.f("ix_account_helps_account_id"), "account_helps", ["account_id"])


def _misuse() -> None:
    op.create_table(
        "misuse_reports",
        sa.Column("report_id", UUID, nullable=False),
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("reported_by", UUID, nullable=False),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.Column("description_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("description_key_id", sa.Text(), nullable=False),
        sa.Column("handled_at", INSTANT),
        sa.Column("handled_by", UUID),
        sa.Column("outcome", sa.Text()),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_misuse_reports")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name=op.f("fk_misuse_reports_organization_id")
        ),
        sa.ForeignKeyConstraint(["reported_by"], ["accounts.account_id"], name=op.f("fk_misuse_reports_reported_by")),
        sa.CheckConstraint(
            "(handled_at IS NULL) = (outcome IS NULL)", name=op.f("ck_misuse_reports_handled_has_outcome")
        ),
    )
    op.create_index(
        "ix_misuse_reports_open", "misuse_reports", ["report_id"], postgresql_where=sa.text("handled_at IS NULL")
    )


def downgrade() -> None:
    for table in ("misuse_reports", "account_helps", "email_changes", "account_invitations", "password_attempts"):
        op.drop_table(table)
    op.drop_constraint(op.f("ck_terms_consents_way_known"), "terms_consents", type_="check")
    op.create_check_constraint(op.f("ck_terms_consents_way_known"), "terms_consents", WAYS.format(more=""))
    op.drop_index("ix_accounts_organization_id", "accounts")
    for column in ("ended_at", "last_login_at", "label"):
        op.drop_column("accounts", column)
