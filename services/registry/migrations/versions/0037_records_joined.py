"""Second records of one person, which were joined into the first (SEE-1).

Processes of the version before write no such row, and read none: it is empty as that of an erased seeker.

Revision ID: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("seekers", sa.Column("joined_into", sa.Text()))
    op.create_check_constraint(
        op.f("ck_seekers_joined_is_empty"),
        "seekers",
        "joined_into IS NULL OR (erased_at IS NOT NULL AND joined_into <> seeker_number)",
        postgresql_not_valid=True,  # 0038 looks at what is there
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_seekers_joined_is_empty"), "seekers")
    op.drop_column("seekers", "joined_into")
