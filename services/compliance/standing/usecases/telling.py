"""The standing as it is told: to the services by event, to staff and the organization as an answer (CMP-13, CMP-14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.compliance.cases import storage as cases
from services.compliance.cases.domain.deciding import Author, competence
from services.compliance.cases.domain.provisions import article_of
from services.compliance.cases.domain.section_8 import SECTION_8
from services.compliance.members.storage import Member, member
from services.compliance.standing.domain.grounds import Authority
from services.compliance.standing.domain.measures import Standing, standing_of
from services.compliance.standing.domain.reasons import StandingReason
from services.compliance.standing.storage import measures as storage
from services.compliance.standing.storage.measures import StoredMeasure
from services.contracts.caller import Caller, Role
from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED, SHOW_STANDING
from services.runtime.audit import record_seen
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_AUTHORITIES = {
    Role.MINISTRY: Authority.MINISTRY,
    Role.OPERATIONS: Authority.OPERATIONS,
    Role.ORGANIZATION_MAIN: Authority.ORGANIZATION,
    Role.ORGANIZATION_ADDITIONAL: Authority.ORGANIZATION,
    Role.SYSTEM: Authority.CALENDAR,
}


def author_of(caller: Caller) -> Author:
    """In whose name a caller acts: "" is no bureau's code, for who acts for none."""
    if caller.role is Role.BUREAU_STAFF:
        return Author(Authority.BUREAU, caller.bureau_code or "")
    return Author(_AUTHORITIES[caller.role])


def known_member(work: Work, organization_id: str | None, pointer: str = "/organization_id") -> Member:
    """An organization of the service; refused where none is known."""
    found = member(work.connection, organization_id)
    if found is None:
        raise Refusal(StandingReason.UNKNOWN_ORGANIZATION, pointer)
    return found


def show_standing(work: Work, organization_id: str) -> dict[str, Any]:
    """Standing and measures, for staff of the competent bureau, ministry and operations; who looked is entered (OPS-3)."""
    about = known_member(work, organization_id)
    if competence(author_of(work.caller), about.bureau_code):
        raise Refusal(StandingReason.OTHER_BUREAU)
    record_seen(work, SHOW_STANDING, [("organization", organization_id)])
    return shown(work, about)


def show_own_standing(work: Work) -> dict[str, Any]:
    """The standing of the caller's organization, with the reason and period of what is in force (AUT-9)."""
    about = known_member(work, work.caller.organization_id, pointer="")
    stored = storage.measures_of(work.connection, about.organization_id)
    standing = standing_of([one.measure for one in stored], work.today)
    own = [
        {**_told(one, about.class_, work.today), "bureau_code": one.bureau_code, "case_id": one.measure.case_id or None}
        for one in stored
        if one.measure.in_force(work.today)
    ]
    return {**_whole(standing), "measures": own}


def shown(work: Work, about: Member) -> dict[str, Any]:
    """What staff see of an organization now."""
    stored = storage.measures_of(work.connection, about.organization_id)
    standing = standing_of([one.measure for one in stored], work.today)
    return {
        "organization_id": about.organization_id,
        "organization_name": about.name,
        "bureau_code": about.bureau_code,
        "withdrawn": about.withdrawn,
        "version": storage.told(work.connection, about.organization_id).version,
        **_whole(standing),
        "measures": [_measure(one, about.class_, work.today) for one in stored],
        "open_cases": [vars(one) for one in cases.unconfirmed(work.connection, about.organization_id)],
    }


def tell_standing(work: Work, about: Member) -> None:
    """Tell others of the standing if it is not what they were told last; the caller holds its lock."""
    stored = storage.measures_of(work.connection, about.organization_id)
    standing = standing_of([one.measure for one in stored], work.today)
    present = [_told(one, about.class_, work.today) for one in reversed(stored) if one.measure.in_force(work.today)]
    data = {"organization_id": about.organization_id, **_whole(standing), "measures": present}
    before = storage.told(work.connection, about.organization_id)
    dumped: dict[str, Any] = ORGANIZATION_STANDING_CHANGED.data.dump(data)
    if dumped == before.state:
        return
    version = before.version + 1
    storage.keep_told(work.connection, about.organization_id, version, dumped)
    publish(
        work.connection,
        ORGANIZATION_STANDING_CHANGED,
        subject=about.organization_id,
        data={**data, "version": version},
        now=work.now,
        trace=work.trace,
    )


def _whole(standing: Standing) -> dict[str, Any]:
    return {
        "standing": standing.state,
        "since": standing.since,
        "until": standing.until,
        "bar_until": standing.bar_until,
    }


def _told(stored: StoredMeasure, class_: str, today: dt.date) -> dict[str, Any]:
    return {
        "measure_id": stored.measure_id,
        "kind": stored.measure.kind,
        "ground": stored.measure.ground,
        "rule": SECTION_8[stored.measure.ground].rule,
        "article": article_of(stored.measure.ground, class_),
        "reason": stored.public_reason,
        "since": stored.measure.decided_at,
        "until": stored.measure.until(today),
    }


def _measure(stored: StoredMeasure, class_: str, today: dt.date) -> dict[str, Any]:
    measure, annulment = stored.measure, stored.annulment
    return {
        **_told(stored, class_, today),
        "case_id": measure.case_id or None,
        "bureau_code": stored.bureau_code,
        "note": stored.note,
        "decided_by": stored.decided_by,
        "in_force": measure.in_force(today),
        "last_day": measure.last_day,
        "bar_until": measure.bar_until,
        "mended_at": measure.mended_at,
        "ended_at": measure.ended_at,
        "ended_by": stored.ended_by,
        "end": stored.end,
        "end_note": stored.end_note,
        "annulled_at": annulment and annulment.at,
        "annulled_by": annulment and annulment.by,
        "annul_reason": annulment and annulment.reason,
        "annul_note": annulment and annulment.note,
    }
