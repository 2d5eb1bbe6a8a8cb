"""Accounts of organizations whose name has changed since are called by the new one.

Revision ID: 0025
"""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute(
        "UPDATE accounts SET display_name = named.display_name"
        " FROM (SELECT account_id, CASE role WHEN 'organization_main' THEN name ELSE name || '（' || label || '）' END"
        "  AS display_name FROM accounts JOIN organizations USING (organization_id)"
        "  WHERE role IN ('organization_main', 'organization_additional')) AS named"
        " WHERE accounts.account_id = named.account_id AND accounts.display_name <> named.display_name"
    )


def downgrade() -> None:
    """What an account was called before is not known any more."""
