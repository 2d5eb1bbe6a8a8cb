"""Tables of establishments and of employers' requests for a My Page; the contact person sealed in both (SEE-2)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.employers.domain.establishment import EstablishmentState
from services.registry.employers.domain.request import RequestState
from services.registry.schema import metadata, one_of

establishments = sa.Table(
    "establishments",
    metadata,
    sa.Column("establishment_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("establishment_number", sa.Text, nullable=False, unique=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("office_code", sa.Text, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_kana", sa.Text, nullable=False),
    # Name and reading, and the place, folded: searched and compared by.
    sa.Column("folded_names", sa.Text, nullable=False),
    sa.Column("folded_place", sa.Text, nullable=False),
    sa.Column("corporate_number", sa.Text),
    sa.Column("postal_code", sa.Text, nullable=False),
    sa.Column("municipality_code", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("industry_code", sa.Text, nullable=False),
    sa.Column("employees_total", sa.Integer, nullable=False),
    sa.Column("employees_here", sa.Integer, nullable=False),
    sa.Column("contact_sealed", sa.LargeBinary, nullable=False),
    sa.Column("contact_key_id", sa.Text, nullable=False),
    sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("closed_on", sa.Date),
    sa.Column("closing_reason", sa.Text),
    sa.CheckConstraint(one_of("state", EstablishmentState), name="state_known"),
    sa.CheckConstraint("version >= 1", name="version_counted"),
    sa.CheckConstraint(
        "(state = 'closed') = (closed_on IS NOT NULL AND closing_reason IS NOT NULL)", name="closed_has_day_and_reason"
    ),
    sa.CheckConstraint("employees_here BETWEEN 0 AND employees_total", name="employees_here_among_all"),
    sa.CheckConstraint("corporate_number ~ '^[1-9][0-9]{12}$'", name="corporate_number_has_13_digits"),
    # The same name and reading at the same place is the same establishment, however it is typed.
    sa.Index(
        "uq_establishments_registered_once",
        "folded_place",
        "folded_names",
        unique=True,
        postgresql_where=sa.text("state = 'registered'"),
    ),
    sa.Index("ix_establishments_office", "office_code", "establishment_number"),
    sa.Index("ix_establishments_bureau", "bureau_code", "establishment_number"),
    sa.Index("ix_establishments_corporate_number", "corporate_number"),
)

establishment_serials = sa.Table(
    "establishment_serials",
    metadata,
    sa.Column("office_code", sa.Text, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
    sa.CheckConstraint("last BETWEEN 1 AND 999999", name="last_has_six_digits"),
)

employer_requests = sa.Table(
    "employer_requests",
    metadata,
    sa.Column("application_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("office_code", sa.Text, nullable=False),
    sa.Column("registered_on", sa.Date, nullable=False),
    sa.Column("confirm_by", sa.Date, nullable=False),
    # The content of the establishment as asked for; holds no personal data.
    sa.Column("content", pg.JSONB, nullable=False),
    sa.Column("contact_sealed", sa.LargeBinary),
    sa.Column("contact_key_id", sa.Text),
    sa.Column("establishment_id", pg.UUID(as_uuid=False), sa.ForeignKey("establishments.establishment_id")),
    sa.Column("reason", sa.Text),
    sa.CheckConstraint(one_of("state", RequestState), name="state_known"),
    sa.CheckConstraint("(contact_sealed IS NULL) = (contact_key_id IS NULL)", name="contact_names_its_key"),
    # What is not confirmed leaves no personal data behind; what is, keeps it with the establishment.
    sa.CheckConstraint("(state = 'waiting') = (contact_sealed IS NOT NULL)", name="contact_kept_while_waiting"),
    sa.CheckConstraint("(state = 'confirmed') = (establishment_id IS NOT NULL)", name="confirmed_has_establishment"),
    sa.CheckConstraint("(state = 'refused') = (reason IS NOT NULL)", name="refused_has_reason"),
    sa.Index("ix_employer_requests_office", "office_code", "state", "application_id"),
    sa.Index("ix_employer_requests_due", "confirm_by", postgresql_where=sa.text("state = 'waiting'")),
)
