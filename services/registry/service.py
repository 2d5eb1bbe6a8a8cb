"""The registry's entrypoints: load, use case, dump."""

from __future__ import annotations

from typing import Any, cast

import eventlet.tpool

from services.contracts import messaging, registry
from services.contracts.errors import ErrorCode
from services.registry import notices, terms
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.usecases import keys, login
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.reasons_told import RequestReason
from services.registry.organizations.usecases import decision, papers, queue, registration
from services.registry.seekers import usecases as seekers
from services.registry.seekers.usecases import SeekerReason
from services.registry.tools import Tools, from_settings
from services.runtime.entrypoints import DatabaseProvider, SettingsProvider, every, on, serve
from services.runtime.housekeeping import forget_old_keys
from services.runtime.settings import Settings
from services.runtime.work import ReceivedEvent, Work

_NOT_ELIGIBLE = (
    Reason.OFFERS_NOT_FOR_KIND,
    Reason.SEEKERS_NOT_FOR_KIND,
    Reason.NO_SERVICE_CHOSEN,
    Reason.RECOGNITION_MISSING,
    Reason.COMMISSIONED_AGENCY_MISSING,
    Reason.COLLECTS_MONEY,
    Reason.PERMISSION_NUMBER_MISSING,
    Reason.PERMISSION_NUMBER_OF_OTHER_KIND,
    Reason.PERMISSION_TERM_MISSING,
    Reason.PERMISSION_TERM_ENDED,
    Reason.NO_REGULAR_PLACEMENT,
    Reason.CONTACT_MANAGER_MISSING,
    Reason.CONTACT_MANAGER_WITHOUT_SERVICE,
    Reason.MANAGER_NOT_FULL_TIME,
    Reason.MANDATORY_INFORMATION_MISSING,
    Reason.SECURITY_NOT_DECLARED,
    Reason.BUSINESS_ORDER,
    Reason.BARRED,
)

REFUSALS: dict[Any, ErrorCode] = {
    **dict.fromkeys(_NOT_ELIGIBLE, ErrorCode.NOT_ELIGIBLE),
    Reason.TERMS_NOT_CURRENT: ErrorCode.TERMS_NOT_CURRENT,
    Reason.EMAIL_HELD: ErrorCode.EMAIL_ALREADY_USED,
    Reason.NOT_POSSIBLE_IN_STATE: ErrorCode.APPLICATION_NOT_PENDING,
    Reason.REPLACED: ErrorCode.APPLICATION_NOT_PENDING,
    Reason.FORM_NOT_RECEIVED: ErrorCode.FORM_NOT_RECEIVED,
    Reason.RECEIVED_BEFORE_REGISTRATION: ErrorCode.INVALID_REQUEST,
    Reason.RECEIVED_IN_FUTURE: ErrorCode.INVALID_REQUEST,
    Reason.FORM_TOO_LATE: ErrorCode.FORM_TOO_LATE,
    Reason.FORM_NOT_YET_DUE: ErrorCode.APPLICATION_NOT_PENDING,
    Reason.EXPLANATION_MISSING: ErrorCode.EXPLANATION_MISSING,
    Reason.TERMS_CONSENT_MISSING: ErrorCode.DOCUMENT_MISSING,
    Reason.MARK_CERTIFICATE_MISSING: ErrorCode.DOCUMENT_MISSING,
    Reason.REFUSAL_REASON_MISSING: ErrorCode.INVALID_REQUEST,
    Reason.OTHER_BUREAU: ErrorCode.OTHER_BUREAU,
    RequestReason.NO_SUCH_APPLICATION: ErrorCode.NOT_FOUND,
    RequestReason.UNKNOWN_CODE: ErrorCode.UNKNOWN_CODE,
    AccountReason.WRONG_EMAIL_OR_PASSWORD: ErrorCode.LOGIN_FAILED,
    AccountReason.NOT_OPEN_YET: ErrorCode.ORGANIZATION_NOT_ACTIVE,
    AccountReason.UNKNOWN_ACCOUNT: ErrorCode.NOT_FOUND,
    AccountReason.KEY_INVALID: ErrorCode.AUTHENTICATION_KEY_INVALID,
    AccountReason.TERMS_NOT_CURRENT: ErrorCode.TERMS_NOT_CURRENT,
    SeekerReason.UNKNOWN_SEEKER: ErrorCode.NOT_FOUND,
}
"""The contract's code for every reason of the registry's rules; a test checks that none is missing."""

HOUR = 3600.0
MINUTE = 60.0

BATCHES_A_TURN = 50
"""Some 10 s of work: far within the time after which the database ends the duty's own, idle transaction."""


def tools(settings: Settings) -> Tools:
    """The registry's tools; hashing and printing go to native threads, as they would block the hub."""
    return from_settings(settings, run=eventlet.tpool.execute)


class RegistryService:
    """Accounts, organizations and their applications, job seekers, mail."""

    name = registry.SERVICE
    database = DatabaseProvider()
    tools = cast(Tools, SettingsProvider(tools))
    refusals = REFUSALS

    # Applications ----------------------------------------------------------------------------------------------------

    @serve(registry.REGISTER_APPLICATION)
    def register_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-1 to REG-6, REG-12, REG-15, OPS-5."""
        return registration.register_application(
            work.connection,
            request,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
            settings=self.tools.applications,
        )

    @serve(registry.GET_APPLICATION_FORM)
    def get_application_form(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-8."""
        return papers.get_application_form(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            personal_data=self.tools.personal_data,
            run=self.tools.run,
            help_desk=self.tools.help_desk,
        )

    @serve(registry.LIST_APPLICATIONS)
    def list_applications(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return queue.list_applications(work.connection, request, caller=work.caller)

    @serve(registry.SHOW_APPLICATION)
    def show_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return queue.show_application(
            work.connection, request, caller=work.caller, personal_data=self.tools.personal_data
        )

    @serve(registry.RECORD_FORM)
    def record_form(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-7, REG-8."""
        return decision.record_form(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.APPROVE_APPLICATION)
    def approve_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return decision.approve_application(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            settings=self.tools.applications,
        )

    @serve(registry.REFUSE_APPLICATION)
    def refuse_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return decision.refuse_application(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.GET_ACCEPTANCE_LETTER)
    def get_acceptance_letter(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return papers.get_acceptance_letter(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            personal_data=self.tools.personal_data,
            run=self.tools.run,
            help_desk=self.tools.help_desk,
            settings=self.tools.applications,
        )

    @serve(registry.CURRENT_TERMS)
    def current_terms(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-15."""
        in_force = terms.in_force(request["audience"], work.today)
        return {
            "audience": in_force.audience,
            "version": in_force.version,
            "in_force_from": in_force.in_force_from,
            "title": in_force.title,
        }

    @every(HOUR)
    def lapse_overdue(self, work: Work) -> None:
        """REG-7."""
        decision.lapse_overdue(
            work.connection,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    # Accounts --------------------------------------------------------------------------------------------------------

    @serve(registry.VERIFY_PASSWORD)
    def verify_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1, AUT-6."""
        return login.verify_password(
            work.connection,
            request,
            now=work.now,
            today=work.today,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
        )

    @serve(registry.SHOW_ACCOUNT)
    def show_account(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return login.show_account(work.connection, request)

    @serve(registry.MAIL_ONE_TIME_PASSWORD)
    def mail_one_time_password(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-1."""
        return login.mail_one_time_password(
            work.connection, request, now=work.now, trace=work.trace, personal_data=self.tools.personal_data
        )

    @serve(registry.REQUEST_AUTHENTICATION_KEY)
    def request_authentication_key(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-6."""
        return keys.request_authentication_key(
            work.connection,
            request,
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
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
            settings=self.tools.keys,
        )

    # Seekers ---------------------------------------------------------------------------------------------------------

    @serve(registry.SHOW_MY_RECORD)
    def show_my_record(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7."""
        return seekers.show_my_record(work.connection, work.caller.seeker_number or "", today=work.today)

    @serve(registry.CHANGE_PROVISION_CHOICE)
    def change_provision_choice(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-4."""
        return seekers.change_provision_choice(
            work.connection,
            work.caller.seeker_number or "",
            request["provision_choice"],
            now=work.now,
            today=work.today,
            trace=work.trace,
        )

    @every(MINUTE)
    def tell_seekers_by_date(self, work: Work) -> None:
        """SEE-5, SEE-6: batches, each a transaction of its own; what is left after some comes with the next turn."""
        for _ in range(BATCHES_A_TURN):
            with work.database.transaction() as connection:
                told = seekers.tell_changes_by_date(connection, now=work.now, today=work.today, trace=work.trace)
            if told < seekers.SEEKERS_A_BATCH:
                break

    # Notices ---------------------------------------------------------------------------------------------------------

    @on(messaging.GUIDANCE_SENT)
    def on_guidance_sent(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6."""
        numbers = [sent["seeker_number"] for sent in event.data["sent"]]
        self._tell_seekers(work, numbers, "guidance_notice")

    @on(messaging.REPLY_SENT)
    def on_reply_sent(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6."""
        self._tell_seekers(work, [event.data["seeker_number"]], "reply_notice")

    @on(messaging.QUESTION_ASKED)
    def on_question_asked(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-6."""
        notices.tell_organization(
            work.connection,
            event.data["organization_id"],
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    def _tell_seekers(self, work: Work, seeker_numbers: list[str], purpose: str) -> None:
        notices.tell_seekers(
            work.connection,
            seeker_numbers,
            purpose=purpose,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @every(HOUR)
    def forget_old_keys(self, work: Work) -> None:
        """Drop the message IDs and idempotency keys that nobody can repeat any more."""
        forget_old_keys(work)
