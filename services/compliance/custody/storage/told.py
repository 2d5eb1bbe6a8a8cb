"""What the other services were last told of each pair, so that they are told of changes alone, in versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.custody.tables import told


@dataclass(frozen=True)
class PairState:
    """What others must know of a pair. Without `acquired_at` nothing is held; `due_since` stands while a duty is open."""

    acquired_at: datetime | None = None
    keep_until: date | None = None
    due_since: datetime | None = None
    deleted_at: datetime | None = None


def last_told(
    connection: Connection, organization_id: str, seeker_numbers: Sequence[str]
) -> dict[str, tuple[int, PairState]]:
    """Version and state of each pair of which anything was told."""
    rows = connection.execute(
        told.select().where(
            told.c.organization_id == organization_id,
            told.c.seeker_number == sa.any_(sa.cast(list(seeker_numbers), pg.ARRAY(sa.Text))),
        )
    )
    return {
        row.seeker_number: (
            row.version,
            PairState(row.acquired_at, row.keep_until, row.due_since, row.deleted_at),
        )
        for row in rows
    }


def keep(connection: Connection, organization_id: str, states: Mapping[str, tuple[int, PairState]]) -> None:
    """Keep what is told now; the caller holds the organization's lock."""
    insert = pg.insert(told)
    names = ("version", "acquired_at", "keep_until", "due_since", "deleted_at")
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[told.c.organization_id, told.c.seeker_number],
            set_={name: insert.excluded[name] for name in names},
            # Answered so that many rows go in one statement, as holdings do.
        ).returning(told.c.version),
        [
            {"organization_id": organization_id, "seeker_number": number, "version": version, **vars(state)}
            for number, (version, state) in states.items()
        ],
    )
