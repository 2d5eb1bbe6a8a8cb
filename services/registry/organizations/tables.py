"""Tables of organizations, their managers and their applications."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.contracts.registry import ORGANIZATION_KINDS, SERVICES, STANDINGS
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import Document, ReceiptWay
from services.registry.organizations.domain.lifecycle import ApplicationEvent, ApplicationState
from services.registry.schema import metadata, one_of, some_of

organizations = sa.Table(
    "organizations",
    metadata,
    sa.Column("organization_id", pg.UUID(as_uuid=False), primary_key=True),
    # Rises by one with every change that others are told of.
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_kana", sa.Text, nullable=False),
    sa.Column("postal_code", sa.Text, nullable=False),
    sa.Column("municipality_code", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("permission_number", sa.Text),
    # Without branches, its own and its commissioned agency's: bar and orders are checked on them (REG-2).
    sa.Column("main_numbers", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("permission_valid_until", sa.Date),
    sa.Column("recognized_on", sa.Date),
    sa.Column("commissioned_agency_number", sa.Text),
    sa.Column("handles_subsidies", sa.Boolean, nullable=False),
    sa.Column("mandatory_information", pg.JSONB),
    sa.Column("approved_on", sa.Date, nullable=False),
    sa.Column("seeker_information_until", sa.Date),
    sa.CheckConstraint("version >= 1", name="version_counted"),
    sa.CheckConstraint(one_of("kind", ORGANIZATION_KINDS), name="kind_known"),
    sa.CheckConstraint(one_of("standing", STANDINGS), name="standing_known"),
    sa.CheckConstraint(
        f"cardinality(services) > 0 AND {some_of('services', SERVICES)}",
        name="services_known",
    ),
    sa.CheckConstraint("kind <> 'school' OR NOT 'seekers' = ANY (services)", name="school_without_seekers"),
    sa.CheckConstraint(
        "('seekers' = ANY (services)) = (seeker_information_until IS NOT NULL)", name="seeker_information_has_term"
    ),
    sa.CheckConstraint(
        "NOT 'seekers' = ANY (services) OR mandatory_information IS NOT NULL", name="guidance_has_its_text"
    ),
    sa.Index("ix_organizations_bureau_code", "bureau_code"),
    sa.Index("ix_organizations_main_numbers", "main_numbers", postgresql_using="gin"),
)

organization_managers = sa.Table(
    "organization_managers",
    metadata,
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), primary_key=True
    ),
    # What the manager is for: contact a service, or privacy (REG-12).
    sa.Column("duty", sa.Text, primary_key=True),
    sa.Column("person_sealed", sa.LargeBinary, nullable=False),
    sa.Column("person_key_id", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("duty", ("contact_offers", "contact_seekers", "privacy")), name="duty_known"),
)

applications = sa.Table(
    "applications",
    metadata,
    sa.Column("application_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("registration_number", sa.Text, nullable=False, unique=True),
    sa.Column("application_kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("account_id", pg.UUID(as_uuid=False), sa.ForeignKey("accounts.account_id"), nullable=False),
    sa.Column("organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id")),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("registered_on", sa.Date, nullable=False),
    sa.Column("form_due_on", sa.Date, nullable=False),
    sa.Column("bureau_address_due_on", sa.Date, nullable=False),
    sa.Column("replaced", sa.Boolean, nullable=False),
    # What was registered, as JSON; what names persons is sealed beside it.
    sa.Column("content", pg.JSONB, nullable=False),
    sa.Column("persons_sealed", sa.LargeBinary, nullable=False),
    sa.Column("persons_key_id", sa.Text, nullable=False),
    sa.Column("download_key_hash", sa.LargeBinary, nullable=False),
    sa.Column("form_received_on", sa.Date),
    sa.Column("receipt_way", sa.Text),
    sa.Column("receipt_explanation", sa.Text),
    sa.Column("receipt_documents", pg.ARRAY(sa.Text)),
    sa.Column("decided_on", sa.Date),
    sa.Column("refusal_reason", sa.Text),
    sa.Column("letter_posted_on", sa.Date),
    sa.CheckConstraint(one_of("application_kind", ApplicationKind), name="application_kind_known"),
    sa.CheckConstraint(one_of("state", ApplicationState), name="state_known"),
    sa.CheckConstraint(one_of("kind", ORGANIZATION_KINDS), name="kind_known"),
    sa.CheckConstraint(
        "form_received_on IS NULL OR form_received_on BETWEEN registered_on AND form_due_on", name="form_in_time"
    ),
    sa.CheckConstraint(
        "(state IN ('registered', 'lapsed')) = (form_received_on IS NULL)", name="form_received_where_it_is_said"
    ),
    sa.CheckConstraint(
        "(form_received_on IS NULL) = (receipt_way IS NULL)"
        " AND (form_received_on IS NULL) = (receipt_explanation IS NULL)"
        " AND (form_received_on IS NULL) = (receipt_documents IS NULL)",
        name="receipt_is_whole",
    ),
    sa.CheckConstraint(one_of("receipt_way", ReceiptWay), name="receipt_way_known"),
    sa.CheckConstraint(some_of("receipt_documents", Document), name="receipt_documents_known"),
    sa.CheckConstraint("(state IN ('approved', 'refused')) = (decided_on IS NOT NULL)", name="decided_on_a_day"),
    sa.CheckConstraint(
        "organization_id IS NOT NULL OR state <> 'approved' AND application_kind = 'new'",
        name="approved_has_organization",
    ),
    sa.CheckConstraint("(state = 'refused') = (refusal_reason IS NOT NULL)", name="refused_with_reason"),
    sa.CheckConstraint("NOT replaced OR state = 'lapsed'", name="replaced_is_lapsed"),
    sa.Index(
        "uq_applications_new_application_of_account",
        "account_id",
        unique=True,
        postgresql_where=sa.text("application_kind = 'new'"),
    ),
    # A bureau's queue, and the duty that looks for overdue forms.
    sa.Index("ix_applications_bureau_queue", "bureau_code", "state", "application_id"),
    sa.Index("ix_applications_form_due_on", "form_due_on", postgresql_where=sa.text("state = 'registered'")),
    sa.Index("ix_applications_organization_id", "organization_id"),
)

registration_numbers = sa.Sequence("registration_numbers", metadata=metadata)

application_transitions = sa.Table(
    "application_transitions",
    metadata,
    sa.Column("transition_id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column(
        "application_id",
        pg.UUID(as_uuid=False),
        sa.ForeignKey("applications.application_id"),
        nullable=False,
        index=True,
    ),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    # The account that acted; NULL where it was the applicant without an account yet, or the calendar.
    sa.Column("account_id", pg.UUID(as_uuid=False)),
    sa.Column("note", sa.Text, nullable=False),
    sa.CheckConstraint(one_of("event", ["registered", *ApplicationEvent]), name="event_known"),
    sa.CheckConstraint(one_of("state", ApplicationState), name="state_known"),
)
