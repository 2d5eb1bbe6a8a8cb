"""MSG-4 and MSG-1 as functions: the day's end, and what becomes of a batch."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from services.messaging.domain.dispatch import (
    Allowance,
    Candidate,
    DispatchSettings,
    GuidanceResult,
    decide_batch,
    may_be_found,
    opens_again_at,
)

DAY = dt.date(2026, 4, 22)
BLOCKED, GUIDED, GONE, FREE = "1", "2", "3", "4"
CANDIDATES = {
    BLOCKED: Candidate(BLOCKED, "a", available=True, blocked=True, conversation_id="c"),
    GUIDED: Candidate(GUIDED, "a", available=True, blocked=False, conversation_id="c", guided=1),
    GONE: Candidate(GONE, "a", available=False, blocked=False, conversation_id=None),
    FREE: Candidate(FREE, "a", available=True, blocked=False, conversation_id=None),
}


def test_the_count_opens_again_at_midnight_or_after_the_nights_maintenance() -> None:
    """OPS-1, MSG-4: at the hour that a setting says."""
    assert opens_again_at(DAY, DispatchSettings(closed_at_night=False)) == dt.datetime(2026, 4, 22, 15, tzinfo=dt.UTC)
    assert opens_again_at(DAY, DispatchSettings()) == dt.datetime(2026, 4, 22, 21, tzinfo=dt.UTC)
    early = DispatchSettings(opens_at=dt.time(4, 30))
    assert opens_again_at(DAY, early) == dt.datetime(2026, 4, 22, 19, 30, tzinfo=dt.UTC)


def test_what_cannot_be_sent_uses_up_nothing_of_the_cap() -> None:
    assert decide_batch([BLOCKED, GUIDED, GONE, "unknown", FREE, FREE], CANDIDATES, 1) == [
        GuidanceResult.BLOCKED_BY_SEEKER,
        GuidanceResult.ALREADY_GUIDED,
        GuidanceResult.SEEKER_NOT_AVAILABLE,
        GuidanceResult.SEEKER_NOT_AVAILABLE,
        GuidanceResult.SENT,
        GuidanceResult.GIVEN_TWICE,
    ]


@given(st.lists(st.integers(0, 30)), st.integers(0, 20))
def test_never_more_than_remains_goes_out_and_nothing_is_held_back_while_something_remains(
    asked: list[int], remaining: int
) -> None:
    numbers = [str(number) for number in asked]
    free = {number: Candidate(number, "a", available=True, blocked=False, conversation_id=None) for number in numbers}
    results = decide_batch(numbers, free, remaining)
    assert len(results) == len(numbers)
    assert results.count(GuidanceResult.SENT) == min(remaining, len(set(numbers)))
    first_held_back = results.index("daily_cap_reached") if "daily_cap_reached" in results else len(results)  # type: ignore[arg-type]
    assert GuidanceResult.SENT not in results[first_held_back:]


def test_see_4_the_choice_covers_a_class_until_the_last_day_of_the_application() -> None:
    assert may_be_found(["municipal"], DAY, "municipal", DAY)
    assert not may_be_found(["municipal"], DAY, "private", DAY)
    assert not may_be_found(["municipal"], DAY, "municipal", DAY + dt.timedelta(days=1))


def test_nothing_remains_where_the_cap_was_lowered_below_what_went_out() -> None:
    assert Allowance(DAY, limit=5, used=7, opens_again_at=opens_again_at(DAY, DispatchSettings())).remaining == 0
