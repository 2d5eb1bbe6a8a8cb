"""MSG-11, MSG-12, SRC-7: random histories of custody, act by act against the oracle of the terms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.compliance.custody.domain.deciding import holding_of
from services.compliance.custody.domain.facts import (
    Acquisition,
    BlockChange,
    Facts,
    ServiceChange,
    sanctioned_spans,
)
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import Measure
from tests.simulated_custody.oracle import Oracle, day_in_japan

BEGUN = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
"""Near the end of a fiscal year, so that acceptances of one period lie in two."""
ACTS = ("view", "view", "block", "unblock", "demand", "suspend", "suspend_provisionally", "resume", "terminate",
        "close", "open", "accept", "accept", "confirm", "confirm", "wait")  # fmt: skip
GAPS = st.one_of(st.integers(1, 60 * 24 * 3), st.integers(1, 60 * 24 * 40), st.integers(1, 60 * 24 * 130))
ACCEPTED = st.tuples(st.just("accept"), GAPS, st.integers(0, 60))
HISTORIES = st.lists(
    st.one_of(ACCEPTED, st.tuples(st.sampled_from(ACTS), GAPS, st.integers(0, 60))), min_size=1, max_size=30
)


class History:
    """What was done, as facts for the rules and step by step for the oracle."""

    def __init__(self) -> None:
        self.oracle = Oracle()
        self.acquisitions: set[Acquisition] = set()
        self.blocks: list[BlockChange] = []
        self.accepted: set[date] = set()
        self.demanded: set[datetime] = set()
        self.services: list[ServiceChange] = []
        self.measures: list[Measure] = []
        self.deleted_at: datetime | None = None

    def facts(self) -> Facts:
        return Facts(
            frozenset(self.acquisitions),
            frozenset(self.blocks),
            frozenset(self.accepted),
            frozenset(self.demanded),
            frozenset(self.services),
            sanctioned_spans(self.measures),
            self.deleted_at,
        )

    def do(self, act: str, at: datetime, back: int) -> None:
        match act:
            case "view":
                self.acquisitions.add(Acquisition(at, "view"))
                self.oracle.acquire(at)
            case "block" | "unblock":
                self.blocks.append(BlockChange(len(self.blocks) + 1, act == "block", at))
                self.oracle.block(at, blocked=act == "block")
            case "demand":
                self.demanded.add(at)
                self.oracle.demand(at)
            case "close" | "open":
                self.services.append(ServiceChange(len(self.services) + 1, act == "open", at))
                self.oracle.serve(at, is_open=act == "open")
            case "accept":
                day = day_in_japan(at) - timedelta(days=back)
                self.accepted.add(day)
                self.oracle.accept(day)
            case "confirm":
                if self.oracle.confirm(at):
                    self.deleted_at = at
            case _:
                self._measure(act, at)

    def _measure(self, act: str, at: datetime) -> None:
        if act == "suspend":
            self.measures.append(Measure(MeasureKind.UNTIL_CORRECTED, Ground.OTHER_BREACH, at))
            self.oracle.suspend(len(self.measures), at)
        elif act == "suspend_provisionally":
            self.measures.append(Measure(MeasureKind.PROVISIONAL, Ground.FACTS_UNCLEAR, at))
        elif act == "terminate":
            self.measures.append(Measure(MeasureKind.TERMINATION, Ground.MALICE, at))
            self.oracle.suspend(len(self.measures), at)
        elif act == "resume":
            for number, measure in enumerate(self.measures, 1):
                if measure.ended_at is None and measure.kind is not MeasureKind.TERMINATION:
                    self.measures[number - 1] = Measure(measure.kind, measure.ground, measure.decided_at, ended_at=at)
                    self.oracle.resume(number)

    def by_the_rules(self, today: date) -> Any:
        found = holding_of(self.facts(), today)
        if found is None:
            return None
        duty = found.duty and (found.duty.ground.value, found.duty.since)
        return found.acquired_at, found.accepted_on, found.keep_until, duty, found.demanded_at

    def by_the_terms(self, today: date) -> Any:
        held = self.oracle.held
        if held is None:
            return None
        duty = self.oracle.duty(today)
        return held.since, self.oracle.acceptance(), self.oracle.keep_until(), duty, held.demanded_at


@settings(max_examples=400, deadline=None)
@given(acts=HISTORIES)
def test_msg_12_whatever_is_done_the_rules_say_what_the_terms_say(acts: list[tuple[str, int, int]]) -> None:
    """After every act, and on the days after it until the next."""
    history, at = History(), BEGUN
    for act, minutes, back in acts:
        at += timedelta(minutes=minutes)
        day = day_in_japan(at)
        # The day's end comes before what is done on it: deletion may be due since midnight.
        assert history.by_the_rules(day) == history.by_the_terms(day), ("before", act, at)
        history.do(act, at, back)
        assert history.by_the_rules(day) == history.by_the_terms(day), ("after", act, at)
    for days in (1, 40, 100, 400, 800):
        day = day_in_japan(at) + timedelta(days=days)
        assert history.by_the_rules(day) == history.by_the_terms(day), ("later", day)


def test_the_histories_reach_every_ground() -> None:
    """So that the test above can fail for each of them; the same histories every time."""
    reached: set[str] = set()
    for ground, acts in {
        "block": ["view", "block"],
        "demand": ["view", "demand"],
        "service_ended": ["view", "close"],
        "period_over": ["view"],
    }.items():
        history, at = History(), BEGUN
        for act in acts:
            at += timedelta(minutes=1)
            history.do(act, at, 0)
        duty = history.oracle.duty(day_in_japan(at) + timedelta(days=200))
        assert duty is not None
        reached.add(duty[0])
        assert duty[0] == ground
    assert reached == {"block", "demand", "service_ended", "period_over"}
