"""A registration that gives its ID up waits on as before, until its day: nothing tells that the address's owner has come.

Revision ID: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

_GAVE_WAY_WITHOUT_A_STEP = """
INSERT INTO application_transitions (application_id, event, state, at, note)
SELECT application_id, 'gave_way', 'lapsed', now(), '' FROM applications WHERE gave_way AND state = 'registered'
"""


def upgrade() -> None:
    op.drop_constraint(op.f("ck_applications_given_way_is_lapsed"), "applications")
    op.create_check_constraint(
        op.f("ck_applications_given_way_without_form"),
        "applications",
        "NOT gave_way OR state IN ('registered', 'lapsed') AND application_kind = 'new'",
        postgresql_not_valid=True,  # 0030 looks at what is there
    )


def downgrade() -> None:
    op.execute(sa.text(_GAVE_WAY_WITHOUT_A_STEP))
    op.execute("UPDATE applications SET state = 'lapsed' WHERE gave_way AND state = 'registered'")
    op.execute("UPDATE applications SET gave_way = false WHERE replaced")
    op.drop_constraint(op.f("ck_applications_given_way_without_form"), "applications")
    op.create_check_constraint(
        op.f("ck_applications_given_way_is_lapsed"),
        "applications",
        "NOT gave_way OR state = 'lapsed' AND NOT replaced AND application_kind = 'new'",
    )
