"""Holdings: what follows from the facts, rows to domain objects and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.domain.deciding import Duty, Ground, Holding
from services.compliance.custody.tables import holdings
from services.compliance.members.tables import organizations
from services.runtime.identifiers import new_id


@dataclass(frozen=True)
class StoredHolding:
    """A holding with its row's ID and how it ended."""

    holding_id: str
    organization_id: str
    seeker_number: str
    holding: Holding
    deleted_at: dt.datetime | None


def _stored(row: Any) -> StoredHolding:
    duty = None if row.duty_ground is None else Duty(Ground(row.duty_ground), row.duty_since)
    holding = Holding(row.acquired_at, row.reason, row.accepted_on, row.keep_until, duty)
    return StoredHolding(row.holding_id, row.organization_id, row.seeker_number, holding, row.deleted_at)


def write_holdings(connection: Connection, organization_id: str, decided: Mapping[str, Holding]) -> None:
    """Bring the present holdings of these seekers to what was decided; the caller holds the organization's lock."""
    insert = pg.insert(holdings)
    derived = ("acquired_at", "reason", "accepted_on", "keep_until", "duty_ground", "duty_since")
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[holdings.c.organization_id, holdings.c.seeker_number],
            index_where=holdings.c.deleted_at.is_(None),
            set_={name: insert.excluded[name] for name in derived},
        ),
        [
            {
                "holding_id": new_id(),
                "organization_id": organization_id,
                "seeker_number": number,
                "acquired_at": holding.acquired_at,
                "reason": holding.reason,
                "accepted_on": holding.accepted_on,
                "keep_until": holding.keep_until,
                "duty_ground": holding.duty and holding.duty.ground.value,
                "duty_since": holding.duty and holding.duty.since,
            }
            for number, holding in decided.items()
        ],
    )


def running_out(connection: Connection, before: dt.date) -> list[tuple[str, list[str]]]:
    """By organization, the seekers whose records may not be kept to this day, and have no duty yet."""
    rows = connection.execute(
        sa.select(holdings.c.organization_id, sa.func.array_agg(holdings.c.seeker_number))
        .where(holdings.c.deleted_at.is_(None), holdings.c.duty_ground.is_(None), holdings.c.keep_until < before)
        .group_by(holdings.c.organization_id)
        .order_by(holdings.c.organization_id)
    )
    return [(organization_id, numbers) for organization_id, numbers in rows]


def duty(connection: Connection, duty_id: str, organization_id: str) -> StoredHolding | None:
    """One duty of the organization's own, open or confirmed."""
    row = connection.execute(
        holdings.select().where(
            holdings.c.holding_id == duty_id,
            holdings.c.organization_id == organization_id,
            holdings.c.duty_ground.is_not(None),
        )
    ).first()
    return None if row is None else _stored(row)


def close_holding(connection: Connection, holding_id: str, deleted_at: dt.datetime, deleted_by: str | None) -> None:
    """End a holding by its confirmed deletion."""
    connection.execute(
        holdings.update()
        .where(holdings.c.holding_id == holding_id)
        .values(deleted_at=deleted_at, deleted_by=deleted_by)
    )


def duties(
    connection: Connection, organization_id: str, state: str, limit: int, after: StoredHolding | None
) -> list[StoredHolding]:
    """The organization's duties in a state (open, confirmed, all), the oldest first, from after one of them."""
    query = holdings.select().where(holdings.c.organization_id == organization_id, holdings.c.duty_ground.is_not(None))
    if state != "all":
        query = query.where(holdings.c.deleted_at.is_(None) == (state == "open"))
    if after is not None and after.holding.duty is not None:
        position = sa.tuple_(holdings.c.duty_since, holdings.c.holding_id)
        query = query.where(position > sa.tuple_(after.holding.duty.since, after.holding_id))
    query = query.order_by(holdings.c.duty_since, holdings.c.holding_id).limit(limit)
    return [_stored(row) for row in connection.execute(query)]


def custody(
    connection: Connection, organization_id: str, limit: int, after: tuple[dt.date, str] | None
) -> list[StoredHolding]:
    """What the organization holds, the first to be deleted first, from after a position (last day, holding)."""
    query = holdings.select().where(holdings.c.organization_id == organization_id, holdings.c.deleted_at.is_(None))
    if after is not None:
        query = query.where(sa.tuple_(holdings.c.keep_until, holdings.c.holding_id) > sa.tuple_(*after))
    query = query.order_by(holdings.c.keep_until, holdings.c.holding_id).limit(limit)
    return [_stored(row) for row in connection.execute(query)]


def holders(connection: Connection, seeker_number: str) -> list[tuple[StoredHolding, str]]:
    """Who acquired a seeker's record, with the organization's name, the newest first; deleted ones as well."""
    rows = connection.execute(
        sa.select(holdings, organizations.c.name)
        .outerjoin(organizations, organizations.c.organization_id == holdings.c.organization_id)
        .where(holdings.c.seeker_number == seeker_number)
        .order_by(holdings.c.acquired_at.desc(), holdings.c.holding_id)
    )
    return [(_stored(row), row.name or "") for row in rows]
