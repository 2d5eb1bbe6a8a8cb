"""Until when an approval gave seeker information, which its letter of acceptance states; NULL in what was decided before.

Revision ID: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("applications", sa.Column("seeker_information_until", sa.Date()))
    op.create_check_constraint(
        op.f("ck_applications_term_of_an_approved"),
        "applications",
        "seeker_information_until IS NULL OR state = 'approved'",
        postgresql_not_valid=True,  # 0030 looks at what is there
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_applications_term_of_an_approved"), "applications")
    op.drop_column("applications", "seeker_information_until")
