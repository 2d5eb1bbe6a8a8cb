"""Compliance's database: the metadata to which every `tables.py` of compliance adds its tables."""

from __future__ import annotations

from collections.abc import Iterable

from services.runtime.claims import claims_table
from services.runtime.database import new_metadata
from services.runtime.duties import duty_table
from services.runtime.idempotency import idempotency_table
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table

metadata = new_metadata()

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency = idempotency_table(metadata)
claims = claims_table(metadata)
duty_runs = duty_table(metadata)


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL of a check that a column holds one of the values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
