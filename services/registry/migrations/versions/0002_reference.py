"""Reference data: codes of every list, and the files they come from.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "reference_files",
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('official', 'illustrative')", name=op.f("ck_reference_files_status_known")),
        sa.PrimaryKeyConstraint("list", "position", name=op.f("pk_reference_files")),
    )
    op.create_table(
        "reference_codes",
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("parent <> code", name=op.f("ck_reference_codes_not_its_own_parent")),
        sa.PrimaryKeyConstraint("list", "code", name=op.f("pk_reference_codes")),
        sa.ForeignKeyConstraint(
            ["list", "parent"], ["reference_codes.list", "reference_codes.code"], name=op.f("fk_reference_codes_list")
        ),
    )
