"""Entrypoints of how messages are kept, and read in a case."""

from __future__ import annotations

from typing import Any

from services.contracts import compliance, messaging
from services.messaging.storage.conversations import MessageRow
from services.messaging.usecases import keeping
from services.runtime.entrypoints import every, on, serve
from services.runtime.settings import Settings
from services.runtime.work import ReceivedEvent, Work

MINUTE = 60.0


def retention_months(settings: Settings) -> int:
    """How long messages are kept after their conversation's end (MSG-14)."""
    return int(settings.number("MESSAGE_RETENTION_MONTHS", 36))


class Keeping:
    """Messages kept for their time, and read by staff in a case (MSG-14)."""

    retention_months: int

    @serve(messaging.LIST_CONVERSATIONS_IN_CASE)
    def list_conversations_in_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-14."""
        found, following = keeping.list_in_case(work, **request)
        return {"conversations": [vars(one) for one in found], "next": following}

    @serve(messaging.READ_CONVERSATION_IN_CASE)
    def read_conversation_in_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-14."""
        found, messages = keeping.read_in_case(work, **request)
        return {**vars(found), "messages": [_message(message) for message in messages]}

    @on(compliance.CASE_CHANGED)
    def on_case_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-14."""
        keeping.keep_case(work, event.data)

    @on(compliance.COMPLAINT_CHANGED)
    def on_complaint_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-14."""
        keeping.keep_complaint(work, event.data)

    @every(MINUTE)
    def erase_old_messages(self, work: Work) -> int:
        """MSG-14: messages past their retention are erased; each minute some, so that many are no long transaction."""
        return keeping.erase_old_messages(work, work.day, self.retention_months)


def _message(row: MessageRow) -> dict[str, Any]:
    return {**vars(row), "state": row.state}
