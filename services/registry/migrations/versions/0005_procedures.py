"""Change, renewal and withdrawal of organizations: terms watched, establishments told apart.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

UUID = sa.UUID(as_uuid=False)


def upgrade() -> None:
    _organizations()
    _applications()
    _term_notices()


def _organizations() -> None:
    for column in (
        sa.Column("establishment", sa.Text()),
        sa.Column("department", sa.Text(), nullable=False, server_default=""),
        sa.Column("commissioned_agency_name", sa.Text()),
        sa.Column("notified_services", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("mandatory_information_version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("mandatory_information_changed_on", sa.Date()),
        sa.Column("renewal_failed_on", sa.Date()),
        sa.Column("seeker_information_closed_on", sa.Date()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("content_application_id", UUID),
    ):
        op.add_column("organizations", column)
    op.execute(
        """
        UPDATE organizations SET
            mandatory_information_changed_on = approved_on,
            withdrawn_on = CASE WHEN standing = 'withdrawn' THEN approved_on END,
            content_application_id = (
                SELECT application_id FROM applications
                WHERE applications.organization_id = organizations.organization_id AND application_kind = 'new'
            ),
            establishment = CASE
                WHEN kind NOT IN ('municipality_commissioning', 'municipality_informing')
                    THEN regexp_replace(permission_number, '^([^-]+-[^-]+-[^-]+).*$', '\\1')
                ELSE kind || ':' || municipality_code || ':'
                    || coalesce(regexp_replace(commissioned_agency_number, '^([^-]+-[^-]+-[^-]+).*$', '\\1'), '')
            END || '/'
        """
    )
    # What was approved before establishments were told apart stays as it is.
    op.execute(
        """
        UPDATE organizations SET establishment = establishment || '#' || organization_id
        WHERE EXISTS (
            SELECT FROM organizations AS earlier
            WHERE earlier.establishment = organizations.establishment
                AND earlier.organization_id < organizations.organization_id
        )
        """
    )
    _filled_for_the_release_before()
    for name in ("establishment", "mandatory_information_changed_on"):
        op.alter_column("organizations", name, nullable=False)
    op.create_foreign_key(
        op.f("fk_organizations_content_application_id"),
        "organizations",
        "applications",
        ["content_application_id"],
        ["application_id"],
    )
    for name, condition in (
        ("mandatory_information_counted", "mandatory_information_version >= 1"),
        ("withdrawn_on_a_day", "(standing = 'withdrawn') = (withdrawn_on IS NOT NULL)"),
        ("closed_after_a_failed_renewal", "seeker_information_closed_on IS NULL OR renewal_failed_on IS NOT NULL"),
        ("failed_renewal_has_term", "renewal_failed_on IS NULL OR seeker_information_until IS NOT NULL"),
    ):
        op.create_check_constraint(op.f(f"ck_organizations_{name}"), "organizations", condition)
    op.create_index(
        "uq_organizations_establishment",
        "organizations",
        ["establishment"],
        unique=True,
        postgresql_where=sa.text("standing IN ('active', 'suspended')"),
    )
    op.create_index("ix_organizations_permission_valid_until", "organizations", ["permission_valid_until"])
    op.create_index("ix_organizations_seeker_information_until", "organizations", ["seeker_information_until"])
    op.drop_constraint(op.f("ck_organization_managers_duty_known"), "organization_managers")
    op.create_check_constraint(
        op.f("ck_organization_managers_duty_known"),
        "organization_managers",
        "duty IN ('contact_offers', 'contact_seekers', 'privacy', 'agency_contact', 'agency_privacy')",
    )


def _filled_for_the_release_before() -> None:
    """A process of the release before goes on approving: what it does not know of is filled in as above.

    It inserts the organization first and names it in its application afterwards; so `content_application_id` may be NULL
    in between, and stays without NOT NULL.
    """
    op.execute(
        """
        CREATE FUNCTION fill_organization() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.mandatory_information_changed_on := coalesce(NEW.mandatory_information_changed_on, NEW.approved_on);
            IF NEW.establishment IS NULL THEN
                NEW.establishment := CASE
                    WHEN NEW.kind NOT IN ('municipality_commissioning', 'municipality_informing')
                        THEN regexp_replace(NEW.permission_number, '^([^-]+-[^-]+-[^-]+).*$', '\\1')
                    ELSE NEW.kind || ':' || NEW.municipality_code || ':'
                        || coalesce(
                            regexp_replace(NEW.commissioned_agency_number, '^([^-]+-[^-]+-[^-]+).*$', '\\1'), ''
                        )
                END || '/';
                IF EXISTS (SELECT FROM organizations WHERE establishment = NEW.establishment) THEN
                    NEW.establishment := NEW.establishment || '#' || NEW.organization_id;
                END IF;
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER fill_organization BEFORE INSERT ON organizations
        FOR EACH ROW WHEN (NEW.establishment IS NULL OR NEW.mandatory_information_changed_on IS NULL)
        EXECUTE FUNCTION fill_organization()
        """
    )
    op.execute(
        """
        CREATE FUNCTION fill_content_of_organization() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE organizations SET content_application_id = NEW.application_id
            WHERE organization_id = NEW.organization_id AND content_application_id IS NULL;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER fill_content_of_organization AFTER UPDATE OF organization_id ON applications
        FOR EACH ROW WHEN (NEW.application_kind = 'new' AND NEW.organization_id IS NOT NULL)
        EXECUTE FUNCTION fill_content_of_organization()
        """
    )


def _applications() -> None:
    op.add_column("applications", sa.Column("withdrawn_services", postgresql.ARRAY(sa.Text())))
    for name in ("base_application_id", "carried_change_id"):
        op.add_column("applications", sa.Column(name, UUID))
        op.create_foreign_key(op.f(f"fk_applications_{name}"), "applications", "applications", [name], ["application_id"])
    for name, condition in (
        ("withdrawal_names_services", "(application_kind = 'withdrawal') = (withdrawn_services IS NOT NULL)"),
        (
            "withdrawn_services_known",
            "cardinality(withdrawn_services) > 0 AND withdrawn_services <@ ARRAY['offers', 'seekers']::text[]",
        ),
        ("base_known", "(application_kind = 'new') = (base_application_id IS NULL)"),
        ("renewal_carries_change", "carried_change_id IS NULL OR application_kind = 'renewal'"),
    ):
        op.create_check_constraint(op.f(f"ck_applications_{name}"), "applications", condition)
    op.create_index(
        "uq_applications_open_of_kind",
        "applications",
        ["organization_id", "application_kind"],
        unique=True,
        postgresql_where=sa.text("application_kind <> 'new' AND state IN ('registered', 'form_received')"),
    )


def _term_notices() -> None:
    op.create_table(
        "term_notices",
        sa.Column("organization_id", UUID, nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.CheckConstraint("term IN ('permission', 'seekers')", name=op.f("ck_term_notices_term_known")),
        sa.CheckConstraint("days_before >= -1", name=op.f("ck_term_notices_days_before_counted")),
        sa.PrimaryKeyConstraint("organization_id", "term", "until", "days_before", name=op.f("pk_term_notices")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name=op.f("fk_term_notices_organization_id")
        ),
    )
