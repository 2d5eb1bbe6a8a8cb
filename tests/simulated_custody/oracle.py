"""What the terms say an organization holds of a seeker and must delete: the independent oracle of custody.

Written from seed 001, 7(2)①オ, and MSG-11, MSG-12, SRC-7 and CAL-1 of domain.md alone; imports nothing of the project. It goes
through what was done in the order in which it was done, and counts days one by one. Slow and plain on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

ONE_DAY = timedelta(days=1)
JAPAN = timezone(timedelta(hours=9))


def day_in_japan(at: datetime) -> date:
    """Legal days are Japanese ones (CAL-1)."""
    return at.astimezone(JAPAN).date()


def midnight(day: date) -> datetime:
    """00:00 in Japan."""
    return datetime(day.year, day.month, day.day, tzinfo=JAPAN)


def last_day_of_the_month_after_next(day: date) -> date:
    """取得した月の翌々月の末日: over two ends of months, and on to the next."""
    ends = 0
    while True:
        if (day + ONE_DAY).month != day.month:
            ends += 1
            if ends == 3:
                return day
        day += ONE_DAY


def last_day_of_the_year_after(accepted_on: date) -> date:
    """受理した日の属する年度の翌年度の初日から起算して１年: the last day that is not 超えた."""
    first = accepted_on + ONE_DAY
    while (first.month, first.day) != (4, 1):
        first += ONE_DAY
    last = first
    while (last + ONE_DAY).month != 4 or (last + ONE_DAY).day != 1:
        last += ONE_DAY
    return last


@dataclass
class Held:
    """The record, while it is held. `due`: why and since when it must be deleted, the ground that came first."""

    since: datetime
    due: tuple[str, datetime] | None = None
    demanded_at: datetime | None = None


@dataclass
class Oracle:
    """One organization and one seeker."""

    held: Held | None = None
    blocked: bool = False
    measures: set[int] = field(default_factory=set)
    """Suspensions that last, by their number; a termination never leaves it."""
    open: bool = True
    accepted: set[date] = field(default_factory=set)

    def acquire(self, at: datetime) -> None:
        """取得: later ones never move the month (SRC-7)."""
        if self.held is None:
            self.held = Held(at)
            if self.blocked:
                self._must_go("block", at)
            if self.measures or not self.open:
                self._must_go("service_ended", at)

    def block(self, at: datetime, *, blocked: bool) -> None:
        """(イ) 受信拒否: unblocking does not undo it."""
        self.blocked = blocked
        if blocked:
            self._must_go("block", at)

    def demand(self, at: datetime) -> None:
        """(ア) 求職者から求められた場合: covers what is held."""
        if self.held is not None:
            self.held.demanded_at = self.held.demanded_at or at
            self._must_go("demand", at)

    def suspend(self, number: int, at: datetime) -> None:
        """(エ) 停止又は利用解除, on established facts."""
        self.measures.add(number)
        self._must_go("service_ended", at)

    def resume(self, number: int) -> None:
        """A resumption undoes nothing."""
        self.measures.discard(number)

    def serve(self, at: datetime, *, is_open: bool) -> None:
        """(エ) 利用を停止した場合: withdrawal, and back again."""
        self.open = is_open
        if not is_open:
            self._must_go("service_ended", at)

    def accept(self, day: date) -> None:
        """求職受理 on a day, recorded whenever."""
        self.accepted.add(day)

    def confirm(self, at: datetime) -> bool:
        """Deleted: only what must be deleted can be confirmed. Answers whether it was."""
        if self.duty(day_in_japan(at)) is None:
            return False
        self.held = None
        return True

    def acceptance(self) -> date | None:
        """(ウ) 当該期間内に求職受理に至った: the latest inside the period."""
        if self.held is None:
            return None
        first = day_in_japan(self.held.since)
        inside = [day for day in self.accepted if first <= day <= last_day_of_the_month_after_next(first)]
        return max(inside, default=None)

    def keep_until(self) -> date | None:
        """(ウ) Until when it may be kept."""
        if self.held is None:
            return None
        accepted_on = self.acceptance()
        if accepted_on is not None:
            return last_day_of_the_year_after(accepted_on)
        return last_day_of_the_month_after_next(day_in_japan(self.held.since))

    def duty(self, today: date) -> tuple[str, datetime] | None:
        """Why and since when the record must be deleted, on a day."""
        last = self.keep_until()
        if self.held is None or last is None:
            return None
        over = ("period_over", midnight(last + ONE_DAY)) if today > last else None
        return min((due for due in (self.held.due, over) if due is not None), key=lambda due: due[1], default=None)

    def _must_go(self, ground: str, at: datetime) -> None:
        """What came first stands, and whatever follows changes nothing of it."""
        if self.held is not None and self.held.due is None:
            self.held.due = (ground, at)
