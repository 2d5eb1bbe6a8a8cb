"""From events to rows. Each event's rows are the same in whatever order events come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.reporting.tables import (
    NO_DAY_YET,
    block_changes,
    joined_seekers,
    messages,
    organization_states,
    placements,
    seeker_states,
)


def keep_organization(connection: Connection, state: Mapping[str, Any], day: dt.date) -> None:
    """Keep a state of an organization as of a day."""
    _keep(connection, organization_states, [{**state, "organization_class": state["class_"], "day": day}])


def keep_seekers(connection: Connection, states: Sequence[Mapping[str, Any]], day: dt.date) -> None:
    """Keep states of seekers as of a day, and bound the ones before and after them by each other's days.

    Right under concurrency: one transaction at a time writes states, as two versions of one seeker in two transactions
    would each end up without the other as its neighbour.
    """
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended("seeker_states", 0))))
    rows = [
        {
            **state,
            "findable": bool(state["provided_to"]),
            "ended_on": _counted_until(state),
            "day": day,
            "next_day": NO_DAY_YET,
        }
        for state in states
    ]
    _keep(connection, seeker_states, rows)
    _keep_joined(connection, {number for state in states for number in state["joined_numbers"]}, day)
    numbers = pg.array([state["seeker_number"] for state in states], type_=sa.Text)
    known = (
        sa.select(
            seeker_states.c.seeker_number,
            seeker_states.c.version,
            sa.func.lead(seeker_states.c.day, 1, NO_DAY_YET)
            .over(partition_by=seeker_states.c.seeker_number, order_by=seeker_states.c.version)
            .label("next_day"),
        )
        .where(seeker_states.c.seeker_number == sa.any_(numbers))
        .subquery()
    )
    connection.execute(
        seeker_states.update()
        .where(
            seeker_states.c.seeker_number == known.c.seeker_number,
            seeker_states.c.version == known.c.version,
            seeker_states.c.next_day != known.c.next_day,
        )
        .values(next_day=known.c.next_day)
    )


def _keep_joined(connection: Connection, joined_numbers: Collection[str], day: dt.date) -> None:
    """Each state names all that were joined into its seeker; the first that did was of the day, in whatever order they come."""
    if joined_numbers:
        insert = pg.insert(joined_seekers)
        earlier = sa.func.least(joined_seekers.c.day, insert.excluded.day)
        connection.execute(
            insert.on_conflict_do_update(index_elements=[joined_seekers.c.joined_number], set_={"day": earlier}),
            [{"joined_number": number, "day": day} for number in sorted(joined_numbers)],
        )


def _counted_until(state: Mapping[str, Any]) -> dt.date | None:
    """The day from which a seeker is no longer counted. Who has registered online alone is counted nowhere: the figures
    are of seekers whose application an office has accepted (有効求職者, RPT-4)."""
    counted_until: dt.date | None = state["ended_on"] if state["at_an_office"] else state["applied_on"]
    return counted_until


def add_messages(connection: Connection, kind: str, sent: Sequence[Mapping[str, Any]]) -> None:
    """Keep messages of a kind: guidance, question or reply."""
    _keep(connection, messages, [{**message, "kind": kind} for message in sent])


def add_block_change(connection: Connection, change: Mapping[str, Any]) -> None:
    """Keep one change of a pair's block."""
    _keep(connection, block_changes, [change])


def keep_placement(connection: Connection, placement: Mapping[str, Any]) -> None:
    """Keep what is recorded of a conversation if it is newer."""
    insert = pg.insert(placements).values({column.name: placement[column.name] for column in placements.c})
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[placements.c.conversation_id],
            set_={name: insert.excluded[name] for name in ("version", "applied_on", "accepted_on")},
            where=placements.c.version < insert.excluded.version,
        )
    )


def _keep(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert what is not there yet, as far as the table has columns for it."""
    names = [column.name for column in table.c]
    connection.execute(pg.insert(table).on_conflict_do_nothing(), [{name: row[name] for name in names} for row in rows])
