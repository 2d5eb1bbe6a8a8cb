"""Entrypoints of the watch over what is overdue (CMP-6)."""

from __future__ import annotations

from typing import Any, Protocol

from services.compliance.bureau_prompts import usecases as bureau_prompts
from services.compliance.cases.domain.files import CaseSettings
from services.compliance.cases.domain.playing import Settings
from services.compliance.service.periods import HOUR, MINUTE
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.watch.settings import WatchSettings
from services.compliance.watch.usecases import keeping, looking, prompting
from services.contracts import compliance, reporting
from services.runtime.entrypoints import every, on, serve
from services.runtime.settings import Settings as ServiceSettings
from services.runtime.work import ReceivedEvent, Work


def watch_settings(settings: ServiceSettings) -> WatchSettings:
    """The first fiscal year whose reports this site watches."""
    return WatchSettings(int(settings.number("REPORTS_FROM_FISCAL_YEAR", WatchSettings().reports_from_fiscal_year)))


class Demanding(Protocol):
    """A service that demands reports."""

    standing_settings: StandingSettings
    case_settings: CaseSettings


def reports_demanded(service: Demanding, work: Work, request: dict[str, Any]) -> dict[str, Any]:
    """The request with what came of it: each demand is a transaction of its own, before the one that keeps the answer."""
    settings = Settings(service.standing_settings, service.case_settings)
    return {**request, "came_of_it": prompting.demand_reports(work, request, settings)}


class Watch:
    """What is overdue: watched by date, and the bureau prompted (CMP-6)."""

    standing_settings: StandingSettings
    case_settings: CaseSettings
    watch_settings: WatchSettings

    @serve(compliance.LIST_PROMPTS)
    def list_prompts(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-2, CMP-6, CMP-13."""
        return bureau_prompts.list_prompts(work, request, self.case_settings)

    @serve(compliance.DEMAND_REPORTS, beforehand=reports_demanded, alone=True)
    def demand_reports(self, _work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """CMP-6: what came of it, kept under the request's key."""
        demanded: prompting.Demanded = request["came_of_it"]
        return demanded.told

    @on(reporting.REPORT_FILED)
    def on_report_filed(self, work: Work, event: ReceivedEvent) -> None:
        """CMP-6, RPT-1."""
        keeping.keep_report(work, event.data)

    @every(HOUR)
    def expect_reports(self, work: Work) -> int:
        """CMP-6: usage reports are expected from 21 April; hourly, so that a day that was missed is caught up."""
        return keeping.expect_reports(work, self.watch_settings.reports_from_fiscal_year)

    @every(MINUTE)
    def watch_overdue(self, work: Work) -> int:
        """CMP-6: what is overdue is warned of and suspended for; each minute, so that a form recorded now ends it soon."""
        return looking.watch_overdue(work, Settings(self.standing_settings, self.case_settings))

    @every(HOUR)
    def look_for_late_answers(self, work: Work) -> int:
        """CMP-9, CMP-13, OPS-4: staff are prompted where the day for an answer or a view is over."""
        return bureau_prompts.look_for_late_answers(work)

    @every(HOUR)
    def tell_of_cases(self, work: Work) -> int:
        """CMP-13, OPS-4: bureaus and operations are told that cases wait for them, a mail a day at most."""
        return bureau_prompts.tell_of_cases(work)

    @every(HOUR)
    def tell_bureaus(self, work: Work) -> int:
        """CMP-6: bureaus are prompted, one mail an hour for all that has come up."""
        return prompting.tell_bureaus(work)
