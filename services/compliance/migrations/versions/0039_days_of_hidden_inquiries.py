"""Organizations are shown the day that they knew where a version before kept none when it set another one in an inquiry (CMP-1).

It is the one that staff had set before the inquiry; else that of the opening, which a case got that was opened without a day, and
the last that any other can have had. From here on the opening keeps its day in the timeline, so that nothing like it comes again.
"""

from alembic import op

revision = "0039_days_of_hidden_inquiries"
down_revision = "0038_days_not_known_checked"
branch_labels = None
depends_on = None

OF_BEFORE = """
UPDATE cases SET shown_day = COALESCE(
    (SELECT earlier.happened_on FROM case_steps AS earlier
     WHERE earlier.case_id = cases.case_id AND earlier.event = 'set_day' AND earlier.ground <> 'suspected_offence'
     ORDER BY earlier.version DESC LIMIT 1),
    CAST(cases.opened_at AT TIME ZONE 'Asia/Tokyo' AS date))
WHERE cases.ground = 'suspected_offence' AND cases.shown_day IS NULL AND EXISTS
    (SELECT FROM case_steps AS hidden
     WHERE hidden.case_id = cases.case_id AND hidden.event = 'set_day' AND hidden.ground = 'suspected_offence')
"""


def upgrade() -> None:
    op.execute(OF_BEFORE)


def downgrade() -> None:
    """Nothing to take back: the column goes with its own migration."""
