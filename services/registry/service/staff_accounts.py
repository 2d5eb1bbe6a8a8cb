"""Entrypoints of accounts of staff (AUT-7)."""

from __future__ import annotations

from typing import Any

from services.contracts import registry
from services.registry.accounts.usecases import staff_accounts
from services.registry.accounts.usecases.staff_accounts import Administration
from services.registry.tools import Tools
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class StaffAccounts:
    """Listed, issued, ended, enabled again, moved, their password made void."""

    tools: Tools

    @serve(registry.LIST_STAFF_ACCOUNTS)
    def list_staff_accounts(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return staff_accounts.list_staff_accounts(self._administration(work), request)

    @serve(registry.ISSUE_STAFF_ACCOUNT)
    def issue_staff_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return staff_accounts.issue_staff_account(self._administration(work), request, self.tools.passwords)

    @serve(registry.END_STAFF_ACCOUNT)
    def end_staff_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return staff_accounts.end_staff_account(self._administration(work), request)

    @serve(registry.ENABLE_STAFF_ACCOUNT)
    def enable_staff_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return staff_accounts.enable_staff_account(self._administration(work), request, self.tools.passwords)

    @serve(registry.MOVE_STAFF_ACCOUNT)
    def move_staff_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return staff_accounts.move_staff_account(self._administration(work), request)

    @serve(registry.VOID_STAFF_PASSWORD)
    def void_staff_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-6, AUT-7."""
        return staff_accounts.void_staff_password(self._administration(work), request, self.tools.passwords)

    def _administration(self, work: Work) -> Administration:
        return Administration(work.connection, work.caller, work.now, work.today, work.trace, self.tools.personal_data)
