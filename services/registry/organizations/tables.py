"""Tables of organizations, their managers and their applications."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.contracts.registry import ORGANIZATION_KINDS, SERVICES, STANDINGS
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import Document, ReceiptWay
from services.registry.organizations.domain.lifecycle import ApplicationEvent, ApplicationState
from services.registry.schema import metadata, one_of, some_of

MANAGER_DUTIES = ("contact_offers", "contact_seekers", "privacy", "agency_contact", "agency_privacy")
"""What a manager is for: contact a service, privacy, and the same of a commissioned agency (REG-12)."""

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
    # Which establishment or department it covers, as a key: one organization in use each (REG-4).
    sa.Column("establishment", sa.Text, nullable=False),
    # Defaults and NULL in the columns from here on, and triggers that fill them: for processes of the release before.
    sa.Column("department", sa.Text, nullable=False, server_default=""),
    sa.Column("commissioned_agency_name", sa.Text),
    sa.Column("notified_services", pg.JSONB, nullable=False, server_default="[]"),
    # Rises with every approved change of what guidance says (MSG-3).
    sa.Column("mandatory_information_version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("mandatory_information_changed_on", sa.Date, nullable=False),
    # Since when the renewal of seeker information has failed, and since when it is closed for it (REG-3).
    sa.Column("renewal_failed_on", sa.Date),
    sa.Column("seeker_information_closed_on", sa.Date),
    sa.Column("withdrawn_on", sa.Date),
    # When it could hand in no change or no renewal, as a withdrawal stood that was taken back (CMP-6): since, until, kinds.
    sa.Column("procedures_barred", pg.JSONB, nullable=False, server_default="[]"),
    # The application whose content is in force: the new one, or the last approved change.
    sa.Column(
        "content_application_id",
        pg.UUID(as_uuid=False),
        sa.ForeignKey("applications.application_id", use_alter=True),
    ),
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
    sa.CheckConstraint("mandatory_information_version >= 1", name="mandatory_information_counted"),
    sa.CheckConstraint("(standing = 'withdrawn') = (withdrawn_on IS NOT NULL)", name="withdrawn_on_a_day"),
    sa.CheckConstraint(
        "seeker_information_closed_on IS NULL OR renewal_failed_on IS NOT NULL", name="closed_after_a_failed_renewal"
    ),
    sa.CheckConstraint(
        "renewal_failed_on IS NULL OR seeker_information_until IS NOT NULL", name="failed_renewal_has_term"
    ),
    sa.Index(
        "uq_organizations_establishment",
        "establishment",
        unique=True,
        postgresql_where=sa.text("standing IN ('active', 'suspended')"),
    ),
    # The duties that watch the terms (REG-16).
    sa.Index("ix_organizations_permission_valid_until", "permission_valid_until"),
    sa.Index("ix_organizations_seeker_information_until", "seeker_information_until"),
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
    sa.CheckConstraint(one_of("duty", MANAGER_DUTIES), name="duty_known"),
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
    # Whether it ended because its e-mail was shown to be another's (SEE-7).
    sa.Column("gave_way", sa.Boolean, nullable=False, server_default=sa.false()),
    # Whether the mail of its lapse had no address to go to that takes mail (REG-7).
    sa.Column("told_nobody", sa.Boolean, nullable=False, server_default=sa.false()),
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
    # Until when its approval gave seeker information, as its letter of acceptance states; NULL in what was decided before.
    sa.Column("seeker_information_until", sa.Date),
    # What a withdrawal gives up (REG-5).
    sa.Column("withdrawn_services", pg.ARRAY(sa.Text)),
    # Of seeker information that a withdrawal gave up alone: until when it was given, since when its renewal had failed, and
    # since when it was closed for that. NULL in withdrawals approved before it was kept.
    sa.Column("given_up_until", sa.Date),
    sa.Column("given_up_failed_on", sa.Date),
    sa.Column("given_up_closed_on", sa.Date),
    # The application whose content was in force at registration: what a change is compared with (REG-13).
    sa.Column("base_application_id", pg.UUID(as_uuid=False), sa.ForeignKey("applications.application_id")),
    # The change application that a renewal carries (REG-16).
    sa.Column("carried_change_id", pg.UUID(as_uuid=False), sa.ForeignKey("applications.application_id")),
    # Whether it came on paper and the bureau entered it (REG-9); a default for processes of the release before.
    sa.Column("on_paper", sa.Boolean, nullable=False, server_default=sa.false()),
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
    sa.CheckConstraint(
        "(application_kind = 'withdrawal') = (withdrawn_services IS NOT NULL)", name="withdrawal_names_services"
    ),
    sa.CheckConstraint(
        f"cardinality(withdrawn_services) > 0 AND {some_of('withdrawn_services', SERVICES)}",
        name="withdrawn_services_known",
    ),
    sa.CheckConstraint("(application_kind = 'new') = (base_application_id IS NULL)", name="base_known"),
    sa.CheckConstraint("carried_change_id IS NULL OR application_kind = 'renewal'", name="renewal_carries_change"),
    sa.CheckConstraint("seeker_information_until IS NULL OR state = 'approved'", name="term_of_an_approved"),
    sa.CheckConstraint(
        "given_up_until IS NULL OR state = 'approved' AND application_kind = 'withdrawal'",
        name="given_up_by_an_approved_withdrawal",
    ),
    sa.CheckConstraint(
        "(given_up_failed_on IS NULL OR given_up_until IS NOT NULL)"
        " AND (given_up_closed_on IS NULL OR given_up_failed_on IS NOT NULL)",
        name="given_up_term_is_whole",
    ),
    sa.CheckConstraint("(state = 'refused') = (refusal_reason IS NOT NULL)", name="refused_with_reason"),
    sa.CheckConstraint("NOT replaced OR state = 'lapsed'", name="replaced_is_lapsed"),
    sa.CheckConstraint(
        "NOT gave_way OR state IN ('registered', 'lapsed') AND application_kind = 'new'", name="given_way_without_form"
    ),
    sa.Index(
        "uq_applications_new_application_of_account",
        "account_id",
        unique=True,
        postgresql_where=sa.text("application_kind = 'new'"),
    ),
    # Of each kind an organization has one application under way (REG-6).
    sa.Index(
        "uq_applications_open_of_kind",
        "organization_id",
        "application_kind",
        unique=True,
        postgresql_where=sa.text("application_kind <> 'new' AND state IN ('registered', 'form_received')"),
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

term_notices = sa.Table(
    "term_notices",
    metadata,
    sa.Column(
        "organization_id", pg.UUID(as_uuid=False), sa.ForeignKey("organizations.organization_id"), primary_key=True
    ),
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("until", sa.Date, primary_key=True),
    # How many days before the end it was told; -1: that it has ended.
    sa.Column("days_before", sa.Integer, primary_key=True),
    sa.Column("told_on", sa.Date, nullable=False),
    sa.CheckConstraint(one_of("term", ("permission", "seekers")), name="term_known"),
    sa.CheckConstraint("days_before >= -1", name="days_before_counted"),
)
"""Which ends of terms organizations were told of by e-mail: each stage once (REG-16)."""
