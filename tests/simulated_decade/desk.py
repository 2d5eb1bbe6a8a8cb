"""What a bureau's desk records of the form for a term, with its slips put right; drawn at random (REG-3, REG-7, REG-16; decision 306).

Written from the rules' text: while a receipt waits for its decision its day may be corrected and it may be taken back; a refusal may be
taken back while nothing has taken its place; an approval may not. Seeker information closes when its term is over and a renewal has
failed, and is open again once none has any more. A withdrawal that was approved by mistake is taken back, and nothing could be handed in
while it stood. Imports nothing of the project.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.simulated_decade.terms import ONE_DAY

GAPS = (0, 0, 1, 3, 10, 31, 70)
MOST_SLIPS = 7


@dataclass(frozen=True)
class Told:
    """What the registry tells of a term: its end, when the form for it came that is being decided, whether it is closed.

    `withdrawn`: the organization has withdrawn; `barred`: from when until when it had, by mistakes that were taken back. `refused`: how
    many forms for it are.
    """

    version: int
    until: date
    received: date | None
    closed: bool
    at: datetime
    withdrawn: bool = False
    barred: tuple[tuple[date, date], ...] = ()
    refused: int = 0

    @property
    def given_up(self) -> bool:
        """Whether nothing is expected."""
        return self.closed or self.withdrawn


@dataclass
class Application:
    """An application for a term. `meets`: the rule of placements, which a renewal fails as soon as it is received (REG-3)."""

    state: str = "awaited"
    received: date | None = None
    meets: bool = True

    @property
    def fails(self) -> bool:
        """Whether the renewal has failed by it."""
        return self.state == "refused" or (self.state == "received" and not self.meets)


@dataclass
class Desk:
    """One term after the other. `renews`: it is that of seeker information, which closes; else that of a permission."""

    draw: random.Random
    until: date
    renews: bool
    last: date
    applications: list[Application] = field(default_factory=lambda: [Application()])
    closed: bool = False
    next_step: str = "form"
    next_on: date = date.max
    comes_on: date = date.max
    slips: int = 0
    leaves_on: date = date.max
    back_on: date = date.max
    withdrawn: bool = False
    barred: tuple[tuple[date, date], ...] = ()
    steps: list[str] = field(default_factory=list)
    """All that were taken, so that histories can be asked for what they reach."""

    def begin(self, today: date) -> None:
        """A term begins: when its form comes, and when that is recorded."""
        draw = self.draw
        self.applications, self.closed, self.slips = [Application(meets=draw.random() < 0.7)], False, 0
        self.comes_on = self.until + draw.choice((-30, -3, 1, 20, 30, 31, 32, 90, 240, 400)) * ONE_DAY
        recorded = max(self.comes_on, today + ONE_DAY) + draw.choice((0, 1, 5, 40, 60)) * ONE_DAY
        self.next_step, self.next_on = "form", recorded
        self.leaves_on = date.max
        if draw.random() < 0.4:
            self.leaves_on = max(self.until + draw.choice((-20, 0, 3, 20, 31, 45, 100)) * ONE_DAY, today + ONE_DAY)

    def on(self, today: date, *, terminated: bool) -> bool:
        """Take the next step that is due, and close what is to be closed; whether there is something to tell."""
        if self.withdrawn:
            return today >= self.back_on and self._comes_back(today)
        if self.leaves_on <= today and not terminated:
            self.withdrawn, self.leaves_on = True, today
            self.back_on = today + self.draw.choice((0, 1, 5, 20, 60, 250)) * ONE_DAY
            self.steps.append("withdrawn")
            return True
        if self.renews and not self.closed and self.failed and self.until < today and not terminated:
            self.closed = True
            self.steps.append("closed")
            return True
        if self.next_on > today or not self._possible(terminated):
            return False
        self._take(self.next_step, today)
        return True

    def _comes_back(self, today: date) -> bool:
        """The withdrawal was a mistake: it has not been, but that nothing could be handed in meanwhile."""
        self.withdrawn, self.barred = False, (*self.barred, (self.leaves_on, today))
        self.leaves_on = date.max
        self.steps.append("withdrawal_taken_back")
        return True

    @property
    def failed(self) -> bool:
        """Whether a renewal of this term stands that failed."""
        return self.renews and any(one.fails for one in self.applications)

    @property
    def received(self) -> date | None:
        """The day on which the form came that is being decided."""
        return self.applications[-1].received if self.applications[-1].state == "received" else None

    @property
    def refused(self) -> int:
        """How many forms for this term are refused."""
        return sum(one.state == "refused" for one in self.applications)

    def _possible(self, terminated: bool) -> bool:
        """Nothing is decided, and nothing applied for, while the organization is terminated; receipts are put right."""
        return not terminated or self.next_step in {"form_corrected", "form_taken_back"}

    def _take(self, step: str, today: date) -> None:
        one = self.applications[-1]
        was_closed = self.closed
        match step:
            case "form" | "form anew":
                if step == "form anew":
                    one = Application(meets=self.draw.random() < 0.7)
                    self.applications.append(one)
                one.state, one.received = "received", min(self.comes_on, today)
            case "form_corrected":
                one.received = self._another_day(one.received, today)
            case "form_taken_back":
                one.state, one.received = "awaited", None
            case "refused":
                one.state = "refused"
            case "refusal_taken_back":
                one.state = "received"
            case "approved":
                self.until = min(
                    max(self.until + self.draw.choice((200, 365, 400, 700)) * ONE_DAY, today + 10 * ONE_DAY), self.last
                )
                self.steps.append(step)
                self.begin(today)
                return
        self.closed = self.closed and self.failed
        reopened = was_closed and not self.closed
        self.steps.append(f"reopened by {step}" if reopened else step)
        self._draw_next(one, today)

    def _draw_next(self, one: Application, today: date) -> None:
        draw, gap = self.draw, timedelta(days=self.draw.choice(GAPS))
        self.slips += 1
        slips = self.slips < MOST_SLIPS
        if one.state == "awaited":
            self.next_step, self.comes_on = "form", today + gap - draw.choice((0, 0, 1, 20, 40)) * ONE_DAY
        elif one.state == "refused":
            taken_back = slips and draw.random() < 0.6
            self.next_step = "refusal_taken_back" if taken_back else "form anew"
            self.comes_on = today + gap
        else:
            weights = {
                "approved": 3 * one.meets,
                "form_corrected": 2 * slips,
                "form_taken_back": 2 * slips,
                "refused": 1.5,
            }
            self.next_step = draw.choices(list(weights), weights=list(weights.values()))[0]
            if self.next_step == "approved":
                gap = draw.choice((1, 4, 30)) * ONE_DAY
        self.next_on = today + gap

    def _another_day(self, known: date | None, today: date) -> date:
        """About the last days of the month after the term's end, on which all hangs."""
        about = [self.until + days * ONE_DAY for days in (-20, 0, 27, 28, 29, 30, 31, 32, 58, 60, 62)]
        fit = [day for day in (*about, today, today - ONE_DAY) if day <= today and day != known]
        return self.draw.choice(fit)
