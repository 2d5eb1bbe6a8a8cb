"""Conversations, messages, blocks, the daily count, and copies of organizations and seekers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_conversations"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)


def upgrade() -> None:
    _runtime()
    _copies()
    _conversations()
    _messages()
    _state()


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


def _copies() -> None:
    op.create_table(
        "organizations",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("organization_class", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("mandatory_information", pg.JSONB),
        sa.Column("privacy_manager_name", sa.Text),
        sa.Column("privacy_manager_contact", sa.Text),
        sa.PrimaryKeyConstraint("organization_id", name="pk_organizations"),
    )
    op.create_table(
        "seekers",
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("provided_to", pg.ARRAY(sa.Text), nullable=False),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("seeker_number", name="pk_seekers"),
    )
    op.create_table(
        "acquisitions",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("acquired_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", "acquired_on", name="pk_acquisitions"),
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("organization_class", sa.Text, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("application_id", ID, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("acquired_on", sa.Date, nullable=False),
        sa.Column("open_until", sa.Date, nullable=False),
        sa.Column("last_message_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversations"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_conversations_organization_id"
        ),
        sa.UniqueConstraint(
            "organization_id", "seeker_number", "application_id", name="uq_conversations_one_an_application"
        ),
        sa.CheckConstraint("acquired_on <= started_on", name=op.f("ck_conversations_acquired_first")),
    )
    op.create_index(
        "ix_conversations_of_organization", "conversations", ["organization_id", "last_message_at", "conversation_id"]
    )
    op.create_index(
        "ix_conversations_of_seeker", "conversations", ["seeker_number", "last_message_at", "conversation_id"]
    )


def _messages() -> None:
    op.create_table(
        "guidance_texts",
        sa.Column("text_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("text_id", name="pk_guidance_texts"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_guidance_texts_organization_id"
        ),
        sa.UniqueConstraint("organization_id", "digest", name="uq_guidance_texts_once"),
    )
    op.create_table(
        "messages",
        sa.Column("message_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("guidance_text_id", ID),
        sa.Column("body", sa.Text),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("read_at", INSTANT),
        sa.Column("blocked_at", INSTANT),
        sa.PrimaryKeyConstraint("message_id", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.conversation_id"], name="fk_messages_conversation_id"
        ),
        sa.ForeignKeyConstraint(
            ["guidance_text_id"], ["guidance_texts.text_id"], name="fk_messages_guidance_text_id"
        ),
        sa.CheckConstraint("kind IN ('guidance', 'question', 'reply')", name=op.f("ck_messages_kind_known")),
        sa.CheckConstraint(
            "(kind = 'guidance') = (guidance_text_id IS NOT NULL)", name=op.f("ck_messages_guidance_has_its_text")
        ),
        sa.CheckConstraint("(body IS NULL) = (guidance_text_id IS NOT NULL)", name=op.f("ck_messages_one_text")),
        sa.CheckConstraint("read_at IS NULL OR blocked_at IS NULL", name=op.f("ck_messages_read_or_blocked")),
    )
    op.create_index("ix_messages_of_conversation", "messages", ["conversation_id", "sent_at", "message_id"])
    op.create_index(
        "ix_messages_unread",
        "messages",
        ["conversation_id", "kind"],
        postgresql_where=sa.text("read_at IS NULL AND blocked_at IS NULL"),
    )


def _state() -> None:
    op.create_table(
        "blocks",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("seeker_number", sa.String(11), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("last_blocked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "seeker_number", name="pk_blocks"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_blocks_organization_id"
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_blocks_version_counts")),
    )
    op.create_index("ix_blocks_of_seeker", "blocks", ["seeker_number"])
    op.create_table(
        "dispatch_counts",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("cap", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "day", name="pk_dispatch_counts"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_dispatch_counts_organization_id"
        ),
        sa.CheckConstraint("used BETWEEN 0 AND cap", name=op.f("ck_dispatch_counts_within_cap")),
    )
    op.create_table(
        "placements",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("applied_on", sa.Date, nullable=False),
        sa.Column("accepted_on", sa.Date),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_placements"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.conversation_id"], name="fk_placements_conversation_id"
        ),
        sa.CheckConstraint("accepted_on >= applied_on", name=op.f("ck_placements_applied_first")),
    )
