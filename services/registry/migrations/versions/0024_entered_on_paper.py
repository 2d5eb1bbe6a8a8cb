"""Which applications came on paper: who applied so has set no password at the registration (REG-9).

Revision ID: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

# Those were registered and received at one instant in one transaction, by staff; what was loaded at the start of a site, by nobody.
ENTERED_BEFORE = """
UPDATE applications SET on_paper = true
FROM application_transitions registered, application_transitions received
WHERE registered.application_id = applications.application_id AND registered.event = 'registered'
  AND received.application_id = applications.application_id AND received.event = 'form_received'
  AND received.at = registered.at AND received.account_id IS NOT NULL
  AND received.xmin = registered.xmin  -- what the log holds is never written again
"""


def upgrade() -> None:
    op.add_column("applications", sa.Column("on_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(ENTERED_BEFORE)


def downgrade() -> None:
    op.drop_column("applications", "on_paper")
