"""A suspension is kept with what its organization had when it was told, which a change does not take back (CMP-14).

Revision ID: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from services.contracts.reference import local_government_of

revision = "0028"
down_revision = "0027"

_KINDS = ("municipality_own", "municipality_commissioning", "municipality_informing")
_SUSPENDED = sa.text(
    "SELECT o.organization_id, o.kind, o.municipality_code, o.main_numbers"
    " FROM organizations o JOIN organization_standings s USING (organization_id) WHERE s.standing = 'suspended'"
)
_KEEP = sa.text("UPDATE organization_standings SET suspended_keys = :keys WHERE organization_id = :organization_id")


def upgrade() -> None:
    op.add_column(
        "organization_standings",
        sa.Column("suspended_keys", pg.ARRAY(sa.Text()), nullable=False, server_default="{}"),
    )
    connection = op.get_bind()
    for row in connection.execute(_SUSPENDED).all():
        government = [f"local_government:{local_government_of(row.municipality_code)}"] if row.kind in _KINDS else []
        keys = sorted({*row.main_numbers, *government})
        connection.execute(_KEEP, {"keys": keys, "organization_id": row.organization_id})


def downgrade() -> None:
    op.drop_column("organization_standings", "suspended_keys")
