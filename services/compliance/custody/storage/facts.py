"""The facts of custody: kept as they came, read whole for a decision."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.domain.facts import (
    Acquisition,
    BlockChange,
    Facts,
    ServiceChange,
    sanctioned_spans,
)
from services.compliance.custody.storage import joined
from services.compliance.custody.tables import (
    acquisitions,
    block_changes,
    demands,
    holdings,
    placements,
    service_changes,
)
from services.compliance.standing.storage.measures import measures_of


def lock_custody(connection: Connection, organization_id: str) -> None:
    """Let one transaction at a time decide on what an organization holds, until commit.

    Without it two facts of one pair that come at once would each be decided without the other.
    """
    key = sa.func.hashtextextended(f"custody:{organization_id}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def add_acquisitions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep acquisitions: organization_id, seeker_number, acquired_at, reason, account_id."""
    # Answered so that many rows go in one statement: without it, SQLAlchemy sends one a row.
    insert = pg.insert(acquisitions).on_conflict_do_nothing().returning(acquisitions.c.seeker_number)
    connection.execute(insert, [dict(row) for row in rows])


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


def add_demand(connection: Connection, organization_id: str, seeker_number: str, demanded_at: dt.datetime) -> None:
    """Keep that the seeker demanded deletion."""
    values = {"organization_id": organization_id, "seeker_number": seeker_number, "demanded_at": demanded_at}
    connection.execute(pg.insert(demands).values(values).on_conflict_do_nothing())


def keep_service_change(
    connection: Connection, organization_id: str, version: int, *, is_open: bool, at: dt.datetime
) -> bool:
    """Keep whether the registry serves the organization in a version of its state; answers whether that was news.

    Told again later, the earlier instant stands.
    """
    insert = pg.insert(service_changes).values(organization_id=organization_id, version=version, open=is_open, at=at)
    kept = insert.on_conflict_do_update(
        index_elements=[service_changes.c.organization_id, service_changes.c.version],
        set_={"at": insert.excluded.at},
        where=service_changes.c.at > insert.excluded.at,
    )
    return connection.execute(kept.returning(service_changes.c.version)).first() is not None


def was_ever_closed(connection: Connection, organization_id: str) -> bool:
    """Whether the registry did not serve the organization in any version of its state that is known."""
    mine = (service_changes.c.organization_id == organization_id, service_changes.c.open.is_(False))
    return connection.scalar(sa.select(sa.exists().where(*mine))) or False


def facts_of(connection: Connection, organization_id: str, seeker_numbers: Sequence[str]) -> dict[str, Facts]:
    """All that is known of the organization and each of the seekers; where a person had several records (SEE-1), of each what was
    refused and demanded under any of their numbers.

    The caller holds the organization's lock: a measure or a demand committed before it was taken is seen here.
    """

    persons = joined.persons_of(connection, seeker_numbers)

    def of_pairs(table: sa.Table, numbers: Collection[str] = seeker_numbers) -> Iterable[Any]:
        wanted = table.c.seeker_number == sa.any_(sa.cast(list(numbers), pg.ARRAY(sa.Text)))
        return connection.execute(table.select().where(table.c.organization_id == organization_id, wanted))

    acquired, changed, accepted, demanded = (defaultdict(set) for _ in range(4))
    deleted: dict[str, dt.datetime] = {}
    for row in of_pairs(acquisitions):
        acquired[row.seeker_number].add(Acquisition(row.acquired_at, row.reason))
    decided_by = frozenset().union(*persons.values())
    for row in of_pairs(block_changes, decided_by):
        changed[row.seeker_number].add(BlockChange(row.version, row.blocked, row.changed_at, row.seeker_number))
    for row in of_pairs(placements):
        if row.accepted_on is not None:
            accepted[row.seeker_number].add(row.accepted_on)
    for row in of_pairs(demands, decided_by):
        demanded[row.seeker_number].add(row.demanded_at)
    for row in of_pairs(holdings):
        if row.deleted_at is not None:
            deleted[row.seeker_number] = max(row.deleted_at, deleted.get(row.seeker_number, row.deleted_at))
    ends = _service_changes(connection, organization_id)
    sanctioned = sanctioned_spans(stored.measure for stored in measures_of(connection, organization_id))
    return {
        number: Facts(
            acquisitions=frozenset(acquired[number]),
            block_changes=frozenset().union(*(changed[one] for one in persons[number])),
            accepted_on=frozenset(accepted[number]),
            demanded_at=frozenset().union(*(demanded[one] for one in persons[number])),
            service_changes=ends,
            sanctioned=sanctioned,
            deleted_at=deleted.get(number),
        )
        for number in seeker_numbers
    }


def _service_changes(connection: Connection, organization_id: str) -> frozenset[ServiceChange]:
    rows = connection.execute(service_changes.select().where(service_changes.c.organization_id == organization_id))
    return frozenset(ServiceChange(row.version, row.open, row.at) for row in rows)
