"""Others are told which cases are open: messages are kept and may be read while one is (MSG-14)."""

from __future__ import annotations

from services.compliance.cases import storage
from services.contracts.compliance import CASE_CHANGED
from services.runtime.outbox import publish_all
from services.runtime.work import Work

CASES_AT_ONCE = 500


def tell_openness(work: Work, organization_id: str | None = None) -> int:
    """Tell of the cases, of one organization or of all, that have changed so since; answers how many they were.

    A case is told when it is opened, when it comes to rest on another ground, and when it is closed, which it stays. Twice in a
    row it finds nothing more to tell.
    """
    found = storage.take_to_tell(work.connection, organization_id=organization_id, limit=CASES_AT_ONCE)
    publish_all(
        work.connection,
        CASE_CHANGED,
        [(case.case_id, vars(case)) for case in found],
        now=work.now,
        trace=work.trace,
    )
    return len(found)
