"""The registry's database: the metadata to which every `tables.py` of the registry adds its tables."""

from __future__ import annotations

from services.runtime.database import new_metadata
from services.runtime.idempotency import idempotency_table
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table

metadata = new_metadata()

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency_keys = idempotency_table(metadata)
