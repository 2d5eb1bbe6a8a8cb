"""Entrypoints of accounts: password, one-time password, authentication keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.usecases import account_help, consents, keys, locks, login, own_account, reservation
from services.registry.service.periods import HOUR, MINUTE
from services.registry.tools import Tools
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    AccountReason.WRONG_EMAIL_OR_PASSWORD: ErrorCode.LOGIN_FAILED,
    AccountReason.UNKNOWN_ACCOUNT: ErrorCode.NOT_FOUND,
    AccountReason.KEY_INVALID: ErrorCode.AUTHENTICATION_KEY_INVALID,
    AccountReason.TERMS_NOT_CURRENT: ErrorCode.TERMS_NOT_CURRENT,
    AccountReason.CURRENT_PASSWORD_WRONG: ErrorCode.CURRENT_PASSWORD_WRONG,
    AccountReason.EMAIL_HELD: ErrorCode.EMAIL_ALREADY_USED,
    AccountReason.NO_SUCH_INVITATION: ErrorCode.NOT_FOUND,
    AccountReason.INVITATION_OVER: ErrorCode.INVITATION_OVER,
    AccountReason.MAIN_ACCOUNT_STAYS: ErrorCode.MAIN_ACCOUNT_STAYS,
    AccountReason.ORGANIZATION_ENDED: ErrorCode.ORGANIZATION_NOT_ACTIVE,
    AccountReason.NO_EMAIL_CHANGE: ErrorCode.NOT_FOUND,
    AccountReason.REQUESTED_IN_FUTURE: ErrorCode.DAY_IN_FUTURE,
    AccountReason.SECOND_PERSON_NEEDED: ErrorCode.SECOND_PERSON_NEEDED,
    AccountReason.OTHER_AUTHORITYS_ACCOUNT: ErrorCode.OTHER_AUTHORITYS_ACCOUNT,
    AccountReason.OWN_ACCOUNT: ErrorCode.OWN_ACCOUNT_STAYS,
    AccountReason.ACCOUNT_ENDED: ErrorCode.ACCOUNT_ENDED,
    AccountReason.ACCOUNT_NOT_ENDED: ErrorCode.ACCOUNT_NOT_ENDED,
    AccountReason.CHANGED_MEANWHILE: ErrorCode.CHANGED_MEANWHILE,
    AccountReason.AREA_UNFIT: ErrorCode.AREA_UNFIT,
    AccountReason.NO_SUCH_REPORT: ErrorCode.NOT_FOUND,
    AccountReason.REPORT_HANDLED: ErrorCode.ALREADY_RECORDED,
}


class Accounts:
    """Who may log in, and how (AUT)."""

    tools: Tools

    @serve(registry.VERIFY_PASSWORD)
    def verify_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1, AUT-6, as gateways of before the operation `begin_login` ask for it; they tell of no use of the terms (REG-15)."""
        presented = self._compared(work, request)
        account = presented.account
        consents.by_use(
            work.connection, account, now=work.now, today=work.today, trace=work.trace
        )  # may lock the seeker
        return login.identity_of(login.accept_password(work.connection, presented, request, self.tools.passwords))

    @serve(registry.BEGIN_LOGIN)
    def begin_login(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1, AUT-6. Repeated, it counts another attempt and queues no second mail: the mail's ID is the request's."""
        presented = self._compared(work, request)
        account = login.accept_password(work.connection, presented, request, self.tools.passwords)
        mailed = login.mail_where_asked(
            work.connection,
            account,
            request,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            mail_id=work.request_name,
        )
        return {
            **login.identity_of(account),
            "one_time_password_mailed": mailed,
            "consent_due": consents.is_due(work.connection, account, today=work.today),
        }

    def _compared(self, work: Work, request: dict[str, Any]) -> login.Presented:
        """Whose password it is, once it is found right. The attempt counts even where it is refused; no connection waits for the hash."""
        with work.database.gathering() as connection:
            presented = login.present_password(
                connection,
                request,
                now=work.now,
                personal_data=self.tools.personal_data,
                settings=self.tools.locks,
            )
        return login.compare_password(presented, request, self.tools.passwords)

    @serve(registry.SHOW_ACCOUNT)
    def show_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return login.show_account(work.connection, request)

    @serve(registry.MAIL_ONE_TIME_PASSWORD)
    def mail_one_time_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1. Repeated, it queues no second mail: the mail's ID is the request's."""
        return login.mail_one_time_password(
            work.connection,
            request,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            mail_id=work.request_name,
        )

    @serve(registry.REQUEST_AUTHENTICATION_KEY)
    def request_authentication_key(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-6."""
        return keys.request_authentication_key(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            settings=self.tools.keys,
        )

    @serve(registry.SET_PASSWORD)
    def set_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-6, SEE-4, REG-15. The attempt counts even where this work is refused and rolled back.

        It is counted before this work takes a connection (the operation is not keyed): who waits for a second one while
        holding a first can wait for all the others who do the same.
        """
        with work.database.transaction() as connection:
            keys.count_key_attempt(connection, request, personal_data=self.tools.personal_data)
        return keys.set_password(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
            settings=self.tools.keys,
        )

    @every(HOUR)
    def release_ids(self, work: Work) -> int:
        """REG-11: IDs whose reservation is over are given up."""
        return reservation.release_ids(work.connection, now=work.now, today=work.day, trace=work.trace)

    @every(MINUTE)
    def tell_of_locks(self, work: Work) -> int:
        """AUT-6: owners of locked logins are told."""
        return locks.tell_of_locks(
            work.connection, now=work.now, trace=work.trace, personal_data=self.tools.personal_data
        )

    @every(HOUR)
    def forget_old_attempts(self, work: Work) -> int:
        """AUT-6, AUT-1: counts, keys and changes of address that nobody can use any more."""
        return (
            locks.forget_old(work.connection, now=work.now, settings=self.tools.locks)
            + keys.forget_old(work.connection, now=work.now)
            + own_account.forget_expired_changes(work.connection, work.now)
            + account_help.forget_old_entries(
                work.connection, now=work.now, within=self.tools.desk.second_person_within
            )
        )
