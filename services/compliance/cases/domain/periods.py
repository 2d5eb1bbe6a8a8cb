"""Due dates of cases: what the organization has to answer and until when, and the month of CMP-6 (CAL-3, CAL-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.compliance.cases.domain.files import CaseFile, CaseSettings, CaseState, Overdue, OverdueItem
from services.compliance.standing.domain.grounds import MeasureKind
from services.compliance.standing.domain.measures import Measure, StandingState, standing_of
from services.legal_calendar import day_after, end_of_period, japanese_day, moved_earlier


@dataclass(frozen=True)
class BarredTime:
    """A time in which an organization could hand in no form of these kinds: its withdrawal stood, which was taken back (decision 306).

    From the day of the approval to that of the taking back; as the registry tells.
    """

    since: date
    until: date
    kinds: frozenset[str]


class CaseDutyKind(StrEnum):
    """What an organization owes a case."""

    ANSWER = "answer"
    """To the correction request (CMP-13)."""
    STATE_VIEW = "state_view"
    """May state its view before a termination: a chance, and no duty, but it has a last day."""


@dataclass(frozen=True)
class CaseDuty:
    """What is awaited of the organization, and its last day; late from the day after."""

    kind: CaseDutyKind
    due_on: date
    late: bool


def duty_of(case: CaseFile, measures: Iterable[Measure], today: date) -> CaseDuty | None:
    """What a case awaits of its organization on a day (CMP-13); nothing of a terminated one, which answers no more (AUT-9).

    `measures`: all that were decided on the organization.
    """
    if standing_of(measures, today).state is StandingState.TERMINATED:
        return None
    if case.state is CaseState.REQUESTED and case.answer_due_on is not None:
        return CaseDuty(CaseDutyKind.ANSWER, case.answer_due_on, today > case.answer_due_on)
    if case.state is CaseState.HEARING and case.view_due_on is not None:
        return CaseDuty(CaseDutyKind.STATE_VIEW, case.view_due_on, today > case.view_due_on)
    return None


def usual_due_day(today: date, days: int) -> date:
    """The last of so many days from the day after, moved to the working day before where it is a holiday (CAL-3, CAL-4)."""
    return moved_earlier(end_of_period(day_after(today), days=days))


def suspends_after(
    case: CaseFile,
    organization_class: str,
    settings: CaseSettings,
    measures: Iterable[Measure],
    barred: Iterable[BarredTime],
) -> date | None:
    """The last day on which the calendar still waits for what is overdue; None where nothing lets it suspend yet (CMP-6).

    For a report that is the day the bureau's demand set, where it is later than the month of grace: 提出依頼にも関わらず has no
    sense while the demand leaves time. Without a demand nothing is suspended.
    """
    if case.overdue is None:
        return None
    grace = last_day_of_grace(case.overdue, organization_class, settings, measures, barred)
    if case.overdue.item is not OverdueItem.REPORT:
        return grace
    if case.requested_on is None or case.answer_due_on is None:
        return None
    return max(grace, case.answer_due_on)


_HANDED_IN = {OverdueItem.PERMISSION: "change", OverdueItem.SEEKER_TERM: "renewal"}
"""The kind of form that mends what is overdue; a report is filed whatever the standing (AUT-9)."""


def last_day_of_grace(
    overdue: Overdue,
    organization_class: str,
    settings: CaseSettings,
    measures: Iterable[Measure],
    barred: Iterable[BarredTime],
) -> date:
    """One month from the day after the due day; due 20 April 2026: 20 May; due 20 April 2023: 19 May (CMP-6, CAL-4).

    `measures`: all that were decided on the organization. While it was terminated by a decision that was taken back it could do
    nothing, and the month stood still (decision 158); so it did while a withdrawal stood that was taken back, for what could not
    be handed in meanwhile (`barred`, decision 306). Days that both took are given back once.
    """
    months = settings.overdue_months[organization_class]
    last_day = moved_earlier(end_of_period(day_after(overdue.due_on), months=months))
    kind = _HANDED_IN.get(overdue.item)
    times = [*_wrongly_terminated(measures), *((one.since, one.until) for one in barred if kind in one.kinds)]
    for taken, back in _apart(times):
        if back > overdue.due_on:
            last_day = stood_still(last_day, max(taken, overdue.due_on), back)
    return last_day


def _wrongly_terminated(measures: Iterable[Measure]) -> Iterator[tuple[date, date]]:
    for one in measures:
        if one.kind is MeasureKind.TERMINATION and one.annulled:
            assert one.ended_at is not None, "what is taken back has ended"
            yield japanese_day(one.decided_at), japanese_day(one.ended_at)


def _apart(times: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same times in order, those that overlap as one: a termination may stand above a withdrawal."""
    apart: list[tuple[date, date]] = []
    for taken, back in sorted(times):
        if apart and taken <= apart[-1][1]:
            apart[-1] = apart[-1][0], max(apart[-1][1], back)
        else:
            apart.append((taken, back))
    return apart


def stood_still(last_day: date, taken: date, back: date) -> date:
    """The last day of what stood still from a day to another: as many days after the latter as were left on the former.

    They are days given back, and not a period of the terms that CAL-4 would shorten. What was over before stays so.
    """
    return last_day if last_day < taken else back + (last_day - taken)
