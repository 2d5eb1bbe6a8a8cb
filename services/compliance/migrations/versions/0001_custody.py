"""Facts of custody, and the holdings that follow from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_custody"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    _runtime()
    _facts()
    _holdings()


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


def _facts() -> None:
    op.create_table(
        "organizations",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", name="pk_organizations"),
    )
    op.create_table(
        "acquisitions",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("acquired_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("account_id", ID),
        sa.PrimaryKeyConstraint(
            "organization_id", "seeker_number", "acquired_at", "reason", name="pk_acquisitions"
        ),
    )
    op.create_table(
        "block_changes",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", "version", name="pk_block_changes"),
    )
    op.create_table(
        "placements",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("accepted_on", sa.Date),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_placements"),
    )
    op.create_index("ix_placements_of_pair", "placements", ["organization_id", "seeker_number"])


def _holdings() -> None:
    op.create_table(
        "holdings",
        sa.Column("holding_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("acquired_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("accepted_on", sa.Date),
        sa.Column("keep_until", sa.Date, nullable=False),
        sa.Column("duty_ground", sa.Text),
        sa.Column("duty_since", INSTANT),
        sa.Column("deleted_at", INSTANT),
        sa.Column("deleted_by", ID),
        sa.PrimaryKeyConstraint("holding_id", name="pk_holdings"),
        sa.CheckConstraint("(duty_ground IS NULL) = (duty_since IS NULL)", name=op.f("ck_holdings_duty_whole")),
        sa.CheckConstraint(
            "deleted_at IS NULL OR duty_ground IS NOT NULL", name=op.f("ck_holdings_deleted_by_duty")
        ),
    )
    present = sa.text("deleted_at IS NULL")
    op.create_index(
        "uq_holdings_present",
        "holdings",
        ["organization_id", "seeker_number"],
        unique=True,
        postgresql_where=present,
    )
    op.create_index("ix_holdings_of_seeker", "holdings", ["seeker_number"])
    op.create_index(
        "ix_holdings_duties",
        "holdings",
        ["organization_id", "duty_since"],
        postgresql_where=sa.text("duty_ground IS NOT NULL"),
    )
    op.create_index(
        "ix_holdings_running_out",
        "holdings",
        ["keep_until"],
        postgresql_where=sa.text("deleted_at IS NULL AND duty_ground IS NULL"),
    )
    op.create_index(
        "ix_holdings_custody",
        "holdings",
        ["organization_id", "keep_until", "holding_id"],
        postgresql_where=present,
    )
