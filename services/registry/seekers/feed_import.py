"""Imports a file of the feed (SEE-1): streamed, idempotent, resumable; every row is taken or refused with its reason.

A batch of lines is one transaction: the seekers, their persons, the events that tell of them, the refusals and how far
the file is done. So a process killed anywhere has done whole batches, and the next one goes on behind the last.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.personal_data import PersonalData
from services.registry.seekers import storage
from services.registry.seekers.domain import seeker_number
from services.registry.seekers.domain.person import Person
from services.registry.seekers.domain.seeker import Outcome, Seeker, Statement, UnknownSeeker, apply
from services.registry.seekers.domain.visibility import VALIDITY_MONTHS
from services.registry.seekers.feed_format import MAX_LINE_BYTES, Refused, RowRefused, check_header, read_statement
from services.registry.seekers.published import tell
from services.registry.seekers.tables import feed_imports, feed_refusals
from services.runtime.clock import japanese_day
from services.runtime.database import Database
from services.runtime.identifiers import new_id

ROWS_A_BATCH = 500
ADVISORY_LOCK = 7_203_114_201
"""Key of the transaction lock under which one batch at a time is written."""


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
    """By `Outcome`, and "refused"."""

    @property
    def rows(self) -> int:
        """Rows read: every line but the header."""
        return max(0, self.lines - 1)

    @property
    def finished(self) -> bool:
        """Whether the whole file is done."""
        return self.bytes_done == self.bytes


COUNTED = (*(str(outcome) for outcome in Outcome), "refused")


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

    `validity_months`: how long an application is valid whose end the file leaves out (SEE-6).

    Raises `ImportRefused`; what was done until then stays done.
    """
    with database.transaction() as connection:
        progress = _begin(connection, path, now())
    watch(progress)
    with path.open("rb") as file:
        lines = read_lines(file, progress)
        if progress.lines == 0:
            _take_header(database, progress, next(lines, None), now())
        while batch := list(islice(lines, rows_a_batch)):
            statements, refused = _read(batch, validity_months)
            with database.transaction() as connection:
                _import_batch(connection, personal_data, progress, batch[-1], statements, refused, now(), trace)
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


def _read(lines: Iterable[Line], validity_months: int) -> tuple[list[tuple[int, Statement]], dict[int, RowRefused]]:
    """The statements of lines by number, and the refusals of those that hold none."""
    statements, refused = [], {}
    for line in lines:
        try:
            if line.text is None:
                raise RowRefused(Refused.LINE_TOO_LONG, "", f"（{MAX_LINE_BYTES}バイトまで）")
            statements.append((line.number, read_statement(line.text, validity_months)))
        except RowRefused as refusal:
            refused[line.number] = refusal
    return statements, refused


def _import_batch(
    connection: Connection,
    personal_data: PersonalData,
    progress: Progress,
    last: Line,
    statements: list[tuple[int, Statement]],
    refused: dict[int, RowRefused],
    now: dt.datetime,
    trace: str,
) -> None:
    """Write one batch.

    Right beside My Page: seekers are locked before they are read. Right beside another import: the advisory lock lets
    one batch be written at a time, so that numbers and addresses found free stay free until the commit.
    """
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
    batch = _Batch(connection, personal_data, [statement for _, statement in statements])
    counts: Counter[str] = Counter()
    for number, statement in statements:
        try:
            counts[batch.take(statement)] += 1
        except RowRefused as refusal:
            refused[number] = refusal
    today = japanese_day(now)
    storage.save(connection, list(batch.changed.values()), today)
    storage.save_persons(connection, personal_data, batch.persons)
    tell(connection, list(batch.changed.values()), now=now, today=today, trace=trace)
    _keep_refusals(connection, progress, refused)
    counts["refused"] = len(refused)
    _advance(connection, progress, last, counts, now)


class _Batch:
    """The seekers of one batch while its statements are applied, one after the other."""

    def __init__(self, connection: Connection, personal_data: PersonalData, statements: list[Statement]) -> None:
        self.personal_data = personal_data
        self.known = storage.find_by_source(connection, {statement.source_id for statement in statements})
        people = [statement.person for statement in statements if statement.person]
        self.holders = storage.holders_of_emails(connection, {personal_data.lookup(one.email) for one in people})
        self.addresses = {number: lookup for lookup, number in self.holders.items()}
        self.numbers = _free_numbers(connection, len(people))
        self.changed: dict[str, Seeker] = {}
        self.persons: dict[str, Person] = {}

    def take(self, statement: Statement) -> Outcome:
        """Apply one statement. Raises `RowRefused` where it can't be."""
        known = self.known.get(statement.source_id)
        try:
            outcome, seeker = apply(known, statement, new_number=lambda: next(self.numbers), new_id=new_id)
        except UnknownSeeker as error:
            raise RowRefused(Refused.UNKNOWN_SEEKER, "source_id") from error
        if outcome is Outcome.UNCHANGED:
            return outcome
        if statement.person is not None:
            self._hold_email(seeker.seeker_number, statement.person)
        self.known[statement.source_id] = self.changed[seeker.seeker_number] = seeker
        return outcome

    def _hold_email(self, number: str, person: Person) -> None:
        """An address belongs to one seeker: My Page is opened by it. Raises `RowRefused`."""
        lookup = self.personal_data.lookup(person.email)
        if self.holders.setdefault(lookup, number) != number:
            raise RowRefused(Refused.EMAIL_ALREADY_USED, "email")
        if (before := self.addresses.get(number, lookup)) != lookup:
            del self.holders[before]  # free for a later row
        self.addresses[number] = lookup
        self.persons[number] = person


def _free_numbers(connection: Connection, wanted: int) -> Iterator[str]:
    """So many seeker numbers that nobody has (SEE-8): of ten digits two million are taken, so some draws hit one."""
    drawn: set[str] = set()
    while len(drawn) < wanted:
        drawn |= {seeker_number.draw(secrets.randbelow) for _ in range(wanted - len(drawn))}
        drawn -= storage.taken_numbers(connection, drawn)
    return iter(drawn)


def _keep_refusals(connection: Connection, progress: Progress, refused: dict[int, RowRefused]) -> None:
    rows = [
        {
            "import_id": progress.import_id,
            "line": number,
            "reason": str(refusal.reason),
            "column": refusal.column,
            "detail": str(refusal),
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


def refusals(connection: Connection, import_id: str) -> Iterator[sa.Row[int, str, str, str]]:
    """The refused rows of an import in the order of the file: line, reason, column, detail; streamed."""
    query = (
        sa.select(feed_refusals.c.line, feed_refusals.c.reason, feed_refusals.c.column, feed_refusals.c.detail)
        .where(feed_refusals.c.import_id == import_id)
        .order_by(feed_refusals.c.line)
    )
    yield from connection.execution_options(yield_per=1_000).execute(query)
