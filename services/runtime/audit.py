"""The audit log (OPS-3): an entry is an event in the outbox, written in the transaction of what it tells.

So an entry exists exactly when its effect does. Compliance takes the entries of all sources into one chain.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakSet

from marshmallow import Schema
from sqlalchemy.engine import Connection, Transaction

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller
from services.contracts.fields import Id, SeekerNumber
from services.contracts.operations import Operation
from services.runtime.outbox import publish_all
from services.runtime.work import Work

_recorded_in: WeakSet[Transaction] = WeakSet()


_NO_CODE = re.compile("[^0-9A-Za-z_.:-]")
_LONGEST_CODE = 100


def as_code(text: str) -> str:
    """A text of others, such as the name of an operator's account, as an entry can hold it."""
    return _NO_CODE.sub("_", text)[:_LONGEST_CODE]


def record(
    connection: Connection,
    *,
    action: str,
    subject: tuple[str, str],
    caller: Caller,
    now: dt.datetime,
    trace: str,
    details: Mapping[str, Any] | None = None,
) -> str:
    """Write an entry in the caller's transaction; answers its ID.

    `action`: `<source>.<what>`, such as `registry.approve_application` or `registry.lapse_overdue`; its first part says who
    records. `subject`: kind and ID of what was changed or seen, such as `("application", application_id)`. `caller`: who;
    `services.contracts.caller.SYSTEM` for a duty. `details`: codes, numbers, dates and IDs alone, never personal data.
    Raises `marshmallow.ValidationError` or `KeyError` for anything else: a fault of ours, never of a caller.
    """
    [entry_id] = record_all(
        connection, action=action, subjects=[subject], caller=caller, now=now, trace=trace, details=details
    )
    return entry_id


def record_all(
    connection: Connection,
    *,
    action: str,
    subjects: Iterable[tuple[str, str]],
    caller: Caller,
    now: dt.datetime,
    trace: str,
    details: Mapping[str, Any] | None = None,
) -> list[str]:
    """As `record`, the same for several subjects at once: an entry each, in order; answers their IDs."""
    event = AUDIT_RECORDED[action.partition(".")[0]]
    common = {
        "action": action,
        "role": caller.role,
        "account_id": caller.account_id,
        "organization_id": caller.organization_id,
        "bureau_code": caller.bureau_code,
        "network_address": caller.address,
        "details": dict(details or {}),
    }
    entries = [
        (f"{kind}:{identifier}", {**common, "subject_kind": kind, "subject_id": identifier})
        for kind, identifier in subjects
    ]
    entry_ids = publish_all(connection, event, entries, now=now, trace=trace)
    if (transaction := connection.get_transaction()) is not None:
        _recorded_in.add(transaction)
    return entry_ids


def record_seen(work: Work, operation: Operation, subjects: Iterable[tuple[str, str]]) -> None:
    """Write an entry for each subject that a request which changes nothing was shown: where who saw it matters (OPS-3)."""
    record_all(
        work.connection,
        action=operation.routing_key,
        subjects=subjects,
        caller=work.caller,
        now=work.now,
        trace=work.trace,
    )


def record_operation(
    connection: Connection,
    operation: Operation,
    request: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
) -> None:
    """Write an entry for a request that changed something, unless its use case wrote one itself in this transaction.

    No change is left out because somebody forgot to record it. The subject is what the request names by its first ID,
    else what the answer names, else who asked.
    """
    if not operation.changes or operation.unaudited or operation.service not in AUDIT_RECORDED:
        return
    if connection.get_transaction() in _recorded_in:
        return
    subject = (
        _named(operation.request, request)
        or _named(operation.answer, answer)
        or next((found for found in _asker(caller) if found[1]), ("operation", operation.name))
    )
    record(connection, action=operation.routing_key, subject=subject, caller=caller, now=now, trace=trace)


def _named(schema: Schema, values: Mapping[str, Any]) -> tuple[str, str] | None:
    for name, field in schema.fields.items():
        value = values.get(name)
        if isinstance(field, Id | SeekerNumber) and isinstance(value, str):
            return name.removesuffix("_id").removesuffix("_number"), value
    return None


def _asker(caller: Caller) -> tuple[tuple[str, str], ...]:
    return (
        ("organization", caller.organization_id or ""),
        ("seeker", caller.seeker_number or ""),
        ("account", caller.account_id or ""),
    )
