"""What is due is worked off in batches, each a transaction of its own: ended periods, ended service (MSG-11, MSG-12, CAL-6).

A batch holds the lock of one organization for as long as 500 records take; views, guidance and confirmations of it
come in between. Killed at any moment, the work goes on after the last batch that was committed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.storage import facts, holdings, reviews
from services.compliance.custody.usecases.keeping import decide
from services.legal_calendar import japanese_day, start_of_day
from services.runtime import audit
from services.runtime.work import Work

PAIRS_A_BATCH = 500
BATCHES_A_TURN = 50
"""Far within the time after which the database ends the duty's own, idle transaction; the rest comes with the next turn."""

IN_USE = frozenset({"active", "suspended"})
"""Standings by the registry in which an organization has not ended its use; what a measure ends is told by the measure."""


def work_off(work: Work, batch: Callable[[Work], int]) -> int:
    """Batches, each in a transaction of its own, until one finds nothing to do; answers how many records they did."""
    total = 0
    for _ in range(BATCHES_A_TURN):
        part = work.in_a_transaction_of_its_own()
        try:
            done = batch(part)
            if not done:
                break
            part.commit()
        finally:
            part.close()
        total += done
    return total


def open_duties_of_ended_periods(work: Work, day: dt.date, settings: AgeingSettings) -> int:
    """Open the duty to delete records that may not be kept to this day, of one organization (MSG-12); answers how many.

    Decided is as things are today; 0 where nothing is left. Run for a day twice it finds nothing more to do; run late it
    finds what earlier days left. Duties of a version before without the day from which they are late are decided anew as well,
    so that they come into the lists of late ones; what of these was confirmed already gets its day last (decisions 230, 282).
    """
    found = holdings.running_out(work.connection, day, PAIRS_A_BATCH) or holdings.undated(
        work.connection, PAIRS_A_BATCH
    )
    if found is None:
        return holdings.date_confirmed(work.connection, settings, PAIRS_A_BATCH)
    organization_id, seeker_numbers = found
    facts.lock_custody(work.connection, organization_id)
    decide(work, organization_id, seeker_numbers, work.today, settings)
    _record(work, "open_duties_of_ended_periods", organization_id, len(seeker_numbers), day=day.isoformat())
    return len(seeker_numbers)


def keep_service(work: Work, state: Mapping[str, Any], told_at: dt.datetime, settings: AgeingSettings) -> None:
    """Keep whether the registry serves the organization seeker information, and review what it holds where it does not.

    Withdrawn, from seeker information alone too, or its term over (REG-3): everything it holds is due (MSG-11). The end
    counts from when it was told, or from its day where it is told again later. What ends a time that was closed is reviewed
    too, as it shortens what was decided while that was all that was known; who was never closed is not.
    """
    is_open = state["standing"] in IN_USE and "seekers" in state["services"]
    ended_on = state["ended_on"] or state["seeker_information_closed_on"]
    at = told_at
    if not is_open and ended_on is not None and japanese_day(told_at) > ended_on:
        at = start_of_day(ended_on)
    news = facts.keep_service_change(
        work.connection, state["organization_id"], state["version"], is_open=is_open, at=at
    )
    if news and (not is_open or facts.was_ever_closed(work.connection, state["organization_id"])):
        _begin_review(work, state["organization_id"], settings)


def review_after_measure(work: Work, standing: Mapping[str, Any], settings: AgeingSettings) -> None:
    """Review what an organization holds after a measure that rests on established facts; a provisional one makes no duty."""
    if any(measure["kind"] != "provisional_suspension" for measure in standing["measures"]):
        _begin_review(work, standing["organization_id"], settings)


def _begin_review(work: Work, organization_id: str, settings: AgeingSettings) -> None:
    """The first batch with the event itself, so that what most organizations hold is due at once (CMP-14); then the duty."""
    reviews.request(work.connection, organization_id, work.now)
    review_batch(work, settings, organization_id)


def review_batch(work: Work, settings: AgeingSettings, organization_id: str | None = None) -> int:
    """Decide a batch of one organization's holdings anew, as its service ended (MSG-11); answers how many, 0 at the end.

    Of the organization given, or the one that waits longest. Right under concurrency: the measure that asked for it is
    committed, or the change of service written in this transaction, so that whatever is decided under the organization's lock
    from now on sees it; what was decided before is held already, and reached by its number.
    """
    review = reviews.take(work.connection, organization_id)
    if review is None:
        return 0
    organization_id = review.organization_id
    facts.lock_custody(work.connection, organization_id)
    numbers = holdings.held_after(work.connection, organization_id, review.reached, PAIRS_A_BATCH)
    if numbers:
        decide(work, organization_id, numbers, work.today, settings)
        _record(work, "review_custody", organization_id, len(numbers))
    if len(numbers) < PAIRS_A_BATCH:
        reviews.finish(work.connection, organization_id)
    else:
        reviews.go_on(work.connection, organization_id, numbers[-1])
    return max(1, len(numbers))


def _record(work: Work, action: str, organization_id: str, records: int, **details: str) -> None:
    audit.record(
        work.connection,
        action=f"compliance.{action}",
        subject=("organization", organization_id),
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={"holdings": records, **details},
    )
