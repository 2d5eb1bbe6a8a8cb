"""Queries of reports of suspected misuse, their description sealed on its way (REG-11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.registry.accounts.tables import accounts, misuse_reports
from services.registry.organizations.tables import organizations
from services.registry.personal_data import PersonalData, Sealed
from services.runtime.identifiers import new_id

_table = misuse_reports


def _about(report_id: str) -> str:
    return f"misuse_reports.description:{report_id}"


def insert_report(
    connection: Connection,
    organization_id: str,
    description: str,
    *,
    by: str,
    now: dt.datetime,
    personal_data: PersonalData,
) -> str:
    """Write a report; answers its ID."""
    report_id = new_id()
    sealed = personal_data.seal(description, _about(report_id))
    connection.execute(
        _table.insert().values(
            report_id=report_id,
            organization_id=organization_id,
            reported_by=by,
            reported_at=now,
            description_sealed=sealed.ciphertext,
            description_key_id=sealed.key_id,
        )
    )
    return report_id


def reports(
    connection: Connection, *, handled: bool, before: str | None, limit: int, personal_data: PersonalData
) -> list[dict[str, Any]]:
    """Reports that wait for operations, or those handled; the newest first."""
    query = (
        sa.select(_table, organizations.c.name, accounts.c.display_name)
        .join(organizations, organizations.c.organization_id == _table.c.organization_id)
        .join(accounts, accounts.c.account_id == _table.c.reported_by)
        .where(_table.c.handled_at.is_not(None) if handled else _table.c.handled_at.is_(None))
    )
    if before is not None:
        query = query.where(_table.c.report_id < before)
    rows = connection.execute(query.order_by(_table.c.report_id.desc()).limit(limit))
    return [_shown(row, personal_data) for row in rows]


def is_handled(connection: Connection, report_id: str) -> bool | None:
    """Whether a report is handled, its row locked; None where there is none."""
    query = sa.select(_table.c.handled_at).where(_table.c.report_id == report_id).with_for_update()
    row = connection.execute(query).first()
    return None if row is None else row.handled_at is not None


def handle(connection: Connection, report_id: str, outcome: str, *, by: str | None, now: dt.datetime) -> None:
    """Write what came of it."""
    connection.execute(
        _table.update().where(_table.c.report_id == report_id).values(handled_at=now, handled_by=by, outcome=outcome)
    )


def _shown(row: Row[Any], personal_data: PersonalData) -> dict[str, Any]:
    sealed = Sealed(row.description_key_id, bytes(row.description_sealed))
    return {
        "report_id": row.report_id,
        "organization_id": row.organization_id,
        "organization_name": row.name,
        "reported_by": row.reported_by,
        "reporter": row.display_name,
        "reported_at": row.reported_at,
        "description": personal_data.open(sealed, _about(row.report_id)),
        "handled_at": row.handled_at,
        "outcome": row.outcome,
    }
