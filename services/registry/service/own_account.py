"""Entrypoints of what the owner of an account changes of it, and staff in the owner's place (AUT-1, AUT-6)."""

from __future__ import annotations

from typing import Any

from services.contracts import registry
from services.registry.accounts import storage
from services.registry.accounts.usecases import account_help, locks, own_account
from services.registry.accounts.usecases.locks import OWN_CHANGE, Attempt
from services.registry.tools import Tools
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class OwnAccount:
    """Password and address."""

    tools: Tools

    @serve(registry.CHANGE_PASSWORD)
    def change_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-6. The attempt counts even where this work is refused and rolled back."""
        attempt = self._counted(work)
        return own_account.change_password(
            work.connection,
            request,
            caller=work.caller,
            attempt=attempt,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
        )

    @serve(registry.REQUEST_EMAIL_CHANGE)
    def request_email_change(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1. The attempt at the password counts even where this work is refused and rolled back."""
        attempt = self._counted(work)
        return own_account.request_email_change(
            work.connection,
            request,
            caller=work.caller,
            attempt=attempt,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
            settings=self.tools.invitations,
        )

    @serve(registry.SHOW_EMAIL_CHANGE)
    def show_email_change(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1."""
        return own_account.show_email_change(
            work.connection, caller=work.caller, now=work.now, personal_data=self.tools.personal_data
        )

    @serve(registry.CONFIRM_EMAIL_CHANGE)
    def confirm_email_change(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1."""
        return own_account.confirm_email_change(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.CANCEL_EMAIL_CHANGE)
    def cancel_email_change(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1."""
        return own_account.cancel_email_change(work.connection, caller=work.caller)

    @serve(registry.UNLOCK_ACCOUNT)
    def unlock_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-6, AUT-7."""
        return account_help.unlock_account(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.VOID_ACCOUNT_PASSWORD)
    def void_account_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-6, AUT-7."""
        return account_help.void_account_password(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
        )

    @serve(registry.CHANGE_ACCOUNT_EMAIL)
    def change_account_email(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1, AUT-7, REG-10."""
        return account_help.change_account_email(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            two_persons=self.tools.desk.four_eyes,
            within=self.tools.desk.second_person_within,
        )

    def _counted(self, work: Work) -> Attempt:
        """Count the current password given, before this work takes a connection of its own."""
        with work.database.transaction() as connection:
            lookup = storage.lookup_of(connection, str(work.caller.account_id))
            return locks.count_password(connection, lookup, OWN_CHANGE, now=work.now, settings=self.tools.locks)
