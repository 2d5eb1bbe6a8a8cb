"""Withdrawals that were approved by mistake are taken back (REG-5): the step. Processes of the version before read it as any.

Revision ID: 0041
"""

from alembic import op

revision = "0041"
down_revision = "0040"

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


def upgrade() -> None:
    _know((*_BEFORE, _NEW))


def downgrade() -> None:
    # What the version before has no word for leaves its log; the state of each application stands beside it.
    op.execute(f"DELETE FROM application_transitions WHERE event = '{_NEW}'")
    _know(_BEFORE)


def _know(events: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(_EVENTS), "application_transitions")
    known = ", ".join(f"'{event}'" for event in events)
    op.create_check_constraint(
        op.f(_EVENTS), "application_transitions", f"event IN ({known})", postgresql_not_valid=True
    )
