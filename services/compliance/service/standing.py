"""Entrypoints of standing: measures on organizations, orders against numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.cases.domain.playing import Settings
from services.compliance.cases.usecases import annulling, direct
from services.compliance.service.periods import MINUTE
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.standing.domain.reasons import OrderReason, StandingReason
from services.compliance.standing.usecases import ending, orders, telling
from services.contracts import compliance
from services.contracts.errors import ErrorCode
from services.runtime.entrypoints import every, serve
from services.runtime.settings import Settings as ServiceSettings
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    StandingReason.UNKNOWN_ORGANIZATION: ErrorCode.NOT_FOUND,
    StandingReason.UNKNOWN_MEASURE: ErrorCode.NOT_FOUND,
    StandingReason.OTHER_BUREAU: ErrorCode.OTHER_BUREAUS_ORGANIZATION,
    StandingReason.OTHER_AUTHORITY: ErrorCode.OTHER_AUTHORITYS_MEASURE,
    StandingReason.TERMINATED: ErrorCode.ORGANIZATION_TERMINATED,
    StandingReason.WITHDRAWN: ErrorCode.ORGANIZATION_WITHDRAWN,
    StandingReason.NOT_TODAY: ErrorCode.DECISION_NOT_OF_TODAY,
    StandingReason.GROUND_NOT_FOR_KIND: ErrorCode.GROUND_NOT_FOR_MEASURE,
    StandingReason.IN_FORCE_ALREADY: ErrorCode.MEASURE_IN_FORCE,
    StandingReason.STANDING_CHANGED: ErrorCode.STANDING_CHANGED,
    StandingReason.NOTHING_BEFORE_IT: ErrorCode.TERMINATION_PREMATURE,
    StandingReason.ENDED_ALREADY: ErrorCode.MEASURE_ENDED,
    StandingReason.MENDED_ALREADY: ErrorCode.MENDED_ALREADY,
    StandingReason.TERM_RUNS_IN_FULL: ErrorCode.TERM_RUNS_IN_FULL,
    StandingReason.ANNULLED_ALREADY: ErrorCode.DECISION_WITHDRAWN_ALREADY,
    StandingReason.TERMINATION_IS_FINAL: ErrorCode.TERMINATION_FINAL,
    OrderReason.UNKNOWN_ORDER: ErrorCode.NOT_FOUND,
    OrderReason.OTHER_BUREAUS_NUMBER: ErrorCode.OTHER_BUREAUS_NUMBER,
    OrderReason.RECORDED_ALREADY: ErrorCode.ORDER_RECORDED_ALREADY,
    OrderReason.CHANGED_MEANWHILE: ErrorCode.ORDER_CHANGED,
    OrderReason.VOID: ErrorCode.ORDER_VOID,
    OrderReason.DAY_IN_FUTURE: ErrorCode.ORDER_DAY_UNFIT,
    OrderReason.MET_BEFORE_ISSUED: ErrorCode.ORDER_DAY_UNFIT,
    OrderReason.TERM_NOT_FOR_KIND: ErrorCode.ORDER_TERM_UNFIT,
    OrderReason.TERM_REVERSED: ErrorCode.ORDER_TERM_UNFIT,
    OrderReason.NOT_TO_BE_MET: ErrorCode.ORDER_NOT_TO_BE_MET,
}


def standing_settings(settings: ServiceSettings) -> StandingSettings:
    """The amounts of the terms, by class."""
    default = StandingSettings()
    months, years = default.suspension_months, default.bar_years
    return StandingSettings(
        suspension_months={
            "private": int(settings.number("SUSPENSION_MONTHS_PRIVATE", months["private"])),
            "municipal": int(settings.number("SUSPENSION_MONTHS_MUNICIPAL", months["municipal"])),
        },
        bar_years={
            "private": int(settings.number("BAR_YEARS_PRIVATE", years["private"])),
            "municipal": int(settings.number("BAR_YEARS_MUNICIPAL", years["municipal"])),
        },
    )


class Standing:
    """Measures on organizations (CMP-3 to CMP-10, CMP-14), and orders against numbers (CMP-2)."""

    standing_settings: StandingSettings
    case_settings: CaseSettings

    @serve(compliance.SHOW_STANDING)
    def show_standing(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-13."""
        return telling.show_standing(work, request["organization_id"])

    @serve(compliance.SHOW_OWN_STANDING)
    def show_own_standing(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-9."""
        return telling.show_own_standing(work)

    @serve(compliance.SUSPEND_ORGANIZATION)
    def suspend_organization(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2 to CMP-8, CMP-10, CMP-14."""
        return direct.suspend_organization(work, request, Settings(self.standing_settings, self.case_settings))

    @serve(compliance.LIFT_MEASURE)
    def lift_measure(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2, CMP-6, CMP-10."""
        return direct.lift_measure(work, request, Settings(self.standing_settings, self.case_settings))

    @serve(compliance.WITHDRAW_DECISION)
    def withdraw_decision(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-9, CMP-13, CMP-14."""
        return annulling.withdraw_decision(work, request)

    @serve(compliance.RECORD_ORDER)
    def record_order(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2."""
        return orders.record_order(work, request)

    @serve(compliance.CORRECT_ORDER)
    def correct_order(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2."""
        return orders.correct_order(work, request)

    @serve(compliance.MEET_ORDER)
    def meet_order(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2."""
        return orders.meet_order(work, request)

    @serve(compliance.LIST_ORDERS)
    def list_orders(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2."""
        return orders.list_orders(work, request)

    @every(MINUTE)
    def end_suspensions(self, work: Work) -> int:
        """CMP-14: suspensions whose term is over end; each minute, so that the other services know soon after 00:00."""
        return ending.end_suspensions(work)
