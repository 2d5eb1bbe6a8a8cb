"""Readings of personal data are looked up by time and by who read, without reading all of them (OPS-3).

Revision ID: 0036
"""

from alembic import op

from services.runtime.indexes import build_index_beside_writers

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    build_index_beside_writers("ix_personal_data_reads_time", "personal_data_reads", ["read_at", "read_id"])
    build_index_beside_writers(
        "ix_personal_data_reads_account",
        "personal_data_reads",
        ["account_id", "read_at", "read_id"],
        where="account_id IS NOT NULL",
    )


def downgrade() -> None:
    for name in ("ix_personal_data_reads_account", "ix_personal_data_reads_time"):
        op.drop_index(name, "personal_data_reads")
