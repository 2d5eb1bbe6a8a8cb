"""Entrypoints of conversations: each side lists, reads and writes in its own."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.contracts import messaging
from services.contracts.caller import Role
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.reading import organization_reads
from services.messaging.service.allowance import shown_allowance, tells_allowance
from services.messaging.service.texts import organizations_text_checked, seekers_text_checked
from services.messaging.storage.conversations import ConversationRow, MessageRow
from services.messaging.usecases import conversations, overview
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work


class Conversations:
    """Questions and answers (MSG-1, MSG-6, MSG-8, MSG-14)."""

    settings: DispatchSettings

    @serve(messaging.LIST_CONVERSATIONS)
    @tells_allowance
    def list_conversations(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6."""
        rows, cursor = overview.list_conversations(work, **request)
        return {"conversations": [_summary(work, row) for row in rows], "cursor": cursor}

    @serve(messaging.SHOW_UNREAD)
    @tells_allowance
    def show_unread(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6."""
        waiting, messages = overview.show_unread(work)
        return {"conversations": waiting, "messages": messages}

    @serve(messaging.MARK_UNREAD)
    @tells_allowance
    def mark_unread(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6."""
        return _summary(work, overview.mark_unread(work, request["conversation_id"], unread=True))

    @serve(messaging.UNMARK_UNREAD)
    @tells_allowance
    def unmark_unread(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6."""
        return _summary(work, overview.mark_unread(work, request["conversation_id"], unread=False))

    @serve(messaging.ARCHIVE_CONVERSATION)
    @tells_allowance
    def archive_conversation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6."""
        return _summary(work, overview.archive(work, request["conversation_id"], archived=True))

    @serve(messaging.RESTORE_CONVERSATION)
    @tells_allowance
    def restore_conversation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6."""
        return _summary(work, overview.archive(work, request["conversation_id"], archived=False))

    @every(60)
    def fold_the_unfolded(self, work: Work) -> int:
        """MSG-6: what was written before there was a search is made searchable."""
        return overview.fold_the_unfolded(work)

    @serve(messaging.READ_CONVERSATION)
    @tells_allowance
    def read_conversation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-14."""
        row, messages = conversations.read_conversation(work, request["conversation_id"])
        return {**_summary(work, row), "messages": [_message(message) for message in messages]}

    @serve(messaging.ASK, beforehand=seekers_text_checked)
    def ask(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6, MSG-8."""
        message_id = conversations.ask(work, request["conversation_id"], request["body"])
        return {"message_id": message_id, "sent_at": work.now, "allowance": None}

    @serve(messaging.REPLY, beforehand=organizations_text_checked)
    @tells_allowance
    def reply(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-1, MSG-4."""
        message_id, left = conversations.reply(work, request["conversation_id"], request["body"], self.settings)
        return {"message_id": message_id, "sent_at": work.now, "allowance": shown_allowance(left)}


def _summary(work: Work, row: ConversationRow) -> dict[str, Any]:
    mine = work.caller.role is not Role.SEEKER
    return {
        **asdict(row),
        "counterpart": row.seeker_number if mine else row.organization_name,
        "organization_reads": organization_reads(row.organization_standing, row.organization_services),
    }


def _message(row: MessageRow) -> dict[str, Any]:
    return {**asdict(row), "state": row.state}
