"""Measures and standings: rows to domain objects and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.compliance.members.storage import Predecessor
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import End, Measure
from services.compliance.standing.tables import measures, standings


@dataclass(frozen=True)
class Annulment:
    """That a measure was taken back: `reason` is the organization's to read, `note` the staff's; `by` None: the calendar."""

    at: dt.datetime
    by: str | None
    reason: str
    note: str


@dataclass(frozen=True)
class StoredMeasure:
    """A measure with what the rules do not ask about."""

    measure_id: str
    organization_id: str
    measure: Measure
    public_reason: str
    note: str
    bureau_code: str | None
    decided_by: str | None
    ended_by: str | None
    end: End | None
    end_note: str
    term_seen_on: dt.date | None
    annulment: Annulment | None = None


@dataclass(frozen=True)
class ToldStanding:
    """What others were last told of an organization; version 0 and nothing before its first measure."""

    version: int
    state: Mapping[str, Any]


def lock_standing(connection: Connection, organization_id: str) -> None:
    """Let one transaction at a time decide on an organization's standing, until commit.

    Of two staff at once the second sees what the first decided. Taken before any row of the organization is read.
    """
    key = sa.func.hashtextextended(f"standing:{organization_id}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def insert_measure(connection: Connection, stored: StoredMeasure) -> None:
    """Write a new measure."""
    measure = stored.measure
    connection.execute(
        measures.insert().values(
            measure_id=stored.measure_id,
            organization_id=stored.organization_id,
            kind=measure.kind,
            ground=measure.ground,
            public_reason=stored.public_reason,
            note=stored.note,
            decided_at=measure.decided_at,
            decided_by=stored.decided_by,
            bureau_code=stored.bureau_code,
            last_day=measure.last_day,
            bar_until=measure.bar_until,
            case_id=measure.case_id or None,
        )
    )


def end_measures(
    connection: Connection,
    measure_ids: Sequence[str],
    end: End,
    *,
    at: dt.datetime,
    by: str | None = None,
    note: str = "",
) -> None:
    """End measures that have not ended."""
    connection.execute(
        measures.update()
        .where(measures.c.measure_id.in_(measure_ids))
        .values(ended_at=at, ended_by=by, end=end, end_note=note)
    )


def annul(connection: Connection, measure_ids: Sequence[str], annulment: Annulment) -> None:
    """Keep that measures were taken back: those in force end by it, the end of the others stays as it was.

    So does who confirmed that what was overdue has come, which stands in the place of who ended it (CMP-6).
    """
    _c = measures.c
    mended = _c.mended_at.is_not(None)
    connection.execute(
        measures.update()
        .where(_c.measure_id.in_(measure_ids))
        .values(
            annulled_at=annulment.at, annulled_by=annulment.by, annul_reason=annulment.reason, annul_note=annulment.note
        )
    )
    connection.execute(
        measures.update()
        .where(_c.measure_id.in_(measure_ids), _c.ended_at.is_(None))
        .values(
            ended_at=annulment.at,
            end=End.ANNULLED,
            ended_by=sa.case((mended, _c.ended_by), else_=annulment.by),
            end_note=sa.case((mended, _c.end_note), else_=annulment.note),
        )
    )


def annulled() -> sa.ColumnElement[bool]:
    """Measures that were taken back; by their end alone where that was before annulments were kept."""
    return measures.c.annulled_at.is_not(None) | sa.func.coalesce(measures.c.end == End.ANNULLED, sa.false())


def revive(connection: Connection, measure_ids: Sequence[str]) -> None:
    """Let measures run on that a termination had ended, which was taken back; the caller holds the standing's lock."""
    connection.execute(
        measures.update()
        .where(measures.c.measure_id.in_(measure_ids), measures.c.end == End.TERMINATED)
        .values(ended_at=None, ended_by=None, end=None, end_note="")
    )


def mend(connection: Connection, measure_id: str, *, at: dt.datetime, by: str | None, note: str) -> None:
    """Keep that what was overdue has come (CMP-6)."""
    connection.execute(
        measures.update().where(measures.c.measure_id == measure_id).values(mended_at=at, ended_by=by, end_note=note)
    )


def see_term(connection: Connection, measure_id: str, today: dt.date) -> None:
    """Keep that the end of a term was dealt with."""
    connection.execute(measures.update().where(measures.c.measure_id == measure_id).values(term_seen_on=today))


def measures_of(connection: Connection, organization_id: str) -> list[StoredMeasure]:
    """All measures on an organization, the newest first."""
    query = (
        sa.select(measures)
        .where(measures.c.organization_id == organization_id)
        .order_by(measures.c.decided_at.desc(), measures.c.measure_id.desc())
    )
    return [_stored(row) for row in connection.execute(query)]


def measures_before(connection: Connection, predecessors: Sequence[Predecessor]) -> tuple[tuple[Measure, ...], ...]:
    """The measures on each of an organization's predecessors."""
    return tuple(
        tuple(one.measure for one in measures_of(connection, before.organization_id)) for before in predecessors
    )


def terminations_taken_back(
    connection: Connection, organization_ids: Collection[str]
) -> dict[str, tuple[Measure, ...]]:
    """The terminations of organizations that were taken back, by organization: their time stood still meanwhile."""
    of_these = (measures.c.organization_id.in_(organization_ids), measures.c.kind == MeasureKind.TERMINATION)
    found: dict[str, tuple[Measure, ...]] = {}
    for row in connection.execute(sa.select(measures).where(*of_these, annulled())):
        found[row.organization_id] = (*found.get(row.organization_id, ()), _stored(row).measure)
    return found


def organization_of(connection: Connection, measure_id: str) -> str | None:
    """The organization on which a measure was decided."""
    query = sa.select(measures.c.organization_id).where(measures.c.measure_id == measure_id)
    return connection.execute(query).scalar()


def organizations_with_ended_terms(connection: Connection, today: dt.date, limit: int) -> list[str]:
    """Organizations on which a term is over that nobody has dealt with, the earliest first."""
    query = (
        sa.select(measures.c.organization_id)
        .where(
            measures.c.ended_at.is_(None),
            measures.c.term_seen_on.is_(None),
            measures.c.last_day.is_not(None),
            measures.c.last_day < today,
        )
        .group_by(measures.c.organization_id)
        .order_by(sa.func.min(measures.c.last_day), measures.c.organization_id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def told(connection: Connection, organization_id: str) -> ToldStanding:
    """What others were last told of an organization."""
    row = connection.execute(sa.select(standings).where(standings.c.organization_id == organization_id)).first()
    return ToldStanding(0, {}) if row is None else ToldStanding(row.version, row.told)


def states_of(connection: Connection, organization_ids: Sequence[str]) -> dict[str, str]:
    """The standings last told of, of those on whom something was decided."""
    state = standings.c.told["standing"].astext.label("state")
    query = sa.select(standings.c.organization_id, state).where(standings.c.organization_id.in_(organization_ids))
    return {row.organization_id: row.state for row in connection.execute(query)}


def keep_told(connection: Connection, organization_id: str, version: int, state: Mapping[str, Any]) -> None:
    """Keep what others are told now; the caller holds the standing's lock."""
    insert = pg.insert(standings).values(organization_id=organization_id, version=version, told=state)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=[standings.c.organization_id],
            set_={"version": insert.excluded.version, "told": insert.excluded.told},
        )
    )


def _stored(row: Row[Any]) -> StoredMeasure:
    return StoredMeasure(
        measure_id=row.measure_id,
        organization_id=row.organization_id,
        measure=Measure(
            kind=MeasureKind(row.kind),
            ground=Ground(row.ground),
            decided_at=row.decided_at,
            last_day=row.last_day,
            bar_until=row.bar_until,
            mended_at=row.mended_at,
            ended_at=row.ended_at,
            case_id=row.case_id or "",
            # By its end alone where it was taken back before annulments were kept.
            annulled=row.annulled_at is not None or row.end == End.ANNULLED,
        ),
        public_reason=row.public_reason,
        note=row.note,
        bureau_code=row.bureau_code,
        decided_by=row.decided_by,
        ended_by=row.ended_by,
        end=None if row.end is None else End(row.end),
        end_note=row.end_note,
        term_seen_on=row.term_seen_on,
        annulment=None
        if row.annulled_at is None
        else Annulment(row.annulled_at, row.annulled_by, row.annul_reason, row.annul_note),
    )
