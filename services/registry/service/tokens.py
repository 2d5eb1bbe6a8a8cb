"""Entrypoints of machine clients' tokens, and of what such a client may ask of the registry (AUT-8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.service.periods import HOUR
from services.registry.tokens import usecases
from services.registry.tokens.domain.token import TokenReason
from services.registry.tokens.mails import TokenMails
from services.registry.tools import Tools
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    TokenReason.INVALID: ErrorCode.TOKEN_INVALID,
    TokenReason.FROM_OTHER_ADDRESS: ErrorCode.TOKEN_FROM_OTHER_ADDRESS,
    TokenReason.ORGANIZATION_NOT_ACTIVE: ErrorCode.ORGANIZATION_NOT_ACTIVE,
    TokenReason.NO_SUCH_TOKEN: ErrorCode.NOT_FOUND,
    TokenReason.TOO_MANY: ErrorCode.TOO_MANY_TOKENS,
    TokenReason.LASTS_TOO_LONG: ErrorCode.TOKEN_LASTS_TOO_LONG,
    TokenReason.NOT_USABLE: ErrorCode.TOKEN_NOT_USABLE,
}


class Tokens:
    """Tokens of machine clients (AUT-8)."""

    tools: Tools

    @serve(registry.MAKE_TOKEN)
    def make_token(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-8."""
        return usecases.make_token(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            settings=self.tools.tokens,
            mails=self._mails(work),
        )

    @serve(registry.LIST_TOKENS)
    def list_tokens(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-8."""
        return usecases.list_tokens(work.connection, caller=work.caller, now=work.now)

    @serve(registry.ROTATE_TOKEN)
    def rotate_token(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-8."""
        return usecases.rotate_token(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            settings=self.tools.tokens,
            mails=self._mails(work),
        )

    @serve(registry.REVOKE_TOKEN)
    def revoke_token(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-8."""
        return usecases.revoke_token(
            work.connection, request, caller=work.caller, now=work.now, mails=self._mails(work)
        )

    @every(HOUR)
    def tell_of_token_expiry(self, work: Work) -> int:
        """AUT-8: main accounts are told of tokens that end soon."""
        return usecases.tell_of_expiry(
            work.connection, now=work.now, trace=work.trace, settings=self.tools.tokens, mails=self._mails(work)
        )

    @serve(registry.AUTHENTICATE_TOKEN)
    def authenticate_token(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-8."""
        return usecases.authenticate_token(work.connection, request, now=work.now, today=work.today, trace=work.trace)

    @serve(registry.SHOW_OWN_TOKEN)
    def show_own_token(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-8."""
        return usecases.show_own_token(work.connection, caller=work.caller, now=work.now)

    @serve(registry.SHOW_OWN_REGISTRATION)
    def show_own_registration(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-8, REG-16."""
        return usecases.show_own_registration(work.connection, caller=work.caller)

    def _mails(self, work: Work) -> TokenMails:
        return TokenMails(work.connection, self.tools.personal_data, work.now, work.trace)
