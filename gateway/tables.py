"""Tables of the gateway's database: logins, whether the site is open and to how much, and what the bus needs."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.runtime.database import new_metadata
from services.runtime.duties import duty_table
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table

metadata = new_metadata()


def _identity_columns() -> list[sa.Column[str]]:
    """Who an account is, as the registry said when the password was verified."""
    return [
        sa.Column("account_id", pg.UUID(as_uuid=False), nullable=False, index=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("organization_id", pg.UUID(as_uuid=False)),
        sa.Column("bureau_code", sa.Text),
        sa.Column("office_code", sa.Text),
        sa.Column("seeker_number", sa.Text),
    ]


# For gateways of before, while they run beside those of now (decision 203).
one_time_password_counters = sa.Table(
    "one_time_password_counters",
    metadata,
    sa.Column("account_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("counter", sa.BigInteger, nullable=False),
    sa.CheckConstraint("counter > 0", name="counter_counts_up"),
)

challenges = sa.Table(
    "challenges",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    *_identity_columns(),
    sa.Column("email_key", sa.LargeBinary, nullable=False),
    # Name of a browser that has logged in with this e-mail before; empty for any other (AUT-6).
    sa.Column("browser", sa.Text, nullable=False, server_default=""),
    # Under which of its account's passwords it began.
    sa.Column("password_version", sa.BigInteger, nullable=False, server_default="0"),
    # Of one that a gateway of before began: what its one-time password was made from.
    sa.Column("counter", sa.BigInteger),
    sa.Column("begun_at", sa.DateTime(timezone=True)),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("wrong_attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("used_at", sa.DateTime(timezone=True)),
    # Whether the first use after this login is consent to new terms (REG-15).
    sa.Column("consent_due", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("account_id", "counter", name="uq_challenges_one_time_password"),
    sa.CheckConstraint("wrong_attempts >= 0", name="wrong_attempts_counted"),
)

ended_logins = sa.Table(
    "ended_logins",
    metadata,
    sa.Column("whose", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.Column("before_version", sa.BigInteger),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.CheckConstraint("num_nonnulls(ended_at, before_version) > 0", name="ends_something"),
)
"""What of an account or organization was ended: all that began until an instant, or under a password before a version."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    *_identity_columns(),
    # Under which of its account's passwords it began.
    sa.Column("password_version", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("omission_asked", sa.Boolean, nullable=False),
    # Whether its use is consent to new terms, of which the registry was not told yet (REG-15).
    sa.Column("consent_due", sa.Boolean, nullable=False, server_default=sa.false()),
    # System and browser in words, and the network: for its own account, to know its sessions apart.
    sa.Column("device", sa.Text, nullable=False, server_default=""),
    sa.Column("network", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_sessions_organization_id", "organization_id"),
    sa.CheckConstraint("opened_at <= seen_at AND opened_at < expires_at", name="times_in_order"),
)

remembered_browsers = sa.Table(
    "remembered_browsers",
    metadata,
    sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("identifier_hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("account_id", pg.UUID(as_uuid=False), nullable=False, index=True),
    sa.Column("organization_id", pg.UUID(as_uuid=False), index=True),
    sa.Column("remembered_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.CheckConstraint("remembered_at < expires_at", name="times_in_order"),
)

attempt_windows = sa.Table(
    "attempt_windows",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.CheckConstraint("count >= 0", name="count_counts"),
)

closings = sa.Table(
    "closings",
    metadata,
    sa.Column("closing_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True)),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
)
"""Maintenance that operations announced or began (OPS-1), beside the regular one; who did it stands in the audit log."""

access_limits = sa.Table(
    "access_limits",
    metadata,
    sa.Column("limit_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("organization_id", pg.UUID(as_uuid=False)),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("window_seconds", sa.Integer, nullable=False),
    sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True)),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("lifted_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("scope IN ('each_organization', 'one_organization', 'all_organizations')", name="scope_known"),
    sa.CheckConstraint("(scope = 'one_organization') = (organization_id IS NOT NULL)", name="one_is_named"),
    sa.CheckConstraint("requests > 0 AND window_seconds > 0", name="limits_something"),
    sa.CheckConstraint("ends_at > begins_at AND announced_at < begins_at", name="times_in_order"),
)
"""Access limits as they were announced to those concerned (OPS-2)."""

access_counts = sa.Table(
    "access_counts",
    metadata,
    sa.Column("limit_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("whose", sa.Text, primary_key=True),
    sa.Column("window_at", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("used", sa.Integer, nullable=False),
    sa.Index("ix_access_counts_window_at", "window_at"),
    prefixes=["UNLOGGED"],
)
"""Requests counted by a limit in a window. Unlogged: a crash forgets a minute's counts, and no request waits for a disk."""

inbox = inbox_table(metadata)
outbox = outbox_table(metadata)
duty_runs = duty_table(metadata)
