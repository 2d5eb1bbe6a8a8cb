"""Refused applications of before stand beside the cases that they opened, so that a correction is found there (MSG-13).

A case is found by the step that opened it, whose note names the conversation.

Revision ID: 0027_refusals_of_before
"""

from alembic import op

revision = "0027_refusals_of_before"
down_revision = "0026_refused_applications"
branch_labels = None
depends_on = None

OF_BEFORE = """
INSERT INTO refused_applications (conversation_id, recorded_at, organization_id, refused_on, ground, case_id)
SELECT CAST(substring(case_steps.note FROM 'やりとり ([0-9a-f-]{36})') AS uuid), case_steps.at, cases.organization_id,
       cases.happened_on,
       CASE WHEN case_steps.text LIKE '%理由：申込みの内容が法令に違反する%' THEN 'violates_law'
            WHEN case_steps.text LIKE '%理由：届け出た取扱職種の範囲等の外にある%' THEN 'outside_scope'
            ELSE 'other' END,
       cases.case_id
FROM case_steps JOIN cases ON cases.case_id = case_steps.case_id
WHERE case_steps.event = 'open' AND cases.origin = 'rule'
  AND case_steps.text LIKE '%求職の申込みを受理しなかったとの記録がありました%'
  AND case_steps.note ~ '^やりとり [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
ON CONFLICT DO NOTHING
"""


def upgrade() -> None:
    op.execute(OF_BEFORE)


def downgrade() -> None:
    """Nothing to take back: they go with their table."""
