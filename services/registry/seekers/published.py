"""What others are told of seekers: `seekers_changed`, several in one event as bulk needs it (architecture.md 7)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.registry import SEEKERS_CHANGED
from services.registry.seekers import storage
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.domain.visibility import ProvisionChoice
from services.runtime.outbox import publish_json

MOST_ITEMS = 200
MOST_BYTES = 240_000
"""Of the items together: 256 KB an event, less its envelope."""


def tell(connection: Connection, changed: Sequence[Seeker], *, now: dt.datetime, today: dt.date, trace: str) -> None:
    """Write the states of seekers into the outbox, in the transaction that changed them.

    A subject names the first seeker of its event; each item is applied by its own number and version.
    """
    joined = storage.joined_into(connection, [seeker.seeker_number for seeker in changed])
    states = [{**state_of(seeker, today), "joined_numbers": joined.get(seeker.seeker_number, [])} for seeker in changed]
    events = ((items[0]["seeker_number"], {"seekers": items}) for items in _in_events(states))
    publish_json(connection, SEEKERS_CHANGED, events, now=now, trace=trace)


def state_of(seeker: Seeker, today: dt.date) -> dict[str, Any]:
    """The whole provided state, as JSON; without the record where nobody may see it (SEE-4)."""
    return {
        "seeker_number": seeker.seeker_number,
        "version": seeker.version,
        "application_id": seeker.application_id,
        "office_code": seeker.office_code,
        "bureau_code": seeker.bureau_code,
        "provision_choice": str(seeker.facts.provision_choice),
        "provided_to": [str(reader) for reader in seeker.provided_to(today)],
        "has_my_page": seeker.facts.my_page_opened,
        "at_an_office": seeker.facts.at_an_office,
        "open_to_employers": seeker.open_to_employers,
        "applied_on": seeker.facts.applied_on.isoformat(),
        "valid_until": seeker.facts.valid_until.isoformat(),
        "ended_on": seeker.facts.ended_on.isoformat() if seeker.facts.ended_on else None,
        "record": seeker.record if seeker.record_is_readable(today) else None,
    }


def tell_erased(connection: Connection, seeker: Seeker, *, now: dt.datetime, today: dt.date, trace: str) -> None:
    """Tell that nobody finds the seeker any more, for good (SEE-2): the state of one whose application has ended.

    Number, version and application are all it says; readers drop the record as they do whenever it is None.
    """
    state = {
        **state_of(seeker, today),
        "version": seeker.version + 1,
        "provision_choice": str(ProvisionChoice.NONE),
        "provided_to": [],
        "has_my_page": False,
        "open_to_employers": False,
        "ended_on": (seeker.facts.ended_on or today).isoformat(),
        "record": None,
    }
    publish_json(connection, SEEKERS_CHANGED, [(seeker.seeker_number, {"seekers": [state]})], now=now, trace=trace)


def _in_events(states: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    items: list[dict[str, Any]] = []
    size = 0
    for state in states:
        length = len(json.dumps(state, ensure_ascii=False).encode())
        if items and (len(items) == MOST_ITEMS or size + length > MOST_BYTES):
            yield items
            items, size = [], 0
        items.append(state)
        size += length
    if items:
        yield items
