"""The term of seeker information that a withdrawal gives up alone is kept with it, for where it was approved by mistake (REG-5, REG-16).

Processes of the version before approve withdrawals without it, which are then not taken back.

Revision ID: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

_CHECKS = {
    "ck_applications_given_up_by_an_approved_withdrawal": (
        "given_up_until IS NULL OR state = 'approved' AND application_kind = 'withdrawal'"
    ),
    "ck_applications_given_up_term_is_whole": (
        "(given_up_failed_on IS NULL OR given_up_until IS NOT NULL)"
        " AND (given_up_closed_on IS NULL OR given_up_failed_on IS NOT NULL)"
    ),
}
_COLUMNS = ("given_up_until", "given_up_failed_on", "given_up_closed_on")


def upgrade() -> None:
    for column in _COLUMNS:
        op.add_column("applications", sa.Column(column, sa.Date()))
    for name, check in _CHECKS.items():
        op.create_check_constraint(op.f(name), "applications", check, postgresql_not_valid=True)  # 0042 looks at it


def downgrade() -> None:
    for name in _CHECKS:
        op.drop_constraint(op.f(name), "applications")
    for column in _COLUMNS:
        op.drop_column("applications", column)
