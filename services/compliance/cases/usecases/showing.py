"""Cases as they are shown to staff and to their organization (CMP-13). Who of the staff saw which is in the audit log (OPS-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from services.compliance.cases import storage
from services.compliance.cases.domain.deciding import competence
from services.compliance.cases.domain.files import CaseSettings, CaseState
from services.compliance.cases.domain.inquiries import Seen, seen_by_organization
from services.compliance.cases.domain.periods import duty_of
from services.compliance.cases.domain.provisions import article_of
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.domain.repeats import bases_of_termination
from services.compliance.cases.domain.section_8 import SECTION_8
from services.compliance.cases.domain.steps import state_on
from services.compliance.cases.storage import StoredCase
from services.compliance.conduct import storage as conduct
from services.compliance.members.storage import Member, predecessors
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import Measure
from services.compliance.standing.domain.reasons import StandingReason
from services.compliance.standing.storage import measures as measures_storage
from services.compliance.standing.storage.measures import StoredMeasure
from services.compliance.standing.usecases.telling import author_of, known_member
from services.contracts.caller import Role
from services.contracts.compliance import LIST_CASES, SHOW_CASE
from services.runtime.audit import record_seen
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def list_cases(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """Cases that concern the caller: a bureau's of its own organizations; ministry and operations see all."""
    own = author_of(work.caller).bureau_code if work.caller.role is Role.BUREAU_STAFF else None
    wanted = {name: request[name] for name in ("organization_id", "ground", "state", "open_only", "after")}
    late_from = work.today if request.get("late") else None
    page, following = _page(work, request["limit"], bureau_code=own, late_from=late_from, **wanted)
    record_seen(work, LIST_CASES, [("case", one.file.case_id) for one in page])
    concerned = {one: _about(work, known_member(work, one)) for one in {stored.organization_id for stored in page}}
    return {"cases": [_staff_head(work, concerned[one.organization_id], one) for one in page], "next": following}


def list_own_cases(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """The cases of the caller's organization that it knows of (CMP-1)."""
    about = known_member(work, work.caller.organization_id, pointer="")
    page, following = _page(
        work,
        request["limit"],
        organization_id=about.organization_id,
        bureau_code=None,
        open_only=False,
        known=True,
        after=request["after"],
    )
    concerned = _about(work, about)
    heads = [_own_head(work, concerned, one, as_seen(work, one)) for one in page]
    return {"cases": heads, "next": following}


def show_case(work: Work, case_id: str, settings: CaseSettings) -> dict[str, Any]:
    """A case with its timeline, for staff of the competent bureau, ministry and operations."""
    about = known_member(work, _organization_of(work, case_id), pointer="/case_id")
    if competence(author_of(work.caller), about.bureau_code):
        raise Refusal(StandingReason.OTHER_BUREAU)
    record_seen(work, SHOW_CASE, [("case", case_id)])
    return staff_case(work, about, case_id, settings)


def show_own_case(work: Work, case_id: str) -> dict[str, Any]:
    """A case with its timeline, for its own organization; one that it does not know of looks as if there were none (CMP-1)."""
    if _organization_of(work, case_id) != work.caller.organization_id or not storage.knows(work.connection, case_id):
        raise Refusal(CaseReason.UNKNOWN_CASE, "/case_id")
    return own_case(work, known_member(work, work.caller.organization_id, pointer="/case_id"), case_id)


def staff_case(work: Work, about: Member, case_id: str, settings: CaseSettings) -> dict[str, Any]:
    """What staff see of a case now."""
    stored = storage.case(work.connection, case_id)
    concerned = _about(work, about)
    before = predecessors(work.connection, about.organization_id)
    bases = bases_of_termination(
        stored.file,
        about.class_,
        concerned.measures,
        work.today,
        settings,
        measures_storage.measures_before(work.connection, before),
        about.barred,
    )
    return {
        **_staff_head(work, concerned, stored),
        "suspensions": _suspensions(concerned, case_id),
        "predecessors": [asdict(one) for one in before],
        "others_on_ground": [
            vars(one)
            for one in storage.unconfirmed(work.connection, about.organization_id)
            if one.ground is stored.file.ground and one.case_id != case_id
        ],
        "terminable": [ground for ground in SECTION_8 if ground in bases],
        "steps": [row._asdict() for row in storage.steps_of(work.connection, case_id)],
        "reports": conduct.reports_in(work.connection, case_id),
        "demands": conduct.demands_in(work.connection, case_id),
        "refusals": conduct.refusals_in(work.connection, case_id),
    }


def own_case(work: Work, about: Member, case_id: str) -> dict[str, Any]:
    """What an organization sees of its case now: the answer's schema leaves out notes and authors."""
    stored = storage.case(work.connection, case_id)
    steps = [row._asdict() for row in storage.steps_of(work.connection, case_id)]
    seen = seen_by_organization(storage.course(work.connection, case_id))
    for step in steps:
        step["at"] = max(step["at"], stored.shown_at or step["at"])
        if stored.origin == "report":
            step["happened_on"] = None
    concerned = _about(work, about)
    return {
        **_own_head(work, concerned, stored, seen),
        "suspensions": _suspensions(concerned, case_id),
        "steps": [{**steps[place], "ground": ground} for place, ground in seen.steps],
    }


def as_seen(work: Work, stored: StoredCase) -> Seen:
    """How an organization sees a case that it knows of: as it is, but where an offence is suspected in it (CMP-1)."""
    if stored.file.ground is not Ground.SUSPECTED_OFFENCE:
        return Seen(stored.file.ground, (), None)
    return seen_by_organization(storage.course(work.connection, stored.file.case_id))


def _own_head(work: Work, concerned: _Concerned, stored: StoredCase, seen: Seen) -> dict[str, Any]:
    """The day of a reported message, and the minute of the report, would tell an organization who reported it (decision 223).

    What an inquiry hides tells nothing of itself, neither by the version nor by the day or by what is awaited (CMP-1).
    """
    head = {**_head(work, concerned, stored), **_resting_on(seen.ground, concerned.member.class_)}
    day = stored.shown_day or seen.day if seen.hides_day else head["happened_on"]
    reported = stored.origin == "report"
    state = seen.state if seen.state is not None and head["state"] is not CaseState.CLOSED else head["state"]
    return {
        **head,
        "version": stored.file.version - seen.hidden,
        "state": state,
        "opened_at": stored.shown_at or stored.opened_at,
        "happened_on": None if reported else day,
        "day_unknown": day is None and not reported,
        "awaited": duty_of(replace(stored.file, state=state), concerned.measures, work.today),
    }


def _suspensions(concerned: _Concerned, case_id: str) -> list[dict[str, Any]]:
    """Those decided in a case, in order, each with its end: that of a term has no step of its own."""
    own = (one for one in reversed(concerned.stored) if one.measure.case_id == case_id)
    return [
        {
            **vars(one.measure),
            "measure_id": one.measure_id,
            "since": one.measure.decided_at,
            "end": one.end,
            "annulled_at": one.annulment and one.annulment.at,
        }
        for one in own
        if one.measure.kind is not MeasureKind.TERMINATION
    ]


def _organization_of(work: Work, case_id: str) -> str:
    organization_id = storage.organization_of(work.connection, case_id)
    if organization_id is None:
        raise Refusal(CaseReason.UNKNOWN_CASE, "/case_id")
    return organization_id


def _page(work: Work, limit: int, **wanted: Any) -> tuple[list[StoredCase], str | None]:
    found = storage.case_list(work.connection, limit=limit + 1, **wanted)
    return found[:limit], found[limit - 1].file.case_id if len(found) > limit else None


@dataclass(frozen=True)
class _Concerned:
    """An organization with all that was decided on it: what a case awaits of it, and whether it is over, follows from both."""

    member: Member
    stored: tuple[StoredMeasure, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the rules ask about."""
        return tuple(one.measure for one in self.stored)


def _about(work: Work, member: Member) -> _Concerned:
    return _Concerned(member, tuple(measures_storage.measures_of(work.connection, member.organization_id)))


def _staff_head(work: Work, concerned: _Concerned, stored: StoredCase) -> dict[str, Any]:
    about = concerned.member
    return {
        **_head(work, concerned, stored),
        "origin": stored.origin,
        "organization_id": about.organization_id,
        "organization_name": about.name,
        "bureau_code": about.bureau_code,
    }


def _head(work: Work, concerned: _Concerned, stored: StoredCase) -> dict[str, Any]:
    file = stored.file
    own = [one for one in concerned.measures if one.case_id == file.case_id]
    return {
        "case_id": file.case_id,
        "version": file.version,
        "state": state_on(file, own, work.today),
        **_resting_on(file.ground, concerned.member.class_),
        "opened_at": stored.opened_at,
        "happened_on": file.happened_on,
        "day_unknown": file.happened_on is None,
        "overdue": file.overdue,
        "awaited": duty_of(file, concerned.measures, work.today),
    }


def _resting_on(ground: Ground, class_: str) -> dict[str, Any]:
    return {"ground": ground, "rule": SECTION_8[ground].rule, "article": article_of(ground, class_)}
