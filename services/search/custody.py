"""Whether a record is closed to an organization that has acquired it (MSG-11, MSG-12): a pure function of what is known.

The ledger is compliance's, which tells of duties, acceptances and confirmed deletions; the day on which access ends without any
of them follows from the acquisition alone, so that it ends at 00:00 whatever is on its way (SRC-7).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from services.legal_calendar import end_of_month_after_next, japanese_day


@dataclass(frozen=True)
class Custody:
    """What compliance told last of an organization and a seeker. Without `acquired_at` nothing is held.

    `due_since`: deletion is due and not yet confirmed; `deleted_at`: when one was last confirmed.
    """

    acquired_at: dt.datetime | None = None
    keep_until: dt.date | None = None
    due_since: dt.datetime | None = None
    deleted_at: dt.datetime | None = None


UNTOLD = Custody()
"""Of a pair that compliance has told nothing of."""


def is_closed(told: Custody, first_acquired_at: dt.datetime | None, today: dt.date) -> bool:
    """Whether the organization must delete the record and has not confirmed it, or may hold it no longer.

    `first_acquired_at`: its first acquisition after the last confirmed deletion; None where there is none: a view would be a
    new one.
    """
    if told.due_since is not None:
        return True
    if told.acquired_at is not None and told.keep_until is not None:
        return told.keep_until < today
    return first_acquired_at is not None and end_of_month_after_next(japanese_day(first_acquired_at)) < today
