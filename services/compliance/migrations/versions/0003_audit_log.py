"""The audit log: appended to, never changed (OPS-3)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0003_audit_log"
down_revision = "0002_standing"
branch_labels = None
depends_on = None

ID = pg.UUID(as_uuid=False)

_REFUSE = """
CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is appended to and never changed' USING ERRCODE = 'insufficient_privilege';
END
$$
"""
_ROWS = """
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_log()
"""
_WHOLE = """
CREATE TRIGGER audit_entries_stay_together BEFORE TRUNCATE ON audit_entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log()
"""


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("position", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("subject_kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("organization_id", ID),
        sa.Column("bureau_code", sa.Text),
        sa.Column("network_address", sa.Text),
        sa.Column("trace", sa.Text, nullable=False),
        sa.Column("details", pg.JSONB, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_entries"),
        sa.UniqueConstraint("entry_id", name="uq_audit_entries_entry_id"),
        sa.UniqueConstraint("hash", name="uq_audit_entries_hash"),
        sa.CheckConstraint("position >= 1", name=op.f("ck_audit_entries_counted_from_one")),
        sa.CheckConstraint(
            "length(previous_hash) = 32 AND length(hash) = 32", name=op.f("ck_audit_entries_hashes_are_sha256")
        ),
    )
    for name, column in (
        ("account", "account_id"),
        ("organization", "organization_id"),
        ("subject", "subject_id"),
        ("action", "action"),
    ):
        op.create_index(f"ix_audit_entries_{name}", "audit_entries", [column, "occurred_at", "position"])
    op.create_index("ix_audit_entries_time", "audit_entries", ["occurred_at", "position"])
    for statement in (_REFUSE, _ROWS, _WHOLE):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_entries")
    op.execute("DROP FUNCTION refuse_change_of_audit_log()")
