"""The day of a reported message, and steps that set the day of a conduct (CMP-3, CMP-5, MSG-9); the next version validates."""

import sqlalchemy as sa
from alembic import op

revision = "0023_days_of_conduct"
down_revision = "0022_one_termination_in_force"
branch_labels = None
depends_on = None

_BEFORE = (
    "'open', 'refer', 'reclassify', 'request_correction', 'answer', 'suspend_provisionally', 'end_provisional', 'suspend',"
    " 'confirm', 'announce_hearing', 'state_view', 'terminate', 'warn', 'go_on', 'annul', 'close'"
)


def upgrade() -> None:
    op.add_column("message_reports", sa.Column("message_day", sa.Date))
    op.add_column("case_steps", sa.Column("happened_on", sa.Date))
    _events(f"{_BEFORE}, 'set_day'")


def downgrade() -> None:
    _events(_BEFORE)
    op.drop_column("case_steps", "happened_on")
    op.drop_column("message_reports", "message_day")


def _events(events: str) -> None:
    op.execute(
        "ALTER TABLE case_steps DROP CONSTRAINT ck_case_steps_event_known,"
        f" ADD CONSTRAINT ck_case_steps_event_known CHECK (event IN ({events})) NOT VALID"
    )
