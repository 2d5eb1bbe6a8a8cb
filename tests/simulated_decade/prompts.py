"""What decision 245 says of what waits for staff in cases that are not on something overdue (CMP-13), beside the oracle of the terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.simulated_decade.facts import Deed
from tests.simulated_decade.oracle import Oracle

_DECIDED = {
    "refer", "reclassify", "request_correction", "suspend_provisionally", "suspend", "confirm", "announce_hearing", "terminate", "close",
}  # fmt: skip
"""The steps of staff that see to what waits: setting a day decides nothing, and the facts being established asks for what is next."""
_DECIDED_ON_AN_ORDER = {"reclassify", "suspend", "confirm", "terminate", "close"}
_LATE = {"answer_late", "view_late"}
_VIEWS = {"view_stated", "view_late"}


@dataclass
class Prompts:
    """What waits in each case; `seen_to`: the days for an answer or a view whose passing staff were told of."""

    waiting: dict[str, set[str]] = field(default_factory=dict)
    seen_to: set[tuple[str, date]] = field(default_factory=set)

    def shown(self) -> list[tuple[str, str]]:
        """The list that staff see."""
        return sorted((case, prompt) for case, prompts in self.waiting.items() for prompt in prompts)

    def opened_by_rule(self, case: str, prompt: str = "case_opened") -> None:
        """Blocks, a refused application or an order has opened it."""
        self.waiting[case] = {prompt}

    def joined(self, case: str) -> None:
        """What it rests on was recorded otherwise: staff look again, unless they have yet to look at all (251)."""
        waiting = self.waiting.setdefault(case, set())
        if "case_opened" not in waiting:
            waiting.add("case_joined")

    def note(self, deed: Deed, oracle: Oracle) -> None:
        """After the oracle has noted a lawful deed."""
        if deed.what == "withdraw":
            self._withdrawn(deed, oracle)
        waiting = self.waiting.setdefault(deed.case, set())
        if oracle.cases[deed.case].item:
            return  # the calendar prompts about it (CMP-6)
        if deed.what in _DECIDED:
            # Whose suspension on an order is to be decided waits for that, whatever else is done.
            order = waiting & {"order_issued"} if deed.what not in _DECIDED_ON_AN_ORDER else set()
            waiting.clear()
            waiting |= order
        if deed.what == "set_day":  # the hearing on another day is over, and what waited to be seen to of it (159)
            waiting -= _VIEWS
        if deed.what in {"answer", "state_view"}:
            waiting -= _LATE
            waiting.add({"answer": "answered", "state_view": "view_stated"}[deed.what])
        if deed.what == "terminate":
            for prompts in self.waiting.values():
                prompts -= _LATE

    def look(self, day: date, oracle: Oracle) -> None:
        """Each hour: what is awaited and whose day is over is told once."""
        for case, matter in oracle.cases.items():
            awaited = oracle.awaited(case, day)
            if awaited is None or matter.item or not awaited[2] or oracle.closed(case, day):
                continue
            if (case, awaited[1]) not in self.seen_to:
                self._late(case, *awaited[:2])

    def _late(self, case: str, what: str, until: date) -> None:
        self.seen_to.add((case, until))
        self.waiting.setdefault(case, set()).add({"answer": "answer_late", "state_view": "view_late"}[what])

    def _withdrawn(self, deed: Deed, oracle: Oracle) -> None:
        """A case that is over with it waits for nobody; one that is open again does, and what was late is so again."""
        decision = next(one for one in oracle.decisions if one.begun == deed.of)
        if oracle.cases[deed.case].last_word == "closed":
            self.waiting.pop(deed.case, None)
        if decision not in oracle.terminations:
            return
        if oracle.cases[deed.case].last_word == "opened" and not oracle.cases[deed.case].item:
            self.waiting.setdefault(deed.case, set()).add("case_opened")
        for case, matter in oracle.cases.items():
            awaited = oracle.awaited(case, deed.day)
            if awaited is not None and awaited[2] and not matter.item and not oracle.closed(case, deed.day):
                self._late(case, *awaited[:2])
