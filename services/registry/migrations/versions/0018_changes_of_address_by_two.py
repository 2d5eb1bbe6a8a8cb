"""Changes of address entered by two persons of the bureau; whom a reserved address is held for.

Revision ID: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

UUID = sa.UUID(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "email_change_entries",
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_key_id", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("entered_by", UUID, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_email_change_entries")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.account_id"], name=op.f("fk_email_change_entries_account_id_accounts")
        ),
    )
    op.add_column("account_helps", sa.Column("entered_by", UUID))
    op.create_check_constraint(
        op.f("ck_account_helps_done_by_another"), "account_helps", "entered_by IS NULL OR entered_by <> done_by"
    )
    op.add_column("accounts", sa.Column("holds_for", UUID))
    op.create_check_constraint(
        op.f("ck_accounts_holder_is_nobody"), "accounts", "holds_for IS NULL OR state = 'released'"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_accounts_holder_is_nobody"), "accounts", type_="check")
    op.drop_column("accounts", "holds_for")
    op.drop_constraint(op.f("ck_account_helps_done_by_another"), "account_helps", type_="check")
    op.drop_column("account_helps", "entered_by")
    op.drop_table("email_change_entries")
