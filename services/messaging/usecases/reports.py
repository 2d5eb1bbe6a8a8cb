"""A seeker reports an organization's message by one click (MSG-9)."""

from __future__ import annotations

from services.contracts.messaging import MESSAGE_REPORTED
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import reports
from services.messaging.storage.reports import Report
from services.messaging.usecases.conversations import own_conversation, side_of
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def report_message(work: Work, conversation_id: str, message_id: str, reason: str | None) -> Report:
    """Report a message of the organization's, also one of a conversation that is over or blocked; answers the report.

    A message is reported once: again it is the first report that is answered, whatever reason comes with the second. Right
    under concurrency: the conversation is locked first. Compliance is told which message it is, not by whom (decision 223).
    """
    conversation = own_conversation(work, conversation_id, side_of(work))
    message_day, present = reports.report_of(work.connection, conversation_id, message_id)
    if message_day is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/message_id")
    if present is not None:
        return present
    reports.keep_report(work.connection, message_id, reason, work.now)
    publish(
        work.connection,
        MESSAGE_REPORTED,
        subject=conversation.organization_id,
        data={
            "message_id": message_id,
            "conversation_id": conversation_id,
            "organization_id": conversation.organization_id,
            "organization_class": conversation.organization_class,
            "reason": reason,
            "reported_at": work.now,
            "day": work.today,
            "message_day": message_day,
        },
        now=work.now,
        trace=work.trace,
    )
    return work.now, reason
