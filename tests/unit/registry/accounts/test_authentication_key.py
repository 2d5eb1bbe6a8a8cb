"""AUT-2, AUT-6: an authentication key opens once, for a short time, and after few attempts no more."""

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
KEY = IssuedKey(made_at=NOW, valid_until=NOW + timedelta(minutes=30), attempts=1, used=False)


def test_a_key_may_be_used_until_its_thirty_minutes_are_over() -> None:
    assert may_be_used(KEY, NOW + timedelta(minutes=30) - timedelta(microseconds=1), SETTINGS)
    assert not may_be_used(KEY, NOW + timedelta(minutes=30), SETTINGS)


def test_a_key_may_be_used_once() -> None:
    assert not may_be_used(replace(KEY, used=True), NOW, SETTINGS)


def test_the_fifth_attempt_is_looked_at_and_the_sixth_is_not() -> None:
    assert may_be_used(replace(KEY, attempts=5), NOW, SETTINGS)
    assert not may_be_used(replace(KEY, attempts=6), NOW, SETTINGS)


def test_five_keys_an_hour_are_mailed_and_no_sixth() -> None:
    requests = None
    for _ in range(5):
        requests = counted(requests, NOW)
        assert may_be_mailed(requests, SETTINGS)
    assert not may_be_mailed(counted(requests, NOW + timedelta(minutes=59)), SETTINGS)


def test_a_new_hour_begins_when_the_last_is_over() -> None:
    assert counted(Requests(since=NOW, count=9), NOW + timedelta(hours=1)) == Requests(NOW + timedelta(hours=1), 1)
