"""The checks of 0040 and 0041 hold for every row: looked at in a version of its own, which locks out nobody.

Revision ID: 0042
"""

from alembic import op

revision = "0042"
down_revision = "0041"

_CHECKS = {
    "ck_application_transitions_event_known": "application_transitions",
    "ck_applications_given_up_by_an_approved_withdrawal": "applications",
    "ck_applications_given_up_term_is_whole": "applications",
}


def upgrade() -> None:
    for name, table in _CHECKS.items():
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def downgrade() -> None:
    """Nothing was written."""
