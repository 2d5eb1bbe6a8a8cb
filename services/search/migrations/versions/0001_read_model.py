"""The read model of seekers, organizations and blocks, the ledger of acquisitions, outbox, inbox, idempotency keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_read_model"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    _runtime()
    _seekers()
    _organizations()
    _progress()


def _runtime() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger, sa.Identity(always=True)),
        sa.Column("id", ID, nullable=False),
        sa.Column("exchange", sa.Text, nullable=False),
        sa.Column("routing_key", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("consumer", "message_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("request_hash", sa.LargeBinary, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])
    op.create_table(
        "duty_runs",
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("last_run_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("duty", name="pk_duty_runs"),
    )


def _seekers() -> None:
    op.execute("CREATE SEQUENCE seekers_seq")
    op.create_table(
        "seekers",
        sa.Column("seeker_number", sa.Text, nullable=False),
        sa.Column("row_number", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("provided_to", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("blocked_by", pg.ARRAY(ID), nullable=False),
        sa.Column("record", pg.JSONB),
        sa.PrimaryKeyConstraint("seeker_number", name="pk_seekers"),
        sa.UniqueConstraint("row_number", name="uq_seekers_row_number"),
        sa.UniqueConstraint("seq", name="uq_seekers_seq"),
        sa.CheckConstraint("row_number < 4294967296", name="ck_seekers_row_number_fits_sort_key"),
        sa.CheckConstraint("provided_to <@ ARRAY['private', 'municipal']", name="ck_seekers_provided_to_classes"),
        sa.CheckConstraint("record IS NOT NULL OR provided_to = '{}'", name="ck_seekers_provided_only_with_record"),
    )
    op.create_table(
        "blocks",
        sa.Column("seeker_number", sa.Text, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("seeker_number", "organization_id", name="pk_blocks"),
    )


def _organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("class", sa.Text, nullable=False),
        sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_organizations"),
        sa.CheckConstraint("class IN ('private', 'municipal')", name="ck_organizations_class_known"),
    )
    op.create_table(
        "acquisitions",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.Text, nullable=False),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("acquired_at", INSTANT, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", "application_id", name="pk_acquisitions"),
        sa.CheckConstraint("reason IN ('view', 'export', 'guidance')", name="ck_acquisitions_reason_known"),
    )


def _progress() -> None:
    op.create_table(
        "index_progress",
        sa.Column("single", sa.Boolean, server_default=sa.true(), nullable=False),
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("single", name="pk_index_progress"),
        sa.CheckConstraint("single", name="ck_index_progress_one_row"),
    )
