"""Who has read what of a person, and why (SEE-2, OPS-3): each column that was opened, as operations look it up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.tables import personal_data_reads as reads
from services.runtime import audit
from services.runtime.refusal import Refusal

_EQUAL = ("seeker_number", "account_id", "column", "purpose")


def search(
    connection: Connection, request: Mapping[str, Any], *, caller: Caller, now: dt.datetime, trace: str
) -> dict[str, Any]:
    """A page of the readings that fit, the newest first; of an erased person too (decision 132). Raises `Refusal`.

    That they were looked for is written down: of a seeker as of the seeker, of all others as of the readings themselves.
    """
    equal = {name: request[name] for name in _EQUAL if request[name] is not None}
    query = sa.select(reads).where(*(reads.c[name] == value for name, value in equal.items()))
    if request["since"] is not None:
        query = query.where(reads.c.read_at >= request["since"])
    if request["until"] is not None:
        query = query.where(reads.c.read_at < request["until"])
    if request["after"] is not None:
        query = query.where(sa.tuple_(reads.c.read_at, reads.c.read_id) < _place(connection, request["after"]))
    newest_first = query.order_by(reads.c.read_at.desc(), reads.c.read_id.desc())
    rows = connection.execute(newest_first.limit(request["limit"] + 1)).all()
    page = rows[: request["limit"]]
    number = request["seeker_number"]
    audit.record(
        connection,
        action="registry.search_personal_data_readings",
        subject=("seeker", number) if number else ("registry", "personal_data_reads"),
        caller=caller,
        now=now,
        trace=trace,
        details={**equal, "found": len(page)},
    )
    return {
        "readings": [{**row._mapping, "reading_id": row.read_id} for row in page],
        "next": page[-1].read_id if len(rows) > len(page) else None,
    }


def _place(connection: Connection, reading_id: str) -> sa.ColumnElement[Any]:
    """Where a page ended. Raises `Refusal` for a reading that there is not."""
    read_at = connection.execute(sa.select(reads.c.read_at).where(reads.c.read_id == reading_id)).scalar()
    if read_at is None:
        raise Refusal(SeekerReason.STALE_CURSOR, "/after")
    return sa.tuple_(sa.literal(read_at), sa.cast(reading_id, reads.c.read_id.type))
