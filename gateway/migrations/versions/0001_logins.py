"""Challenges, sessions, remembered browsers, limits of attempts; outbox and inbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0001_logins"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = pg.UUID(as_uuid=False)


def _identity() -> list[sa.Column]:
    return [
        sa.Column("account_id", ID, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("organization_id", ID),
        sa.Column("bureau_code", sa.Text),
        sa.Column("office_code", sa.Text),
        sa.Column("seeker_number", sa.Text),
    ]


def upgrade() -> None:
    _one_time_passwords()
    _sessions()
    _limits()
    _bus()


def _one_time_passwords() -> None:
    op.create_table(
        "one_time_password_counters",
        sa.Column("account_id", ID, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_one_time_password_counters"),
        sa.CheckConstraint("counter > 0", name="ck_one_time_password_counters_counter_counts_up"),
    )
    op.create_table(
        "challenges",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        *_identity(),
        sa.Column("email_key", sa.LargeBinary, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("wrong_attempts", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
        sa.UniqueConstraint("token_hash", name="uq_challenges_token_hash"),
        sa.UniqueConstraint("account_id", "counter", name="uq_challenges_one_time_password"),
        sa.CheckConstraint("wrong_attempts >= 0", name="ck_challenges_wrong_attempts_counted"),
    )
    op.create_index("ix_challenges_account_id", "challenges", ["account_id"])
    op.create_index("ix_challenges_expires_at", "challenges", ["expires_at"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        *_identity(),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("omission_asked", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_sessions_token_hash"),
        sa.CheckConstraint("opened_at <= seen_at AND opened_at < expires_at", name="ck_sessions_times_in_order"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_index("ix_sessions_organization_id", "sessions", ["organization_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "remembered_browsers",
        sa.Column("id", ID, nullable=False),
        sa.Column("identifier_hash", sa.LargeBinary, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("organization_id", ID),
        sa.Column("remembered_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_remembered_browsers"),
        sa.UniqueConstraint("identifier_hash", name="uq_remembered_browsers_identifier_hash"),
        sa.CheckConstraint("remembered_at < expires_at", name="ck_remembered_browsers_times_in_order"),
    )
    op.create_index("ix_remembered_browsers_account_id", "remembered_browsers", ["account_id"])
    op.create_index("ix_remembered_browsers_organization_id", "remembered_browsers", ["organization_id"])
    op.create_index("ix_remembered_browsers_expires_at", "remembered_browsers", ["expires_at"])


def _limits() -> None:
    op.create_table(
        "attempt_windows",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_attempt_windows"),
        sa.CheckConstraint("count >= 0", name="ck_attempt_windows_count_counts"),
    )
    op.create_index("ix_attempt_windows_opened_at", "attempt_windows", ["opened_at"])


def _bus() -> None:
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("consumer", "message_id", name="pk_inbox"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
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
        "duty_runs",
        sa.Column("duty", sa.Text, nullable=False),
        sa.Column("last_run_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("duty", name="pk_duty_runs"),
    )


def downgrade() -> None:
    for table in (
        "duty_runs",
        "outbox",
        "inbox",
        "attempt_windows",
        "remembered_browsers",
        "sessions",
        "challenges",
        "one_time_password_counters",
    ):
        op.drop_table(table)
