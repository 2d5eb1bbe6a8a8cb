"""Tables of accounts, authentication keys and consents to the terms."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.contracts.caller import LOGGED_IN, Role
from services.contracts.registry import TERMS_AUDIENCES
from services.registry.accounts.domain.account import AccountState
from services.registry.schema import metadata, one_of

HOLDS_EMAIL = "state IN ('issued', 'open')"
"""Accounts in these states hold their e-mail address; a closed one does until `held_until` (REG-11)."""


accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("account_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("email_sealed", sa.LargeBinary, nullable=False),
    sa.Column("email_key_id", sa.Text, nullable=False),
    # HMAC of the address's normal form: found by it, never read from it.
    sa.Column("email_lookup", sa.LargeBinary, nullable=False),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id")),
    sa.Column("bureau_code", sa.Text),
    sa.Column("office_code", sa.Text),
    sa.Column("seeker_number", sa.Text),
    sa.Column("held_until", sa.Date),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint(one_of("role", sorted(LOGGED_IN | {Role.MACHINE})), name="role_known"),
    sa.CheckConstraint(one_of("state", AccountState), name="state_known"),
    sa.CheckConstraint("password_hash LIKE '$argon2id$%'", name="password_hashed"),
    sa.CheckConstraint("(state = 'closed') = (held_until IS NOT NULL)", name="closed_account_is_held"),
    sa.CheckConstraint(
        "state <> 'open' OR role NOT LIKE 'organization%' OR organization_id IS NOT NULL",
        name="open_organization_account_has_organization",
    ),
    sa.CheckConstraint("(role = 'seeker') = (seeker_number IS NOT NULL)", name="seeker_account_has_seeker"),
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
    sa.Index("ix_accounts_email_lookup", "email_lookup"),
)

authentication_keys = sa.Table(
    "authentication_keys",
    metadata,
    # One a address: a newer key takes the older one's place.
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

terms_consents = sa.Table(
    "terms_consents",
    metadata,
    sa.Column("account_id", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id"), primary_key=True),
    sa.Column("audience", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
    # "application" with the registration, "my_page" at its opening, "use" by use after the date of force (REG-15).
    sa.Column("way", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("audience", TERMS_AUDIENCES), name="audience_known"),
    sa.CheckConstraint(one_of("way", ("application", "my_page", "use")), name="way_known"),
)
