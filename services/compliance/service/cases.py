"""Entrypoints of cases: what staff and organizations do in them (CMP-1 to CMP-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.cases.domain.files import CaseEvent, CaseSettings
from services.compliance.cases.domain.playing import Settings
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.usecases import acting, by_rule, direct, opening_told, openness, showing
from services.compliance.service.periods import HOUR, MINUTE
from services.compliance.standing.domain.measures import StandingSettings
from services.contracts import compliance, messaging
from services.contracts.errors import ErrorCode
from services.runtime.entrypoints import every, on, serve
from services.runtime.settings import Settings as ServiceSettings
from services.runtime.work import ReceivedEvent, Work

REFUSALS: Mapping[Any, ErrorCode] = {
    CaseReason.UNKNOWN_CASE: ErrorCode.NOT_FOUND,
    CaseReason.CASE_CLOSED: ErrorCode.CASE_CLOSED,
    CaseReason.OUT_OF_ORDER: ErrorCode.CASE_OUT_OF_ORDER,
    CaseReason.CASE_CHANGED: ErrorCode.CASE_CHANGED,
    CaseReason.NOT_FOR_CALLER: ErrorCode.FORBIDDEN,
    CaseReason.HAPPENED_LATER: ErrorCode.CASE_DAY_UNFIT,
    CaseReason.DAY_UNSTATED: ErrorCode.CASE_DAY_UNSTATED,
    CaseReason.OVERDUE_UNFIT: ErrorCode.OVERDUE_UNFIT,
    CaseReason.SAME_GROUND: ErrorCode.CASE_GROUND_UNFIT,
    CaseReason.MEASURE_TAKEN: ErrorCode.CASE_MEASURE_TAKEN,
    CaseReason.NOT_TO_BE_REFERRED: ErrorCode.NOT_TO_BE_REFERRED,
    CaseReason.DUE_DAY_UNFIT: ErrorCode.DUE_DAY_UNFIT,
    CaseReason.CORRECTION_NOT_REQUESTED: ErrorCode.CORRECTION_NOT_REQUESTED,
    CaseReason.DEMAND_PENDING: ErrorCode.SECURITY_DEMAND_PENDING,
    CaseReason.GRACE_NOT_OVER: ErrorCode.GRACE_NOT_OVER,
    CaseReason.FACTS_ESTABLISHED: ErrorCode.FACTS_ALREADY_ESTABLISHED,
    CaseReason.NOTHING_TO_CONFIRM: ErrorCode.NOTHING_TO_CONFIRM,
    CaseReason.NOTHING_GOES_ON: ErrorCode.CASE_OUT_OF_ORDER,
    CaseReason.NOTHING_TO_ANNUL: ErrorCode.CASE_OUT_OF_ORDER,
    CaseReason.NO_TERMINATION: ErrorCode.TERMINATION_NOT_PROVIDED,
    CaseReason.NOT_HEARD: ErrorCode.ORGANIZATION_NOT_HEARD,
}


def case_settings(settings: ServiceSettings) -> CaseSettings:
    """The amounts that the terms leave open, and the month of CMP-6 by class."""
    default = CaseSettings()
    months = default.overdue_months
    return CaseSettings(
        days_to_answer=int(settings.number("CASE_DAYS_TO_ANSWER", default.days_to_answer)),
        days_to_state_view=int(settings.number("CASE_DAYS_TO_STATE_VIEW", default.days_to_state_view)),
        days_of_warning=int(settings.number("OVERDUE_WARNING_DAYS", default.days_of_warning)),
        longest_due_days=int(settings.number("CASE_LONGEST_DUE_DAYS", default.longest_due_days)),
        overdue_months={
            "private": int(settings.number("OVERDUE_MONTHS_PRIVATE", months["private"])),
            "municipal": int(settings.number("OVERDUE_MONTHS_MUNICIPAL", months["municipal"])),
        },
    )


class Cases:
    """Cases, their steps and their timeline (CMP-13)."""

    standing_settings: StandingSettings
    case_settings: CaseSettings

    @serve(compliance.OPEN_CASE)
    def open_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-1 to CMP-12."""
        return acting.open_by_staff(work, request, self.case_settings)

    @serve(compliance.DEMAND_SECURITY_MEASURES)
    def demand_security_measures(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """OPS-4."""
        return direct.demand_security_measures(work, request, Settings(self.standing_settings, self.case_settings))

    @serve(compliance.ADVANCE_CASE)
    def advance_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-1, CMP-10, CMP-13."""
        return self._step(work, request, CaseEvent(request["event"]))

    @serve(compliance.RECLASSIFY_CASE)
    def reclassify_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-1, CMP-7."""
        return self._step(work, request, CaseEvent.RECLASSIFY)

    @serve(compliance.SET_CASE_DAY)
    def set_case_day(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-3, CMP-5, CMP-13."""
        return self._step(work, request, CaseEvent.SET_DAY)

    @serve(compliance.REQUEST_CORRECTION)
    def request_correction(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-13."""
        return self._step(work, request, CaseEvent.REQUEST_CORRECTION)

    @serve(compliance.ANNOUNCE_HEARING)
    def announce_hearing(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-9."""
        return self._step(work, request, CaseEvent.ANNOUNCE_HEARING)

    @serve(compliance.SUSPEND_IN_CASE)
    def suspend_in_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2 to CMP-6, CMP-8, CMP-10, CMP-14."""
        return self._step(work, request, CaseEvent.SUSPEND)

    @serve(compliance.TERMINATE_IN_CASE)
    def terminate_in_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-9."""
        return self._step(work, request, CaseEvent.TERMINATE)

    @serve(compliance.ANSWER_CASE)
    def answer_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-13."""
        return acting.answer(work, request, Settings(self.standing_settings, self.case_settings))

    @serve(compliance.LIST_CASES)
    def list_cases(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-13."""
        return showing.list_cases(work, request)

    @serve(compliance.SHOW_CASE)
    def show_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-13."""
        return showing.show_case(work, request["case_id"], self.case_settings)

    @serve(compliance.LIST_OWN_CASES)
    def list_own_cases(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-13."""
        return showing.list_own_cases(work, request)

    @serve(compliance.SHOW_OWN_CASE)
    def show_own_case(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-13."""
        return showing.show_own_case(work, request["case_id"])

    @on(messaging.UNEXPLAINED_FEE_RECORDED)
    def on_unexplained_fee_recorded(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-10."""
        by_rule.open_on_unexplained_fee(work, event.data)

    @every(HOUR)
    def tell_openings(self, work: Work) -> int:
        """MSG-9, CMP-13: organizations learn on the next working day of cases that reports have opened."""
        return opening_told.tell_openings(work)

    @every(MINUTE)
    def tell_openness_of_cases(self, work: Work) -> int:
        """MSG-14: cases that were closed by their term, or opened before others were told, are told of."""
        return openness.tell_openness(work)

    def _step(self, work: Work, request: dict[str, Any], event: CaseEvent) -> dict[str, Any]:
        return acting.take_step(work, request, event, Settings(self.standing_settings, self.case_settings))
