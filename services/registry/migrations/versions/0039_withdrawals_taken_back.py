"""Withdrawals that were approved by mistake are taken back (REG-5): the step, what is in force again, and when nothing could be handed in.

Processes of the version before read the new step as any; they approve withdrawals without the term that is given up, which are then
not taken back, and tell organizations without what is barred, which others read as unknown.

Revision ID: 0039
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0039"
down_revision = "0038"

_BEFORE = (
    "registered",
    "form_received",
    "approved",
    "refused",
    "lapsed",
    "replaced",
    "gave_way",
    "form_corrected",
    "form_taken_back",
    "entry_taken_back",
    "refusal_taken_back",
    "letter_corrected",
)
_NEW = "withdrawal_taken_back"
_EVENTS = "ck_application_transitions_event_known"
_CHECKS = {
    "ck_applications_given_up_by_an_approved_withdrawal": (
        "given_up_until IS NULL OR state = 'approved' AND application_kind = 'withdrawal'"
    ),
    "ck_applications_given_up_term_is_whole": (
        "(given_up_failed_on IS NULL OR given_up_until IS NOT NULL)"
        " AND (given_up_closed_on IS NULL OR given_up_failed_on IS NOT NULL)"
    ),
}
_COLUMNS = ("given_up_until", "given_up_failed_on", "given_up_closed_on")


def upgrade() -> None:
    op.add_column(
        "organizations", sa.Column("procedures_barred", pg.JSONB(), nullable=False, server_default=sa.text("'[]'"))
    )
    for column in _COLUMNS:
        op.add_column("applications", sa.Column(column, sa.Date()))
    for name, check in _CHECKS.items():
        op.create_check_constraint(op.f(name), "applications", check, postgresql_not_valid=True)  # 0040 looks at it
    _know((*_BEFORE, _NEW))


def downgrade() -> None:
    # What the version before has no word for leaves its log; the state of each application stands beside it.
    op.execute(f"DELETE FROM application_transitions WHERE event = '{_NEW}'")
    _know(_BEFORE)
    for name in _CHECKS:
        op.drop_constraint(op.f(name), "applications")
    for column in _COLUMNS:
        op.drop_column("applications", column)
    op.drop_column("organizations", "procedures_barred")


def _know(events: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(_EVENTS), "application_transitions")
    known = ", ".join(f"'{event}'" for event in events)
    op.create_check_constraint(
        op.f(_EVENTS), "application_transitions", f"event IN ({known})", postgresql_not_valid=True
    )
