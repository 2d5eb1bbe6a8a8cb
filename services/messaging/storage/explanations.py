"""Explanations on record, with the seeker's answers (MSG-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.messaging.domain.explanations import Answer, Content, Explanation, Subject
from services.messaging.tables import explanations


@dataclass(frozen=True)
class StoredExplanation:
    """An explanation with what the rules do not ask about."""

    explanation: Explanation
    recorded_at: dt.datetime
    answered_at: dt.datetime | None


def explanations_of(connection: Connection, conversation_id: str) -> list[StoredExplanation]:
    """What is on record in a conversation, oldest first."""
    rows = connection.execute(
        sa.select(explanations)
        .where(explanations.c.conversation_id == conversation_id)
        .order_by(explanations.c.recorded_at, explanations.c.explanation_id)
    )
    return [
        StoredExplanation(
            Explanation(
                row.explanation_id,
                Content(Subject(row.subject), row.service, row.explained_on, row.way, row.contents),
                None if row.answer is None else Answer(row.answer),
            ),
            row.recorded_at,
            row.answered_at,
        )
        for row in rows
    ]


def add(
    connection: Connection,
    conversation_id: str,
    explanation: Explanation,
    *,
    account_id: str | None,
    now: dt.datetime,
) -> None:
    """Put an explanation on record; the caller holds the conversation's lock."""
    content = explanation.content
    connection.execute(
        explanations.insert().values(
            explanation_id=explanation.explanation_id,
            conversation_id=conversation_id,
            subject=content.subject,
            service=content.service,
            explained_on=content.explained_on,
            way=content.way,
            contents=content.contents,
            account_id=account_id,
            recorded_at=now,
        )
    )


def keep_answer(connection: Connection, explanation_id: str, answer: Answer, now: dt.datetime) -> None:
    """Note the seeker's answer as it stands; the caller holds the conversation's lock."""
    connection.execute(
        explanations.update()
        .where(explanations.c.explanation_id == explanation_id)
        .values(answer=answer, answered_at=now)
    )
