"""A complaint made to the authority alone has another ID in the organization's register, from when facts are asked (CMP-12).

What was asked before gets one that says nothing of any time.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0011_entries_of_complaints"
down_revision = "0010_complaints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaints", sa.Column("entry_id", pg.UUID(as_uuid=False)))
    op.execute(
        "UPDATE complaints SET entry_id = gen_random_uuid() WHERE NOT to_organization AND EXISTS ("
        "SELECT FROM complaint_steps WHERE complaint_steps.complaint_id = complaints.complaint_id "
        "AND complaint_steps.event = 'request_facts')"
    )
    op.create_index("ix_complaints_entry_id", "complaints", ["entry_id"], unique=True)
    op.create_check_constraint(
        op.f("ck_complaints_entry_of_authority_alone"), "complaints", "entry_id IS NULL OR NOT to_organization"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_complaints_entry_of_authority_alone"), "complaints")
    op.drop_index("ix_complaints_entry_id", "complaints")
    op.drop_column("complaints", "entry_id")
