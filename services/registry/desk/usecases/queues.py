"""What a bureau has before it, and what it looks for: its own applications and no others (AUT-7)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.registry.desk import queries
from services.registry.desk.domain.permission_numbers import read_number
from services.registry.desk.domain.reasons import DeskReason
from services.registry.desk.domain.settings import DeskSettings
from services.registry.mail.bouncing import BounceSettings
from services.registry.organizations.usecases.queue import own_bureau
from services.runtime.refusal import Refusal

DEFAULTS, BOUNCES = DeskSettings(), BounceSettings()


def show_desk(
    connection: Connection,
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    settings: DeskSettings = DEFAULTS,
    bounces: BounceSettings = BOUNCES,
) -> dict[str, Any]:
    """How many applications stand in each of the bureau's queues, in one statement."""
    counts = queries.counts(connection, own_bureau(caller), queries.queues(now, today, settings, bounces))
    return {"day": today, "queues": _told(counts), "four_eyes": settings.four_eyes}


def search_applications(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    settings: DeskSettings = DEFAULTS,
    bounces: BounceSettings = BOUNCES,
) -> dict[str, Any]:
    """A page of the bureau's applications that meet every condition.

    In the order of the queue asked for, its most urgent first; without one, the oldest registration first. The cursor
    names the last line read, so that a page stays where it was whatever comes or goes before it.
    """
    number = None
    if request["permission_number"] is not None:
        number = read_number(request["permission_number"])
        if number is None:
            raise Refusal(DeskReason.NUMBER_UNREADABLE, "/permission_number")
    conditions = queries.conditions(request, number)
    options: dict[str, Any] = {}
    if request["queue"] is not None:
        queue = queries.queues(now, today, settings, bounces)[request["queue"]]
        conditions.append(queue.condition)
        options["day"] = queue.day
    limit = request["limit"]
    after = None if request["cursor"] is None else _place(request["cursor"])
    rows = queries.lines(connection, own_bureau(caller), conditions, after=after, limit=limit + 1, **options)
    page = rows[:limit]
    cursor = f"{page[-1].day}.{page[-1].application_id}" if len(rows) > limit else None
    return {"applications": [row._asdict() for row in page], "cursor": cursor}


def count_applications(
    connection: Connection,
    *,
    now: dt.datetime,
    today: dt.date,
    settings: DeskSettings = DEFAULTS,
    bounces: BounceSettings = BOUNCES,
) -> dict[str, Any]:
    """All bureaus' applications in numbers: what the ministry sees of them (AUT-7)."""
    queues = queries.counts_by_bureau(connection, queries.queues(now, today, settings, bounces))
    counts: dict[str, list[dict[str, Any]]] = {bureau_code: [] for bureau_code in sorted(queues)}
    for row in queries.counts_by_kind(connection):
        counts[row.bureau_code].append(row._asdict())
    return {
        "day": today,
        "bureaus": [
            {"bureau_code": bureau_code, "counts": found, "queues": _told(queues[bureau_code])}
            for bureau_code, found in counts.items()
        ],
    }


def _told(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"queue": name, "applications": count} for name, count in counts.items()]


def _place(cursor: str) -> tuple[dt.date, str]:
    """Day and ID of the line that a page ended with."""
    day, _, application_id = cursor.partition(".")
    try:
        return dt.date.fromisoformat(day), str(uuid.UUID(application_id))
    except ValueError:
        raise Refusal(DeskReason.CURSOR_UNREADABLE, "/cursor") from None
