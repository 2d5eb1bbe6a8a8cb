"""Facts are awaited no more of what its complainant has closed: told by date, so that it does not tell who that is (CMP-12)."""

from __future__ import annotations

from services.compliance.complaints import storage
from services.compliance.complaints.usecases.telling import tell_that_it_is_over
from services.compliance.duty_turns.one_by_one import one_by_one
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)

COMPLAINTS_A_RUN = 100


def end_facts_closed(work: Work, limit: int = COMPLAINTS_A_RUN) -> int:
    """Show and tell organizations what is over for them by today; answers of how many complaints.

    Run for a day twice it finds nothing more to do; what earlier days left it finds as well.
    """
    done = one_by_one(
        work,
        "end_facts_closed",
        lambda most: storage.facts_over(work.connection, work.day, most),
        _end,
        limit,
    )
    if done:
        _log.info("facts_awaited_no_more", complaints=done)
    return done


def _end(work: Work, complaint_id: str) -> int:
    """Right under concurrency: the complaint's row is locked first; what was reported meanwhile is awaited no more already."""
    row = storage.complaint(work.connection, complaint_id, lock=True)
    if row is None or row.facts_over_on is None:
        return 0
    storage.end_facts(work.connection, complaint_id)
    tell_that_it_is_over(work, row)
    return 1
