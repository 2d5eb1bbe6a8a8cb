"""Filing, correcting, showing and reminding of usage reports (RPT-1, RPT-2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Row

from services.contracts.caller import Role
from services.contracts.reporting import REPORT_FILED, REPORT_REMINDED
from services.legal_calendar import last_day_of_fiscal_year, usage_report_due
from services.reporting.usage_reports import storage
from services.reporting.usage_reports.domain.filing import (
    Filing,
    FilingReason,
    Matter,
    OfferUsage,
    SeekerUsage,
    objection_to,
)
from services.reporting.usage_reports.domain.years import owed_years, services_used, year_to_remind_of
from services.runtime import audit
from services.runtime.logging import get_logger
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_log = get_logger(__name__)

ORGANIZATIONS_AN_EVENT = 200


def file_report(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """File a report or its correction as a new version, and tell others.

    Right under concurrency: one transaction at a time files a year of an organization, so that the second sees the first's
    version and is told; the primary key says the same. Whatever the standing: a suspended, terminated or withdrawn
    organization files what it owes (AUT-9).
    """
    states = _own_states(work)
    organization_id = states[-1].organization_id
    filing = Filing(
        request["fiscal_year"],
        request["seen_version"],
        request["nothing_to_report"],
        None if request["offers"] is None else OfferUsage(**request["offers"]),
        None if request["seekers"] is None else SeekerUsage(**request["seekers"]),
        request["reason"],
    )
    storage.lock_year(work.connection, organization_id, filing.fiscal_year)
    newest = storage.newest_versions(work.connection, organization_id).get(filing.fiscal_year, 0)
    objection = objection_to(Matter(filing, storage.reporter(states), newest, work.today))
    if objection is not None:
        raise Refusal(*objection)
    storage.insert_report(
        work.connection,
        filing,
        organization_id=organization_id,
        kind=states[-1].kind,
        bureau_code=states[-1].bureau_code,
        filed_at=work.now,
        filed_by=work.caller.account_id,
        late=work.today > usage_report_due(filing.fiscal_year),
    )
    version = newest + 1
    told = {
        "organization_id": organization_id,
        "bureau_code": states[-1].bureau_code,
        "fiscal_year": filing.fiscal_year,
        "version": version,
        "filed_on": work.today,
    }
    publish(work.connection, REPORT_FILED, subject=organization_id, data=told, now=work.now, trace=work.trace)
    audit.record(
        work.connection,
        action="reporting.file_usage_report",
        subject=("organization", organization_id),
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={"fiscal_year": filing.fiscal_year, "version": version},
    )
    return _shown(storage.versions(work.connection, organization_id, filing.fiscal_year)[0])


def list_owed_reports(work: Work) -> dict[str, Any]:
    """The years whose report the caller's organization can file, with what each asks for."""
    states = _own_states(work)
    reporter = storage.reporter(states)
    filed = storage.newest_versions(work.connection, states[-1].organization_id)
    years = [
        {
            "fiscal_year": year,
            "due_on": usage_report_due(year),
            "services": sorted(services_used(reporter, year)),
            "fees": reporter.asks_for_fees,
            "version": filed.get(year, 0),
        }
        for year in owed_years(reporter, work.today)
    ]
    return {"years": years}


def show_own_report(work: Work, fiscal_year: int) -> dict[str, Any]:
    """All versions of a year's report of the caller's organization."""
    return _all_versions(work, _own_states(work)[-1].organization_id, fiscal_year)


def show_report(work: Work, organization_id: str, fiscal_year: int) -> dict[str, Any]:
    """All versions of an organization's report, for staff; a bureau's see those of their own organizations (AUT-7)."""
    states = storage.states_of(work.connection, organization_id)
    bureau_code = _own_bureau(work)
    if not states or (bureau_code is not None and states[-1].bureau_code != bureau_code):
        raise Refusal(FilingReason.UNKNOWN_ORGANIZATION, "/organization_id")
    return _all_versions(work, organization_id, fiscal_year)


def list_reports(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """The newest version of the reports of a year, for staff; a bureau's see those of their own organizations."""
    limit = request["limit"]
    bureau_code = _own_bureau(work)
    rows = storage.reports_of_year(
        work.connection,
        request["fiscal_year"],
        bureau_code=request["bureau_code"] if bureau_code is None else bureau_code,
        after=request["after"],
        limit=limit + 1,
    )
    names = ("organization_id", "organization_name", "kind", "bureau_code")
    reports = [{**_shown(row), **{name: row._mapping[name] for name in names}} for row in rows[:limit]]
    return {"reports": reports, "next": reports[-1]["organization_id"] if len(rows) > limit else None}


def remind_of_reports(work: Work) -> int:
    """Remind all who owe a report that can soon be filed (RPT-2); answers how many.

    Run for a day twice it finds nobody more; a third Monday that was missed is caught up until the due day (CAL-6).
    """
    year = year_to_remind_of(work.today)
    if year != year_to_remind_of(work.day):
        return 0  # its day had not come by then
    reminded = 0
    while year is not None:
        found = storage.to_remind(work.connection, year, last_day_of_fiscal_year(year), ORGANIZATIONS_AN_EVENT)
        if not found:
            break
        storage.keep_reminded(work.connection, found, year, work.today)
        data = {"fiscal_year": year, "due_on": usage_report_due(year), "organization_ids": found}
        publish(work.connection, REPORT_REMINDED, subject=str(year), data=data, now=work.now, trace=work.trace)
        reminded += len(found)
    if reminded:
        _log.info("reports_reminded_of", organizations=reminded, fiscal_year=year)
    return reminded


def _all_versions(work: Work, organization_id: str, fiscal_year: int) -> dict[str, Any]:
    rows = storage.versions(work.connection, organization_id, fiscal_year)
    if not rows:
        raise Refusal(FilingReason.UNKNOWN_REPORT, "/fiscal_year")
    return {"reports": [_shown(row) for row in rows]}


def _own_states(work: Work) -> Any:
    states = storage.states_of(work.connection, work.caller.organization_id or "")
    if not states:
        raise Refusal(FilingReason.UNKNOWN_ORGANIZATION)
    return states


def _own_bureau(work: Work) -> str | None:
    return (work.caller.bureau_code or "") if work.caller.role is Role.BUREAU_STAFF else None


def _shown(row: Row[Any]) -> dict[str, Any]:
    offers, seekers = storage.sections_of(row)
    names = ("fiscal_year", "version", "filed_at", "filed_by", "late", "nothing_to_report", "reason")
    return {**{name: row._mapping[name] for name in names}, "offers": offers, "seekers": seekers}
