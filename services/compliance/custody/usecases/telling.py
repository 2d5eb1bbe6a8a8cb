"""What the other services are told of pairs: whether the organization may still use what it holds (MSG-11, MSG-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services.compliance.custody.storage import holdings, told
from services.compliance.custody.storage.holdings import StoredHolding
from services.compliance.custody.storage.told import PairState
from services.contracts.compliance import CUSTODY_CHANGED
from services.runtime.outbox import publish_all
from services.runtime.work import Work

PAIRS_AN_EVENT = 200
"""As many as `custody_changed` may carry."""


def tell_pairs(work: Work, organization_id: str, seeker_numbers: Sequence[str]) -> None:
    """Tell of those pairs whose state is not what was told last; the caller holds the organization's lock.

    A first acquisition with nothing else is not told: search told of it itself, and its last day follows from the calendar.
    """
    present = holdings.present(work.connection, organization_id, seeker_numbers)
    deleted = holdings.last_deletions(work.connection, organization_id, seeker_numbers)
    before = told.last_told(work.connection, organization_id, seeker_numbers)
    changed: dict[str, tuple[int, PairState]] = {}
    for number in sorted(seeker_numbers):
        held = present.get(number)
        version, known = before.get(number, (0, None))
        if known is None and number not in deleted and (held is None or _plain(held)):
            continue
        state = _state(held, deleted.get(number))
        if state != known:
            changed[number] = (version + 1, state)
    if not changed:
        return
    told.keep(work.connection, organization_id, changed)
    items = [
        {"organization_id": organization_id, "seeker_number": number, "version": version, **vars(state)}
        for number, (version, state) in changed.items()
    ]
    parts = [items[first : first + PAIRS_AN_EVENT] for first in range(0, len(items), PAIRS_AN_EVENT)]
    publish_all(
        work.connection,
        CUSTODY_CHANGED,
        [(organization_id, {"pairs": part}) for part in parts],
        now=work.now,
        trace=work.trace,
    )


def _plain(held: StoredHolding) -> bool:
    return held.holding.duty is None and held.holding.accepted_on is None


def _state(held: StoredHolding | None, deleted_at: dt.datetime | None) -> PairState:
    if held is None:
        return PairState(deleted_at=deleted_at)
    holding = held.holding
    since = None if holding.duty is None else holding.duty.since
    return PairState(holding.acquired_at, holding.keep_until, since, deleted_at)
