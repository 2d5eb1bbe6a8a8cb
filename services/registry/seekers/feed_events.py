"""The feed by event (SEE-1): statements that the Hello Work system sends over its own exchange, taken as a file's rows are.

The event's inbox row, what its statements change, their refusals and the answer to the sender are one transaction. An
event sent again is dropped by its ID; the same statements in another event are known already and change nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM
from services.contracts.registry import SEEKER_STATEMENTS_ANSWERED
from services.registry.personal_data import PersonalData
from services.registry.seekers.domain.narrowing import Narrowing
from services.registry.seekers.domain.seeker import Outcome, Statement
from services.registry.seekers.domain.visibility import VALIDITY_MONTHS
from services.registry.seekers.feed_batch import take_all
from services.registry.seekers.feed_statement import RowRefused, statement_of
from services.registry.seekers.tables import feed_event_refusals, feed_events
from services.runtime import audit
from services.runtime.outbox import publish


def take_event(
    connection: Connection,
    event_id: str,
    items: list[Any],
    *,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    validity_months: int = VALIDITY_MONTHS,
) -> dict[str, Any]:
    """Take the statements of one event, refuse those that can't be taken, and answer the sender with both.

    A refused one narrows who may find its seeker all the same (SEE-4).
    """
    statements: list[tuple[int, Statement | Narrowing]] = []
    refused: dict[int, RowRefused] = {}
    for position, item in enumerate(items):
        try:
            statements.append((position, statement_of(item, validity_months)))
        except RowRefused as refusal:
            refused[position] = refusal
            if refusal.narrowing is not None:
                statements.append((position, refusal.narrowing))
    taken = take_all(connection, personal_data, statements, now=now, trace=trace)
    refused |= taken.refused
    counts = {str(outcome): taken.counts[outcome] for outcome in Outcome}
    rows = [
        {
            "position": position,
            "reason": str(one.reason),
            "column": one.column,
            "detail": str(one)[:500],
            "narrowed": position in taken.narrowed,
        }
        for position, one in sorted(refused.items())
    ]
    connection.execute(feed_events.insert().values(event_id=event_id, received_at=now, refused=len(rows), **counts))
    if rows:
        connection.execute(feed_event_refusals.insert(), [{"event_id": event_id, **row} for row in rows])
    audit.record(
        connection,
        action="registry.take_seeker_statements",
        subject=("feed_event", event_id),
        caller=SYSTEM,
        now=now,
        trace=trace,
        details={**counts, "refused": len(rows)},
    )
    answer = {"event_id": event_id, **counts, "refused": rows}
    publish(connection, SEEKER_STATEMENTS_ANSWERED, subject=event_id, data=answer, now=now, trace=trace)
    return answer
