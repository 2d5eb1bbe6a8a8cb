"""The tables of outgoing mail, of addresses that take none, and of who does without which mails."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.mail.bouncing import Cause
from services.registry.schema import metadata, one_of

STATES = ("queued", "held", "sent", "returned", "failed", "folded")
"""Queued: to be sent. Held: not in the queue until `release_at`. Sent: taken by the mail server. Returned: sent, and
reported undeliverable afterwards. Failed: given up, or not wanted. Folded: told in another mail (`folded_into`)."""
HELD_FOR = ("window", "limit")
"""Why a mail is held: its conversation was told of just now (MSG-6), or its recipient has had the day's mails."""
PENDING = "about IS NOT NULL AND state IN ('queued', 'held')"

outgoing_mails = sa.Table(
    "outgoing_mails",
    metadata,
    sa.Column("mail_id", pg.UUID(as_uuid=False), primary_key=True),
    # Order of the mails of one recipient. A held mail gets a new place when it is released.
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
    # Whether it counts to the daily limit of its recipient.
    sa.Column("counted", sa.Boolean, nullable=False, server_default=sa.false()),
    # The conversation it tells of; one mail a conversation waits at a time (MSG-6).
    sa.Column("about", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("held_for", sa.Text),
    sa.Column("release_at", sa.DateTime(timezone=True)),
    sa.Column("folded_into", pg.UUID(as_uuid=False)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
    # Not sent after this instant: what it tells holds no longer.
    sa.Column("valid_until", sa.DateTime(timezone=True)),
    # Name of the error's class, never its text: servers repeat addresses in it.
    sa.Column("last_error", sa.Text),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True)),
    sa.Column("trace", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("state", STATES), name="state_known"),
    sa.CheckConstraint("(state IN ('sent', 'returned')) = (sent_at IS NOT NULL)", name="sent_has_instant"),
    sa.CheckConstraint("(state = 'held') = (release_at IS NOT NULL)", name="held_until_an_instant"),
    sa.CheckConstraint(
        f"(state = 'held') = (held_for IS NOT NULL) AND {one_of('held_for', HELD_FOR)}", name="held_for_a_reason"
    ),
    sa.CheckConstraint("NOT secret OR state <> 'held'", name="secret_never_held"),
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
    sa.Index("ix_outgoing_mails_held", "release_at", postgresql_where=sa.text("state = 'held'")),
    sa.Index(
        "ix_outgoing_mails_counted",
        "recipient_lookup",
        "sent_at",
        postgresql_where=sa.text("counted AND sent_at IS NOT NULL"),
    ),
    sa.Index(
        "uq_outgoing_mails_pending",
        "recipient_lookup",
        "template",
        "about",
        unique=True,
        postgresql_where=sa.text(PENDING),
    ),
    sa.Index(
        "ix_outgoing_mails_about",
        "recipient_lookup",
        "template",
        "about",
        "sent_at",
        postgresql_where=sa.text("about IS NOT NULL AND sent_at IS NOT NULL"),
    ),
)

mail_addresses = sa.Table(
    "mail_addresses",
    metadata,
    # An address that took no mail, by the HMAC of its normal form. The row goes when one gets through.
    sa.Column("recipient_lookup", sa.LargeBinary, primary_key=True),
    sa.Column("cause", sa.Text, nullable=False),
    # Enhanced status code (RFC 3463) such as 5.1.1; never the server's text, which repeats the address.
    sa.Column("status", sa.Text),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    # Since when the mail server takes mails to a returned address again; it works when none came back for some days.
    sa.Column("accepted_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint(one_of("cause", Cause), name="cause_known"),
    sa.CheckConstraint("last_at >= since", name="last_after_first"),
    sa.CheckConstraint("times >= 1", name="times_counted"),
)

mail_unsubscriptions = sa.Table(
    "mail_unsubscriptions",
    metadata,
    sa.Column("recipient_lookup", sa.LargeBinary, primary_key=True),
    sa.Column("template", sa.Text, primary_key=True),
    sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=False),
)
