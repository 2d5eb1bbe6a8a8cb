"""What is expected by which day, from what the registry and reporting tell and from the calendar (CMP-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from services.compliance.cases.domain.files import OverdueItem
from services.compliance.members.storage import member
from services.compliance.standing.domain.measures import Measure
from services.compliance.standing.storage.measures import terminations_taken_back
from services.compliance.watch import storage
from services.contracts.registry import PERMITTED_KINDS
from services.legal_calendar import fiscal_year, japanese_day, last_day_of_fiscal_year, usage_report_due
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)


def keep_terms(work: Work, state: Mapping[str, Any], *, newest: bool, told_at: dt.datetime) -> None:
    """Keep the ends of an organization's terms as the registry told of them at an instant. `newest`: nothing newer is known of it.

    A term of a permission is none of a kind that has no permission, whatever was stated once (REG-16).
    """
    organization_id, gone = state["organization_id"], state["standing"] == "withdrawn"
    closed = state["seeker_information_closed_on"] is not None
    permission_until = state["permission_valid_until"] if state["kind"] in PERMITTED_KINDS else None
    changes = state["permission_change_received_on"], state["permission_changes_refused"]
    renewals = state["renewal_received_on"], state["renewals_refused"]
    for item, due_on, (met_on, refused), given_up in (
        (OverdueItem.PERMISSION, permission_until, changes, gone),
        (OverdueItem.SEEKER_TERM, state["seeker_information_until"], renewals, gone or closed),
    ):
        if due_on is not None:
            storage.keep_term(
                work.connection,
                organization_id,
                item,
                due_on,
                version=state["version"],
                met_on=met_on,
                refused=refused,
                in_force=newest and not given_up,
                given_up=given_up,
                told_at=told_at,
                today=work.today,
            )
        if newest:
            storage.end_other_terms(work.connection, organization_id, item, due_on, today=work.today)


def keep_report(work: Work, filed: Mapping[str, Any]) -> None:
    """Keep that a report was filed; corrections of it change nothing here (RPT-2)."""
    year = filed["fiscal_year"]
    storage.keep_report(
        work.connection,
        filed["organization_id"],
        usage_report_due(year),
        filed["filed_on"],
        last_day=last_day_of_fiscal_year(year),
        today=work.today,
    )


def expect_reports(work: Work, from_fiscal_year: int) -> int:
    """Expect every report whose due day is over, from the first fiscal year that this site watches; answers how many are new."""
    newest = fiscal_year(work.day) - 1
    years = [year for year in range(from_fiscal_year, newest + 1) if usage_report_due(year) < work.day]
    found = 0
    for year in years:
        due_on, last_day = usage_report_due(year), last_day_of_fiscal_year(year)
        found += storage.expect_reports(work.connection, due_on, last_day, work.today)
        found += _expect_the_whole(work, due_on, last_day)
    if found:
        _log.info("reports_overdue", organizations=found, day=work.day.isoformat())
    return found


def _expect_the_whole(work: Work, due_on: dt.date, last_day: dt.date) -> int:
    """Who left, reported of the year at once, and is back as that was a mistake, reports of the rest of the year (RPT-1, decision 306).

    Who was still out on its last day has reported of the whole.
    """
    early = storage.filed_too_early(work.connection, due_on, last_day)
    terminations = terminations_taken_back(work.connection, early)
    back = [one for one in early if not _was_out(work, one, terminations.get(one, ()), last_day)]
    for organization_id in back:
        storage.expect_again(work.connection, organization_id, due_on, work.today)
    return len(back)


def _was_out(work: Work, organization_id: str, terminations: Iterable[Measure], day: dt.date) -> bool:
    about = member(work.connection, organization_id)
    barred = about.barred if about is not None else ()
    times = [(one.since, one.until) for one in barred if "change" in one.kinds]  # it had withdrawn whole
    for one in terminations:
        assert one.ended_at is not None, "it was taken back"
        times.append((japanese_day(one.decided_at), japanese_day(one.ended_at)))
    return any(since <= day < until for since, until in times)
