"""What the rules say of the renewals of seeker information, slips at the bureau's desk and all (REG-3, REG-7, REG-16; decision 306).

Written from the text: a renewal is registered from three months before the end of the term; its form is in time for 14 days, and the day of
receipt decides; received it fails where REG-3 is not met, refused it fails; seeker information closes when its term is over and a
renewal has failed, and is open again once none has. Imports nothing of the project.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.law.civil_code import last_of_months
from tests.simulated_decade.terms import ONE_DAY, fourteen_days

FORM_STEPS = ("correct_form", "take_form_back", "refuse", "approve")


@dataclass
class Renewal:
    """An application. `meets`: REG-3, as of its registration."""

    registered_on: date
    meets: bool
    application_id: str = ""
    state: str = "registered"
    received_on: date | None = None

    @property
    def form_due_on(self) -> date:
        """登録日の翌日から14日以内."""
        return fourteen_days(self.registered_on)

    @property
    def fails(self) -> bool:
        """Whether the renewal of the term has failed by it."""
        return self.state == "refused" or (self.state == "received" and not self.meets)


@dataclass
class Renewals:
    """Of one organization whose seeker information was approved on a day. `closings`: from when until when it was closed."""

    draw: random.Random
    approved_on: date
    until: date = date.max
    known: list[Renewal] = field(default_factory=list)
    closings: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    busy_until: date = date.min

    def __post_init__(self) -> None:
        self.until = self._a_year_from(self.approved_on)

    @property
    def failed(self) -> bool:
        """Whether one stands that failed the present term."""
        return any(one.fails for one in self.known)

    @property
    def closed(self) -> bool:
        """Whether seeker information is closed."""
        return bool(self.closings) and self.closings[-1][1] is None

    @property
    def received_on(self) -> date | None:
        """When the form came that is being decided."""
        return next((one.received_on for one in self.known if one.state == "received"), None)

    def to_be_closed(self, day: date) -> bool:
        """更新の要件を満たさない: when its term is over."""
        return self.failed and not self.closed and self.until < day

    def drawn(self, day: date, *, terminated: bool) -> str | None:
        """A step that may be taken on a day; several in a row, as slips are found soon."""
        draw = self.draw
        odds = 0.6 if day < self.busy_until else 0.06
        if draw.random() >= odds:
            return None
        steps = self._possible(day, terminated=terminated)
        if not steps:
            return None
        self.busy_until = day + draw.choice((1, 2, 4, 15)) * ONE_DAY
        weights = [1 if step == "approve" else 2 for step in steps]
        return draw.choices(steps, weights=weights)[0]

    def take(self, step: str, at: datetime, *, meets: bool = True, received_on: date | None = None) -> None:
        """Keep a step; what was closed for a failure that is undone is open again."""
        one = self.known[-1] if self.known else None
        if step == "register":
            self.known.append(Renewal(at.date(), meets))
            return
        assert one is not None
        match step:
            case "receive_form" | "correct_form":
                one.state, one.received_on = "received", received_on
            case "take_form_back":
                one.state, one.received_on = "registered", None
            case "refuse":
                one.state = "refused"
            case "take_refusal_back":
                one.state = "received"
            case "lapse":
                one.state = "lapsed"
            case "approve":
                late = self.closed or self.to_be_closed(at.date()) or self._a_year_from(self.until) <= at.date()
                self.until = self._a_year_from(at.date() if late else self.until)
                self.known = []
        if self.closed and not self.failed:
            self.closings[-1] = (self.closings[-1][0], at)

    def close(self, at: datetime) -> None:
        """It is closed."""
        self.closings.append((at, None))

    def days_of_receipt(self, day: date) -> list[date]:
        """From the registration to the last day, and not in the future (REG-7)."""
        one = self.known[-1]
        last = min(one.form_due_on, day)
        days = [one.registered_on + n * ONE_DAY for n in range((last - one.registered_on).days + 1)]
        return [found for found in days if found != one.received_on]

    def to_lapse(self, day: date) -> bool:
        """Whether the last day for its form is over."""
        return bool(self.known) and self.known[-1].state == "registered" and day > self.known[-1].form_due_on

    def _possible(self, day: date, *, terminated: bool) -> list[str]:
        one = self.known[-1] if self.known else None
        open_ = one is not None and one.state in {"registered", "received"}
        steps: list[str] = []
        if not open_ and not terminated and day >= self._opens_on():
            steps.append("register")
        if one is None:
            return steps
        if one.state in {"registered", "lapsed"} and self.days_of_receipt(day):
            steps.append("receive_form")
        if one.state == "received":
            steps += [step for step in FORM_STEPS if self._may(step, one, day, terminated=terminated)]
        if one.state == "refused" and not terminated:
            steps.append("take_refusal_back")
        return steps

    def _may(self, step: str, one: Renewal, day: date, *, terminated: bool) -> bool:
        if step == "correct_form":
            return bool(self.days_of_receipt(day))
        if step == "approve":
            return one.meets and not terminated
        return step != "refuse" or not terminated

    def _opens_on(self) -> date:
        """Three months before the end, its day included: as one looks back (REG-16)."""
        year, month = divmod(self.until.year * 12 + self.until.month - 1 - 3, 12)
        first = date(year, month + 1, 1)
        last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
        return first + self.until.day * ONE_DAY if self.until.day < last.day else last + ONE_DAY

    @staticmethod
    def _a_year_from(day: date) -> date:
        return last_of_months(day + ONE_DAY, 12)
