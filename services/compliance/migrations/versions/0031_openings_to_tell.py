"""The openings that are to be told are found without reading all cases."""

from alembic import op

from services.runtime.indexes import build_index_beside_writers

revision = "0031_openings_to_tell"
down_revision = "0030_openings_told_later"
branch_labels = None
depends_on = None


def upgrade() -> None:
    build_index_beside_writers("ix_cases_tell_on", "cases", ["tell_on"], where="tell_on IS NOT NULL")


def downgrade() -> None:
    op.drop_index("ix_cases_tell_on", "cases")
