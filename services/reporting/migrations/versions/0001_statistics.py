"""What other services told, by day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_statistics"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    _runtime()
    _states()
    _activity()


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


def _states() -> None:
    op.create_table(
        "organization_states",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("organization_class", sa.Text, nullable=False),
        sa.Column("bureau_code", sa.Text, nullable=False),
        sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "version", name="pk_organization_states"),
    )
    op.create_table(
        "seeker_states",
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("next_day", sa.Date, nullable=False),
        sa.Column("bureau_code", sa.Text, nullable=False),
        sa.Column("provision_choice", sa.Text, nullable=False),
        sa.Column("findable", sa.Boolean, nullable=False),
        sa.Column("applied_on", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.PrimaryKeyConstraint("seeker_number", "version", name="pk_seeker_states"),
    )
    op.create_index("ix_seeker_states_next_day", "seeker_states", ["next_day"])


def _activity() -> None:
    op.create_table(
        "messages",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("organization_class", sa.Text, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_messages"),
    )
    op.create_index("ix_messages_day", "messages", ["day"])
    op.create_table(
        "block_changes",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", "version", name="pk_block_changes"),
    )
    op.create_table(
        "placements",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("organization_class", sa.Text, nullable=False),
        sa.Column("applied_on", sa.Date),
        sa.Column("accepted_on", sa.Date),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_placements"),
    )
    op.create_index("ix_placements_applied_on", "placements", ["applied_on"])
    op.create_index("ix_placements_accepted_on", "placements", ["accepted_on"])
