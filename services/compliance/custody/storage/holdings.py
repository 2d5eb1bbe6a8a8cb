"""Holdings: what follows from the facts, rows to domain objects and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.domain.ageing import AgeingSettings, confirm_by
from services.compliance.custody.domain.deciding import Duty, Ground, Holding
from services.compliance.custody.tables import holdings
from services.runtime.identifiers import new_id


@dataclass(frozen=True)
class Confirmation:
    """That the record was deleted: when it was confirmed, by which account, and on which day it says it was done."""

    at: dt.datetime
    by: str | None
    role: str | None
    deleted_on: dt.date | None


@dataclass(frozen=True)
class StoredHolding:
    """A holding with its row's ID, until when its duty is not called late, and how it ended."""

    holding_id: str
    organization_id: str
    seeker_number: str
    holding: Holding
    confirm_by: dt.date | None
    confirmation: Confirmation | None


def stored(row: Any) -> StoredHolding:
    """A row of `holdings`."""
    duty = None if row.duty_ground is None else Duty(Ground(row.duty_ground), row.duty_since)
    holding = Holding(row.acquired_at, row.reason, row.accepted_on, row.keep_until, duty, row.demanded_at)
    confirmed = (
        None
        if row.deleted_at is None
        else Confirmation(row.deleted_at, row.deleted_by, row.deleted_by_role, row.deleted_on)
    )
    return StoredHolding(row.holding_id, row.organization_id, row.seeker_number, holding, row.confirm_by, confirmed)


def write_holdings(
    connection: Connection, organization_id: str, decided: Mapping[str, Holding], settings: AgeingSettings
) -> None:
    """Bring the present holdings of these seekers to what was decided; the caller holds the organization's lock."""
    insert = pg.insert(holdings)
    derived = (
        *(
            "acquired_at",
            "reason",
            "accepted_on",
            "keep_until",
            "duty_ground",
            "duty_since",
            "demanded_at",
            "confirm_by",
        ),
    )
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[holdings.c.organization_id, holdings.c.seeker_number],
            index_where=holdings.c.deleted_at.is_(None),
            set_={name: insert.excluded[name] for name in derived},
            # Answered so that many rows go in one statement: without it, SQLAlchemy sends one a row.
        ).returning(holdings.c.holding_id),
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
                "demanded_at": holding.demanded_at,
                "confirm_by": confirm_by(holding, settings),
            }
            for number, holding in decided.items()
        ],
    )


def present(connection: Connection, organization_id: str, seeker_numbers: Sequence[str]) -> dict[str, StoredHolding]:
    """What the organization holds of these seekers now, by seeker."""
    wanted = holdings.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text)))
    rows = connection.execute(
        holdings.select().where(holdings.c.organization_id == organization_id, wanted, holdings.c.deleted_at.is_(None))
    )
    return {row.seeker_number: stored(row) for row in rows}


def last_deletions(
    connection: Connection, organization_id: str, seeker_numbers: Sequence[str]
) -> dict[str, dt.datetime]:
    """When the organization last confirmed the deletion of these seekers' records, where it ever did."""
    wanted = holdings.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text)))
    rows = connection.execute(
        sa.select(holdings.c.seeker_number, sa.func.max(holdings.c.deleted_at).label("last"))
        .where(holdings.c.organization_id == organization_id, wanted, holdings.c.deleted_at.is_not(None))
        .group_by(holdings.c.seeker_number)
    )
    return {row.seeker_number: row.last for row in rows}


def running_out(connection: Connection, before: dt.date, limit: int) -> tuple[str, list[str]] | None:
    """An organization that holds records which may not be kept to this day and have no duty yet, and their seekers."""
    over = (holdings.c.deleted_at.is_(None), holdings.c.duty_ground.is_(None), holdings.c.keep_until < before)
    organization_id = connection.scalar(sa.select(holdings.c.organization_id).where(*over).limit(1))
    if organization_id is None:
        return None
    numbers = connection.scalars(
        sa.select(holdings.c.seeker_number).where(*over, holdings.c.organization_id == organization_id).limit(limit)
    )
    return organization_id, list(numbers)


def undated(connection: Connection, limit: int) -> tuple[str, list[str]] | None:
    """An organization with open duties that have no day until which they are not late, and their seekers.

    The version before custody knew of that day writes such duties while it runs beside this one.
    """
    wanted = (holdings.c.deleted_at.is_(None), holdings.c.duty_ground.is_not(None), holdings.c.confirm_by.is_(None))
    organization_id = connection.scalar(sa.select(holdings.c.organization_id).where(*wanted).limit(1))
    if organization_id is None:
        return None
    numbers = connection.scalars(
        sa.select(holdings.c.seeker_number).where(*wanted, holdings.c.organization_id == organization_id).limit(limit)
    )
    return organization_id, list(numbers)


def date_confirmed(connection: Connection, settings: AgeingSettings, limit: int) -> int:
    """Give confirmed duties of before that day was known their day, by the yardstick of today; answers how many got one.

    Right under concurrency: what is confirmed is never decided anew, and whoever has taken a row meanwhile has dated it.
    """
    undated_ = sa.and_(holdings.c.duty_ground.is_not(None), holdings.c.confirm_by.is_(None))
    chosen = (
        sa.select(holdings.c.holding_id)
        .where(undated_, holdings.c.deleted_at.is_not(None))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    since, demanded = (
        sa.cast(sa.func.timezone("Asia/Tokyo", instant), sa.Date)
        for instant in (holdings.c.duty_since, holdings.c.demanded_at)
    )
    # LEAST passes over what is NULL: a duty without a demand has the one day alone.
    last = sa.func.least(since + settings.days_without_delay, demanded + settings.days_at_once)
    dated = holdings.update().where(holdings.c.holding_id.in_(chosen)).values(confirm_by=last)
    return connection.execute(dated).rowcount


def held_after(connection: Connection, organization_id: str, seeker_number: str, limit: int) -> list[str]:
    """Seekers whose records the organization holds, in the order of their numbers, from after one of them."""
    found = connection.scalars(
        sa.select(holdings.c.seeker_number)
        .where(
            holdings.c.organization_id == organization_id,
            holdings.c.deleted_at.is_(None),
            holdings.c.seeker_number > seeker_number,
        )
        .order_by(holdings.c.seeker_number)
        .limit(limit)
    )
    return list(found)


def duties_by_id(connection: Connection, organization_id: str, duty_ids: Sequence[str]) -> dict[str, StoredHolding]:
    """Duties of the organization's own, open or confirmed, by their IDs."""
    rows = connection.execute(
        holdings.select().where(
            holdings.c.holding_id == sa.any_(sa.cast(list(duty_ids), pg.ARRAY(pg.UUID(as_uuid=False)))),
            holdings.c.organization_id == organization_id,
            holdings.c.duty_ground.is_not(None),
        )
    )
    return {row.holding_id: stored(row) for row in rows}


def close_holdings(connection: Connection, holding_ids: Sequence[str], confirmation: Confirmation) -> None:
    """End holdings by their confirmed deletion; the caller holds the organization's lock."""
    connection.execute(
        holdings.update()
        .where(holdings.c.holding_id == sa.any_(sa.cast(list(holding_ids), pg.ARRAY(pg.UUID(as_uuid=False)))))
        .values(
            deleted_at=confirmation.at,
            deleted_by=confirmation.by,
            deleted_by_role=confirmation.role,
            deleted_on=confirmation.deleted_on,
        )
    )
