"""Reports, refused demands and refused applications: rows to values and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.compliance.cases.domain.files import CaseState
from services.compliance.cases.tables import OPENING, case_steps, cases
from services.compliance.conduct.domain.openings import Demand
from services.compliance.conduct.tables import message_reports, refused_applications, refused_demands
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.storage.measures import annulled
from services.compliance.standing.tables import measures
from services.contracts.messaging import REFUSAL_GROUNDS


def _still_asked(today: dt.date) -> sa.ColumnElement[bool]:
    """Cases that take up what comes on a day; what comes after a correction was confirmed is something new.

    So is what comes after the case's suspension has ended: one suspension a case, so that nothing could be decided on it there,
    and after a resumption it may be a repetition (CMP-3, CMP-5). One that was taken back has never been.
    """
    over = sa.or_(measures.c.ended_at.is_not(None), measures.c.last_day < today)
    sanctioned = sa.exists().where(
        measures.c.case_id == cases.c.case_id,
        measures.c.kind != MeasureKind.PROVISIONAL,
        ~annulled(),
        over,
    )
    return sa.and_(cases.c.state.not_in((CaseState.CONFIRMED, CaseState.CLOSED)), ~sanctioned)


def add_report(connection: Connection, report: Mapping[str, Any], ground: Ground) -> bool:
    """Keep a report; False where it is kept already."""
    names = ("message_id", "organization_id", "conversation_id", "reason", "reported_at", "message_day")
    return _added(connection, message_reports, {**{name: report[name] for name in names}, "ground": ground})


def add_demand(connection: Connection, demand: Mapping[str, Any]) -> bool:
    """Keep a refused demand; False where it is kept already."""
    names = ("demand_id", "organization_id", "conversation_id", "refused_at", "day")
    return _added(connection, refused_demands, {name: demand[name] for name in names})


def add_refusal(connection: Connection, refusal: Mapping[str, Any], case_id: str | None = None) -> bool:
    """Keep what was recorded of a refused application, with the case that it opened; a correction has none of its own.

    False where it is kept already.
    """
    names = ("conversation_id", "recorded_at", "organization_id", "refused_on", "ground")
    row = {**{name: refusal[name] for name in names}, "reason": refusal.get("reason"), "case_id": case_id}
    return _added(connection, refused_applications, row)


def refusal_recorded_after(connection: Connection, conversation_id: str, instant: dt.datetime) -> Row[Any] | None:
    """What stands of a conversation's refusal, where it was recorded after an instant."""
    query = sa.select(refused_applications).where(
        refused_applications.c.conversation_id == conversation_id, refused_applications.c.recorded_at > instant
    )
    return connection.execute(query.order_by(refused_applications.c.recorded_at.desc()).limit(1)).first()


def cases_of_refusals(connection: Connection, conversation_id: str) -> Sequence[str]:
    """The cases that the refusals of a conversation have opened."""
    query = sa.select(refused_applications.c.case_id).where(
        refused_applications.c.conversation_id == conversation_id, refused_applications.c.case_id.is_not(None)
    )
    return connection.scalars(query.order_by(refused_applications.c.recorded_at)).all()


def add_refusals_of_before(connection: Connection, organization_id: str, conversation_id: str) -> None:
    """Keep the refusals of a conversation of which a version before kept nothing but the cases that it opened on them.

    It may have run beside migration 0027, which looked for them once; they are found as there, by the steps that opened the cases.
    """
    kept = sa.exists().where(refused_applications.c.case_id == cases.c.case_id)
    query = (
        sa.select(case_steps.c.at, case_steps.c.text, cases.c.case_id, cases.c.happened_on)
        .join(cases, cases.c.case_id == case_steps.c.case_id)
        .where(
            cases.c.organization_id == organization_id,
            cases.c.origin == "rule",
            case_steps.c.event == OPENING,
            case_steps.c.note.startswith(f"やりとり {conversation_id}"),
            case_steps.c.text.contains("求職の申込みを受理しなかったとの記録がありました"),
            ~kept,
        )
    )
    for row in connection.execute(query):
        grounds = (ground for ground, words in REFUSAL_GROUNDS.items() if f"理由：{words}" in row.text)
        refusal = {
            "conversation_id": conversation_id,
            "recorded_at": row.at,
            "organization_id": organization_id,
            "refused_on": row.happened_on,
            "ground": next(grounds, "other"),
        }
        add_refusal(connection, refusal, row.case_id)


def _added(connection: Connection, table: sa.Table, row: dict[str, Any]) -> bool:
    insert = pg.insert(table).values(row).on_conflict_do_nothing().returning(sa.literal(1))
    return connection.execute(insert).first() is not None


def case_of_reports(connection: Connection, organization_id: str, ground: Ground, today: dt.date) -> str | None:
    """The case that reports on the organization opened on a ground and that is still open, whatever it rests on by now."""
    of_ground = message_reports.c.ground == ground
    return _open_case(connection, message_reports, of_ground, organization_id=organization_id, today=today)


def case_of_demands(connection: Connection, organization_id: str, today: dt.date) -> str | None:
    """The case that the organization's demands opened and that is still open."""
    return _open_case(connection, refused_demands, organization_id=organization_id, today=today)


def _open_case(
    connection: Connection, table: sa.Table, *where: sa.ColumnElement[bool], organization_id: str, today: dt.date
) -> str | None:
    query = (
        sa.select(table.c.case_id)
        .join(cases, cases.c.case_id == table.c.case_id)
        .where(table.c.organization_id == organization_id, _still_asked(today), *where)
        .order_by(table.c.case_id.desc())
        .limit(1)
    )
    found: str | None = connection.scalar(query)
    return found


def demands_without_case(connection: Connection, organization_id: str, from_day: dt.date) -> list[Demand]:
    """The organization's demands since a day that no case has taken up."""
    columns = (refused_demands.c[name] for name in ("demand_id", "conversation_id", "day"))
    query = sa.select(*columns).where(
        refused_demands.c.organization_id == organization_id,
        refused_demands.c.day >= from_day,
        refused_demands.c.case_id.is_(None),
    )
    return [Demand(**row._mapping) for row in connection.execute(query)]


def put_report_into(connection: Connection, message_id: str, case_id: str) -> None:
    """Note which case a report belongs to."""
    where = message_reports.c.message_id == message_id
    connection.execute(message_reports.update().where(where).values(case_id=case_id))


def put_demands_into(connection: Connection, demand_ids: Sequence[str], case_id: str) -> None:
    """Note which case these demands belong to."""
    where = refused_demands.c.demand_id.in_(demand_ids)
    connection.execute(refused_demands.update().where(where).values(case_id=case_id))


def reports_in(connection: Connection, case_id: str) -> list[dict[str, Any]]:
    """The reports that a case is about, the oldest first."""
    names = ("message_id", "conversation_id", "reason", "reported_at", "message_day")
    columns = (message_reports.c[name] for name in names)
    query = sa.select(*columns).where(message_reports.c.case_id == case_id)
    rows = connection.execute(query.order_by(message_reports.c.reported_at, message_reports.c.message_id))
    return [dict(row._mapping) for row in rows]


def demands_in(connection: Connection, case_id: str) -> list[dict[str, Any]]:
    """The refused demands that a case is about, the oldest first."""
    columns = (refused_demands.c[name] for name in ("conversation_id", "refused_at"))
    query = sa.select(*columns).where(refused_demands.c.case_id == case_id)
    rows = connection.execute(query.order_by(refused_demands.c.refused_at, refused_demands.c.demand_id))
    return [dict(row._mapping) for row in rows]


def refusals_in(connection: Connection, case_id: str) -> list[dict[str, Any]]:
    """What was recorded of the refused applications that a case is about, corrections too, the oldest first."""
    own = sa.select(refused_applications.c.conversation_id).where(refused_applications.c.case_id == case_id)
    names = ("conversation_id", "refused_on", "ground", "reason", "recorded_at")
    query = sa.select(*(refused_applications.c[name] for name in names)).where(
        refused_applications.c.conversation_id.in_(own)
    )
    rows = connection.execute(
        query.order_by(refused_applications.c.recorded_at, refused_applications.c.conversation_id)
    )
    return [dict(row._mapping) for row in rows]
