"""Accounts and their keys, organizations and their applications, outgoing mail, and what every service keeps.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

UUID = sa.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _runtime()
    _organizations()
    _accounts()
    _applications()
    _mail()


def _unique_where(name: str, table: str, column: str, condition: str) -> None:
    op.create_index(name, table, [column], unique=True, postgresql_where=sa.text(condition))


def _runtime() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("id", UUID, nullable=False),
        sa.Column("exchange", sa.Text(), nullable=False),
        sa.Column("routing_key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("message_id", UUID, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("consumer", "message_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"])
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", UUID, nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"])
    op.create_table(
        "duty_runs",
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("last_run_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_duty_runs")),
    )


def _organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("services", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("bureau_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kana", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("municipality_code", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("permission_number", sa.Text()),
        sa.Column("main_numbers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("permission_valid_until", sa.Date()),
        sa.Column("recognized_on", sa.Date()),
        sa.Column("commissioned_agency_number", sa.Text()),
        sa.Column("handles_subsidies", sa.Boolean(), nullable=False),
        sa.Column("mandatory_information", postgresql.JSONB()),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("seeker_information_until", sa.Date()),
        sa.CheckConstraint(
            "('seekers' = ANY (services)) = (seeker_information_until IS NOT NULL)",
            name=op.f("ck_organizations_seeker_information_has_term"),
        ),
        sa.CheckConstraint(
            "NOT 'seekers' = ANY (services) OR mandatory_information IS NOT NULL",
            name=op.f("ck_organizations_guidance_has_its_text"),
        ),
        sa.CheckConstraint(
            "cardinality(services) > 0 AND services <@ ARRAY['offers', 'seekers']::text[]",
            name=op.f("ck_organizations_services_known"),
        ),
        sa.CheckConstraint(
            "kind <> 'school' OR NOT 'seekers' = ANY (services)",
            name=op.f("ck_organizations_school_without_seekers"),
        ),
        sa.CheckConstraint(
            "kind IN ('paid_agency', 'free_agency', 'school', 'special_corporation', 'municipality_own', 'municipality_commissioning', 'municipality_informing', 'designated_body')",
            name=op.f("ck_organizations_kind_known"),
        ),
        sa.CheckConstraint(
            "standing IN ('active', 'suspended', 'terminated', 'withdrawn')",
            name=op.f("ck_organizations_standing_known"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_organizations_version_counted")),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_organizations")),
    )
    op.create_index("ix_organizations_bureau_code", "organizations", ["bureau_code"])
    op.create_index("ix_organizations_main_numbers", "organizations", ["main_numbers"], postgresql_using="gin")
    op.create_table(
        "organization_managers",
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("person_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("person_key_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "duty IN ('contact_offers', 'contact_seekers', 'privacy')",
            name=op.f("ck_organization_managers_duty_known"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.organization_id"],
            name=op.f("fk_organization_managers_organization_id"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "duty", name=op.f("pk_organization_managers")),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("email_key_id", sa.Text(), nullable=False),
        sa.Column("email_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("organization_id", UUID),
        sa.Column("bureau_code", sa.Text()),
        sa.Column("office_code", sa.Text()),
        sa.Column("seeker_number", sa.Text()),
        sa.Column("held_until", sa.Date()),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(role = 'office_staff') = (office_code IS NOT NULL)",
            name=op.f("ck_accounts_office_staff_has_office"),
        ),
        sa.CheckConstraint(
            "(role = 'seeker') = (seeker_number IS NOT NULL)",
            name=op.f("ck_accounts_seeker_account_has_seeker"),
        ),
        sa.CheckConstraint(
            "(state = 'closed') = (held_until IS NOT NULL)",
            name=op.f("ck_accounts_closed_account_is_held"),
        ),
        sa.CheckConstraint("password_hash LIKE '$argon2id$%'", name=op.f("ck_accounts_password_hashed")),
        sa.CheckConstraint(
            "role <> 'bureau_staff' OR bureau_code IS NOT NULL",
            name=op.f("ck_accounts_bureau_staff_has_bureau"),
        ),
        sa.CheckConstraint(
            "role IN ('bureau_staff', 'employer', 'machine', 'ministry', 'office_staff', 'operations', 'organization_additional', 'organization_main', 'seeker', 'site_staff')",
            name=op.f("ck_accounts_role_known"),
        ),
        sa.CheckConstraint(
            "state <> 'open' OR role NOT LIKE 'organization%' OR organization_id IS NOT NULL",
            name=op.f("ck_accounts_open_organization_account_has_organization"),
        ),
        sa.CheckConstraint("state IN ('issued', 'open', 'released', 'closed')", name=op.f("ck_accounts_state_known")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name=op.f("fk_accounts_organization_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_accounts")),
    )
    op.create_index("ix_accounts_email_lookup", "accounts", ["email_lookup"])
    _unique_where("uq_accounts_email_held", "accounts", "email_lookup", "state IN ('issued', 'open')")
    _unique_where("uq_accounts_main_account", "accounts", "organization_id", "role = 'organization_main' AND state = 'open'")
    _unique_where("uq_accounts_seeker", "accounts", "seeker_number", "role = 'seeker' AND state = 'open'")
    op.create_table(
        "authentication_keys",
        sa.Column("email_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("requests_since", INSTANT, nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_authentication_keys_attempts_counted")),
        sa.CheckConstraint("valid_until > made_at", name=op.f("ck_authentication_keys_valid_for_a_while")),
        sa.PrimaryKeyConstraint("email_lookup", name=op.f("pk_authentication_keys")),
    )
    op.create_table(
        "terms_consents",
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("consented_at", INSTANT, nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "audience IN ('private', 'municipal', 'seeker')",
            name=op.f("ck_terms_consents_audience_known"),
        ),
        sa.CheckConstraint("way IN ('application', 'my_page', 'use')", name=op.f("ck_terms_consents_way_known")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_terms_consents_account_id")),
        sa.PrimaryKeyConstraint("account_id", "audience", "version", name=op.f("pk_terms_consents")),
    )


def _applications() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("registration_numbers")))
    op.create_table(
        "applications",
        sa.Column("application_id", UUID, nullable=False),
        sa.Column("registration_number", sa.Text(), nullable=False),
        sa.Column("application_kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("account_id", UUID, nullable=False),
        sa.Column("organization_id", UUID),
        sa.Column("bureau_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("form_due_on", sa.Date(), nullable=False),
        sa.Column("bureau_address_due_on", sa.Date(), nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("persons_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("persons_key_id", sa.Text(), nullable=False),
        sa.Column("download_key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("form_received_on", sa.Date()),
        sa.Column("receipt_way", sa.Text()),
        sa.Column("receipt_explanation", sa.Text()),
        sa.Column("receipt_documents", postgresql.ARRAY(sa.Text())),
        sa.Column("decided_on", sa.Date()),
        sa.Column("refusal_reason", sa.Text()),
        sa.Column("letter_posted_on", sa.Date()),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal_reason IS NOT NULL)",
            name=op.f("ck_applications_refused_with_reason"),
        ),
        sa.CheckConstraint(
            "(state IN ('approved', 'refused')) = (decided_on IS NOT NULL)",
            name=op.f("ck_applications_decided_on_a_day"),
        ),
        sa.CheckConstraint(
            "(state IN ('registered', 'lapsed')) = (form_received_on IS NULL)",
            name=op.f("ck_applications_form_received_where_it_is_said"),
        ),
        sa.CheckConstraint("NOT replaced OR state = 'lapsed'", name=op.f("ck_applications_replaced_is_lapsed")),
        sa.CheckConstraint(
            "application_kind IN ('new', 'change', 'renewal', 'withdrawal')",
            name=op.f("ck_applications_application_kind_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('paid_agency', 'free_agency', 'school', 'special_corporation', 'municipality_own', 'municipality_commissioning', 'municipality_informing', 'designated_body')",
            name=op.f("ck_applications_kind_known"),
        ),
        sa.CheckConstraint(
            "organization_id IS NOT NULL OR state <> 'approved' AND application_kind = 'new'",
            name=op.f("ck_applications_approved_has_organization"),
        ),
        sa.CheckConstraint(
            "receipt_documents <@ ARRAY['terms_consent', 'privacy_mark', 'excellent_agency_mark']::text[]",
            name=op.f("ck_applications_receipt_documents_known"),
        ),
        sa.CheckConstraint(
            "receipt_way IN ('email', 'post', 'in_person')",
            name=op.f("ck_applications_receipt_way_known"),
        ),
        sa.CheckConstraint(
            "state IN ('registered', 'form_received', 'approved', 'refused', 'lapsed')",
            name=op.f("ck_applications_state_known"),
        ),
        sa.CheckConstraint(
            "(form_received_on IS NULL) = (receipt_way IS NULL) AND (form_received_on IS NULL) = (receipt_explanation IS NULL) AND (form_received_on IS NULL) = (receipt_documents IS NULL)",
            name=op.f("ck_applications_receipt_is_whole"),
        ),
        sa.CheckConstraint(
            "form_received_on IS NULL OR form_received_on BETWEEN registered_on AND form_due_on",
            name=op.f("ck_applications_form_in_time"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.account_id"], name=op.f("fk_applications_account_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name=op.f("fk_applications_organization_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_applications")),
        sa.UniqueConstraint("registration_number", name=op.f("uq_applications_registration_number")),
    )
    op.create_index("ix_applications_bureau_queue", "applications", ["bureau_code", "state", "application_id"])
    op.create_index(
        "ix_applications_form_due_on", "applications", ["form_due_on"], postgresql_where=sa.text("state = 'registered'")
    )
    op.create_index("ix_applications_organization_id", "applications", ["organization_id"])
    _unique_where("uq_applications_new_application_of_account", "applications", "account_id", "application_kind = 'new'")
    op.create_table(
        "application_transitions",
        sa.Column("transition_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("application_id", UUID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("account_id", UUID),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "event IN ('registered', 'form_received', 'approved', 'refused', 'lapsed', 'replaced')",
            name=op.f("ck_application_transitions_event_known"),
        ),
        sa.CheckConstraint(
            "state IN ('registered', 'form_received', 'approved', 'refused', 'lapsed')",
            name=op.f("ck_application_transitions_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.application_id"], name=op.f("fk_application_transitions_application_id")
        ),
        sa.PrimaryKeyConstraint("transition_id", name=op.f("pk_application_transitions")),
    )
    op.create_index(op.f("ix_application_transitions_application_id"), "application_transitions", ["application_id"])


def _mail() -> None:
    op.create_table(
        "outgoing_mails",
        sa.Column("mail_id", UUID, nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("account_id", UUID),
        sa.Column("recipient_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_key_id", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("parameters_sealed", sa.LargeBinary()),
        sa.Column("parameters_key_id", sa.Text()),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT),
        sa.Column("last_error", sa.Text()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outgoing_mails_sent_has_instant")
        ),
        sa.CheckConstraint(
            "NOT secret OR state = 'queued' OR parameters_sealed IS NULL",
            name=op.f("ck_outgoing_mails_secret_erased_at_the_end"),
        ),
        sa.CheckConstraint(
            "state <> 'queued' OR parameters_sealed IS NOT NULL",
            name=op.f("ck_outgoing_mails_queued_can_be_written"),
        ),
        sa.CheckConstraint("state IN ('queued', 'sent', 'failed')", name=op.f("ck_outgoing_mails_state_known")),
        sa.CheckConstraint(
            "(parameters_sealed IS NULL) = (parameters_key_id IS NULL)",
            name=op.f("ck_outgoing_mails_parameters_name_their_key"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outgoing_mails_attempts_counted")),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_outgoing_mails")),
    )
    op.create_index(
        "ix_outgoing_mails_due",
        "outgoing_mails",
        [sa.text("secret DESC"), "seq"],
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_outgoing_mails_recipient_order",
        "outgoing_mails",
        ["recipient_lookup", "secret", "seq"],
        postgresql_where=sa.text("state = 'queued'"),
    )
