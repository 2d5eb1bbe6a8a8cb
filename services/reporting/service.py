"""Reporting's entrypoints: load, use case, dump."""

from __future__ import annotations

from typing import Any, cast

from services.contracts import compliance, messaging, registry, reporting
from services.contracts.errors import ErrorCode
from services.legal_calendar import japanese_day
from services.reporting import audit_heads, projections, usecases
from services.reporting.usage_reports import usecases as usage_reports
from services.reporting.usage_reports.domain.filing import FilingReason
from services.reporting.usecases import FigureOfDay, ReportingReason, ReportingSettings
from services.runtime.entrypoints import DatabaseProvider, SettingsProvider, every, on, serve
from services.runtime.housekeeping import forget_old_keys
from services.runtime.settings import Settings
from services.runtime.work import ReceivedEvent, Work


def reporting_settings(settings: Settings) -> ReportingSettings:
    """The setting of RPT-5 as `deploy/config/reporting.yaml` gives it."""
    return ReportingSettings(suppress_below=int(settings.number("SUPPRESS_BELOW")))


class ReportingService:
    """Statistics of the service."""

    name = reporting.SERVICE
    database = DatabaseProvider()
    settings = cast(ReportingSettings, SettingsProvider(reporting_settings))
    refusals = {  # noqa: RUF012 - read by the entrypoints, never changed
        ReportingReason.OTHER_BUREAU: ErrorCode.OTHER_BUREAU,
        ReportingReason.UNKNOWN_BUREAU: ErrorCode.UNKNOWN_CODE,
        ReportingReason.UNKNOWN_FIGURE: ErrorCode.UNKNOWN_CODE,
        ReportingReason.DAY_TO_COME: ErrorCode.DATE_OUT_OF_PERIOD,
        FilingReason.UNKNOWN_ORGANIZATION: ErrorCode.NOT_FOUND,
        FilingReason.UNKNOWN_REPORT: ErrorCode.NOT_FOUND,
        FilingReason.NOT_OWED: ErrorCode.REPORT_NOT_OWED,
        FilingReason.NOT_USED: ErrorCode.REPORT_SECTIONS_UNFIT,
        FilingReason.SECTION_MISSING: ErrorCode.REPORT_SECTIONS_UNFIT,
        FilingReason.NOTHING_AND_SOMETHING: ErrorCode.REPORT_SECTIONS_UNFIT,
        FilingReason.FEES_MISSING: ErrorCode.REPORT_FEES_UNFIT,
        FilingReason.FEES_NOT_FOR_KIND: ErrorCode.REPORT_FEES_UNFIT,
        FilingReason.FEES_DISAGREE: ErrorCode.REPORT_FEES_UNFIT,
        FilingReason.CHANGED_MEANWHILE: ErrorCode.REPORT_CHANGED,
        FilingReason.REASON_MISSING: ErrorCode.REASON_MISSING,
    }

    @serve(reporting.STATISTICS_OF_DAY)
    def statistics_of_day(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """RPT-4."""
        found = usecases.statistics_of_day(work, request["day"], request["bureau_code"], self.settings)
        answer: dict[str, Any] = {
            "day": found.day,
            "bureau_code": found.bureau_code,
            "suppressed_below": found.suppressed_below,
            "organizations": [],
            "seekers": [],
            "activity": [],
        }
        for told in found.figures:
            answer[told.figure.group].append(_figure(told))
        return answer

    @serve(reporting.TRACE_FIGURE)
    def trace_figure(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """RPT-5."""
        figure, subjects, following = usecases.trace_figure(work, **request)
        return {"code": figure.code, "counts": figure.counts, "subjects": subjects, "next": following}

    @serve(reporting.FILE_USAGE_REPORT)
    def file_usage_report(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """RPT-1, RPT-2."""
        return usage_reports.file_report(work, request)

    @serve(reporting.LIST_OWED_REPORTS)
    def list_owed_reports(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """RPT-1."""
        return usage_reports.list_owed_reports(work)

    @serve(reporting.SHOW_OWN_USAGE_REPORT)
    def show_own_usage_report(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """RPT-1, RPT-2."""
        return usage_reports.show_own_report(work, request["fiscal_year"])

    @serve(reporting.LIST_USAGE_REPORTS)
    def list_usage_reports(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """RPT-1."""
        return usage_reports.list_reports(work, request)

    @serve(reporting.SHOW_USAGE_REPORT)
    def show_usage_report(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """RPT-1, RPT-2."""
        return usage_reports.show_report(work, **request)

    @every(3_600)
    def remind_of_reports(self, work: Work) -> int:
        """RPT-2: organizations are reminded of the usage report from the third Monday of March on."""
        return usage_reports.remind_of_reports(work)

    @on(registry.ORGANIZATION_CHANGED)
    def on_organization_changed(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-4."""
        projections.keep_organization(work.connection, event.data, japanese_day(event.occurred_at))

    @on(registry.SEEKERS_CHANGED)
    def on_seekers_changed(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-4."""
        projections.keep_seekers(work.connection, event.data["seekers"], japanese_day(event.occurred_at))

    @on(messaging.GUIDANCE_SENT)
    def on_guidance_sent(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-4."""
        projections.add_messages(work.connection, "guidance", event.data["sent"])

    @on(messaging.QUESTION_ASKED)
    def on_question_asked(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-4."""
        projections.add_messages(work.connection, "question", [event.data])

    @on(messaging.REPLY_SENT)
    def on_reply_sent(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-4."""
        projections.add_messages(work.connection, "reply", [event.data])

    @on(messaging.BLOCK_CHANGED)
    def on_block_changed(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-4."""
        projections.add_block_change(work.connection, event.data)

    @on(messaging.PLACEMENT_CHANGED)
    def on_placement_changed(self, work: Work, event: ReceivedEvent) -> None:
        """RPT-4."""
        projections.keep_placement(work.connection, event.data)

    @on(compliance.AUDIT_LOG_SEALED)
    def on_audit_log_sealed(self, work: Work, event: ReceivedEvent) -> None:
        """OPS-3."""
        audit_heads.keep(work.connection, event.data)

    @every(3_600)
    def forget_old_keys(self, work: Work) -> int:
        """Drop the message IDs and idempotency keys that nobody can repeat any more."""
        return forget_old_keys(work)


def _figure(told: FigureOfDay) -> dict[str, Any]:
    return {
        "code": told.figure.code,
        "name": told.figure.name,
        "counts": told.figure.counts,
        "value": told.value,
        "share_permille": told.share_permille,
        "share_of": told.figure.whole,
    }
