"""A refusal that its organization has corrected is a step of the case that it opened (MSG-13, CMP-13); the next version validates."""

from alembic import op

revision = "0035_corrected_refusals"
down_revision = "0034_last_mails_of_prompts"
branch_labels = None
depends_on = None

_BEFORE = (
    "'open', 'refer', 'reclassify', 'set_day', 'request_correction', 'answer', 'suspend_provisionally', 'end_provisional',"
    " 'suspend', 'confirm', 'announce_hearing', 'state_view', 'terminate', 'warn', 'go_on', 'annul', 'close'"
)


def upgrade() -> None:
    _events(f"{_BEFORE}, 'correct_refusal'")


def downgrade() -> None:
    op.execute("DELETE FROM case_steps WHERE event = 'correct_refusal'")
    _events(_BEFORE)


def _events(events: str) -> None:
    op.execute(
        "ALTER TABLE case_steps DROP CONSTRAINT ck_case_steps_event_known,"
        f" ADD CONSTRAINT ck_case_steps_event_known CHECK (event IN ({events})) NOT VALID"
    )
