"""Entrypoints of employers: asking for a My Page, the office's desk, the employer's own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.employers.usecases import asking, desk, own, requests
from services.registry.service.batches import in_batches
from services.registry.service.periods import HOUR
from services.registry.tools import Tools
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    EmployerReason.UNKNOWN_ESTABLISHMENT: ErrorCode.NOT_FOUND,
    EmployerReason.UNKNOWN_APPLICATION: ErrorCode.NOT_FOUND,
    EmployerReason.OTHER_OFFICE: ErrorCode.OTHER_OFFICE,
    EmployerReason.UNKNOWN_CODE: ErrorCode.UNKNOWN_CODE,
    EmployerReason.CORPORATE_NUMBER_WRONG: ErrorCode.CORPORATE_NUMBER_WRONG,
    EmployerReason.MORE_HERE_THAN_IN_TOTAL: ErrorCode.MORE_HERE_THAN_IN_TOTAL,
    EmployerReason.ALREADY_REGISTERED: ErrorCode.ESTABLISHMENT_ALREADY_REGISTERED,
    EmployerReason.ESTABLISHMENT_CLOSED: ErrorCode.ESTABLISHMENT_CLOSED,
    EmployerReason.CHANGED_MEANWHILE: ErrorCode.CHANGED_MEANWHILE,
    EmployerReason.ALREADY_DECIDED: ErrorCode.EMPLOYER_ALREADY_DECIDED,
    EmployerReason.HAS_MY_PAGE: ErrorCode.HAS_MY_PAGE,
    EmployerReason.EMAIL_HELD: ErrorCode.EMAIL_ALREADY_USED,
}


class Employers:
    """Establishments and their My Pages (OFR-1, AUT-7)."""

    tools: Tools

    @serve(registry.CHECK_EMPLOYER)
    def check_employer(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-6."""
        return asking.check_employer(request, today=work.today, settings=self.tools.employers)

    @serve(registry.REGISTER_EMPLOYER)
    def register_employer(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-6."""
        return asking.register_employer(
            work.connection,
            request,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            settings=self.tools.employers,
        )

    @serve(registry.LIST_EMPLOYER_APPLICATIONS)
    def list_employer_applications(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return requests.list_employer_applications(work.connection, request, caller=work.caller)

    @serve(registry.SHOW_EMPLOYER_APPLICATION)
    def show_employer_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return requests.show_employer_application(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.CONFIRM_EMPLOYER)
    def confirm_employer(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-7."""
        return requests.confirm_employer(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
        )

    @serve(registry.REFUSE_EMPLOYER)
    def refuse_employer(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-7."""
        return requests.refuse_employer(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.REGISTER_ESTABLISHMENT)
    def register_establishment(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-7."""
        return desk.register_establishment(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
        )

    @serve(registry.CHANGE_ESTABLISHMENT)
    def change_establishment(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-7."""
        return desk.change_establishment(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.CLOSE_ESTABLISHMENT)
    def close_establishment(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-7."""
        return desk.close_establishment(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.OPEN_EMPLOYER_PAGE)
    def open_employer_page(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OFR-1, AUT-1, AUT-7."""
        return desk.open_employer_page(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
        )

    @serve(registry.LIST_ESTABLISHMENTS)
    def list_establishments(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return desk.list_establishments(work.connection, request, caller=work.caller)

    @serve(registry.SHOW_ESTABLISHMENT)
    def show_establishment(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7, OPS-3."""
        return desk.show_establishment(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.SHOW_MY_ESTABLISHMENT)
    def show_my_establishment(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return own.show_my_establishment(work.connection, caller=work.caller, personal_data=self.tools.personal_data)

    @serve(registry.CHANGE_MY_ESTABLISHMENT)
    def change_my_establishment(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return own.change_my_establishment(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @every(HOUR)
    def lapse_employer_requests(self, work: Work) -> int:
        """OFR-1, CAL-6: requests of employers that were not confirmed in their days are deleted."""
        return in_batches(
            work,
            asking.REQUESTS_A_BATCH,
            lambda connection: asking.lapse_employer_requests(
                connection, now=work.now, today=work.day, trace=work.trace, personal_data=self.tools.personal_data
            ),
        )
