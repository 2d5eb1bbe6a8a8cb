"""What reporting answers, and to whom: statistics of a day, and what a figure counts (RPT-4, RPT-5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from services.contracts.caller import Role
from services.contracts.reference import bureaus
from services.reporting.figures import FIGURES, PARTITIONS, Figure
from services.reporting.queries import subjects_of, values_of_day
from services.reporting.suppression import suppressed
from services.runtime.refusal import Refusal
from services.runtime.work import Work


class ReportingReason(Enum):
    """Why reporting refuses a request."""

    OTHER_BUREAU = "AUT-7: the figures of another bureau"
    UNKNOWN_BUREAU = "REG-17: no such bureau"
    UNKNOWN_FIGURE = "RPT-5: no such figure"
    DAY_TO_COME = "RPT-4: the day has not begun"


@dataclass(frozen=True)
class ReportingSettings:
    """Setting of RPT-5: values of people below this are not told."""

    suppress_below: int = 5


@dataclass(frozen=True)
class FigureOfDay:
    """A figure with its value and share in tenths of a percent; None where there is none or it must not be told."""

    figure: Figure
    value: int | None
    share_permille: int | None


@dataclass(frozen=True)
class StatisticsOfDay:
    """All figures of a day, nationwide (`bureau_code` None) or of a bureau."""

    day: dt.date
    bureau_code: str | None
    figures: tuple[FigureOfDay, ...]
    suppressed_below: int


def statistics_of_day(
    work: Work, day: dt.date, bureau_code: str | None, settings: ReportingSettings
) -> StatisticsOfDay:
    """The figures of a day as the caller may see them; staff of a bureau get their own bureau's, the ministry all."""
    bureau_code = _bureau_to_show(work, bureau_code)
    _begun(work, day)
    below = 0 if work.caller.role is Role.MINISTRY else settings.suppress_below
    values = values_of_day(work.connection, day, bureau_code)
    hidden = suppressed(
        values,
        below=below,
        people=[code for code, figure in FIGURES.items() if figure.people],
        partitions=PARTITIONS,
        # Nationwide a whole says nothing of where; a bureau's does.
        spared=[code for code, figure in FIGURES.items() if bureau_code is None and figure.whole is None],
    )
    figures = tuple(_as_told(figure, values, hidden) for figure in FIGURES.values())
    return StatisticsOfDay(day, bureau_code, figures, below)


def trace_figure(
    work: Work, figure_code: str, day: dt.date, bureau_code: str | None, *, limit: int, after: str | None
) -> tuple[Figure, list[str], str | None]:
    """The figure, IDs of what it counts on a day, and the ID to ask on from (RPT-5)."""
    figure = FIGURES.get(figure_code)
    if figure is None:
        raise Refusal(ReportingReason.UNKNOWN_FIGURE, "/figure_code")
    bureau_code = _bureau_to_show(work, bureau_code)
    _begun(work, day)
    found = subjects_of(work.connection, figure, day, bureau_code, limit=limit + 1, after=after)
    return figure, found[:limit], found[limit - 1] if len(found) > limit else None


def _bureau_to_show(work: Work, asked: str | None) -> str | None:
    if asked is not None and asked not in bureaus():
        raise Refusal(ReportingReason.UNKNOWN_BUREAU, "/bureau_code")
    if work.caller.role is not Role.BUREAU_STAFF:
        return asked
    own = work.caller.bureau_code
    if own is None or asked not in (None, own):
        raise Refusal(ReportingReason.OTHER_BUREAU, "/bureau_code")
    return own


def _begun(work: Work, day: dt.date) -> None:
    if day > work.today:
        raise Refusal(ReportingReason.DAY_TO_COME, "/day")


def _as_told(figure: Figure, values: dict[str, int], hidden: frozenset[str]) -> FigureOfDay:
    if figure.code in hidden:
        return FigureOfDay(figure, None, None)
    value = values[figure.code]
    if figure.whole is None or figure.whole in hidden or values[figure.whole] == 0:
        return FigureOfDay(figure, value, None)
    return FigureOfDay(figure, value, permille(value, values[figure.whole]))


def permille(part: int, whole: int) -> int:
    """A share in tenths of a percent, rounded half up: 4,657 of 5,337 is 873, as seed 003 has 87.3 %."""
    return (2 * 1_000 * part + whole) // (2 * whole)
