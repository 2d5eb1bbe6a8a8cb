"""When the number of seekers who now block an organization opens a case, and when another one (CMP-11; seed 000, その他)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BlockSettings:
    """The threshold (一定数), which no seed puts a number to: more than `count` seekers, or more than a share of those guided."""

    count: int = 50
    share_percent: int = 20
    share_from: int = 10
    """The share is looked at from so many blocking seekers on: one of two says nothing."""
    again_below_percent: int = 80
    """After a case another one is opened only once the figures were below this part of the threshold, or have doubled."""


@dataclass(frozen=True)
class Figures:
    """How many seekers now block an organization, and how many it has guided."""

    blocking: int
    guided: int

    def above(self, settings: BlockSettings, percent: int = 100) -> bool:
        """Whether they are above the threshold, or above so many percent of it."""
        too_many = self.blocking * 100 > settings.count * percent
        enough = self.blocking >= settings.share_from and self.guided > 0
        return too_many or (enough and self.blocking * 10_000 > settings.share_percent * percent * self.guided)


@dataclass(frozen=True)
class Alarm:
    """What came of earlier figures. `armed`: the next time they are above, a case is opened.

    `case_open`: whether the last one is; `case_blocking`: how many blocked when it was opened.
    """

    armed: bool = True
    case_open: bool = False
    case_blocking: int = 0


def opens_case(figures: Figures, alarm: Alarm, settings: BlockSettings) -> bool:
    """Whether figures open a case: above the threshold, one open case at a time, and not again for the same flapping figures."""
    if alarm.case_open or not figures.above(settings):
        return False
    return alarm.armed or figures.blocking >= 2 * alarm.case_blocking


def armed_after(figures: Figures, alarm: Alarm, settings: BlockSettings) -> bool:
    """Whether the next crossing counts as a new one: only once the figures were clearly below."""
    return alarm.armed or not figures.above(settings, settings.again_below_percent)
