"""What came of an application: a refusal, a hire, fees (MSG-13).

Revision ID: 0004_results_of_placements
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0004_results_of_placements"
down_revision = "0003_information_changes"

COLUMNS = {
    "refused_on": sa.Date(),
    "refusal_ground": sa.Text(),
    "hired_on": sa.Date(),
    "employment_term": sa.Text(),
    "seasonal": sa.Boolean(),
    "fee_from_seeker": sa.BigInteger(),
    "fee_from_employer": sa.BigInteger(),
    "result_recorded_at": sa.DateTime(timezone=True),
}
CHECKS = {
    "refused_after_application": "refused_on >= applied_on",
    "refusal_has_its_ground": "(refused_on IS NULL) = (refusal_ground IS NULL)",
    "hired_after_acceptance": "hired_on >= accepted_on",
    "result_of_an_acceptance": "result_recorded_at IS NULL OR accepted_on IS NOT NULL",
    "hire_has_its_employment": (
        "(hired_on IS NULL) = (employment_term IS NULL) AND (hired_on IS NULL) = (seasonal IS NULL)"
    ),
    "employers_fee_for_a_hire": "fee_from_employer IS NULL OR hired_on IS NOT NULL",
    "fees_in_yen": "fee_from_seeker > 0 AND fee_from_employer > 0",
}


def upgrade() -> None:
    for name, type_ in COLUMNS.items():
        op.add_column("placements", sa.Column(name, type_))
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_placements_{name}"), "placements", condition)
    op.add_column("organizations", sa.Column("kind", sa.Text))
    op.create_table(
        "reported_years",
        sa.Column("organization_id", pg.UUID(as_uuid=False), nullable=False),
        sa.Column("fiscal_year", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("organization_id", "fiscal_year", name="pk_reported_years"),
    )


def downgrade() -> None:
    op.drop_table("reported_years")
    op.drop_column("organizations", "kind")
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_placements_{name}"), "placements")
    for name in COLUMNS:
        op.drop_column("placements", name)
