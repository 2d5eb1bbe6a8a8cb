"""OPS-2: access limits, announced beforehand, counted in windows (seed 001, 11)."""

import datetime as dt
from dataclasses import replace

import pytest

from gateway.availability.access_limits import (
    EVERYBODY,
    AccessLimit,
    Counted,
    LimitRefused,
    LimitSettings,
    Scope,
    holding,
    objection_to,
    tightest,
)

NOW = dt.datetime(2026, 6, 10, 1, 0, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
LIMIT = AccessLimit("a", Scope.EACH_ORGANIZATION, None, 10, 60, NOW + HOUR, None)
ONE = replace(LIMIT, scope=Scope.ONE_ORGANIZATION, organization_id="one")


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (LIMIT, None),
        (ONE, None),
        (replace(LIMIT, begins_at=NOW + HOUR - dt.timedelta(microseconds=1)), LimitRefused.NOTICE_TOO_SHORT),
        (replace(LIMIT, begins_at=NOW - HOUR), LimitRefused.NOTICE_TOO_SHORT),
        (replace(LIMIT, ends_at=NOW + HOUR), LimitRefused.ENDS_BEFORE_IT_BEGINS),
        (replace(LIMIT, scope=Scope.ONE_ORGANIZATION), LimitRefused.ORGANIZATION_UNFIT),
        (replace(LIMIT, organization_id="one"), LimitRefused.ORGANIZATION_UNFIT),
    ],
)
def test_a_limit_is_announced_in_time_and_says_whom_it_concerns(
    limit: AccessLimit, expected: LimitRefused | None
) -> None:
    """OPS-2: 通知した上で."""
    assert objection_to(limit, NOW, LimitSettings(notice=HOUR)) is expected


def test_a_limit_counts_from_its_beginning_to_its_end_or_until_it_is_lifted() -> None:
    """OPS-2."""
    limit = replace(LIMIT, ends_at=NOW + 3 * HOUR)
    assert not limit.holds(NOW + HOUR - dt.timedelta(microseconds=1))
    assert limit.holds(NOW + HOUR)
    assert not limit.holds(NOW + 3 * HOUR)
    assert not replace(limit, lifted_at=NOW + HOUR).holds(NOW + 2 * HOUR)


def test_a_limit_for_one_organization_leaves_the_others_alone() -> None:
    """OPS-2."""
    later = NOW + HOUR
    assert holding([LIMIT, replace(ONE, limit_id="b")], "one", later) == [LIMIT, replace(ONE, limit_id="b")]
    assert holding([replace(ONE, limit_id="b"), LIMIT], "another", later) == [LIMIT]


def test_a_limit_on_all_counts_everybody_together() -> None:
    """OPS-2."""
    assert LIMIT.counted_under("one") == "one"
    assert replace(LIMIT, scope=Scope.ALL_ORGANIZATIONS).counted_under("one") == EVERYBODY


def test_windows_begin_at_multiples_of_their_length() -> None:
    """OPS-2: all processes count in the same windows."""
    assert LIMIT.window_of(NOW) == dt.datetime(2026, 6, 10, 1, 0, tzinfo=dt.UTC)
    assert LIMIT.window_of(NOW + dt.timedelta(seconds=29.9)) == LIMIT.window_of(NOW)
    assert LIMIT.window_of(NOW + dt.timedelta(seconds=30)) == dt.datetime(2026, 6, 10, 1, 1, tzinfo=dt.UTC)


def test_told_is_the_limit_that_refuses_and_opens_last_else_the_one_with_the_least_left() -> None:
    """OPS-2."""
    wide = Counted(replace(LIMIT, requests=100), 50, NOW + HOUR)
    narrow = Counted(LIMIT, 9, NOW + HOUR)
    assert tightest([wide, narrow]) is narrow
    full, fuller = Counted(LIMIT, 11, NOW + HOUR), Counted(LIMIT, 11, NOW + 2 * HOUR)
    assert tightest([narrow, full, fuller]) is fuller
    used_up = Counted(LIMIT, 10, NOW + 3 * HOUR)
    assert tightest([used_up, full]) is full, "what has let this request in refuses nothing, though it opens later"
    assert tightest([]) is None


def test_the_last_request_of_a_window_is_answered_and_the_next_is_not() -> None:
    """OPS-2."""
    last = Counted(LIMIT, 10, NOW + HOUR)
    assert (last.refused, last.remaining) == (False, 0)
    assert Counted(LIMIT, 11, NOW + HOUR).refused
