"""Queries on the read model: writing what is followed, reading it in order, bodies of hits, standing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.runtime.joined import JoinedNumbers
from services.search.tables import blocks, index_progress, joined_seekers, organizations, seekers

_joined = JoinedNumbers(joined_seekers.c.joined_number, joined_seekers.c.seeker_number)

CHANNEL = "seekers_changed"
"""PostgreSQL NOTIFY channel on which the follower is woken."""

FOLLOWED_TABLE_LOCK = 7_203_114_101
"""Key of the transaction lock under which `seekers` is written."""


def lock_followed_table(connection: Connection) -> None:
    """Let one transaction at a time write `seekers`, from here to its commit; call it before the first `seq` is drawn.

    Why: a sequence hands out numbers in the order of drawing, and transactions commit in another. A follower that has
    read up to 7 would never see a 6 that commits later. PostgreSQL makes a commit visible before it releases the locks,
    so under this lock numbers become visible in their order, and `seq > last` misses nothing. Also `blocks` is read and
    written under it, so that a seeker and a block that come at the same time find each other. Do long work before.
    """
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": FOLLOWED_TABLE_LOCK})
    # Delivered at commit, and once however often it is asked for in a transaction.
    connection.execute(sa.text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


_MERGE_SEEKERS = sa.text("""
    MERGE INTO seekers AS known
    USING (
        SELECT given.*, nextval('seekers_seq') AS seq, ARRAY(
            SELECT DISTINCT organization_id FROM blocks
            WHERE blocked AND blocks.seeker_number IN (SELECT given.seeker_number UNION ALL
                SELECT joined_number FROM joined_seekers WHERE joined_seekers.seeker_number = given.seeker_number)
            ORDER BY organization_id
        ) AS blocked_by
        FROM jsonb_to_recordset(CAST(:states AS jsonb)) AS given(
            seeker_number text, version bigint, application_id uuid, provided_to text[],
            valid_until date, ended_on date, record jsonb
        )
    ) AS new ON known.seeker_number = new.seeker_number
    WHEN MATCHED AND known.version < new.version THEN UPDATE SET
        version = new.version, seq = new.seq, application_id = new.application_id,
        provided_to = new.provided_to, valid_until = new.valid_until, ended_on = new.ended_on,
        blocked_by = new.blocked_by, record = NULLIF(new.record, 'null'),
        opened_to_private = CASE WHEN NOT 'private' = ANY(new.provided_to) THEN NULL
            WHEN 'private' = ANY(known.provided_to) AND known.application_id = new.application_id
            THEN known.opened_to_private ELSE new.seq END,
        opened_to_municipal = CASE WHEN NOT 'municipal' = ANY(new.provided_to) THEN NULL
            WHEN 'municipal' = ANY(known.provided_to) AND known.application_id = new.application_id
            THEN known.opened_to_municipal ELSE new.seq END,
        record_changed = CASE WHEN known.record IS DISTINCT FROM NULLIF(new.record, 'null')
            THEN new.seq ELSE known.record_changed END
    WHEN NOT MATCHED THEN INSERT
        (seeker_number, version, seq, application_id, provided_to, valid_until, ended_on, blocked_by, record,
        opened_to_private, opened_to_municipal, record_changed)
    VALUES (new.seeker_number, new.version, new.seq, new.application_id, new.provided_to,
        new.valid_until, new.ended_on, new.blocked_by, NULLIF(new.record, 'null'),
        CASE WHEN 'private' = ANY(new.provided_to) THEN new.seq END,
        CASE WHEN 'municipal' = ANY(new.provided_to) THEN new.seq END, new.seq)
""")


def as_json(states: Sequence[Mapping[str, Any]]) -> str:
    """Seekers' states as they crossed the bus, for `upsert_seekers`; to be made before the lock is taken."""
    return json.dumps(states, ensure_ascii=False, default=_as_text)


def _as_text(value: object) -> str:
    """Days and instants as the bus writes them (architecture.md, decision 7)."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} does not cross the bus")


def upsert_seekers(connection: Connection, states: str) -> int:
    """Write the states that are newer than what is known, one a seeker, given by `as_json`; answers how many were.

    One MERGE and not INSERT … ON CONFLICT, which would use up a row number at every change of a known seeker.
    The caller holds the lock of `lock_followed_table`.
    """
    return connection.execute(_MERGE_SEEKERS, {"states": states}).rowcount


def keep_joined(connection: Connection, numbers: Mapping[str, Sequence[str]]) -> None:
    """Keep which records were joined into each of these seekers' (SEE-1), which no later state takes back.

    The caller holds the lock of `lock_followed_table`.
    """
    for seeker_number, several in numbers.items():
        for number in several:
            _joined.keep(connection, number, seeker_number)


def upsert_block(
    connection: Connection, *, seeker_number: str, organization_id: str, version: int, blocked: bool
) -> bool:
    """Write a block or its end if newer, and with it the seeker's `blocked_by`, which holds whom any record of the person
    blocks (SEE-1); answers whether it was newer.

    The caller holds the lock of `lock_followed_table`.
    """
    insert = pg.insert(blocks).values(
        seeker_number=seeker_number, organization_id=organization_id, version=version, blocked=blocked
    )
    newer = connection.execute(
        insert.on_conflict_do_update(
            index_elements=[blocks.c.seeker_number, blocks.c.organization_id],
            set_={"version": version, "blocked": blocked},
            where=blocks.c.version < version,
        ).returning(blocks.c.version)
    ).first()
    if newer is None:
        return False
    connection.execute(
        sa.text("""
            UPDATE seekers SET seq = nextval('seekers_seq'), blocked_by = ARRAY(
                SELECT DISTINCT organization_id FROM blocks
                WHERE blocked AND blocks.seeker_number IN (SELECT seekers.seeker_number UNION ALL
                    SELECT joined_number FROM joined_seekers WHERE joined_seekers.seeker_number = seekers.seeker_number)
                ORDER BY organization_id)
            WHERE seeker_number IN (
                SELECT :seeker_number UNION ALL
                SELECT joined_seekers.seeker_number FROM joined_seekers WHERE joined_number = :seeker_number)
        """),
        {"seeker_number": seeker_number},
    )
    return True


def upsert_organization(
    connection: Connection, *, organization_id: str, version: int, class_: str, services: Sequence[str], standing: str
) -> bool:
    """Write an organization's standing if newer; answers whether it was."""
    state = {"version": version, "class": class_, "services": list(services), "standing": standing}
    statement = (
        pg.insert(organizations)
        .values(organization_id=organization_id, **state)
        .on_conflict_do_update(
            index_elements=[organizations.c.organization_id], set_=state, where=organizations.c.version < version
        )
        .returning(organizations.c.version)
    )
    return connection.execute(statement).first() is not None


@dataclass(frozen=True)
class Standing:
    """What search knows of an organization."""

    organization_id: str
    class_: str
    services: frozenset[str]
    standing: str


def standing_of(connection: Connection, organization_id: str) -> Standing | None:
    """The organization's standing; None for one never heard of."""
    row = connection.execute(sa.select(organizations).where(organizations.c.organization_id == organization_id)).first()
    if row is None:
        return None
    found = row._mapping
    return Standing(found["organization_id"], found["class"], frozenset(found["services"]), found["standing"])


@dataclass(frozen=True)
class SeekerRow:
    """A row of `seekers`; `record` is plain JSON, None for a tombstone.

    `opened_to`: by class, the change with which it began to find the seeker; `record_changed`: the last change of the record.
    None where that was before such changes were kept.
    """

    row_number: int
    seeker_number: str
    seq: int
    application_id: str
    provided_to: tuple[str, ...]
    valid_until: dt.date
    blocked_by: tuple[str, ...]
    record: dict[str, Any] | None
    opened_to: Mapping[str, int | None] = field(default_factory=dict)
    record_changed: int | None = None

    def is_visible_to(self, class_: str, organization_id: str, today: dt.date) -> bool:
        """Whether this reader may see the seeker today: application and choice (SEE-4, SEE-6), no block (SRC-3)."""
        return (
            self.record is not None
            and class_ in self.provided_to
            and self.valid_until >= today
            and organization_id not in self.blocked_by
        )


_SEEKER_COLUMNS: tuple[sa.ColumnElement[Any], ...] = (
    seekers.c.row_number,
    seekers.c.seeker_number,
    seekers.c.seq,
    seekers.c.application_id,
    seekers.c.provided_to,
    seekers.c.valid_until,
    seekers.c.blocked_by,
    seekers.c.record,
    seekers.c.opened_to_private,
    seekers.c.opened_to_municipal,
    seekers.c.record_changed,
)


def _seeker(row: Row[Any]) -> SeekerRow:
    return SeekerRow(
        row_number=row.row_number,
        seeker_number=row.seeker_number,
        seq=row.seq,
        application_id=row.application_id,
        provided_to=tuple(row.provided_to),
        valid_until=row.valid_until,
        blocked_by=tuple(row.blocked_by),
        record=row.record,
        opened_to={"private": row.opened_to_private, "municipal": row.opened_to_municipal},
        record_changed=row.record_changed,
    )


def changed_after(connection: Connection, seq: int, limit: int) -> list[SeekerRow]:
    """The seekers changed after `seq`, in the order of their changes; each stands where its last change put it."""
    statement = sa.select(*_SEEKER_COLUMNS).where(seekers.c.seq > seq).order_by(seekers.c.seq).limit(limit)
    return [_seeker(row) for row in connection.execute(statement)]


def last_seq(connection: Connection) -> int:
    """The number of the newest visible change; 0 before the first."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(seekers.c.seq), 0))).scalar_one())


def count_seekers(connection: Connection) -> int:
    """About how many rows there are, from the planner's statistics; exact enough for a progress bar."""
    found = connection.execute(sa.text("SELECT reltuples FROM pg_class WHERE oid = 'seekers'::regclass")).scalar_one()
    return max(int(found), 0)


def all_seekers(connection: Connection, batch: int) -> Iterator[list[SeekerRow]]:
    """Every row by a server-side cursor, `batch` in memory at a time."""
    statement = sa.select(*_SEEKER_COLUMNS).order_by(seekers.c.row_number)
    with connection.execution_options(stream_results=True, max_row_buffer=batch).execute(statement) as result:
        for rows in result.partitions(batch):
            yield [_seeker(row) for row in rows]


def seekers_by_row_number(connection: Connection, row_numbers: Iterable[int]) -> dict[int, SeekerRow]:
    """The rows of a page of hits."""
    statement = sa.select(*_SEEKER_COLUMNS).where(
        seekers.c.row_number == sa.any_(sa.literal(list(row_numbers), pg.ARRAY(sa.BigInteger)))
    )
    return {row.row_number: _seeker(row) for row in connection.execute(statement)}


def seekers_by_number(connection: Connection, seeker_numbers: Iterable[str]) -> dict[str, SeekerRow]:
    """The rows of these numbers; none for a number never heard of."""
    numbers = sa.literal(list(seeker_numbers), pg.ARRAY(sa.Text))
    statement = sa.select(*_SEEKER_COLUMNS).where(seekers.c.seeker_number == sa.any_(numbers))
    return {row.seeker_number: _seeker(row) for row in connection.execute(statement)}


def application_ids(connection: Connection, seeker_numbers: Iterable[str]) -> dict[str, str]:
    """The application for work of each known seeker of these."""
    numbers = sa.literal(list(seeker_numbers), pg.ARRAY(sa.Text))
    statement = sa.select(seekers.c.seeker_number, seekers.c.application_id).where(
        seekers.c.seeker_number == sa.any_(numbers)
    )
    return {row.seeker_number: row.application_id for row in connection.execute(statement)}


def write_progress(connection: Connection, generation: str, seq: int, seen_at: dt.datetime) -> None:
    """Tell how far the follower has come, and that it lives."""
    state = {"generation": generation, "seq": seq, "seen_at": seen_at}
    statement = pg.insert(index_progress).values(**state)
    connection.execute(statement.on_conflict_do_update(index_elements=[index_progress.c.single], set_=state))


@dataclass(frozen=True)
class FollowerState:
    """How the follower does: changes not yet in the index, and when it was last seen at work (None: never)."""

    changes_behind: int
    seen_at: dt.datetime | None


def follower_state(connection: Connection) -> FollowerState:
    """How far the index is behind the table, for readiness."""
    row = connection.execute(sa.select(index_progress.c.seq, index_progress.c.seen_at)).first()
    reached = 0 if row is None else row.seq
    waiting = sa.select(sa.func.count()).select_from(
        sa.select(seekers.c.seq).where(seekers.c.seq > reached).limit(100_000).subquery()
    )
    return FollowerState(connection.execute(waiting).scalar_one(), None if row is None else row.seen_at)
