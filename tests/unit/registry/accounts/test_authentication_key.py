"""AUT-2, AUT-6: an authentication key opens for a short time, and after few attempts no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.registry.accounts.domain.authentication_key import (
    IssuedKey,
    KeySettings,
    Requests,
    counted,
    may_be_mailed,
    may_be_used,
)

NOW = datetime(2026, 4, 22, 1, 0, tzinfo=UTC)
SETTINGS = KeySettings()
KEY = IssuedKey("account", valid_until=NOW + timedelta(minutes=30), attempts=1)


def test_a_key_may_be_used_until_its_thirty_minutes_are_over() -> None:
    assert may_be_used(KEY, NOW + timedelta(minutes=30) - timedelta(microseconds=1), SETTINGS)
    assert not may_be_used(KEY, NOW + timedelta(minutes=30), SETTINGS)


def test_the_fifth_attempt_is_looked_at_and_the_sixth_is_not() -> None:
    assert may_be_used(replace(KEY, attempts=5), NOW, SETTINGS)
    assert not may_be_used(replace(KEY, attempts=6), NOW, SETTINGS)


def test_a_key_that_no_browser_asked_for_is_worn_out_by_nobody() -> None:
    """Decision 112."""
    assert may_be_used(replace(KEY, attempts=None), NOW, SETTINGS)


def test_five_keys_are_mailed_while_one_is_valid_and_no_sixth() -> None:
    requests = None
    for _ in range(5):
        requests = counted(requests, NOW, SETTINGS)
        assert may_be_mailed(requests, SETTINGS)
    assert not may_be_mailed(counted(requests, NOW + timedelta(minutes=29), SETTINGS), SETTINGS)


def test_counting_begins_anew_when_a_key_of_the_first_request_is_over() -> None:
    """So whoever is mailed none can use the one before."""
    later = NOW + SETTINGS.valid
    assert counted(Requests(since=NOW, count=9), later, SETTINGS) == Requests(later, 1)
