"""Staff decide: suspend, terminate, confirm what a suspension waits for (CMP-3 to CMP-10, CMP-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.cases.domain.deciding import Decision, Matter, Organization, decide, lift
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import End, StandingSettings
from services.compliance.standing.domain.reasons import StandingReason
from services.compliance.standing.storage import measures as storage
from services.compliance.standing.storage.measures import StoredMeasure
from services.compliance.standing.usecases.ending import see_ended_terms
from services.compliance.standing.usecases.telling import author_of, known_member, shown, tell_standing
from services.runtime import audit
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_PLACES = {
    StandingReason.NOT_TODAY: "/decided_on",
    StandingReason.GROUND_NOT_FOR_KIND: "/ground",
    StandingReason.OTHER_AUTHORITY: "/ground",
    StandingReason.NOTHING_BEFORE_IT: "/ground",
    StandingReason.STANDING_CHANGED: "/seen_version",
}


def decide_measure(
    work: Work, request: Mapping[str, Any], kind: MeasureKind, settings: StandingSettings
) -> dict[str, Any]:
    """Decide a measure, in force from this instant; others are told in the same transaction.

    Right under concurrency: decisions on one organization take its lock and read its measures after it, so that of two
    staff at once the second meets what the first decided; `seen_version` tells it even where both would be possible.
    """
    organization_id = request["organization_id"]
    storage.lock_standing(work.connection, organization_id)
    about = known_member(work, organization_id)
    see_ended_terms(work, about)
    earlier = storage.measures_of(work.connection, organization_id)
    matter = Matter(
        Decision(
            kind,
            Ground(request["ground"]),
            decided_on=request["decided_on"] or work.today,
            seen_version=request["seen_version"],
        ),
        Organization(
            about.class_,
            about.bureau_code,
            about.withdrawn,
            tuple(one.measure for one in earlier),
            version=storage.told(work.connection, organization_id).version,
        ),
        author_of(work.caller),
        work.today,
    )
    measure = decide(matter, work.now, settings)
    if isinstance(measure, StandingReason):
        raise Refusal(measure, _PLACES.get(measure))
    if kind is MeasureKind.TERMINATION:
        ended = [one.measure_id for one in earlier if one.measure.ended_at is None]
        storage.end_measures(work.connection, ended, End.TERMINATED, at=work.now, by=work.caller.account_id)
    stored = StoredMeasure(
        measure_id=new_id(),
        organization_id=organization_id,
        measure=measure,
        public_reason=request["public_reason"],
        note=request["note"],
        bureau_code=matter.author.bureau_code or None,
        decided_by=work.caller.account_id,
        ended_by=None,
        end=None,
        end_note="",
        term_seen_on=None,
    )
    storage.insert_measure(work.connection, stored)
    tell_standing(work, about)
    action = "terminate_organization" if kind is MeasureKind.TERMINATION else "suspend_organization"
    _record(work, action, stored, kind=kind.value, ground=measure.ground.value)
    return shown(work, about)


def lift_measure(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """Confirm what a measure waits for; it ends now, or at its term where CMP-6 has it run in full."""
    measure_id, note = request["measure_id"], request["note"]
    organization_id = storage.organization_of(work.connection, measure_id)
    if organization_id is None:
        raise Refusal(StandingReason.UNKNOWN_MEASURE, "/measure_id")
    storage.lock_standing(work.connection, organization_id)
    about = known_member(work, organization_id, pointer="/measure_id")
    see_ended_terms(work, about)
    stored = next(one for one in storage.measures_of(work.connection, organization_id) if one.measure_id == measure_id)
    lifting = lift(stored.measure, author_of(work.caller), about.bureau_code, work.today)
    if isinstance(lifting, StandingReason):
        raise Refusal(lifting)
    by = work.caller.account_id
    if stored.measure.goes_on:
        storage.mend(work.connection, measure_id, at=work.now, by=by, note=note)
    if lifting.end is not None:
        storage.end_measures(work.connection, [measure_id], lifting.end, at=work.now, by=by, note=note)
    tell_standing(work, about)
    _record(work, "lift_measure", stored, end=lifting.end.value if lifting.end else "mended")
    return shown(work, about)


def _record(work: Work, action: str, stored: StoredMeasure, **details: str) -> None:
    """OPS-3."""
    audit.record(
        work.connection,
        action=f"compliance.{action}",
        subject=("organization", stored.organization_id),
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={"measure_id": stored.measure_id, **details},
    )
