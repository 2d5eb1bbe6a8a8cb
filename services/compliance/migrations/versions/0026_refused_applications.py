"""Refused applications with their corrections, and the cases that they opened (MSG-13).

Revision ID: 0026_refused_applications
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0026_refused_applications"
down_revision = "0025_annulments"
branch_labels = None
depends_on = None

ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    op.create_table(
        "refused_applications",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("refused_on", sa.Date),
        sa.Column("ground", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("case_id", ID),
        sa.CheckConstraint(
            "(refused_on IS NULL) = (ground IS NULL)", name=op.f("ck_refused_applications_refusal_has_its_ground")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "recorded_at", name="pk_refused_applications"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_refused_applications_case_id_cases"),
    )
    op.create_index("ix_refused_applications_case_id", "refused_applications", ["case_id"])


def downgrade() -> None:
    op.drop_table("refused_applications")
