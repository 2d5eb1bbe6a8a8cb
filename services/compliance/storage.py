"""Compliance's queries: facts in, holdings out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.domain.custody import Acquisition, BlockChange, Duty, Facts, Ground, Holding
from services.compliance.tables import acquisitions, block_changes, holdings, organizations, placements
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


def lock_custody(connection: Connection, organization_id: str) -> None:
    """Let one transaction at a time decide on what an organization holds, until commit.

    Without it two facts of one pair that come at once would each be decided without the other.
    """
    key = sa.func.hashtextextended(f"custody:{organization_id}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


# Facts ---------------------------------------------------------------------------------------------------------------


def keep_organization(connection: Connection, state: Mapping[str, Any]) -> None:
    """Take over an organization's state if it is not older: the same one again, where columns were added since."""
    values = {
        "organization_id": state["organization_id"],
        "version": state["version"],
        "name": state["name"],
        "class": state["class_"],
        "bureau_code": state["bureau_code"],
        "main_numbers": state["main_numbers"],
        "withdrawn": state["standing"] == "withdrawn",
    }
    insert = pg.insert(organizations).values(values)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[organizations.c.organization_id],
            set_={name: insert.excluded[name] for name in values if name != "organization_id"},
            where=organizations.c.version <= insert.excluded.version,
        )
    )


def add_acquisitions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep acquisitions: organization_id, seeker_number, acquired_at, reason, account_id."""
    connection.execute(pg.insert(acquisitions).on_conflict_do_nothing(), [dict(row) for row in rows])


def add_block_change(connection: Connection, change: Mapping[str, Any]) -> None:
    """Keep one change of a pair's block."""
    names = ("organization_id", "seeker_number", "version", "blocked", "changed_at")
    values = {name: change[name] for name in names}
    connection.execute(pg.insert(block_changes).values(values).on_conflict_do_nothing())


def keep_placement(connection: Connection, placement: Mapping[str, Any]) -> None:
    """Keep what is recorded of a conversation if it is newer."""
    names = ("conversation_id", "version", "organization_id", "seeker_number", "accepted_on")
    insert = pg.insert(placements).values({name: placement[name] for name in names})
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[placements.c.conversation_id],
            set_={"version": insert.excluded.version, "accepted_on": insert.excluded.accepted_on},
            where=placements.c.version < insert.excluded.version,
        )
    )


def facts_of(connection: Connection, organization_id: str, seeker_numbers: Sequence[str]) -> dict[str, Facts]:
    """All that is known of the organization and each of the seekers."""

    def of_pairs(table: sa.Table) -> Iterable[Any]:
        wanted = table.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text)))
        return connection.execute(table.select().where(table.c.organization_id == organization_id, wanted))

    acquired, changed, accepted = defaultdict(set), defaultdict(set), defaultdict(set)
    deleted: dict[str, dt.datetime] = {}
    for row in of_pairs(acquisitions):
        acquired[row.seeker_number].add(Acquisition(row.acquired_at, row.reason))
    for row in of_pairs(block_changes):
        changed[row.seeker_number].add(BlockChange(row.version, row.blocked, row.changed_at))
    for row in of_pairs(placements):
        if row.accepted_on is not None:
            accepted[row.seeker_number].add(row.accepted_on)
    for row in of_pairs(holdings):
        if row.deleted_at is not None:
            deleted[row.seeker_number] = max(row.deleted_at, deleted.get(row.seeker_number, row.deleted_at))
    return {
        number: Facts(
            frozenset(acquired[number]), frozenset(changed[number]), frozenset(accepted[number]), deleted.get(number)
        )
        for number in seeker_numbers
    }


# Holdings ------------------------------------------------------------------------------------------------------------


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
