"""Messages of organizations that their seekers have reported (MSG-9)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.messaging.storage.conversations import FROM_ORGANIZATION
from services.messaging.tables import messages

Report = tuple[dt.datetime, str | None]
"""When a message was reported, and for which reason, if one was given."""


def report_of(connection: Connection, conversation_id: str, message_id: str) -> tuple[dt.date | None, Report | None]:
    """The day of such a message of the organization's there, and its report; no day where there is none.

    The caller holds the conversation's lock.
    """
    row = connection.execute(
        sa.select(messages.c.day, messages.c.reported_at, messages.c.report_reason).where(
            messages.c.message_id == message_id,
            messages.c.conversation_id == conversation_id,
            messages.c.kind.in_(FROM_ORGANIZATION),
        )
    ).first()
    if row is None:
        return None, None
    return row.day, None if row.reported_at is None else (row.reported_at, row.report_reason)


def keep_report(connection: Connection, message_id: str, reason: str | None, now: dt.datetime) -> None:
    """Note that the message is reported."""
    connection.execute(
        messages.update().where(messages.c.message_id == message_id).values(reported_at=now, report_reason=reason)
    )
