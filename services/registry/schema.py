"""The registry's database: the metadata to which every `tables.py` of the registry adds its tables."""

from __future__ import annotations

from collections.abc import Iterable

from services.runtime.database import new_metadata
from services.runtime.duties import duty_table
from services.runtime.idempotency import idempotency_table
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table

metadata = new_metadata()

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency_keys = idempotency_table(metadata)
duty_runs = duty_table(metadata)


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL of a check that a column holds one of the values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


def some_of(column: str, values: Iterable[str]) -> str:
    """The SQL of a check that an array holds none but these values."""
    return f"{column} <@ ARRAY[{', '.join(repr(str(value)) for value in values)}]::text[]"
