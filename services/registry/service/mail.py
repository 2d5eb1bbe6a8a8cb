"""Entrypoints of mail: links to do without some of it, and addresses that take none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.mail import usecases
from services.registry.mail.usecases import MailReason
from services.registry.tools import Tools
from services.runtime.entrypoints import serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {MailReason.NO_SUCH_LINK: ErrorCode.NOT_FOUND}


class Mails:
    """What recipients decide about mail, and what staff see of its troubles."""

    tools: Tools

    @serve(registry.SHOW_UNSUBSCRIPTION)
    def show_unsubscription(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """What a link is about."""
        return usecases.show_unsubscription(work.connection, request, personal_data=self.tools.personal_data)

    @serve(registry.UNSUBSCRIBE)
    def unsubscribe(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """Stop the mails of a link."""
        return usecases.unsubscribe(work.connection, request, now=work.now, personal_data=self.tools.personal_data)

    @serve(registry.SUBSCRIBE_AGAIN)
    def subscribe_again(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """Send them again."""
        return usecases.subscribe_again(work.connection, request, personal_data=self.tools.personal_data)

    @serve(registry.LIST_MAIL_TROUBLES)
    def list_mail_troubles(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return usecases.list_mail_troubles(work.connection, request, caller=work.caller)
