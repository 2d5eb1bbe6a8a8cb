"""Usage reports and their reminders: rows to domain objects and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.legal_calendar import day_after, start_of_day
from services.reporting.tables import organization_states
from services.reporting.usage_reports.domain.filing import Filing, OfferUsage, SeekerUsage
from services.reporting.usage_reports.domain.years import ENDED, KnownState, Reporter
from services.reporting.usage_reports.tables import report_reminders, usage_reports

_states, _reports = organization_states.c, usage_reports.c


def lock_year(connection: Connection, organization_id: str, fiscal_year: int) -> None:
    """Let one transaction at a time file an organization's report of a year, until commit."""
    key = sa.func.hashtextextended(f"usage_report:{organization_id}:{fiscal_year}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def states_of(connection: Connection, organization_id: str) -> Sequence[Row[Any]]:
    """Every known state of an organization, the oldest first."""
    query = sa.select(organization_states).where(_states.organization_id == organization_id).order_by(_states.version)
    return connection.execute(query).all()


def reporter(states: Sequence[Row[Any]]) -> Reporter:
    """The organization as the rules look at it. The approval of one not told of since it is kept: its first known day."""
    known = tuple(KnownState(row.day, row.kind, frozenset(row.services), row.standing) for row in states)
    return Reporter(states[-1].approved_on or states[0].day, known)


def insert_report(connection: Connection, filing: Filing, **values: Any) -> None:
    """Write a version; the caller holds the year's lock."""
    offers, seekers = filing.offers, filing.seekers
    sections = {
        "offer_hires": offers and offers.hires,
        "offer_fees_yen": offers and offers.fees_yen,
        "new_applications": seekers and seekers.new_applications,
        "seeker_hires": seekers and seekers.hires,
        "seeker_fees": seekers and seekers.seeker_fees,
        "seeker_fees_yen": seekers and seekers.seeker_fees_yen,
        "employer_fees": seekers and seekers.employer_fees,
        "employer_fees_yen": seekers and seekers.employer_fees_yen,
    }
    connection.execute(
        usage_reports.insert().values(
            fiscal_year=filing.fiscal_year,
            version=filing.seen_version + 1,
            nothing_to_report=filing.nothing_to_report,
            reason=filing.reason,
            **sections,
            **values,
        )
    )


def versions(connection: Connection, organization_id: str, fiscal_year: int) -> Sequence[Row[Any]]:
    """All versions of a year's report, the newest first."""
    where = (_reports.organization_id == organization_id, _reports.fiscal_year == fiscal_year)
    return connection.execute(sa.select(usage_reports).where(*where).order_by(_reports.version.desc())).all()


def newest_versions(connection: Connection, organization_id: str) -> dict[int, int]:
    """By fiscal year, the newest version that an organization has filed."""
    query = (
        sa.select(_reports.fiscal_year, sa.func.max(_reports.version).label("newest"))
        .where(_reports.organization_id == organization_id)
        .group_by(_reports.fiscal_year)
    )
    return {row.fiscal_year: row.newest for row in connection.execute(query)}


def reports_of_year(
    connection: Connection, fiscal_year: int, *, bureau_code: str | None, after: str | None, limit: int
) -> list[Row[Any]]:
    """The newest version of every report of a year, with the organization's newest name and bureau."""
    newest = (
        sa.select(usage_reports)
        .where(_reports.fiscal_year == fiscal_year)
        .ext(pg.distinct_on(_reports.organization_id))
        .order_by(_reports.organization_id, _reports.version.desc())
        .subquery()
    )
    member = (
        sa.select(_states.organization_id, _states.name, _states.bureau_code)
        .ext(pg.distinct_on(_states.organization_id))
        .order_by(_states.organization_id, _states.version.desc())
        .subquery()
    )
    kept = [column for column in newest.c if column.name != "bureau_code"]
    query = sa.select(*kept, sa.func.coalesce(member.c.name, "").label("organization_name"), member.c.bureau_code).join(
        member, member.c.organization_id == newest.c.organization_id
    )
    if bureau_code is not None:
        query = query.where(member.c.bureau_code == bureau_code)
    if after is not None:
        query = query.where(newest.c.organization_id > after)
    return list(connection.execute(query.order_by(newest.c.organization_id).limit(limit)))


def sections_of(row: Row[Any]) -> tuple[OfferUsage | None, SeekerUsage | None]:
    """The sections of a stored version."""
    offers = None if row.offer_hires is None else OfferUsage(row.offer_hires, row.offer_fees_yen)
    if row.new_applications is None:
        return offers, None
    return offers, SeekerUsage(
        row.new_applications,
        row.seeker_hires,
        row.seeker_fees,
        row.seeker_fees_yen,
        row.employer_fees,
        row.employer_fees_yen,
    )


def to_remind(connection: Connection, fiscal_year: int, approved_by: dt.date, limit: int) -> list[str]:
    """Organizations in use that owe a year's report, have not filed it and were not reminded of it.

    What was filed before the year's last day, `approved_by`, was over is not the whole: they had left, and are back (decision 306).
    """
    newest = (
        sa.select(organization_states)
        .ext(pg.distinct_on(_states.organization_id))
        .order_by(_states.organization_id, _states.version.desc())
        .subquery()
    )
    mine = newest.c.organization_id
    whole = _reports.filed_at >= start_of_day(day_after(approved_by))
    filed = sa.exists().where(_reports.organization_id == mine, _reports.fiscal_year == fiscal_year, whole)
    reminders = report_reminders.c
    reminded = sa.exists().where(reminders.organization_id == mine, reminders.fiscal_year == fiscal_year)
    query = (
        sa.select(mine)
        .where(
            newest.c.standing.not_in(ENDED),
            sa.func.coalesce(newest.c.approved_on, newest.c.day) <= approved_by,
            ~filed,
            ~reminded,
        )
        .order_by(mine)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def keep_reminded(connection: Connection, organization_ids: Sequence[str], fiscal_year: int, today: dt.date) -> None:
    """Write down that organizations were reminded."""
    rows = [{"organization_id": one, "fiscal_year": fiscal_year, "reminded_on": today} for one in organization_ids]
    connection.execute(report_reminders.insert(), rows)
