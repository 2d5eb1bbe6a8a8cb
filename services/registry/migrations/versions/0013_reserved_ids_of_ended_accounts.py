"""IDs stay reserved where the account that had them is ended, or its address changed, after its organization's end.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    closed, over = op.f("ck_accounts_closed_account_is_held"), op.f("ck_accounts_held_account_is_over")
    op.drop_constraint(closed, "accounts", type_="check")
    op.create_check_constraint(closed, "accounts", "state <> 'closed' OR held_until IS NOT NULL")
    op.create_check_constraint(over, "accounts", "held_until IS NULL OR state IN ('closed', 'released')")


def downgrade() -> None:
    closed, over = op.f("ck_accounts_closed_account_is_held"), op.f("ck_accounts_held_account_is_over")
    op.execute("UPDATE accounts SET held_until = NULL WHERE state <> 'closed'")
    op.drop_constraint(over, "accounts", type_="check")
    op.drop_constraint(closed, "accounts", type_="check")
    op.create_check_constraint(closed, "accounts", "(state = 'closed') = (held_until IS NOT NULL)")
