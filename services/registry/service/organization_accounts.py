"""Entrypoints of an organization's accounts: invited, listed, ended, reported as misused (REG-11)."""

from __future__ import annotations

from typing import Any

from services.contracts import gateway, registry
from services.registry.accounts.usecases import invitations, misuse, organization_accounts
from services.registry.tools import Tools
from services.runtime.entrypoints import on, serve
from services.runtime.work import ReceivedEvent, Work


class OrganizationAccounts:
    """Main and additional accounts."""

    tools: Tools

    @serve(registry.INVITE_ACCOUNT)
    def invite_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return invitations.invite_account(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            settings=self.tools.invitations,
        )

    @serve(registry.RESEND_INVITATION)
    def resend_invitation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return invitations.resend_invitation(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            settings=self.tools.invitations,
        )

    @serve(registry.RECALL_INVITATION)
    def recall_invitation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return invitations.recall_invitation(
            work.connection, request, caller=work.caller, personal_data=self.tools.personal_data
        )

    @serve(registry.SHOW_INVITATION)
    def show_invitation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11, REG-15."""
        return invitations.show_invitation(
            work.connection, request, now=work.now, today=work.today, personal_data=self.tools.personal_data
        )

    @serve(registry.ACCEPT_INVITATION)
    def accept_invitation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11, REG-15."""
        return invitations.accept_invitation(
            work.connection,
            request,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
        )

    @serve(registry.LIST_ACCOUNTS)
    def list_accounts(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return organization_accounts.list_accounts(
            work.connection, caller=work.caller, now=work.now, personal_data=self.tools.personal_data
        )

    @serve(registry.END_ACCOUNT)
    def end_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return organization_accounts.end_account(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @on(gateway.LOGIN_COMPLETED)
    def on_login_completed(self, work: Work, event: ReceivedEvent) -> None:
        """REG-11: when an account last logged in."""
        organization_accounts.note_login(work.connection, event.data["account_id"], event.occurred_at)

    @serve(registry.REPORT_MISUSE)
    def report_misuse(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return misuse.report_misuse(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            report_to=self.tools.misuse_reports_to or self.tools.help_desk.email,
        )

    @serve(registry.LIST_MISUSE_REPORTS)
    def list_misuse_reports(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return misuse.list_misuse_reports(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.HANDLE_MISUSE_REPORT)
    def handle_misuse_report(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-11."""
        return misuse.handle_misuse_report(work.connection, request, caller=work.caller, now=work.now)
