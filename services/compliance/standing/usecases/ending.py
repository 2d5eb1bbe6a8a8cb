"""What the calendar does with suspensions whose term is over: they end by themselves (CMP-14, CAL-6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from services.compliance.cases import storage as cases
from services.compliance.cases.domain.provisions import article_of
from services.compliance.duty_turns.one_by_one import one_by_one
from services.compliance.members.storage import Member
from services.compliance.standing.domain.measures import End, StandingState, standing_of
from services.compliance.standing.storage import measures as storage
from services.compliance.standing.storage.measures import StoredMeasure
from services.compliance.standing.usecases.telling import known_member, tell_standing
from services.contracts.compliance import SUSPENSION_ENDED
from services.legal_calendar import day_after, start_of_day
from services.runtime import audit
from services.runtime.logging import get_logger
from services.runtime.outbox import publish
from services.runtime.work import Work

_log = get_logger(__name__)

ORGANIZATIONS_A_RUN = 500


def end_suspensions(work: Work, limit: int = ORGANIZATIONS_A_RUN) -> int:
    """End every suspension whose last day is over, and tell of it; answers of how many organizations.

    An organization is a transaction: who decides on another one meanwhile, at once (CMP-14), does not wait for all of them.
    Run for a day twice it finds nothing more to do; what earlier days left it finds as well. An organization is active
    again from 00:00 of the day after by the rules already; this duty lets the other services know.
    """
    done = one_by_one(
        work,
        "end_suspensions",
        lambda most: storage.organizations_with_ended_terms(work.connection, work.day, most),
        _end_terms,
        limit,
    )
    if done:
        _log.info("terms_of_suspensions_ended", organizations=done, day=work.day.isoformat())
    return done


def _end_terms(work: Work, organization_id: str) -> int:
    storage.lock_standing(work.connection, organization_id)
    about = known_member(work, organization_id)
    see_ended_terms(work, about)
    tell_standing(work, about)
    audit.record(
        work.connection,
        action="compliance.end_suspensions",
        subject=("organization", organization_id),
        caller=work.caller,
        now=work.now,
        trace=work.trace,
    )
    return 1


def see_ended_terms(work: Work, about: Member) -> bool:
    """Deal with the terms of one organization that are over; answers whether there was one. The caller holds the standing's lock.

    A measure ended when its last day did, whenever that is noticed. One that goes on (CMP-6) is only noted; but it has no known
    end any more, so that whoever notes it has to tell of the standing as much as of an end.
    """
    dealt_with = False
    ended: list[StoredMeasure] = []
    for stored in storage.measures_of(work.connection, about.organization_id):
        last_day = stored.measure.last_day
        if last_day is None or last_day >= work.today or stored.measure.ended_at or stored.term_seen_on:
            continue
        storage.see_term(work.connection, stored.measure_id, work.today)
        dealt_with = True
        if not stored.measure.goes_on:
            ended_at: dt.datetime = start_of_day(day_after(last_day))
            storage.end_measures(
                work.connection,
                [stored.measure_id],
                End.TERM_OVER,
                at=ended_at,
                by=stored.ended_by,
                note=stored.end_note,
            )
            cases.close_confirmed(work.connection, about.organization_id)
            ended.append(stored)
    if ended:
        _tell_where_others_go_on(work, about, ended)
    return dealt_with


def _tell_where_others_go_on(work: Work, about: Member, ended: Sequence[StoredMeasure]) -> None:
    """The standing is silent on the end of one where use goes on being suspended by another; so each end is told (CMP-13, CMP-14)."""
    stored = storage.measures_of(work.connection, about.organization_id)
    if standing_of([one.measure for one in stored], work.today).state is not StandingState.SUSPENDED:
        return
    going_on = [
        {
            "kind": one.measure.kind,
            "ground": one.measure.ground,
            "article": article_of(one.measure.ground, about.class_),
            "until": one.measure.until(work.today),
        }
        for one in reversed(stored)
        if one.measure.in_force(work.today)
    ]
    for one in ended:
        data = {
            "measure_id": one.measure_id,
            "case_id": one.measure.case_id or None,
            "organization_id": about.organization_id,
            "bureau_code": about.bureau_code,
            "ground": one.measure.ground,
            "article": article_of(one.measure.ground, about.class_),
            "last_day": one.measure.last_day,
            "going_on": going_on,
        }
        publish(work.connection, SUSPENSION_ENDED, subject=one.measure_id, data=data, now=work.now, trace=work.trace)
