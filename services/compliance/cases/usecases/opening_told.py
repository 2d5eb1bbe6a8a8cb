"""Organizations learn on a later day of cases that reports of seekers have opened, so that no minute tells who reported (MSG-9)."""

from __future__ import annotations

from services.compliance.cases import storage
from services.compliance.cases.tables import OPENING
from services.compliance.cases.usecases.writing import tell_step
from services.compliance.duty_turns.one_by_one import one_by_one
from services.compliance.standing.domain.grounds import Ground
from services.compliance.standing.storage.measures import lock_standing
from services.compliance.standing.usecases.telling import known_member
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)

CASES_A_RUN = 200


def tell_openings(work: Work, limit: int = CASES_A_RUN) -> int:
    """Show and tell organizations what was opened on them by reports; answers of how many cases.

    Run for a day twice it finds nothing more to do; what earlier days left it finds as well (CAL-6).
    """
    done = one_by_one(
        work,
        "tell_openings",
        lambda most: storage.openings_to_tell(work.connection, work.day, most),
        _tell,
        limit,
    )
    if done:
        _log.info("openings_told", cases=done)
    return done


def _tell(work: Work, case_id: str) -> int:
    """Right under concurrency: the standing's lock is taken first; who was told by a step meanwhile is not told again, nor who
    was by a process of the release before, which keeps no word of it.

    Whoever is suspected of an offence is not told at all (CMP-1): the step by which it learns of the case is its beginning, too.
    """
    organization_id = storage.organization_of(work.connection, case_id)
    assert organization_id is not None, "no case is ever deleted"
    lock_standing(work.connection, organization_id)
    stored = storage.case(work.connection, case_id)
    if stored.tell_on is None or stored.file.ground is Ground.SUSPECTED_OFFENCE:
        return 0
    since = storage.known_since(work.connection, case_id)
    storage.keep_opening_told(work.connection, case_id, since or work.now)
    if since is not None:
        return 0
    opening = storage.steps_of(work.connection, case_id)[0]
    assert opening.event == OPENING, "the first of every case"
    about = known_member(work, organization_id)
    tell_step(work, about, stored.file, OPENING, opening.text, stored.file.ground)
    return 1
