"""Registrations that ended because their address was shown to be another's; kept before as replaced, by nobody.

Revision ID: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

_EVENTS = ("registered", "form_received", "approved", "refused", "lapsed", "replaced")
GAVE_WAY_BEFORE = """
UPDATE applications SET replaced = false, gave_way = true
FROM application_transitions ended
WHERE ended.application_id = applications.application_id AND ended.event = 'replaced' AND ended.account_id IS NULL
  AND applications.application_kind = 'new' AND applications.replaced
"""


def upgrade() -> None:
    op.add_column("applications", sa.Column("gave_way", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(GAVE_WAY_BEFORE)
    op.create_check_constraint(
        op.f("ck_applications_given_way_is_lapsed"),
        "applications",
        "NOT gave_way OR state = 'lapsed' AND NOT replaced AND application_kind = 'new'",
        postgresql_not_valid=True,  # 0030 looks at what is there
    )
    _know((*_EVENTS, "gave_way"))


def downgrade() -> None:
    op.drop_constraint(op.f("ck_applications_given_way_is_lapsed"), "applications")
    op.execute("UPDATE applications SET replaced = true WHERE gave_way")
    op.drop_column("applications", "gave_way")
    op.execute("UPDATE application_transitions SET event = 'replaced' WHERE event = 'gave_way'")
    _know(_EVENTS)


def _know(events: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_application_transitions_event_known"), "application_transitions")
    known = ", ".join(f"'{event}'" for event in events)
    op.create_check_constraint(
        op.f("ck_application_transitions_event_known"),
        "application_transitions",
        f"event IN ({known})",
        postgresql_not_valid=True,
    )
