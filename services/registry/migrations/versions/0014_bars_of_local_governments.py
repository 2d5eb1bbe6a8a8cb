"""Terminated municipalities are barred by their code too, not by their agency's number or their department alone (CMP-9).

Revision ID: 0014
"""

import sqlalchemy as sa
from alembic import op

from services.contracts.reference import local_government_of

revision = "0014"
down_revision = "0013"

_KINDS = ("municipality_own", "municipality_commissioning", "municipality_informing")
_BARRED = sa.text(
    "SELECT o.organization_id, o.municipality_code, min(b.terminated_on) AS terminated_on, max(b.barred_until) AS until"
    " FROM organizations o JOIN bars b USING (organization_id) WHERE o.kind = ANY(:kinds) GROUP BY 1, 2"
)
_BAR = sa.text(
    "INSERT INTO bars (organization_id, barred, terminated_on, barred_until)"
    " VALUES (:organization_id, :barred, :terminated_on, :until) ON CONFLICT DO NOTHING"
)


def upgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(_BARRED, {"kinds": list(_KINDS)}).all():
        barred = f"local_government:{local_government_of(row.municipality_code)}"
        values = {"organization_id": row.organization_id, "terminated_on": row.terminated_on, "until": row.until}
        connection.execute(_BAR, {**values, "barred": barred})


def downgrade() -> None:
    op.execute("DELETE FROM bars WHERE barred LIKE 'local_government:%'")
