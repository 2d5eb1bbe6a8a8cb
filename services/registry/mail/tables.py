"""The table of outgoing mail."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.schema import metadata

outgoing_mails = sa.Table(
    "outgoing_mails",
    metadata,
    sa.Column("mail_id", pg.UUID(as_uuid=False), primary_key=True),
    # Order of the mails of one recipient.
    sa.Column("seq", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("account_id", pg.UUID(as_uuid=False)),
    # HMAC of the address's normal form: whose mails keep their order; the address can't be read from it.
    sa.Column("recipient_lookup", sa.LargeBinary, nullable=False),
    sa.Column("address_sealed", sa.LargeBinary, nullable=False),
    sa.Column("address_key_id", sa.Text, nullable=False),
    sa.Column("template", sa.Text, nullable=False),
    sa.Column("parameters_sealed", sa.LargeBinary),
    sa.Column("parameters_key_id", sa.Text),
    # Holds a one-time password or key: goes before other mail, and its parameters are erased with the last attempt.
    sa.Column("secret", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
    # Not sent after this instant: what it tells holds no longer.
    sa.Column("valid_until", sa.DateTime(timezone=True)),
    # Name of the error's class, never its text: servers repeat addresses in it.
    sa.Column("last_error", sa.Text),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    sa.Column("trace", sa.Text, nullable=False),
    sa.CheckConstraint("state IN ('queued', 'sent', 'failed')", name="state_known"),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_instant"),
    sa.CheckConstraint("attempts >= 0", name="attempts_counted"),
    sa.CheckConstraint("(parameters_sealed IS NULL) = (parameters_key_id IS NULL)", name="parameters_name_their_key"),
    sa.CheckConstraint("state <> 'queued' OR parameters_sealed IS NOT NULL", name="queued_can_be_written"),
    sa.CheckConstraint("NOT secret OR state = 'queued' OR parameters_sealed IS NULL", name="secret_erased_at_the_end"),
    sa.Index("ix_outgoing_mails_due", sa.text("secret DESC"), "seq", postgresql_where=sa.text("state = 'queued'")),
    sa.Index(
        "ix_outgoing_mails_recipient_order",
        "recipient_lookup",
        "secret",
        "seq",
        postgresql_where=sa.text("state = 'queued'"),
    ),
)
