"""Imports a file of the feed (SEE-1): streamed, idempotent, resumable; every row is taken or refused with its reason.

A batch of lines is one transaction: the seekers, their persons, the events that tell of them, the refusals and how far
the file is done. So a process killed anywhere has done whole batches, and the next one goes on behind the last.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import sqlalchemy as sa
from marshmallow import ValidationError
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM
from services.contracts.fields import Instant
from services.registry.personal_data import PersonalData
from services.registry.seekers import storage
from services.registry.seekers.domain.narrowing import Narrowing
from services.registry.seekers.domain.seeker import Outcome, Statement
from services.registry.seekers.domain.visibility import VALIDITY_MONTHS
from services.registry.seekers.feed_batch import take_all
from services.registry.seekers.feed_format import MAX_LINE_BYTES, Row, check_header, read_row, split
from services.registry.seekers.feed_statement import Refused, RowRefused
from services.registry.seekers.tables import feed_imports, feed_refusals
from services.runtime import audit
from services.runtime.database import Database
from services.runtime.identifiers import new_id

ROWS_A_BATCH = 200
"""What becomes visible at once; search has to take in all of it before the last of it is found (decision 201)."""


class ImportRefused(Exception):
    """The file as a whole can't be imported: its header is another, or another process imports it right now."""


class Line(NamedTuple):
    """A line of the file: its number from 1, its text, and the byte behind it. `text` is None for one that is too long."""

    number: int
    text: bytes | None
    end: int


@dataclass
class Progress:
    """How far a file is done, and what became of its rows."""

    import_id: str
    bytes: int
    bytes_done: int = 0
    lines: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """By `Outcome`, "refused", and of these "narrowed": who may find the seeker is fewer all the same (SEE-4)."""

    @property
    def rows(self) -> int:
        """Rows read: every line but the header."""
        return max(0, self.lines - 1)

    @property
    def finished(self) -> bool:
        """Whether the whole file is done."""
        return self.bytes_done == self.bytes


COUNTED = (*(str(outcome) for outcome in Outcome), "refused", "narrowed")


# The file -------------------------------------------------------------------------------------------------------------


def checksum(path: Path) -> bytes:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def read_lines(file: BinaryIO, progress: Progress) -> Iterator[Line]:
    """The lines behind what is done. A line without end is never held whole in memory."""
    file.seek(progress.bytes_done)
    number, end = progress.lines, progress.bytes_done
    while text := file.readline(MAX_LINE_BYTES):
        number, end = number + 1, end + len(text)
        if text.endswith(b"\n") or end == progress.bytes:
            yield Line(number, text, end)
            continue
        while text and not text.endswith(b"\n"):
            text = file.readline(MAX_LINE_BYTES)
            end += len(text)
        yield Line(number, None, end)


# The import -----------------------------------------------------------------------------------------------------------


def import_file(
    database: Database,
    personal_data: PersonalData,
    path: Path,
    *,
    now: Callable[[], dt.datetime],
    trace: str,
    watch: Callable[[Progress], None] = lambda _: None,
    rows_a_batch: int = ROWS_A_BATCH,
    validity_months: int = VALIDITY_MONTHS,
) -> Progress:
    """Import a file, or what is left of it; answers how it ended. `watch` is told after each batch.

    `validity_months`: how long an application is valid (SEE-6): to the end whose day a row leaves out, and at the longest.

    Raises `ImportRefused`; what was done until then stays done.
    """
    with database.transaction() as connection:
        progress = _begin(connection, path, now())
        audit.record(
            connection,
            action="registry.import_seekers",
            subject=("feed_import", progress.import_id),
            caller=SYSTEM,
            now=now(),
            trace=trace,
            details={"bytes": progress.bytes, "bytes_done": progress.bytes_done},
        )
    watch(progress)
    with path.open("rb") as file:
        lines = read_lines(file, progress)
        if progress.lines == 0:
            _take_header(database, progress, next(lines, None), now())
        while batch := list(islice(lines, rows_a_batch)):
            read = _read(database, batch, validity_months)
            with database.transaction() as connection:
                _import_batch(connection, personal_data, progress, batch[-1], read, now(), trace)
            watch(progress)
    return progress


def _begin(connection: Connection, path: Path, now: dt.datetime) -> Progress:
    """The progress of this very file, found by its checksum, or a new one."""
    new = {
        "import_id": new_id(),
        "checksum": checksum(path),
        "file_name": path.name,
        "bytes": path.stat().st_size,
        "bytes_done": 0,
        "lines": 0,
        **dict.fromkeys(COUNTED, 0),
        "started_at": now,
    }
    if new["bytes"] == 0:
        raise ImportRefused("the file is empty")
    connection.execute(pg.insert(feed_imports).values(new).on_conflict_do_nothing(index_elements=["checksum"]))
    known = sa.select(feed_imports).where(feed_imports.c.checksum == new["checksum"])
    row = connection.execute(known).mappings().one()
    counts = Counter({name: row[name] for name in COUNTED})
    return Progress(row["import_id"], row["bytes"], row["bytes_done"], row["lines"], counts)


def _take_header(database: Database, progress: Progress, line: Line | None, now: dt.datetime) -> None:
    assert line is not None
    try:
        check_header((line.text or b"").decode("utf-8", "replace"))
    except RowRefused as refused:
        raise ImportRefused(f"line 1, column {refused.column or '?'}: {refused}") from refused
    with database.transaction() as connection:
        _advance(connection, progress, line, Counter(), now)


@dataclass
class _Batch:
    """The rows of one batch by line number: those to be applied, those known already, those refused.

    What a refused row narrows is to be applied too, in its place.
    """

    statements: list[tuple[int, Statement | Narrowing]] = field(default_factory=list)
    unchanged: int = 0
    refused: dict[int, RowRefused] = field(default_factory=dict)


def _read(database: Database, lines: Iterable[Line], validity_months: int) -> _Batch:
    """Read a batch. Rows not newer than what is known of their seeker are not looked into: a replay costs next to nothing.

    Right without a lock: what is known only grows, so that a row which is old now stays so.
    """
    batch = _Batch()
    rows: dict[int, Row] = {}
    for line in lines:
        try:
            if line.text is None:
                raise RowRefused(Refused.LINE_TOO_LONG, "", f"（{MAX_LINE_BYTES}バイトまで）")
            rows[line.number] = split(line.text)
        except RowRefused as refusal:
            batch.refused[line.number] = refusal
    with database.transaction() as connection:
        known = storage.last_statements(connection, {row.key[0] for row in rows.values()})
    for number, row in rows.items():
        if _is_known(row, known):
            batch.unchanged += 1
            continue
        try:
            batch.statements.append((number, read_row(row, validity_months)))
        except RowRefused as refusal:
            batch.refused[number] = refusal
            if refusal.narrowing is not None:
                batch.statements.append((number, refusal.narrowing))
    return batch


def _is_known(row: Row, known: Mapping[str, dt.datetime]) -> bool:
    source_id, changed_at = row.key
    try:
        return source_id in known and Instant().deserialize(changed_at) <= known[source_id]
    except ValidationError:
        return False


def _import_batch(
    connection: Connection,
    personal_data: PersonalData,
    progress: Progress,
    last: Line,
    batch: _Batch,
    now: dt.datetime,
    trace: str,
) -> None:
    """Write one batch: what its statements change, its refusals, and how far the file is done."""
    taken = take_all(connection, personal_data, batch.statements, now=now, trace=trace)
    refused = {**batch.refused, **taken.refused}
    _keep_refusals(connection, progress, refused, taken.narrowed)
    others = {str(Outcome.UNCHANGED): batch.unchanged, "refused": len(refused), "narrowed": len(taken.narrowed)}
    counts = taken.counts + Counter(others)
    _advance(connection, progress, last, counts, now)


def _keep_refusals(
    connection: Connection, progress: Progress, refused: dict[int, RowRefused], narrowed: set[int]
) -> None:
    rows = [
        {
            "import_id": progress.import_id,
            "line": number,
            "reason": str(refusal.reason),
            "column": refusal.column,
            "detail": str(refusal),
            "narrowed": number in narrowed,
        }
        for number, refusal in sorted(refused.items())
    ]
    if rows:
        connection.execute(feed_refusals.insert(), rows)


def _advance(connection: Connection, progress: Progress, last: Line, counts: Counter[str], now: dt.datetime) -> None:
    """Move the mark behind the last line of a batch. Raises `ImportRefused` where somebody else has moved it."""
    total = progress.counts + counts
    moved = connection.execute(
        feed_imports.update()
        .where(feed_imports.c.import_id == progress.import_id, feed_imports.c.bytes_done == progress.bytes_done)
        .values(
            bytes_done=last.end,
            lines=last.number,
            finished_at=now if last.end == progress.bytes else None,
            **{name: total[name] for name in COUNTED},
        )
    ).rowcount
    if not moved:
        raise ImportRefused("another process is importing this file")
    progress.bytes_done, progress.lines, progress.counts = last.end, last.number, total


def refusals(connection: Connection, import_id: str) -> Iterator[sa.Row[int, str, str, str, bool]]:
    """The refused rows of an import in the order of the file: line, reason, column, detail, narrowed; streamed."""
    table = feed_refusals.c
    query = (
        sa.select(table.line, table.reason, table.column, table.detail, table.narrowed)
        .where(feed_refusals.c.import_id == import_id)
        .order_by(feed_refusals.c.line)
    )
    yield from connection.execution_options(yield_per=1_000).execute(query)
