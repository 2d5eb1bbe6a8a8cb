"""What opens cases by rule, drawn and judged: many blocks (CMP-11), orders (CMP-2), refused applications (MSG-13).

Rules may only open cases; on whoever is terminated they open none. When that is taken back, orders and blocks are looked at anew,
as nothing had come of them; a refusal was a fact of its day (158). What staff have opened on an order is taken for its case (157).
Corrections of refusals stand in their cases, and decide nothing there (251).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.simulated_decade.blocks import Blocks
from tests.simulated_decade.facts import Deed
from tests.simulated_decade.oracle import Oracle

SEEKERS = tuple(f"3000000000{number}" for number in range(8))
MOST_BLOCKS = 3
GROUNDS_OF_REFUSALS = {"violates_law": "facts_unclear", "outside_scope": "facts_unclear", "other": "suspected_offence"}
"""Where the law lets an application be refused, the facts are to be seen (8(3)); else a duty of the law's is suspected broken (8(1))."""


@dataclass(frozen=True)
class Refusal:
    """A refusal as it is recorded on a day, or (both None) taken back; `conversation` counts those of the organization."""

    conversation: int
    ground: str | None
    refused_on: date | None
    recorded_on: date


@dataclass
class ByRule:
    """What happens to an organization beside what staff and itself do, and which cases that opens."""

    draw: random.Random
    blocks: Blocks = field(default_factory=lambda: Blocks(most=MOST_BLOCKS))
    blocking: dict[str, date] = field(default_factory=dict)
    orders: list[date] = field(default_factory=list)
    """Of their issue, as long as no case follows them."""
    followed: dict[str, date] = field(default_factory=dict)
    """The cases that follow orders."""
    refusals: dict[int, list[Refusal]] = field(default_factory=dict)
    known: list[Refusal] = field(default_factory=list)
    """What has come to be known of them, in whatever order."""
    cases_of_refusals: dict[int, str] = field(default_factory=dict)

    def changed_blocks(self, day: date) -> list[tuple[str, bool]]:
        """Who blocks it from a day on, and who does so no more."""
        if self.draw.random() >= 0.01:
            return []
        wanted = set(SEEKERS[: self.draw.randrange(len(SEEKERS) + 1)])
        changed = [(one, one in wanted) for one in SEEKERS if (one in wanted) is not (one in self.blocking)]
        for seeker, blocks in changed:
            if blocks:
                self.blocking[seeker] = day
            else:
                del self.blocking[seeker]
        return changed

    def issued_order(self, day: date) -> date | None:
        """An order that is recorded on a day: of that day, or of one before."""
        if self.draw.random() >= 0.002:
            return None
        self.orders.append(day - timedelta(days=self.draw.choice((0, 3))))
        return self.orders[-1]

    def refusal(self, day: date) -> Refusal | None:
        """What is recorded of an application that was not accepted: for the first time, or otherwise than before."""
        if self.draw.random() >= 0.004:
            return None
        known = bool(self.refusals) and self.draw.random() < 0.5
        conversation = self.draw.choice(list(self.refusals)) if known else len(self.refusals)
        if known and self.draw.random() < 0.5:
            found = Refusal(conversation, None, None, day)
        else:
            ground = self.draw.choice(list(GROUNDS_OF_REFUSALS))
            found = Refusal(conversation, ground, day - timedelta(days=self.draw.choice((0, 2))), day)
        self.refusals.setdefault(conversation, []).append(found)
        return found

    def opened_by_refusal(self, at: datetime, found: Refusal, name: str) -> Deed | None:
        """The first record of one opens a case, on the ground of its reason, whenever it comes to be known."""
        if found is not self.refusals[found.conversation][0]:
            return None
        assert found.ground is not None
        return Deed(at, "calendar", "open", name, GROUNDS_OF_REFUSALS[found.ground], found.refused_on)

    def overtaken(self, found: Refusal) -> bool:
        """Whether what was recorded of a refusal after this is known already."""
        recorded = self.refusals[found.conversation]
        return any(one in self.known for one in recorded[recorded.index(found) + 1 :])

    def opened_by_blocks(self, at: datetime, oracle: Oracle, name: str) -> Deed | None:
        """So many block now: the case is about the first of them, as none of them was guided."""
        last, figures = self.blocks.last_case, (len(self.blocking), 0)
        last_is_open = last is not None and not oracle.closed(last, at.date())
        if not self.blocks.opens(*figures, last_is_open=last_is_open):
            return None
        return Deed(at, "calendar", "open", name, "many_blocks", min(self.blocking.values()))

    def opened_by_order(self, at: datetime, oracle: Oracle, name: str) -> Deed | None:
        """The first order that no case follows: one that staff have opened does, else a new one; none while a withdrawal stands."""
        if oracle.away:
            return None
        while self.orders:
            issued_on = min(self.orders)
            free = [
                case
                for case, matter in oracle.cases.items()
                if matter.ground == "order" and case not in self.followed and not oracle.closed(case, at.date())
            ]
            if not free:
                return Deed(at, "calendar", "open", name, "order", issued_on)
            self.follow(free[0], issued_on)
        return None

    def follow(self, case: str, issued_on: date) -> None:
        """A case follows an order."""
        self.orders.remove(issued_on)
        self.followed[case] = issued_on
