"""Entrypoints of applications: register, form, the bureau's queue and decision, lapse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry import terms
from services.registry.desk.usecases import letters, proposals
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.reasons_told import RequestReason
from services.registry.organizations.usecases import corrections, decision, papers, queue, registration
from services.registry.service.batches import in_batches
from services.registry.service.periods import HOUR
from services.registry.tools import Tools
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work

_NOT_ELIGIBLE = (
    Reason.OFFERS_NOT_FOR_KIND,
    Reason.SEEKERS_NOT_FOR_KIND,
    Reason.NO_SERVICE_CHOSEN,
    Reason.SCHOOL_KIND_MISSING,
    Reason.SCHOOL_KIND_NOT_FOR_KIND,
    Reason.SCHOOL_NOT_COVERED,
    Reason.RECOGNITION_MISSING,
    Reason.COMMISSIONED_AGENCY_MISSING,
    Reason.COMMISSIONED_AGENCY_NOT_FOR_KIND,
    Reason.COLLECTS_MONEY,
    Reason.PERMISSION_NUMBER_MISSING,
    Reason.PERMISSION_NUMBER_OF_OTHER_KIND,
    Reason.PERMISSION_NUMBER_NOT_FOR_KIND,
    Reason.MAIN_ESTABLISHMENT_APPLIES,
    Reason.COMMISSIONED_NUMBER_OF_NO_AGENCY,
    Reason.PERMISSION_TERM_NOT_FOR_KIND,
    Reason.PERMISSION_TERM_MISSING,
    Reason.PERMISSION_TERM_ENDED,
    Reason.NO_REGULAR_PLACEMENT,
    Reason.CONTACT_MANAGER_MISSING,
    Reason.CONTACT_MANAGER_WITHOUT_SERVICE,
    Reason.MANAGER_NOT_FULL_TIME,
    Reason.MANDATORY_INFORMATION_MISSING,
    Reason.MARK_HOLDER_MISSING,
    Reason.MARK_HOLDER_UNFIT,
    Reason.CERTIFICATES_DIFFER,
    Reason.SECURITY_NOT_DECLARED,
    Reason.BUSINESS_ORDER,
    Reason.BARRED,
    Reason.SUSPENSION_RUNS_ON,
    Reason.SUSPENSION_NOT_LIFTED,
    Reason.NOTIFIED_IN_FUTURE,
    Reason.KIND_CHANGED,
    Reason.SERVICE_REMOVED,
    Reason.SERVICE_WITHDRAWN_MEANWHILE,
    Reason.NOTHING_CHANGED,
    Reason.CHANGED_SINCE,
    Reason.RENEWED_SINCE,
    Reason.NOTHING_TO_RENEW,
    Reason.RENEWAL_NOT_OPEN,
    Reason.CONTENT_NOT_CONFIRMED,
    Reason.SERVICE_NOT_USED,
    Reason.CARRIED_CHANGE_FAILED,
)

REFUSALS: Mapping[Any, ErrorCode] = {
    **dict.fromkeys(_NOT_ELIGIBLE, ErrorCode.NOT_ELIGIBLE),
    Reason.TERMS_NOT_CURRENT: ErrorCode.TERMS_NOT_CURRENT,
    Reason.EMAIL_HELD: ErrorCode.EMAIL_ALREADY_USED,
    Reason.NOT_POSSIBLE_IN_STATE: ErrorCode.APPLICATION_NOT_PENDING,
    Reason.REPLACED: ErrorCode.APPLICATION_NOT_PENDING,
    Reason.EMAIL_TAKEN_SINCE: ErrorCode.REGISTRATION_EMAIL_TAKEN,
    Reason.EMAIL_TAKEN_BEFORE_APPROVAL: ErrorCode.REGISTRATION_EMAIL_TAKEN,
    Reason.ESTABLISHMENT_REGISTERED: ErrorCode.ESTABLISHMENT_REGISTERED,
    Reason.ORGANIZATION_ENDED: ErrorCode.ORGANIZATION_NOT_ACTIVE,
    Reason.ANOTHER_IS_OPEN: ErrorCode.APPLICATION_OPEN,
    RequestReason.NO_SUCH_ORGANIZATION: ErrorCode.NOT_FOUND,
    RequestReason.APPLICATION_OPEN: ErrorCode.APPLICATION_OPEN,
    Reason.FORM_NOT_RECEIVED: ErrorCode.FORM_NOT_RECEIVED,
    Reason.CARRIED_CHANGE_NOT_RECEIVED: ErrorCode.FORM_NOT_RECEIVED,
    Reason.RECEIVED_BEFORE_REGISTRATION: ErrorCode.DAY_TOO_EARLY,
    Reason.RECEIVED_IN_FUTURE: ErrorCode.DAY_IN_FUTURE,
    Reason.FORM_TOO_LATE: ErrorCode.FORM_TOO_LATE,
    Reason.FORM_NOT_YET_DUE: ErrorCode.APPLICATION_NOT_PENDING,
    Reason.EXPLANATION_MISSING: ErrorCode.EXPLANATION_MISSING,
    Reason.TERMS_CONSENT_MISSING: ErrorCode.DOCUMENT_MISSING,
    Reason.MARK_CERTIFICATE_MISSING: ErrorCode.DOCUMENT_MISSING,
    Reason.DOCUMENT_NOT_ON_FILE: ErrorCode.DOCUMENT_MISSING,
    Reason.REFUSAL_REASON_MISSING: ErrorCode.REASON_MISSING,
    Reason.CORRECTION_REASON_MISSING: ErrorCode.REASON_MISSING,
    Reason.RECEIPT_UNCHANGED: ErrorCode.NOTHING_TO_CORRECT,
    Reason.ENTERED_WITH_ITS_DAY: ErrorCode.ENTERED_WITH_ITS_DAY,
    Reason.ENTRY_TAKEN_BACK: ErrorCode.APPLICATION_NOT_PENDING,
    Reason.ENTRY_TOO_OLD: ErrorCode.ENTRY_TOO_OLD,
    Reason.EMAIL_TAKEN_SINCE_REFUSAL: ErrorCode.REGISTRATION_EMAIL_TAKEN,
    Reason.APPROVAL_STANDS: ErrorCode.APPROVAL_STANDS,
    Reason.CHANGE_WAITS_SINCE_WITHDRAWAL: ErrorCode.APPLICATION_OPEN,
    Reason.DECIDED_SINCE_WITHDRAWAL: ErrorCode.DECIDED_SINCE_WITHDRAWAL,
    Reason.TERMINATED_SINCE_WITHDRAWAL: ErrorCode.ORGANIZATION_TERMINATED,
    Reason.ESTABLISHMENT_IN_USE_SINCE: ErrorCode.ESTABLISHMENT_REGISTERED,
    Reason.ID_RESERVED_NO_MORE: ErrorCode.ID_RESERVED_NO_MORE,
    Reason.TERM_NOT_KEPT: ErrorCode.TERM_NOT_KEPT,
    Reason.OTHER_BUREAU: ErrorCode.OTHER_BUREAU,
    RequestReason.NO_SUCH_APPLICATION: ErrorCode.NOT_FOUND,
    RequestReason.UNKNOWN_CODE: ErrorCode.UNKNOWN_CODE,
}


def acting(tools: Tools, work: Work, connection: Connection | None = None) -> decision.Acting:
    """In whose name and with what a step on an application is taken; a duty's author is the calendar."""
    return decision.Acting(
        connection or work.connection,
        by=work.caller.account_id,
        now=work.now,
        today=work.today,
        trace=work.trace,
        personal_data=tools.personal_data,
        settings=tools.applications,
        reservation=tools.reservation,
        bounces=tools.bounces,
    )


class Applications:
    """Organizations and their applications (REG)."""

    tools: Tools

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
            address_at_once=self.tools.desk.addresses_mailed_at_once,
        )

    @serve(registry.GET_APPLICATION_FORM)
    def get_application_form(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-8."""
        return papers.get_application_form(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            run=self.tools.run,
            help_desk=self.tools.help_desk,
            reservation=self.tools.reservation,
        )

    @serve(registry.GET_BLANK_FORM)
    def get_blank_form(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-6, REG-8."""
        return papers.get_blank_form(
            request,
            today=work.today,
            run=self.tools.run,
            help_desk=self.tools.help_desk,
            reservation=self.tools.reservation,
        )

    @serve(registry.GET_TERMS_CONSENT)
    def get_terms_consent(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-8."""
        return papers.get_terms_consent(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
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
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.RECORD_FORM)
    def record_form(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-7, REG-8."""
        return decision.record_form(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.CORRECT_FORM)
    def correct_form(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-7, REG-8."""
        self._nothing_proposed(work, request)
        return corrections.correct_form(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.TAKE_FORM_BACK)
    def take_form_back(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-7, REG-9."""
        self._nothing_proposed(work, request)
        return corrections.take_form_back(
            acting(self.tools, work),
            request,
            caller=work.caller,
            longest_since_receipt_days=self.tools.desk.longest_since_receipt_days,
        )

    @serve(registry.TAKE_REFUSAL_BACK)
    def take_refusal_back(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return corrections.take_refusal_back(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.TAKE_WITHDRAWAL_BACK)
    def take_withdrawal_back(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-5, REG-11."""
        return corrections.take_withdrawal_back(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.APPROVE_APPLICATION)
    def approve_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        self._decides_alone(work, request)
        letters.check_posting_at_approval(
            work.connection, request, caller=work.caller, today=work.today, personal_data=self.tools.personal_data
        )
        return decision.approve_application(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.REFUSE_APPLICATION)
    def refuse_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        self._decides_alone(work, request)
        return decision.refuse_application(acting(self.tools, work), request, caller=work.caller)

    def _nothing_proposed(self, work: Work, request: dict[str, Any]) -> None:
        proposals.refuse_while_proposed(
            work.connection, request, caller=work.caller, personal_data=self.tools.personal_data
        )

    def _decides_alone(self, work: Work, request: dict[str, Any]) -> None:
        proposals.decide_alone(
            work.connection,
            request,
            caller=work.caller,
            personal_data=self.tools.personal_data,
            settings=self.tools.desk,
        )

    @serve(registry.GET_ACCEPTANCE_LETTER)
    def get_acceptance_letter(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return papers.get_acceptance_letter(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
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
    def lapse_overdue(self, work: Work) -> int:
        """REG-7: registrations whose form did not come are deleted."""
        return in_batches(
            work,
            decision.LAPSES_A_BATCH,
            lambda connection: decision.lapse_overdue(acting(self.tools, work, connection), work.day),
        )
