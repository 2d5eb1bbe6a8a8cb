"""Entrypoints that tell people by e-mail what has come or happened: messages, new hits, deletions, limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import compliance, gateway, messaging, search
from services.registry import notices
from services.registry.access_limits.usecases import tell_of_access_limit
from services.registry.deletion_notices import tell_of_deletion, tell_of_demand
from services.registry.tools import Tools
from services.runtime.entrypoints import on
from services.runtime.work import ReceivedEvent, Work


class Notices:
    """What other services tell, passed on to the people concerned (MSG-6, MSG-11)."""

    tools: Tools

    @on(messaging.GUIDANCE_SENT)
    def on_guidance_sent(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6."""
        self._tell_seekers(work, event.data["sent"], "guidance_notice")

    @on(messaging.INFORMATION_CHANGE_SENT)
    def on_information_change_sent(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-3, MSG-6."""
        self._tell_seekers(work, event.data["sent"], "change_notice")

    @on(messaging.EXPLANATION_RECORDED)
    def on_explanation_recorded(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6, MSG-10."""
        self._tell_seekers(work, [event.data], "explanation_notice")

    @on(messaging.EXPLANATION_ANSWERED)
    def on_explanation_answered(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6, MSG-10."""
        self._tell_organization(work, event.data)

    @on(messaging.REPLY_SENT)
    def on_reply_sent(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6."""
        self._tell_seekers(work, [event.data], "reply_notice")

    @on(messaging.QUESTION_ASKED)
    def on_question_asked(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6."""
        self._tell_organization(work, event.data)

    def _tell_organization(self, work: Work, message: Mapping[str, Any]) -> None:
        """Of a conversation in which something waits already, the organization has been told (MSG-6)."""
        if message["already_waiting"]:
            return
        notices.tell_organization(
            work.connection,
            message["organization_id"],
            message["conversation_id"],
            window=self.tools.notice_window,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @on(gateway.ACCESS_LIMIT_CHANGED)
    def on_access_limit_changed(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-2."""
        tell_of_access_limit(work, event.data, self.tools.personal_data)

    @on(compliance.DELETION_DEMANDED)
    def on_deletion_demanded(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11."""
        tell_of_demand(work, event.data, self.tools.personal_data)

    @on(compliance.RECORD_DELETED)
    def on_record_deleted(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11."""
        tell_of_deletion(work, event.data, self.tools.personal_data)

    @on(search.NEW_HITS_COUNTED)
    def on_new_hits_counted(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-6."""
        notices.tell_of_new_hits(
            work.connection, event.data, now=work.now, trace=work.trace, personal_data=self.tools.personal_data
        )

    def _tell_seekers(self, work: Work, messages: list[Mapping[str, Any]], purpose: str) -> None:
        """Of a conversation in which something waits already, the seeker has been told (MSG-6)."""
        notices.tell_seekers(
            work.connection,
            [
                (message["seeker_number"], message["conversation_id"])
                for message in messages
                if not message["already_waiting"]
            ],
            window=self.tools.notice_window,
            purpose=purpose,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )
