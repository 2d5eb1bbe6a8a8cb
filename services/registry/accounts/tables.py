"""Tables of accounts, authentication keys, consents to the terms, and what accounts are made and changed by."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.contracts.caller import LOGGED_IN, Role
from services.contracts.registry import TERMS_AUDIENCES
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.domain.invitation import InvitationState
from services.registry.schema import metadata, one_of

HOLDS_EMAIL = "state IN ('issued', 'open')"
"""Accounts in these states hold their e-mail address; others, whose organization has ended, do until `held_until` is over (REG-11)."""

OF_STAFF = "role IN ('bureau_staff', 'office_staff', 'ministry', 'operations')"

LOGS_IN_SQL = ("open", "closed")
"""States in which an account logs in."""

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("email_key_id", sa.Text, nullable=False),
    # HMAC of the address's normal form: found by it, never read from it.
    sa.Column("email_lookup", sa.LargeBinary, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    # Counts the passwords it has had: a login tells by it under which of them it began.
    sa.Column("password_version", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id")),
    sa.Column("bureau_code", sa.Text),
    sa.Column("office_code", sa.Text),
    sa.Column("seeker_number", sa.Text),
    # Of an employer's account; the table stands in `employers`.
    sa.Column("establishment_id", pg.UUID(as_uuid=False), sa.ForeignKey("establishments.establishment_id")),
    sa.Column("held_until", sa.Date),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    # What its organization calls an additional account (a desk or section).
    sa.Column("label", sa.Text, nullable=False, server_default=""),
    sa.Column("last_login_at", sa.DateTime(timezone=True)),
    # When the organization ended an additional account, or administrators an account of staff.
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    # Of a row that is nobody's and holds the address which another account had when it was reserved: that account.
    sa.Column("holds_for", pg.UUID(as_uuid=False)),
    sa.CheckConstraint("holds_for IS NULL OR state = 'released'", name="holder_is_nobody"),
    sa.CheckConstraint(one_of("role", sorted(LOGGED_IN | {Role.MACHINE})), name="role_known"),
    sa.CheckConstraint(one_of("state", AccountState), name="state_known"),
    sa.CheckConstraint("password_hash LIKE '$argon2id$%'", name="password_hashed"),
    # A released one is held too, where its organization had ended before: the ID of an account ended or moved since.
    sa.CheckConstraint("state <> 'closed' OR held_until IS NOT NULL", name="closed_account_is_held"),
    sa.CheckConstraint("held_until IS NULL OR state IN ('closed', 'released')", name="held_account_is_over"),
    sa.CheckConstraint(
        "state <> 'open' OR role NOT LIKE 'organization%' OR organization_id IS NOT NULL",
        name="open_organization_account_has_organization",
    ),
    sa.CheckConstraint("(role = 'seeker') = (seeker_number IS NOT NULL)", name="seeker_account_has_seeker"),
    sa.CheckConstraint("(role = 'employer') = (establishment_id IS NOT NULL)", name="employer_has_establishment"),
    sa.CheckConstraint("(role = 'office_staff') = (office_code IS NOT NULL)", name="office_staff_has_office"),
    sa.CheckConstraint("role <> 'bureau_staff' OR bureau_code IS NOT NULL", name="bureau_staff_has_bureau"),
    sa.Index("uq_accounts_email_held", "email_lookup", unique=True, postgresql_where=sa.text(HOLDS_EMAIL)),
    sa.Index(
        "uq_accounts_main_account",
        "organization_id",
        unique=True,
        postgresql_where=sa.text("role = 'organization_main' AND state = 'open'"),
    ),
    sa.Index(
        "uq_accounts_seeker",
        "seeker_number",
        unique=True,
        postgresql_where=sa.text("role = 'seeker' AND state = 'open'"),
    ),
    sa.Index(
        "uq_accounts_establishment",
        "establishment_id",
        unique=True,
        postgresql_where=sa.text("role = 'employer' AND state IN ('issued', 'open')"),
    ),
    sa.Index("ix_accounts_email_lookup", "email_lookup"),
    sa.Index("ix_accounts_staff", "role", "bureau_code", "office_code", postgresql_where=sa.text(OF_STAFF)),
    sa.Index("ix_accounts_organization_id", "organization_id"),
)

# Of the release before, which goes on with it beside this one; the next one drops it.
authentication_keys = sa.Table(
    "authentication_keys",
    metadata,
    sa.Column("email_lookup", sa.LargeBinary, primary_key=True),
    sa.Column("key_hash", sa.LargeBinary, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("used_at", sa.DateTime(timezone=True)),
    sa.Column("requests", sa.Integer, nullable=False),
    sa.Column("requests_since", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("attempts >= 0", name="attempts_counted"),
    sa.CheckConstraint("valid_until > made_at", name="valid_for_a_while"),
)

HELPS = ("unlocked", "email_changed", "issued", "ended", "enabled", "moved", "password_voided")
"""What staff do for the owner of an account, and administrators to an account of staff, each on a recorded ground."""

KEY_PURPOSES = ("account", "registration", "nobody", "paper")
"""What a key was mailed for; "nobody": to an address that nobody has, and so not at all (AUT-6)."""

mailed_keys = sa.Table(
    "mailed_keys",
    metadata,
    # One an address and browser; `ticket_hash` tells the browser that asked, empty: none did.
    sa.Column("email_lookup", sa.LargeBinary, primary_key=True),
    sa.Column("ticket_hash", sa.LargeBinary, primary_key=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("key_hash", sa.LargeBinary, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.CheckConstraint(one_of("purpose", KEY_PURPOSES), name="purpose_known"),
    sa.CheckConstraint("attempts >= 0", name="attempts_counted"),
    sa.CheckConstraint("valid_until > made_at", name="valid_for_a_while"),
    sa.Index("ix_mailed_keys_valid_until", "valid_until"),
)

key_requests = sa.Table(
    "key_requests",
    metadata,
    # How often keys were asked for at an address: each purpose by itself, so that none uses up another's mails.
    sa.Column("email_lookup", sa.LargeBinary, primary_key=True),
    sa.Column("purpose", sa.Text, primary_key=True),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.CheckConstraint(one_of("purpose", KEY_PURPOSES), name="purpose_known"),
    sa.CheckConstraint("count > 0", name="requests_counted"),
)

terms_consents = sa.Table(
    "terms_consents",
    metadata,
    sa.Column("account_id", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id"), primary_key=True),
    sa.Column("audience", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
    # "application" with the registration, "my_page" at its opening, "invitation" with an additional account, "use" by use
    # after the date of force (REG-15).
    sa.Column("way", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("audience", TERMS_AUDIENCES), name="audience_known"),
    sa.CheckConstraint(one_of("way", ("application", "my_page", "use", "invitation")), name="way_known"),
)

password_attempts = sa.Table(
    "password_attempts",
    metadata,
    # Known addresses and others alike (AUT-6); `browser_hash` tells those that have logged in before apart, empty: any other.
    sa.Column("email_lookup", sa.LargeBinary, primary_key=True),
    sa.Column("browser_hash", sa.LargeBinary, primary_key=True),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime(timezone=True)),
    # When the owner was last told of a lock.
    sa.Column("told_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("count >= 0", name="attempts_counted"),
    sa.Index("ix_password_attempts_locked", "locked_until", postgresql_where=sa.text("locked_until IS NOT NULL")),
    sa.Index("ix_password_attempts_since", "since"),
)

account_invitations = sa.Table(
    "account_invitations",
    metadata,
    sa.Column("invitation_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), nullable=False
    ),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("email_key_id", sa.Text, nullable=False),
    sa.Column("key_hash", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
    # The account it became.
    sa.Column("account_id", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id")),
    sa.CheckConstraint(one_of("state", InvitationState), name="state_known"),
    sa.CheckConstraint("(state = 'accepted') = (account_id IS NOT NULL)", name="accepted_has_account"),
    sa.CheckConstraint("valid_until > sent_at", name="valid_for_a_while"),
    sa.Index("ix_account_invitations_organization_id", "organization_id"),
)

email_changes = sa.Table(
    "email_changes",
    metadata,
    # One an account: a newer one takes the older one's place.
    sa.Column("account_id", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id"), primary_key=True),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("email_key_id", sa.Text, nullable=False),
    sa.Column("new_key_hash", sa.LargeBinary, nullable=False),
    sa.Column("old_key_hash", sa.LargeBinary, nullable=False),
    sa.Column("new_confirmed", sa.Boolean, nullable=False),
    sa.Column("old_confirmed", sa.Boolean, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
    # Done at the second confirmation: such a row is gone.
    sa.CheckConstraint("NOT (new_confirmed AND old_confirmed)", name="waits_for_a_confirmation"),
    sa.CheckConstraint("valid_until > made_at", name="valid_for_a_while"),
)

account_helps = sa.Table(
    "account_helps",
    metadata,
    # What staff did for somebody who could not log in any more, or administrators to an account of staff, and on what
    # ground (AUT-1, AUT-7).
    sa.Column("help_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("account_id", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id"), nullable=False, index=True),
    sa.Column("done", sa.Text, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("requested_on", sa.Date),
    sa.Column("done_by", pg.UUID(as_uuid=False)),
    # Who entered it first, where two persons do.
    sa.Column("entered_by", pg.UUID(as_uuid=False)),
    sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("entered_by IS NULL OR entered_by <> done_by", name="done_by_another"),
    sa.CheckConstraint(one_of("done", HELPS), name="done_known"),
    sa.CheckConstraint("ground <> ''", name="ground_given"),
)

email_change_entries = sa.Table(
    "email_change_entries",
    metadata,
    # Changes of address that one person of the bureau has entered, where two do (AUT-1, REG-10): one an account.
    sa.Column("account_id", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id"), primary_key=True),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("email_key_id", sa.Text, nullable=False),
    sa.Column("requested_on", sa.Date, nullable=False),
    sa.Column("entered_by", pg.UUID(as_uuid=False), nullable=False),
    sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
)

misuse_reports = sa.Table(
    "misuse_reports",
    metadata,
    sa.Column("report_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), nullable=False
    ),
    sa.Column("reported_by", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id"), nullable=False),
    sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
    # Written by a person, so it may name persons.
    sa.Column("description_sealed", sa.LargeBinary, nullable=False),
    sa.Column("description_key_id", sa.Text, nullable=False),
    sa.Column("handled_at", sa.DateTime(timezone=True)),
    sa.Column("handled_by", pg.UUID(as_uuid=False)),
    sa.Column("outcome", sa.Text),
    sa.CheckConstraint("(handled_at IS NULL) = (outcome IS NULL)", name="handled_has_outcome"),
    sa.Index("ix_misuse_reports_open", "report_id", postgresql_where=sa.text("handled_at IS NULL")),
)
