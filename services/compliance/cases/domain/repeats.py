"""When a breach may end in termination because something went before it (CMP-3, CMP-5, CMP-6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from services.compliance.cases.domain.files import CaseFile, CaseSettings
from services.compliance.cases.domain.periods import BarredTime, suspends_after
from services.compliance.cases.domain.provisions import provision_of
from services.compliance.cases.domain.section_8 import Repeat
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import Measure
from services.legal_calendar import day_after, first_counted_day, start_of_day


def bases_of_termination(
    case: CaseFile,
    organization_class: str,
    measures: Iterable[Measure],
    today: date,
    settings: CaseSettings,
    before: Iterable[Iterable[Measure]] = (),
    barred: Iterable[BarredTime] = (),
) -> frozenset[Ground]:
    """The grounds on which a case may end in termination on a day; none where the terms know no termination for it.

    Its own paragraph where that terminates at once; a paragraph that adds termination to a repetition where use was resumed
    after a suspension by it, and this breach came later; CMP-6 also where the term of its own suspension is over and nothing has been
    mended: what else falls due meanwhile comes after no resumption, and is suspended for when its turn comes.

    `before`: the measures on each who used the service under the same number and withdrew. The terms speak of the agency
    (求人対象団体), which is the same under its next registration: use that is resumed so is resumed (decision 089).
    `barred`: as in `last_day_of_grace`.
    """
    history = tuple(measures)
    if not _suspends_by_now(case, organization_class, history, today, settings, barred):
        return frozenset()
    own = provision_of(case.ground, organization_class)
    at_once = MeasureKind.TERMINATION in own.measures and not own.after_suspension
    found = {case.ground} if at_once else set()
    for one in (history, *map(tuple, before)):
        for measure in one:
            repeat, same = provision_of(measure.ground, organization_class).repeat, case.ground is measure.ground
            again = own.breach if repeat is Repeat.ANY_BREACH else same and repeat is Repeat.SAME_OR_UNMENDED
            if again and _came_after_resumption(case.happened_on, measure, one):
                found.add(measure.ground)
    for measure in history:
        its_own = measure.case_id in {case.case_id, ""}
        unmended = measure.goes_on and measure.ended_at is None and _term_is_over(measure, today)
        if its_own and unmended and case.ground is measure.ground:
            found.add(measure.ground)
    return frozenset(found)


def _suspends_by_now(
    case: CaseFile,
    organization_class: str,
    history: Iterable[Measure],
    today: date,
    settings: CaseSettings,
    barred: Iterable[BarredTime],
) -> bool:
    """CMP-6: what is overdue counts from the day on which it suspends: its month is over, a report was demanded (decision 155)."""
    known = tuple(history)
    if case.overdue is None or any(one.definite for one in known if one.case_id == case.case_id):
        return True
    last_day = suspends_after(case, organization_class, settings, known, barred)
    return last_day is not None and today > last_day


def resumed_at(measure: Measure, history: Iterable[Measure]) -> datetime | None:
    """When use was resumed after a suspension (利用再開); None where it has not been.

    Other suspensions that were in force when this one ended put the resumption off to their own end.
    """
    if measure.kind in {MeasureKind.TERMINATION, MeasureKind.PROVISIONAL} or measure.annulled:
        return None
    others = tuple(history)
    instant = ends_at(measure)
    while instant is not None:
        beside = next((one for one in others if _holds_at(one, instant)), None)
        if beside is None:
            return instant
        instant = ends_at(beside)
    return None


def ends_at(measure: Measure) -> datetime | None:
    """When a measure ends or has ended, as known now; None where it has no end yet."""
    if measure.ended_at is not None:
        return measure.ended_at
    if measure.last_day is None or measure.goes_on:
        return None
    return start_of_day(day_after(measure.last_day))


def _came_after_resumption(happened_on: date | None, measure: Measure, history: Iterable[Measure]) -> bool:
    """Days have no hours: what happened on the very day of a resumption counts only where that began with the day.

    Nor does what happened nobody knows when: that it came later must be shown.
    """
    resumed = resumed_at(measure, history)
    return resumed is not None and happened_on is not None and happened_on >= first_counted_day(resumed)


def _holds_at(measure: Measure, instant: datetime) -> bool:
    end = ends_at(measure)
    return measure.decided_at <= instant and (end is None or instant < end)


def _term_is_over(measure: Measure, today: date) -> bool:
    return measure.last_day is not None and measure.last_day < today
