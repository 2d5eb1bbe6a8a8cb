"""Measures on an organization, and its standing as a pure function of them and a day (CMP-14).

A measure takes effect at the instant of its decision. A suspension with a term ends by itself when its last day is over,
whoever looks and whenever; the one exception is CMP-6, which goes on while what is overdue is not mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.legal_calendar import end_of_period, first_counted_day, japanese_day, moved_earlier


@dataclass(frozen=True)
class StandingSettings:
    """Amounts by class: 001 fixes them for the private class, for the municipal class they are a setting."""

    suspension_months: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({"private": 6, "municipal": 6})
    )
    """Length of a suspension with a term (seed 001, 8(2)①; seed 000 says 一定期間)."""
    bar_years: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"private": 3, "municipal": 3}))
    """How long a termination bars a new application (CMP-9; seed 001, 8(4); seed 000)."""


class StandingState(StrEnum):
    """How an organization stands by its measures; withdrawal is the registry's."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


class End(StrEnum):
    """How a measure ended."""

    TERM_OVER = "term_over"
    CORRECTED = "corrected"
    FACTS_ESTABLISHED = "facts_established"
    TERMINATED = "terminated"
    """The organization was terminated while it was suspended."""
    ANNULLED = "annulled"
    """It should never have been: what was thought missing had come in time (CMP-6), or the decision was wrong and is taken back."""


@dataclass(frozen=True)
class Measure:
    """A measure (措置). `last_day` of a suspension with a term; `mended_at`: CMP-6, what was overdue has come.

    `case_id`: the case it was decided in (CMP-13); "" where cases were not yet kept. `annulled`: it should never have been,
    and counts as no earlier suspension; it ended by that, or had ended before.
    """

    kind: MeasureKind
    ground: Ground
    decided_at: datetime
    last_day: date | None = None
    bar_until: date | None = None
    mended_at: datetime | None = None
    ended_at: datetime | None = None
    case_id: str = ""
    annulled: bool = False

    def in_force(self, today: date) -> bool:
        """Whether it holds on a day on which it was decided before."""
        if self.ended_at is not None:
            return False
        return self.last_day is None or today <= self.last_day or self.goes_on

    def until(self, today: date) -> date | None:
        """Its last day as it is known on a day; None where it has no term, or goes on beyond it."""
        return self.last_day if self.last_day is not None and today <= self.last_day else None

    @property
    def definite(self) -> bool:
        """Whether it rests on established facts; a provisional one makes no duty to delete (CMP-10, MSG-11)."""
        return self.kind is not MeasureKind.PROVISIONAL

    @property
    def definite_suspension(self) -> bool:
        """Whether it suspends use on established facts."""
        return self.kind in {MeasureKind.WITH_TERM, MeasureKind.UNTIL_CORRECTED}

    @property
    def goes_on(self) -> bool:
        """CMP-6: not mended at the end of its term, it goes on until it is, or staff terminate."""
        return self.ground is Ground.OVERDUE and self.kind is MeasureKind.WITH_TERM and self.mended_at is None

    def over(self, today: date) -> bool:
        """Whether it has ended, by decision or by its term."""
        return not self.in_force(today)


@dataclass(frozen=True)
class Standing:
    """How an organization stands on a day. `until`: the last day of all suspensions; None where one is open-ended."""

    state: StandingState
    since: datetime | None = None
    until: date | None = None
    bar_until: date | None = None


def standing_of(measures: Iterable[Measure], today: date) -> Standing:
    """The standing that follows from all measures decided so far (CMP-9, CMP-10, CMP-14)."""
    present = sorted((measure for measure in measures if measure.in_force(today)), key=lambda one: one.decided_at)
    terminated = next((measure for measure in present if measure.kind is MeasureKind.TERMINATION), None)
    if terminated is not None:
        return Standing(StandingState.TERMINATED, terminated.decided_at, bar_until=terminated.bar_until)
    if not present:
        return Standing(StandingState.ACTIVE)
    ends = [measure.until(today) for measure in present]
    known = [end for end in ends if end is not None]
    return Standing(
        StandingState.SUSPENDED, present[0].decided_at, until=max(known) if len(known) == len(ends) else None
    )


def last_day_of_suspension(decided_at: datetime, organization_class: str, settings: StandingSettings) -> date:
    """Decided on 10 June 2026 at 15:00 for 6 months: 10 December (CAL-3, CAL-4; seed 001, 8(2))."""
    months = settings.suspension_months[organization_class]
    return moved_earlier(end_of_period(first_counted_day(decided_at), months=months))


def last_day_of_bar(terminated_at: datetime, organization_class: str, settings: StandingSettings) -> date:
    """Counted from the day of termination itself (なった日から起算して); 1 October 2025: 29 September 2028 (CMP-9, CAL-4)."""
    years = settings.bar_years[organization_class]
    return moved_earlier(end_of_period(japanese_day(terminated_at), years=years))
