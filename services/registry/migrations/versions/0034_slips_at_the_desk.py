"""Receipts, refusals and days of posting that were recorded wrongly are put right, each a step of the application's log (REG-7, REG-10).

Processes of the version before read the new steps as any: the log's events are words to them.

Revision ID: 0034
"""

from alembic import op

revision = "0034"
down_revision = "0033"

_BEFORE = ("registered", "form_received", "approved", "refused", "lapsed", "replaced", "gave_way")
_NEW = ("form_corrected", "form_taken_back", "entry_taken_back", "refusal_taken_back", "letter_corrected")
_NAME = "ck_application_transitions_event_known"


def upgrade() -> None:
    _know((*_BEFORE, *_NEW))  # 0035 looks at what is there


def downgrade() -> None:
    # What the version before has no word for leaves its log; the state of each application stands beside it.
    new = ", ".join(f"'{event}'" for event in _NEW)
    op.execute(f"DELETE FROM application_transitions WHERE event IN ({new})")
    _know(_BEFORE)


def _know(events: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(_NAME), "application_transitions")
    known = ", ".join(f"'{event}'" for event in events)
    op.create_check_constraint(
        op.f(_NAME), "application_transitions", f"event IN ({known})", postgresql_not_valid=True
    )
