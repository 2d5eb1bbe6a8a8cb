"""Accounts of staff: found by what they act for, and what was done to them on which ground (AUT-7).

Revision ID: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_BEFORE = ("unlocked", "email_changed")
_ADDED = ("issued", "ended", "enabled", "moved", "password_voided")


def _known(done: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_account_helps_done_known"), "account_helps")
    op.create_check_constraint(
        op.f("ck_account_helps_done_known"), "account_helps", f"done IN ({', '.join(repr(one) for one in done)})"
    )


def upgrade() -> None:
    _known(_BEFORE + _ADDED)
    op.create_index(
        "ix_accounts_staff",
        "accounts",
        ["role", "bureau_code", "office_code"],
        postgresql_where=sa.text("role IN ('bureau_staff', 'office_staff', 'ministry', 'operations')"),
    )


def downgrade() -> None:
    op.drop_index("ix_accounts_staff", "accounts")
    _known(_BEFORE)
